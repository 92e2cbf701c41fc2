#include "CKernels.h"

#include "stretches.h"
#include "ticks.h"
#include "wide.h"

#pragma STDC FP_CONTRACT OFF

WIDE void kernel_decode_ticks(const int32_t *restrict counts, ptrdiff_t count, double high, double low,
                              bool has_missing, double *restrict figures) {
  if (!has_missing) {
    for (ptrdiff_t i = 0; i < count; i++) figures[i] = figure_of_tick(counts[i], high, low);
    return;
  }
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figure_of_tick(counts[i], high, low);
    figures[i] = counts[i] == INT32_MIN ? NAN : figure;
  }
}

WIDE void kernel_spread_ticks(const int32_t *restrict counts, ptrdiff_t first_bar, ptrdiff_t count,
                              const kernel_stretch *restrict stretches, ptrdiff_t stretch_count, ptrdiff_t first,
                              ptrdiff_t places, double high, double low, bool has_missing, double *restrict target) {
  if (has_missing) {
    SPREAD(counts, *from == INT32_MIN ? NAN : figure_of_tick(*from, high, low));
  } else {
    SPREAD(counts, figure_of_tick(*from, high, low));
  }
}

WIDE void kernel_spread(const double *restrict figures, ptrdiff_t first_bar, ptrdiff_t count,
                        const kernel_stretch *restrict stretches, ptrdiff_t stretch_count, ptrdiff_t first,
                        ptrdiff_t places, double *restrict target) {
  SPREAD(figures, *from);
}

/// Whether one of some whole numbers is 0, so that no change from it is known.
PART bool has_zero(const int32_t *counts, ptrdiff_t count) {
  int32_t zeros = 0;
  for (ptrdiff_t i = 0; i < count; i++) zeros |= counts[i] == 0 ? 1 : 0;
  return zeros != 0;
}

/// The change from one whole number's figure to the next one's.
PART double tick_change(const int32_t *counts, double high, double low) {
  return figure_of_tick(counts[0], high, low) / figure_of_tick(counts[-1], high, low) - 1;
}

WIDE bool kernel_spread_tick_changes(const int32_t *restrict counts, ptrdiff_t first_bar, ptrdiff_t count,
                                     const kernel_stretch *restrict stretches, ptrdiff_t stretch_count,
                                     ptrdiff_t first, ptrdiff_t places, double high, double low,
                                     double *restrict target) {
  if (has_zero(counts - 1, count)) return false;
  SPREAD(counts, tick_change(from, high, low));
  return true;
}

WIDE ptrdiff_t kernel_changes(const double *restrict figures, ptrdiff_t count, double *restrict changes) {
  ptrdiff_t missing = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    double change = figures[i + 1] / figures[i] - 1;
    changes[i] = change;
    missing += change - change == 0 ? 0 : 1;
  }
  return missing;
}

/// How many bars lie before a place; `stretch` is near it, and becomes the last one that does not begin behind it.
PART ptrdiff_t bars_before(int32_t place, const kernel_stretch *stretches, ptrdiff_t stretch_count, ptrdiff_t *stretch) {
  ptrdiff_t own = *stretch;
  while (own > 0 && stretches[own].place > place) own--;
  while (own + 1 < stretch_count && stretches[own + 1].place <= place) own++;
  *stretch = own;
  ptrdiff_t from = larger(0, (ptrdiff_t)place - stretches[own].place);
  return smaller(stretches[own].bar + from, stretches[own + 1].bar);
}

/// The changes over windows of places where `figure` is that of a bar `i`; what lies a way behind `figures` of a window's last bar is asked
/// for.
#define WINDOW_CHANGES(figures, figure)                                                            \
  ptrdiff_t start_stretch = 0, end_stretch = 0, i;                                               \
  double last = NAN;                                                                             \
  for (ptrdiff_t window = 0, end = 0; window < windows; window++) {                              \
    /* Mostly a window begins where the one before has ended. */                                 \
    bool follows = window > 0 && starts[window] == ends[window - 1] && last == last;             \
    double before = follows ? last : NAN;                                                        \
    ptrdiff_t start = follows ? end : bars_before(starts[window], stretches, stretch_count, &start_stretch); \
    if (!follows) for (i = start - 1; i >= first_bar && before != before; i--) before = (figure); \
    end = bars_before(ends[window], stretches, stretch_count, &end_stretch);                     \
    ask_for((figures) + end, 1);                                                                 \
    last = NAN;                                                                                  \
    for (i = end - 1; i >= start && last != last; i--) last = (figure);                          \
    changes[window] = known(last / before - 1);                                                  \
  }

void kernel_window_changes(const double *restrict figures, ptrdiff_t first_bar,
                           const kernel_stretch *restrict stretches, ptrdiff_t stretch_count,
                           const int32_t *restrict starts, const int32_t *restrict ends, ptrdiff_t windows,
                           double *restrict changes) {
  WINDOW_CHANGES(figures, figures[i]);
}

void kernel_window_tick_changes(const int32_t *restrict counts, double high, double low, ptrdiff_t first_bar,
                                const kernel_stretch *restrict stretches, ptrdiff_t stretch_count,
                                const int32_t *restrict starts, const int32_t *restrict ends, ptrdiff_t windows,
                                double *restrict changes) {
  WINDOW_CHANGES(counts, counts[i] == INT32_MIN ? NAN : figure_of_tick(counts[i], high, low));
}
