#ifndef MARQ_OPERATIONS_H
#define MARQ_OPERATIONS_H

#include "CKernels.h"
#include "wide.h"

PART double flag(bool is_true, double first, double second) {
  double truth = is_true ? 1.0 : 0.0;
  return first == first && second == second ? truth : NAN;
}

/// What `operation` makes of two figures at one place, by way of `EACH`, which has it for each place; what calculation makes is as
/// `ended` leaves it.
#define FOR_OPERATION(operation, ended)                                               \
  switch (operation) {                                                                \
    case kernel_add_each: EACH(ended(a + b));                                         \
    case kernel_subtract_each: EACH(ended(a - b));                                    \
    case kernel_multiply_each: EACH(ended(a * b));                                    \
    case kernel_divide_each: EACH(ended(a / b));                                      \
    case kernel_equal_each: EACH(flag(a == b, a, b));                                 \
    case kernel_not_equal_each: EACH(flag(a != b, a, b));                             \
    case kernel_less_each: EACH(flag(a < b, a, b));                                   \
    case kernel_less_or_equal_each: EACH(flag(a <= b, a, b));                         \
    case kernel_greater_each: EACH(flag(a > b, a, b));                                \
    case kernel_greater_or_equal_each: EACH(flag(a >= b, a, b));                      \
    /* Kleene's and is the smaller of the two but that no decides against missing; */ \
    /* or is the larger. */                                                           \
    case kernel_and_each: EACH(a == 0 || b == 0 ? 0 : a * b);                         \
    case kernel_or_each: EACH(a == 1 || b == 1 ? 1 : a + b);                          \
  }

PART double combined(kernel_operation operation, double a, double b) {
#define EACH(result) return (result)
  FOR_OPERATION(operation, known)
#undef EACH
  return NAN;
}

#endif
