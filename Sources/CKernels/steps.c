#include "operations.h"
#include "pipeline.h"
#include "ticks.h"

#pragma STDC FP_CONTRACT OFF

/// `statement` for each bar, where `figure` is that of its whole number; that of one that needs no second product is made of one.
#define EACH_FIGURE(statement)                                                         \
  do {                                                                                 \
    if (low == 0) {                                                                    \
      EACH_OF(count, double figure = (double)counts[i] * high; statement);             \
    } else {                                                                           \
      EACH_OF(count, double figure = figure_of_tick(counts[i], high, low); statement); \
    }                                                                                  \
  } while (0)

WIDE void pipeline_take_figures(const int32_t *restrict counts, double high, double low, ptrdiff_t count,
                                double *restrict row) {
  ask_for_next(counts, count);
  EACH_FIGURE(row[i] = figure);
}

/// Makes what is infinite of some figures missing, where any is strange; whether any is.
PART bool finished(int64_t strange, ptrdiff_t count, double *restrict row) {
  if (strange == 0) return false;
  EACH_OF(count, row[i] = known(row[i]));
  return true;
}

WIDE bool pipeline_take_changes(const int32_t *restrict counts, double high, double low, ptrdiff_t count,
                                double *restrict row) {
  ask_for_next(counts, count);
  int64_t strange = 0;
  EACH_OF(count, {
    double change = figure_of_tick(counts[i], high, low) / figure_of_tick(counts[i - 1], high, low) - 1;
    strange |= strangeness(change);
    row[i] = change;
  });
  return finished(strange, count, row);
}

// What `operation` makes of two figures of each bar; whether any is missing.
#define AS_IT_IS(value) (value)
#define MAKE()                       \
  int64_t strange = 0;               \
  FOR_OPERATION(operation, AS_IT_IS) \
  return finished(strange, count, row)
#define MADE(each, a_figure, b_figure, result) \
  each({                                       \
    double a = (a_figure);                     \
    double b = (b_figure);                     \
    double made = (result);                    \
    strange |= strangeness(made);              \
    row[i] = made;                             \
  });                                          \
  break
#define EACH_BAR(statement) EACH_OF(count, statement)

#define EACH(result) MADE(EACH_BAR, first[i], second[i], result)
WIDE bool pipeline_make(kernel_operation operation, const double *restrict first, const double *restrict second,
                        ptrdiff_t count, double *restrict row) {
  MAKE();
}
#undef EACH

#define EACH(result) MADE(EACH_BAR, first[i], constant, result)
WIDE bool pipeline_make_with_second(kernel_operation operation, const double *restrict first, double constant,
                                    ptrdiff_t count, double *restrict row) {
  MAKE();
}
#undef EACH

#define EACH(result) MADE(EACH_BAR, constant, second[i], result)
WIDE bool pipeline_make_with_first(kernel_operation operation, double constant, const double *restrict second,
                                   ptrdiff_t count, double *restrict row) {
  MAKE();
}
#undef EACH

#define EACH(result) MADE(EACH_FIGURE, first[i], figure, result)
WIDE bool pipeline_make_with_second_figure(kernel_operation operation, const double *restrict first,
                                           const int32_t *restrict counts, double high, double low, ptrdiff_t count,
                                           double *restrict row) {
  ask_for_next(counts, count);
  MAKE();
}
#undef EACH

#define EACH(result) MADE(EACH_FIGURE, figure, second[i], result)
WIDE bool pipeline_make_with_first_figure(kernel_operation operation, const int32_t *restrict counts, double high,
                                          double low, const double *restrict second, ptrdiff_t count,
                                          double *restrict row) {
  ask_for_next(counts, count);
  MAKE();
}
#undef EACH
