#include "CKernels.h"

#include <string.h>

#include "stretches.h"
#include "ticks.h"
#include "wide.h"

#pragma STDC FP_CONTRACT OFF

/// The sum of so many known figures, or their mean.
PART double sum_or_mean(double sum, int32_t count, bool is_mean) {
  double figure = is_mean ? sum / (double)count : sum;
  return count == 0 ? NAN : known(figure);
}

WIDE void kernel_trailing_sums(const double *restrict figures, ptrdiff_t count, ptrdiff_t length, bool is_mean,
                               double *restrict scratch, double *restrict results) {
  double *current = scratch + length;
  double *next = current + count + length;
  // How many figures are known before each place, in whole numbers, whose additions wait less.
  int32_t *held = (int32_t *)(next + count);
  for (ptrdiff_t i = -length; i < 0; i++) current[i] = next[i] = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    bool is_known = figures[i] == figures[i];
    current[i] = is_known ? figures[i] : 0;
    held[i + 1] = is_known ? 1 : 0;
    results[i] = 0;
  }
  held[0] = 0;
  for (ptrdiff_t i = 0, number = 0; i < count; i++) held[i + 1] = (int32_t)(number += held[i + 1]);
  // Sums of 1, 2, 4 and more places up to each; those that make up the length stand one behind the other.
  ptrdiff_t behind = 0;
  for (ptrdiff_t step = 1; step <= length; step *= 2) {
    if (length & step) {
      const double *part = current - behind;
      for (ptrdiff_t i = 0; i < count; i++) results[i] += part[i];
      behind += step;
    }
    if (2 * step > length) break;
    for (ptrdiff_t i = 0; i < count; i++) next[i] = current[i] + current[i - step];
    double *swapped = current;
    current = next;
    next = swapped;
  }
  // The first windows begin before the first place.
  ptrdiff_t whole = count < length ? count : length;
  for (ptrdiff_t i = 0; i < whole; i++) results[i] = sum_or_mean(results[i], held[i + 1], is_mean);
  for (ptrdiff_t i = whole; i < count; i++)
    results[i] = sum_or_mean(results[i], held[i + 1] - held[i + 1 - length], is_mean);
}

/// Puts the sums or means of the windows that end on some places, from the sums and numbers before each place and behind the last;
/// that of the place `first` is the first of the results.
PART void put_sums(const int64_t *restrict sums, const int32_t *restrict held, ptrdiff_t start, ptrdiff_t end,
                   ptrdiff_t length, double high, double low, bool is_mean, double *restrict results,
                   ptrdiff_t first) {
  for (ptrdiff_t i = start; i < end; i++) {
    double number = (double)(held[i + 1] - held[i + 1 - length]);
    results[i - first] = figure_of_window(sums[i + 1] - sums[i + 1 - length], number, is_mean, high, low);
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
