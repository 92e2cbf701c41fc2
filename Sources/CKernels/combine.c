#include "operations.h"
#include "stretches.h"
#include "ticks.h"
#include "wide.h"

#pragma STDC FP_CONTRACT OFF

// Which side the one figure is on that stands beside all.
typedef enum { NEITHER, SECOND, FIRST } constant_side;

PART void combine(kernel_operation operation, double *restrict values, const double *restrict others, double constant,
                  constant_side side, ptrdiff_t count) {
#define EACH(result)                                       \
  for (ptrdiff_t i = 0; i < count; i++) {                  \
    double given = side == NEITHER ? others[i] : constant; \
    double a = side == FIRST ? given : values[i];          \
    double b = side == FIRST ? values[i] : given;          \
    values[i] = (result);                                  \
  }                                                        \
  break
  FOR_OPERATION(operation, known)
#undef EACH
}

WIDE void kernel_combine(kernel_operation operation, double *restrict values, const double *restrict others,
                         ptrdiff_t count) {
  combine(operation, values, others, 0, NEITHER, count);
}

WIDE void kernel_combine_constant(kernel_operation operation, double *restrict values, double constant, bool is_first,
                                  ptrdiff_t count) {
  if (is_first)
    combine(operation, values, 0, constant, FIRST, count);
  else
    combine(operation, values, 0, constant, SECOND, count);
}

PART void combine_ticks(kernel_operation operation, bool is_first, const int32_t *restrict counts, ptrdiff_t first_bar,
                        ptrdiff_t count, const kernel_stretch *restrict stretches, ptrdiff_t stretch_count,
                        ptrdiff_t first, ptrdiff_t places, double high, double low, double *restrict target) {
  // Of each pair the one that is there already stands where it is put.
  if (is_first) {
    SPREAD(counts, combined(operation, figure_of_tick(*from, high, low), target[done + i]));
  } else {
    SPREAD(counts, combined(operation, target[done + i], figure_of_tick(*from, high, low)));
  }
}

WIDE void kernel_combine_ticks(kernel_operation operation, bool is_first, const int32_t *restrict counts,
                               ptrdiff_t first_bar, ptrdiff_t count, const kernel_stretch *restrict stretches,
                               ptrdiff_t stretch_count, ptrdiff_t first, ptrdiff_t places, double high, double low,
                               double *restrict target) {
  // Each a loop of its own.
#define COMBINE(name)                                                                                             \
  case name:                                                                                                      \
    return combine_ticks(name, is_first, counts, first_bar, count, stretches, stretch_count, first, places, high, \
                         low, target)
  switch (operation) {
    COMBINE(kernel_add_each);
    COMBINE(kernel_subtract_each);
    COMBINE(kernel_multiply_each);
    COMBINE(kernel_divide_each);
    COMBINE(kernel_equal_each);
    COMBINE(kernel_not_equal_each);
    COMBINE(kernel_less_each);
    COMBINE(kernel_less_or_equal_each);
    COMBINE(kernel_greater_each);
    COMBINE(kernel_greater_or_equal_each);
    // Figures are no truths.
    case kernel_and_each:
    case kernel_or_each: break;
  }
#undef COMBINE
}
