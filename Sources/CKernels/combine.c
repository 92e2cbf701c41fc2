#include "CKernels.h"
#include "wide.h"

#pragma STDC FP_CONTRACT OFF

// Which side the one figure is on that stands beside all.
typedef enum { NEITHER, SECOND, FIRST } constant_side;

PART double flag(bool is_true, double first, double second) {
  double truth = is_true ? 1 : 0;
  return first == first && second == second ? truth : NAN;
}

PART void combine(kernel_operation operation, double *restrict values, const double *restrict others, double constant,
                  constant_side side, ptrdiff_t count) {
#define EACH(result)                                          \
  for (ptrdiff_t i = 0; i < count; i++) {                     \
    double given = side == NEITHER ? others[i] : constant;    \
    double a = side == FIRST ? given : values[i];             \
    double b = side == FIRST ? values[i] : given;             \
    values[i] = (result);                                     \
  }                                                           \
  break
  switch (operation) {
    case kernel_add_each: EACH(known(a + b));
    case kernel_subtract_each: EACH(known(a - b));
    case kernel_multiply_each: EACH(known(a * b));
    case kernel_divide_each: EACH(known(a / b));
    case kernel_equal_each: EACH(flag(a == b, a, b));
    case kernel_not_equal_each: EACH(flag(a != b, a, b));
    case kernel_less_each: EACH(flag(a < b, a, b));
    case kernel_less_or_equal_each: EACH(flag(a <= b, a, b));
    case kernel_greater_each: EACH(flag(a > b, a, b));
    case kernel_greater_or_equal_each: EACH(flag(a >= b, a, b));
    // Kleene's and is the smaller of the two but that no decides against missing; or is the larger.
    case kernel_and_each: EACH(a == 0 || b == 0 ? 0 : a * b);
    case kernel_or_each: EACH(a == 1 || b == 1 ? 1 : a + b);
  }
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
