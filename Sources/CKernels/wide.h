#ifndef MARQ_WIDE_H
#define MARQ_WIDE_H

#include <math.h>

// The wider unit is taken where the machine has it, found once when the program starts.
#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

// Part of each pass that calls it, in the width of that.
#define PART static inline __attribute__((always_inline))

/// An infinity is missing.
PART double known(double value) { return value - value == 0 ? value : NAN; }

#endif
