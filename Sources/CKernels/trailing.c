#include "CKernels.h"

#include <string.h>

#include "stretches.h"
#include "wide.h"

#pragma STDC FP_CONTRACT OFF

// How many blocks are summed side by side: each sum waits for its last addition, and others go on meanwhile.
#define BLOCKS 4

/// For each place of some blocks the sum up to it from its block's beginning, and from it to the block's end.
static inline void block_sums(const double *restrict figures, ptrdiff_t length, ptrdiff_t blocks,
                              double *restrict prefixes, double *restrict suffixes) {
  double front[BLOCKS] = {0}, back[BLOCKS] = {0};
  for (ptrdiff_t i = 0; i < length; i++) {
    for (ptrdiff_t block = 0; block < blocks; block++) {
      ptrdiff_t start = block * length;
      front[block] += figures[start + i];
      prefixes[start + i] = front[block];
      back[block] += figures[start + length - 1 - i];
      suffixes[start + length - 1 - i] = back[block];
    }
  }
}

WIDE void kernel_trailing_sums(const double *restrict figures, ptrdiff_t count, ptrdiff_t length, bool is_mean,
                               double *restrict scratch, double *restrict results) {
  double *known_figures = scratch;
  double *suffixes = known_figures + count;
  // Behind the figures; whole numbers, whose additions wait less.
  int64_t *counts = (int64_t *)(suffixes + count);
  int64_t held = 0;
  counts[0] = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figures[i];
    bool is_known = figure == figure;
    known_figures[i] = is_known ? figure : 0;
    held += is_known;
    counts[i + 1] = held;
  }
  ptrdiff_t start = 0;
  for (; start + BLOCKS * length <= count; start += BLOCKS * length)
    block_sums(known_figures + start, length, BLOCKS, results + start, suffixes + start);
  for (; start + length <= count; start += length)
    block_sums(known_figures + start, length, 1, results + start, suffixes + start);
  if (start < count) block_sums(known_figures + start, count - start, 1, results + start, suffixes + start);
  // A window that ends with a block is that block; any other begins in the block before.
  for (start = length; start < count; start += length) {
    ptrdiff_t end = start + length - 1 < count ? start + length - 1 : count;
    for (ptrdiff_t i = start; i < end; i++) results[i] += suffixes[i + 1 - length];
  }
  for (ptrdiff_t i = 0; i < count; i++) {
    int64_t before = i + 1 > length ? counts[i + 1 - length] : 0;
    double held = (double)(int32_t)(counts[i + 1] - before);
    results[i] = held == 0 ? NAN : known(is_mean ? results[i] / held : results[i]);
  }
}

/// A whole number of less than 51 bits as a figure: the vector unit has no such conversion of 64 bits.
PART double figure_of(int64_t number) {
  int64_t bits = number + 0x4338000000000000;
  double figure;
  memcpy(&figure, &bits, sizeof figure);
  return figure - 0x1.8p52;
}

/// Puts the sums or means of the windows that end on some places, from the sums and numbers before each place and behind the last;
/// that of the place `first` is the first of the results.
PART void put_sums(const int64_t *restrict sums, const int32_t *restrict held, ptrdiff_t start, ptrdiff_t end,
                   ptrdiff_t length, double high, double low, bool is_mean, double *restrict results,
                   ptrdiff_t first) {
  for (ptrdiff_t i = start; i < end; i++) {
    double total = figure_of(sums[i + 1] - sums[i + 1 - length]);
    double number = (double)(held[i + 1] - held[i + 1 - length]);
    // A mean of equal figures is that figure to the last bit: the division comes before the step.
    double steps = is_mean ? total / number : total;
    double figure = steps * high + steps * low;
    results[i - first] = number == 0 ? NAN : figure;
  }
}

// So many windows are put at least while their sums are at hand.
#define WINDOWS 256

WIDE void kernel_trailing_tick_sums(const int32_t *restrict counts, ptrdiff_t first_bar, ptrdiff_t count,
                                    const kernel_stretch *restrict stretches, ptrdiff_t stretch_count, ptrdiff_t first,
                                    ptrdiff_t places, ptrdiff_t length, ptrdiff_t first_end, double high, double low,
                                    bool has_missing, bool is_mean, int64_t *restrict scratch,
                                    double *restrict results) {
  // Sums and numbers of all places before each; before the first ones, and a window's length further back, they are 0.
  int64_t *sums = scratch + length;
  int32_t *held = (int32_t *)(sums + places + 1) + length;
  memset(scratch, 0, (size_t)(length + 1) * sizeof *scratch);
  memset(held - length, 0, (size_t)(length + 1) * sizeof *held);
  int64_t sum = 0;
  int32_t known_places = 0;
  ptrdiff_t place = 0, put = first_end;
  for (ptrdiff_t number = 0; place < places; number++) {
    // Behind the last stretch nothing changes any more.
    stretch_part part = {.place = places};
    if (number < stretch_count) {
      part = part_of(stretches + number, first, place, places, first_bar, count);
      if (part.count == 0) continue;
    }
    for (; place < part.place; place++) {
      sums[place + 1] = sum;
      held[place + 1] = known_places;
    }
    const int32_t *from = counts + part.figure;
    ask_for(from, part.count * (ptrdiff_t)sizeof *from);
    if (has_missing) {
      for (ptrdiff_t i = 0; i < part.count; i++) {
        bool is_known = from[i] != INT32_MIN;
        sums[place + i + 1] = sum += is_known ? from[i] : 0;
        held[place + i + 1] = known_places += is_known ? 1 : 0;
      }
    } else {
      for (ptrdiff_t i = 0; i < part.count; i++) sums[place + i + 1] = sum += from[i];
      for (ptrdiff_t i = 0; i < part.count; i++) held[place + i + 1] = known_places + (int32_t)i + 1;
      known_places += (int32_t)part.count;
    }
    place += part.count;
    if (place - put >= WINDOWS || (place == places && place > put)) {
      // Each a loop of its own.
      if (is_mean) {
        put_sums(sums, held, put, place, length, high, low, true, results, first_end);
      } else {
        put_sums(sums, held, put, place, length, high, low, false, results, first_end);
      }
      put = place;
    }
  }
}

WIDE void kernel_trailing_extremes(const double *restrict figures, ptrdiff_t count, ptrdiff_t length,
                                   bool is_highest, double *restrict scratch, double *restrict results) {
  double *current = scratch + length;
  double *next = current + count + length;
  // The smallest is the largest of the opposites.
  double sign = is_highest ? 1 : -1;
  for (ptrdiff_t i = -length; i < 0; i++) current[i] = next[i] = -INFINITY;
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figures[i];
    current[i] = figure == figure ? sign * figure : -INFINITY;
  }
  ptrdiff_t step = 1;
  for (; step <= length / 2; step *= 2) {
    for (ptrdiff_t i = 0; i < count; i++) {
      double one = current[i], other = current[i - step];
      next[i] = one > other ? one : other;
    }
    double *swapped = current;
    current = next;
    next = swapped;
  }
  // Two that overlap make up the length.
  ptrdiff_t behind = length - step;
  for (ptrdiff_t i = 0; i < count; i++) {
    double one = current[i], other = current[i - behind];
    double extreme = one > other ? one : other;
    results[i] = known(sign * extreme);
  }
}
