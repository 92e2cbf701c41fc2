#ifndef MARQ_WIDE_H
#define MARQ_WIDE_H

#include <math.h>
#include <stdint.h>
#include <string.h>

// The wider unit is taken where the machine has it, found once when the program starts.
#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

// Part of each pass that calls it, in the width of that.
#define PART static inline __attribute__((always_inline))

/// Asks for memory some way behind what is read now. The machine foresees what is read next only up to a page's end,
/// and a run of bars is about as long as a page.
PART void ask_for(const void *now, long size) {
  for (long place = 0; place < size; place += 64) __builtin_prefetch((const char *)now + 2048 + place);
}

/// An infinity is missing: it has no difference from itself, and anything else none that it loses.
PART double known(double value) { return value - (value - value); }

/// 0 of a known figure, anything else of a missing or infinite one.
PART int64_t strangeness(double value) {
  double difference = value - value;
  int64_t bits;
  memcpy(&bits, &difference, sizeof bits);
  return bits;
}

#endif
