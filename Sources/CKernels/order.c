#include "CKernels.h"

#include "wide.h"

WIDE ptrdiff_t kernel_between(const double *restrict figures, ptrdiff_t count, double low, double high,
                              double *restrict kept, ptrdiff_t *below) {
  ptrdiff_t number = 0, lower = 0;
  // Each is put, and the next one over it where it is not kept: no branch has to be foretold.
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figures[i];
    kept[number] = figure;
    number += (figure >= low) & (figure <= high);
    lower += figure < low;
  }
  *below = lower;
  return number;
}

PART double middle_of(double one, double other, double third) {
  double low = one < other ? one : other, high = one < other ? other : one;
  return third < low ? low : third > high ? high : third;
}

/// Puts the figures below a pivot in front and those above it at the back, and tells how many of each there are.
PART void part_at(double pivot, const double *restrict figures, ptrdiff_t count, double *restrict parted,
                  ptrdiff_t *below, ptrdiff_t *above) {
  ptrdiff_t front = 0, back = count;
  // Each is put at both ends of what is free, and the next one over it where it does not belong: no branch has to be foretold.
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figures[i];
    parted[front] = figure;
    front += figure < pivot;
    parted[back - 1] = figure;
    back -= figure > pivot;
  }
  *below = front;
  *above = count - back;
}

// After so many rounds the pivots are bad ones, and whoever asks puts in order what is left.
#define ROUNDS 64

const double *kernel_narrow(const double *figures, ptrdiff_t *count, ptrdiff_t *place, ptrdiff_t few, double *spare) {
  double *free = spare, *next = spare + *count;
  for (int round = 0; round < ROUNDS && *count > few; round++) {
    double pivot = middle_of(figures[0], figures[*count / 2], figures[*count - 1]);
    ptrdiff_t below, above;
    part_at(pivot, figures, *count, free, &below, &above);
    if (*place < below) {
      figures = free;
      *count = below;
    } else if (*place >= *count - above) {
      *place -= *count - above;
      figures = free + *count - above;
      *count = above;
    } else {
      // All that are left are alike.
      free[0] = pivot;
      *count = 1;
      *place = 0;
      return free;
    }
    double *used = free;
    free = next;
    next = used;
  }
  return figures;
}

#define DIGIT_BITS 11
#define DIGIT_VALUES (1 << DIGIT_BITS)
#define DIGIT_COUNT 6

/// A figure as a whole number without a sign that is larger where the figure is; both zeros are one.
PART uint64_t key_of(double figure) {
  double one_zero = figure + 0.0;
  uint64_t bits;
  memcpy(&bits, &one_zero, sizeof bits);
  return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

void kernel_order(const double *figures, ptrdiff_t count, int32_t *order, uint64_t *keys, int32_t *spare) {
  uint32_t counts[DIGIT_COUNT][DIGIT_VALUES];
  memset(counts, 0, sizeof counts);
  uint64_t *next_keys = keys + count;
  int32_t *own = order, *next = spare;
  for (ptrdiff_t i = 0; i < count; i++) {
    const uint64_t key = key_of(figures[i]);
    keys[i] = key;
    own[i] = (int32_t)i;
    for (int digit = 0; digit < DIGIT_COUNT; digit++) counts[digit][key >> digit * DIGIT_BITS & (DIGIT_VALUES - 1)]++;
  }
  // From the last digit to the first; those that agree in one stay in their order.
  for (int digit = 0; digit < DIGIT_COUNT && count > 0; digit++) {
    const int shift = digit * DIGIT_BITS;
    uint32_t *places = counts[digit];
    if (places[keys[0] >> shift & (DIGIT_VALUES - 1)] == (uint32_t)count) continue;
    uint32_t place = 0;
    for (int value = 0; value < DIGIT_VALUES; value++) {
      const uint32_t number = places[value];
      places[value] = place;
      place += number;
    }
    for (ptrdiff_t i = 0; i < count; i++) {
      const uint64_t key = keys[i];
      const uint32_t target = places[key >> shift & (DIGIT_VALUES - 1)]++;
      next_keys[target] = key;
      next[target] = own[i];
    }
    uint64_t *used_keys = keys;
    keys = next_keys;
    next_keys = used_keys;
    int32_t *used = own;
    own = next;
    next = used;
  }
  if (own != order) memcpy(order, own, (size_t)count * sizeof *order);
}

WIDE ptrdiff_t kernel_reaching(const double *restrict figures, const double *restrict marks, ptrdiff_t count,
                               int32_t *restrict places) {
  ptrdiff_t number = 0, i = 0;
  for (; i + 8 <= count; i += 8) {
    // Mostly none of them does.
    int64_t any = 0;
    for (int lane = 0; lane < 8; lane++) any |= figures[i + lane] >= marks[i + lane] ? 1 : 0;
    if (any == 0) continue;
    for (int lane = 0; lane < 8; lane++) {
      places[number] = (int32_t)(i + lane);
      number += figures[i + lane] >= marks[i + lane];
    }
  }
  for (; i < count; i++) {
    places[number] = (int32_t)i;
    number += figures[i] >= marks[i];
  }
  return number;
}

WIDE ptrdiff_t kernel_above(const double *restrict figures, ptrdiff_t count, double figure, double *restrict next) {
  double lowest[4] = {INFINITY, INFINITY, INFINITY, INFINITY};
  int64_t above[4] = {0, 0, 0, 0};
  ptrdiff_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (int lane = 0; lane < 4; lane++) {
      double own = figures[i + lane] > figure ? figures[i + lane] : INFINITY;
      lowest[lane] = own < lowest[lane] ? own : lowest[lane];
      above[lane] += figures[i + lane] > figure ? 1 : 0;
    }
  }
  for (; i < count; i++) {
    if (figures[i] <= figure) continue;
    lowest[0] = figures[i] < lowest[0] ? figures[i] : lowest[0];
    above[0]++;
  }
  for (int lane = 1; lane < 4; lane++) {
    lowest[0] = lowest[lane] < lowest[0] ? lowest[lane] : lowest[0];
    above[0] += above[lane];
  }
  *next = lowest[0];
  return above[0];
}
