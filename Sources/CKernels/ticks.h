#ifndef MARQ_TICKS_H
#define MARQ_TICKS_H

#include <stdint.h>

#include "wide.h"

/// The figure that a whole number counts.
PART double figure_of_tick(int32_t count, double high, double low) {
  return (double)count * high + (double)count * low;
}

#endif
