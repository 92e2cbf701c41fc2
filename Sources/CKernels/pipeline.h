#ifndef MARQ_PIPELINE_H
#define MARQ_PIPELINE_H

#include "CKernels.h"
#include "stretches.h"
#include "wide.h"

// The parts of the pipeline of bars. Each pass is a function of its own, since one large one is not made for the vector unit.

// So many bars are taken together: what the steps make of them stays in the first cache.
enum { block = 256 };

/// `statement` for each `i` below `count`; a stretch of bars is short, so few are left over where the vector unit ends.
#define EACH_OF(count, statement)                                                                                      \
  do {                                                                                                                 \
    _Pragma("clang loop vectorize(enable) interleave_count(2)") for (ptrdiff_t i = 0; i < (count); i++) { statement; } \
  } while (0)

/// Asks for what lies behind some bars, which is looked at next.
PART void ask_for_next(const int32_t *counts, ptrdiff_t count) {
  for (ptrdiff_t bar = 0; bar < count; bar += 16) __builtin_prefetch(counts + count + bar);
}

// Steps: what each makes of `count` bars is put into a row; whether any is missing.

void pipeline_take_figures(const int32_t *counts, double high, double low, ptrdiff_t count, double *row);

/// The first one's change is from what stands at `counts[-1]`.
bool pipeline_take_changes(const int32_t *counts, double high, double low, ptrdiff_t count, double *row);

bool pipeline_make(kernel_operation operation, const double *first, const double *second, ptrdiff_t count, double *row);
bool pipeline_make_with_second(kernel_operation operation, const double *first, double constant, ptrdiff_t count,
                               double *row);
bool pipeline_make_with_first(kernel_operation operation, double constant, const double *second, ptrdiff_t count,
                              double *row);

/// The same with the figures that whole numbers count.
bool pipeline_make_with_second_figure(kernel_operation operation, const double *first, const int32_t *counts,
                                      double high, double low, ptrdiff_t count, double *row);
bool pipeline_make_with_first_figure(kernel_operation operation, const int32_t *counts, double high, double low,
                                     const double *second, ptrdiff_t count, double *row);

// Windows.

/// Where a window begins or ends, as a place behind the bars that lie before it, while its bar is moved on.
typedef struct {
  /// How many places it is behind the place of the bar.
  ptrdiff_t offset;
  /// The last stretch that does not begin behind it; the first one where all do.
  ptrdiff_t stretch;
} edge;

/// The windows of a step, while the bars are gone through.
typedef struct {
  edge start, end;
  /// Sums of the whole numbers of all bars from the first one of the first window on, up to each.
  int64_t *sums;
  ptrdiff_t first_bar, summed;
} trailing;

/// Readies the windows of `length` places the first of which ends with a bar, by its place and its stretch. `sums` has room for one
/// more than there are bars from the first one of that window on.
void pipeline_begin_windows(trailing *windows, ptrdiff_t length, ptrdiff_t place, ptrdiff_t stretch,
                            const kernel_company *company, int64_t *sums);

/// Readies the sums that the windows need which end with the bars before one.
void pipeline_sum_up_to(trailing *windows, const kernel_source *source, ptrdiff_t bar);

/// Puts the sums or means of the windows that end with each of `count` bars, which lie on successive places from one on, into a row.
void pipeline_take_windows(trailing *windows, const kernel_source *source, bool is_mean, ptrdiff_t place,
                           ptrdiff_t count, const kernel_company *company, double *row);

// Folds.

/// Puts figures of successive places into their folds; a missing one, which there is none of unless `may_miss`, adds nothing.
void pipeline_fold_places(const kernel_place_fold *fold, const double *figures, ptrdiff_t place, ptrdiff_t count,
                          bool may_miss, double *held);

#endif
