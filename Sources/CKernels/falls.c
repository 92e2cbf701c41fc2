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

WIDE double kernel_deepest_ticks(const int32_t *restrict counts, ptrdiff_t count, double high, double low,
                                 double base) {
  // A larger whole number never makes a smaller value: the highest price and the lowest one since are kept as such, and what they
  // are worth is worked out where a fall ends.
  const int64_t none = INT64_MAX;
  int64_t peak = INT64_MIN, trough = none;
  double highest = 1, deepest = INFINITY;
#define VALUE(tick) value_of_tick((int32_t)(tick), high, low, base)
#define END_FALL()                                                             \
  do {                                                                         \
    if (trough == none) break;                                                 \
    double fall = trough == peak ? 0 : VALUE(trough) / highest - 1;            \
    deepest = fall < deepest ? fall : deepest;                                 \
  } while (0)
  for (ptrdiff_t start = 0; start < count; start += DAYS) {
    ptrdiff_t days = count - start < DAYS ? count - start : DAYS;
    const int32_t *tick = counts + start;
    ask_for(tick, DAYS * sizeof *tick);
    if (days == DAYS) {
      int32_t top = tick[0], bottom = tick[0];
      for (int day = 0; day < DAYS; day++) {
        top = tick[day] > top ? tick[day] : top;
        bottom = tick[day] < bottom ? tick[day] : bottom;
      }
      if (top <= peak || VALUE(top) <= highest) {
        trough = bottom < trough ? bottom : trough;
        continue;
      }
    }
    for (ptrdiff_t day = 0; day < days; day++) {
      double value;
      if (tick[day] > peak && (value = VALUE(tick[day])) > highest) {
        END_FALL();
        highest = value;
        peak = trough = tick[day];
      } else {
        trough = tick[day] < trough ? tick[day] : trough;
      }
    }
  }
  END_FALL();
  return deepest < INFINITY ? deepest : NAN;
}
