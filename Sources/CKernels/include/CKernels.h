#ifndef MARQ_CKERNELS_H
#define MARQ_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Passes over figures whose speed is the vector unit's. A missing figure is NaN. Each gives the same bits whatever the
// machine: sums are taken in one order, and no product is fused with a sum.

/// The figures that some whole numbers count: each times `high` plus each times `low`; NaN for INT32_MIN where that
/// stands for a missing one.
void kernel_decode_ticks(const int32_t *counts, ptrdiff_t count, double high, double low, bool has_missing,
                         double *figures);

/// What is made of two figures at one place; where either is missing, so is it. A truth is 1 or 0.
typedef enum {
  kernel_add_each,
  kernel_subtract_each,
  kernel_multiply_each,
  kernel_divide_each,
  kernel_equal_each,
  kernel_not_equal_each,
  kernel_less_each,
  kernel_less_or_equal_each,
  kernel_greater_each,
  kernel_greater_or_equal_each,
  /// Kleene's, as is `or`: no decides against missing, and yes for it.
  kernel_and_each,
  kernel_or_each,
} kernel_operation;

/// Makes each of some figures one with the other at its place; an infinity becomes missing.
void kernel_combine(kernel_operation operation, double *figures, const double *others, ptrdiff_t count);

/// The same with one figure beside all, the first of the two where `is_first`.
void kernel_combine_constant(kernel_operation operation, double *figures, double constant, bool is_first,
                             ptrdiff_t count);

/// Successive trading days that have a bar each: the place of the first one in the calendar, and the bar there, counted from the
/// company's first one. It ends where one of the two of the stretch behind it begins: each list has one more, for its end.
typedef struct {
  int32_t place, bar;
} kernel_stretch;

/// Finds the stretches of `count` days, all of which ascend, among `places` days of a calendar; their end comes behind them.
/// `stretches` has room for one more than there are days. Returns how many there are, -1 where a day is none of the calendar's.
ptrdiff_t kernel_find_stretches(const int32_t *days, ptrdiff_t count, const int32_t *calendar, ptrdiff_t places,
                                kernel_stretch *stretches);

/// Puts `count` figures, the first of which is that of the bar `first_bar`, on those of `places` places from `first` on where
/// their bars lie, and NaN on the others.
void kernel_spread(const double *figures, ptrdiff_t first_bar, ptrdiff_t count, const kernel_stretch *stretches,
                   ptrdiff_t stretch_count, ptrdiff_t first, ptrdiff_t places, double *target);

/// The same for figures that are whole numbers, as `kernel_decode_ticks` has them.
void kernel_spread_ticks(const int32_t *counts, ptrdiff_t first_bar, ptrdiff_t count,
                         const kernel_stretch *stretches, ptrdiff_t stretch_count, ptrdiff_t first, ptrdiff_t places,
                         double high, double low, bool has_missing, double *target);

/// Makes each of the figures on `places` places one with the bar's on its place, as `kernel_spread_ticks` would put it: that is the
/// second of the two, the first where `is_first`. Where there is no bar it becomes missing. No bar's may be missing, and no truths are
/// made one.
void kernel_combine_ticks(kernel_operation operation, bool is_first, const int32_t *counts, ptrdiff_t first_bar,
                          ptrdiff_t count, const kernel_stretch *stretches, ptrdiff_t stretch_count, ptrdiff_t first,
                          ptrdiff_t places, double high, double low, double *target);

/// Each figure over the one before it, less 1; `figures` has one more than there are changes. Returns how many are not
/// finite.
ptrdiff_t kernel_changes(const double *figures, ptrdiff_t count, double *changes);

/// Puts the change to each of `count` figures that are whole numbers, none missing, from the one before it on their places, as
/// `kernel_spread` does with figures; what the first is changed from stands at `counts[-1]`. False where one of those before is 0.
bool kernel_spread_tick_changes(const int32_t *counts, ptrdiff_t first_bar, ptrdiff_t count,
                                const kernel_stretch *stretches, ptrdiff_t stretch_count, ptrdiff_t first,
                                ptrdiff_t places, double high, double low, double *target);

/// The change over each of some windows, which begin with a place each and end before another: from the last known figure of a
/// company's bars before it to its last one. NaN where it has none, or none lies before it among those from the bar `first_bar` on.
/// `figures` are those of all bars.
void kernel_window_changes(const double *figures, ptrdiff_t first_bar, const kernel_stretch *stretches,
                           ptrdiff_t stretch_count, const int32_t *starts, const int32_t *ends, ptrdiff_t windows,
                           double *changes);

/// The same for figures that are whole numbers, as `kernel_decode_ticks` has them; INT32_MIN stands for a missing one.
void kernel_window_tick_changes(const int32_t *counts, double high, double low, ptrdiff_t first_bar,
                                const kernel_stretch *stretches, ptrdiff_t stretch_count, const int32_t *starts,
                                const int32_t *ends, ptrdiff_t windows, double *changes);

/// Puts in each missing figure's place the figure before it, `first` before all. An infinite figure stands for one that
/// is not known: it and those carried from it become NaN.
void kernel_carry_forward(double *figures, ptrdiff_t count, double first);

/// Of so many places up to each place the sum of the known figures, or their mean; NaN where none is known.
///
/// No sum ever holds a figure that has left its window: sums of two places are made of those of one, of four of those of two, and each
/// window of such as make up its length. What comes out of a window depends on its figures alone. At most 2^31 places; `scratch`
/// has room for 3 * count + 2 * length + 1 figures.
void kernel_trailing_sums(const double *figures, ptrdiff_t count, ptrdiff_t length, bool is_mean, double *scratch,
                          double *results);

/// The same for figures that are whole numbers, on their places as `kernel_spread_ticks` puts them, of the windows that end on the
/// place `first_end` of the places and behind it: the sums are exact. At most 2^19 places a window; `scratch` has room for twice as
/// many whole numbers as places and a window have, and 2 more.
void kernel_trailing_tick_sums(const int32_t *counts, ptrdiff_t first_bar, ptrdiff_t count,
                               const kernel_stretch *stretches, ptrdiff_t stretch_count, ptrdiff_t first,
                               ptrdiff_t places, ptrdiff_t length, ptrdiff_t first_end, double high, double low,
                               bool has_missing, bool is_mean, int64_t *scratch, double *results);

/// Of so many places up to each place the largest known figure, or the smallest; NaN where none is known. `scratch` has
/// room for 2 * (count + length) figures.
void kernel_trailing_extremes(const double *figures, ptrdiff_t count, ptrdiff_t length, bool is_highest,
                              double *scratch, double *results);

/// The deepest fall of a value that stands at 1 before and at 1 + gain on each day; NaN where no gain is known.
double kernel_deepest(const double *gains, ptrdiff_t count);

/// The same for prices that are whole numbers, as `kernel_decode_ticks` has them: gains are measured from the price `base`. To the
/// last bit what the other one makes of `price / base - 1`. No price may be missing, and `base` must be above 0.
double kernel_deepest_ticks(const int32_t *counts, ptrdiff_t count, double high, double low, double base);

/// What one step of a pipeline makes for each bar.
typedef enum {
  /// The figure that a whole number counts.
  kernel_take_figure,
  /// The change to it from the bar before, missing for a company's first one.
  kernel_take_change,
  /// The sum of the figures of trailing windows of so many places.
  kernel_take_trailing_sum,
  /// Their mean.
  kernel_take_trailing_mean,
  /// What `operation` makes of two steps before.
  kernel_make_of_steps,
  /// What it makes of a step before and a figure that is the same for all.
  kernel_make_of_step_and_constant,
  /// The same with the two in the other order.
  kernel_make_of_constant_and_step,
  /// What it makes of a step before and the figure that a whole number counts.
  kernel_make_of_step_and_figure,
  kernel_make_of_figure_and_step,
} kernel_step_kind;

/// One step: what it makes stands in a row of its number.
typedef struct {
  kernel_step_kind kind;
  /// What two figures are made one by.
  kernel_operation operation;
  /// Which of the sources figures are taken from.
  int32_t source;
  /// The steps before that it is made of.
  int32_t first, second;
  /// The places of a window, at most 2^19.
  int32_t length;
  double constant;
} kernel_step;

enum { kernel_most_steps = 12 };

/// Figures of all bars of a company that are whole numbers, as `kernel_decode_ticks` has them; none is missing.
typedef struct {
  const int32_t *counts;
  double high, low;
} kernel_source;

/// How the figures of companies are put together that stand on one place.
typedef enum {
  /// How many there are.
  kernel_fold_known,
  /// Their sum.
  kernel_fold_sum,
  /// How many of them are 1.
  kernel_fold_ones,
  /// The largest of them.
  kernel_fold_highest,
  kernel_fold_lowest,
  /// The sum of their distances from a figure of the place and that of the squares of these: it is the first one that is known there,
  /// so that no more is lost by it than there are figures.
  kernel_fold_squares,
} kernel_fold_kind;

/// Folds of what a step makes. Each begins at a place of the memory that holds all of them, where the first place of the pass is.
typedef struct {
  kernel_fold_kind kind;
  int32_t step;
  ptrdiff_t results;
  /// Of squares alone; the last is on how many places of the row there is no shift yet.
  ptrdiff_t squares, shifts, unset;
  /// 1 where a stretch of bars begins, -1 behind its end: the sum of all up to a place is how many bars there are.
  ptrdiff_t edges;
  /// How many of them have no figure.
  ptrdiff_t missing;
} kernel_place_fold;

/// A company that goes through a pipeline.
typedef struct {
  /// All of its stretches.
  const kernel_stretch *stretches;
  ptrdiff_t stretch_count;
  /// The bars that are taken, counted from its first one, and a stretch that does not begin behind the first of them.
  ptrdiff_t first_bar, end_bar, first_stretch;
  /// The place that is the first one of its folds.
  ptrdiff_t first_place;
} kernel_company;

/// Takes the figures of some of a company's bars from its sources, makes others of them in some steps and puts what comes out into
/// folds: so many bars at a time that all of it stays at hand. `scratch` has room for one whole number more than there are bars from the
/// first one of the first window on, for each step that has windows.
void kernel_fold_bars(const kernel_step *steps, ptrdiff_t step_count, const kernel_company *company,
                      const kernel_source *sources, const kernel_place_fold *folds, ptrdiff_t fold_count,
                      int64_t *scratch, double *held);

/// Puts those of some figures that are from `low` to `high` into `kept`, which has room for all, in their order, and counts
/// those below `low`; returns how many are kept.
ptrdiff_t kernel_between(const double *figures, ptrdiff_t count, double low, double high, double *kept,
                         ptrdiff_t *below);

/// Narrows figures, none of which is missing, down to few among which is the one at a place of their order; what is left, how many,
/// and its place among them. More than `few` are left only where the figures are such as no pivot parts well. `spare` has room
/// for twice as many as there are.
///
/// Source: Hoare, Algorithm 65: Find, 1961.
const double *kernel_narrow(const double *figures, ptrdiff_t *count, ptrdiff_t *place, ptrdiff_t few, double *spare);

/// Puts the places of some figures, none of which is missing, in the order of the figures: ascending, places of equal ones ascending, too.
/// `keys` has room for twice as many as there are figures, `spare` for as many. O(count).
///
/// Source: Knuth, The Art of Computer Programming, volume 3, 5.2.5, Algorithm R (radix list sort), on the bits of the figures.
void kernel_order(const double *figures, ptrdiff_t count, int32_t *order, uint64_t *keys, int32_t *spare);

/// Puts the places of those figures that reach the mark at the same place into `places`, which has room for all, and returns how many they
/// are. A missing figure reaches nothing.
ptrdiff_t kernel_reaching(const double *figures, const double *marks, ptrdiff_t count, int32_t *places);

/// How many figures are above one, and the lowest of these; infinity where there is none. None is missing.
ptrdiff_t kernel_above(const double *figures, ptrdiff_t count, double figure, double *next);

/// Adds each known figure of some rows of `count` to the sum at its place in the row, and 1 to the count there.
void kernel_add(const double *figures, ptrdiff_t rows, ptrdiff_t count, double *sums, double *counts);

/// Adds 1 to the sum at each figure's place in its row where the figure is 1, and 1 to the count where it is known.
void kernel_add_ones(const double *figures, ptrdiff_t rows, ptrdiff_t count, double *sums, double *counts);

/// Puts each known figure of some rows of `count` to the mean and the squared distances from it at its place in the
/// row, and 1 to the count there.
///
/// Source: Chan, Golub and LeVeque, Algorithms for Computing the Sample Variance, 1983.
void kernel_add_squares(const double *figures, ptrdiff_t rows, ptrdiff_t count, double *means, double *squares,
                        double *counts);

/// The sum of the known figures, and how many they are.
double kernel_sum(const double *figures, ptrdiff_t count, double *known);

/// The sum of some whole numbers, and how many of them are known; INT32_MIN stands for a missing one where there are
/// some.
int64_t kernel_sum_ticks(const int32_t *counts, ptrdiff_t count, bool has_missing, ptrdiff_t *known);

/// The sum of the products of pairs of whole numbers, and how many pairs are known.
double kernel_sum_tick_products(const int32_t *first, const int32_t *second, ptrdiff_t count, bool has_missing,
                                ptrdiff_t *known);

/// The squared distances of the known figures from a figure, summed.
double kernel_squares(const double *figures, ptrdiff_t count, double mean);

/// The largest known figure, or the smallest; an infinity where none is known.
double kernel_extreme(const double *figures, ptrdiff_t count, bool is_highest);

/// Of pairs of which both figures are known: how many they are, their means, the squares and products of the distances
/// from them, and the sums of the squares themselves.
typedef struct {
  double count, x_mean, y_mean, x_squares, y_squares, products, x_sum_of_squares, y_sum_of_squares;
} kernel_moments;

kernel_moments kernel_pair_moments(const double *ys, const double *xs, ptrdiff_t count);

/// The squared distances of the pairs from a line of some slope through their means, summed.
double kernel_residual_squares(const double *ys, const double *xs, ptrdiff_t count, double slope, double x_mean,
                               double y_mean);

#endif
