#ifndef MARQ_TICKS_H
#define MARQ_TICKS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "wide.h"

/// The figure that a whole number counts.
PART double figure_of_tick(int32_t count, double high, double low) {
  return (double)count * high + (double)count * low;
}

/// A whole number of less than 51 bits as a figure: the vector unit has no such conversion of 64 bits.
PART double figure_of(int64_t number) {
  int64_t bits = number + 0x4338000000000000;
  double figure;
  memcpy(&figure, &bits, sizeof figure);
  return figure - 0x1.8p52;
}

/// The sum or mean of so many figures, whose whole numbers have a sum; NaN where there are none.
PART double figure_of_window(int64_t sum, double number, bool is_mean, double high, double low) {
  double total = figure_of(sum);
  // A mean of equal figures is that figure to the last bit: the division comes before the step.
  double steps = is_mean ? total / number : total;
  double figure = steps * high + steps * low;
  return number == 0 ? NAN : figure;
}

#endif
