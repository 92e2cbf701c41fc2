#include "CKernels.h"

#include "ticks.h"
#include "wide.h"

#pragma STDC FP_CONTRACT OFF

void kernel_carry_forward(double *figures, ptrdiff_t count, double first) {
  double current = first;
  for (ptrdiff_t i = 0; i < count; i++) {
    current = figures[i] == figures[i] ? figures[i] : current;
    figures[i] = current;
  }
  for (ptrdiff_t i = 0; i < count; i++) figures[i] = known(figures[i]);
}

// So many days are looked at together: most bring no new highest value, and then the lowest of them decides.
#define DAYS 16

WIDE double kernel_deepest(const double *gains, ptrdiff_t count) {
  double highest = 1, lowest = INFINITY, deepest = INFINITY;
  for (ptrdiff_t start = 0; start < count; start += DAYS) {
    ptrdiff_t days = count - start < DAYS ? count - start : DAYS;
    const double *gain = gains + start;
    if (days == DAYS) {
      // A missing day is neither higher nor deeper than anything.
      double tops[4] = {0, 0, 0, 0}, bottoms[4] = {INFINITY, INFINITY, INFINITY, INFINITY};
      for (int day = 0; day < DAYS; day += 4) {
        for (int lane = 0; lane < 4; lane++) {
          double value = 1 + gain[day + lane];
          tops[lane] = value > tops[lane] ? value : tops[lane];
          bottoms[lane] = value < bottoms[lane] ? value : bottoms[lane];
        }
      }
      double top = tops[0], bottom = bottoms[0];
      for (int lane = 1; lane < 4; lane++) {
        top = tops[lane] > top ? tops[lane] : top;
        bottom = bottoms[lane] < bottom ? bottoms[lane] : bottom;
      }
      if (top <= highest) {
        lowest = bottom < lowest ? bottom : lowest;
        continue;
      }
    }
    for (ptrdiff_t day = 0; day < days; day++) {
      double value = 1 + gain[day];
      if (value > highest) {
        // What was lowest below the highest value so far was deepest there.
        double fall = lowest / highest - 1;
        deepest = fall < deepest ? fall : deepest;
        highest = lowest = value;
      } else {
        lowest = value < lowest ? value : lowest;
      }
    }
  }
  double fall = lowest / highest - 1;
  deepest = fall < deepest ? fall : deepest;
  return deepest < INFINITY ? deepest : NAN;
}

/// What one at the base has become at a price: 1 and its change.
PART double value_of_tick(int32_t count, double high, double low, double base) {
  return 1 + (figure_of_tick(count, high, low) / base - 1);
}

// A fall is measured to about so much: what is less deep than the deepest by more than this is less deep when it is worked out.
#define SLACK 1e-13

/// Whether the fall to one price from a higher one, both in steps, may be deeper than the deepest so far.
PART bool may_be_deeper(double lowest, double highest, double deepest) {
  return !(lowest >= (1 + deepest + SLACK) * highest);
}

/// The deepest of some falls and of those that end on some days, before which `top` was the highest whole number; nothing falls from below
/// `floor` steps, where it was at first.
static double deeper(double deepest, const int32_t *ticks, ptrdiff_t count, int32_t top, double floor, double high,
                     double low, double base) {
  int32_t bottom = INT32_MAX;
#define VALUE(tick) value_of_tick(tick, high, low, base)
  for (ptrdiff_t day = 0; day <= count; day++) {
    if (day < count && ticks[day] <= top) {
      bottom = ticks[day] < bottom ? ticks[day] : bottom;
      continue;
    }
    // A fall ends where a higher price is reached. Most are not worth the divisions.
    double peak = (double)top > floor ? (double)top : floor;
    if (day > 0 && may_be_deeper((double)bottom, peak, deepest)) {
      // The higher a price, the higher what one has become.
      double highest = top == INT32_MIN ? 1 : VALUE(top);
      double fall = VALUE(bottom) / (highest > 1 ? highest : 1) - 1;
      deepest = fall < deepest ? fall : deepest;
    }
    if (day < count) top = bottom = ticks[day];
  }
#undef VALUE
  return deepest;
}

// So many prices are looked at together.
#define TICKS 32

WIDE double kernel_deepest_ticks(const int32_t *restrict counts, ptrdiff_t count, double high, double low,
                                 double base) {
  int32_t top = INT32_MIN;
  // The highest price so far, in steps.
  double floor = base / (high + low), peak = floor;
  double deepest = INFINITY;
  for (ptrdiff_t start = 0; start < count; start += TICKS) {
    ptrdiff_t days = count - start < TICKS ? count - start : TICKS;
    const int32_t *tick = counts + start;
    ask_for(tick, TICKS * sizeof *tick);
    int32_t highest = tick[0], lowest = tick[0];
    if (days == TICKS) {
      for (int day = 0; day < TICKS; day++) {
        highest = tick[day] > highest ? tick[day] : highest;
        lowest = tick[day] < lowest ? tick[day] : lowest;
      }
    } else {
      for (ptrdiff_t day = 1; day < days; day++) {
        highest = tick[day] > highest ? tick[day] : highest;
        lowest = tick[day] < lowest ? tick[day] : lowest;
      }
    }
    // Mostly not even the lowest price falls deeper from the highest one than the deepest fall so far.
    double next = (double)highest > peak ? (double)highest : peak;
    if (may_be_deeper((double)lowest, next, deepest)) {
      // Where none of them is higher than all before, the lowest falls deepest.
      bool rises = highest > top;
      deepest = deeper(deepest, rises ? tick : &lowest, rises ? days : 1, top, floor, high, low, base);
    }
    top = highest > top ? highest : top;
    peak = next;
  }
  return deepest < INFINITY ? deepest : NAN;
}
