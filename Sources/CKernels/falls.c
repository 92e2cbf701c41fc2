#include "CKernels.h"

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
