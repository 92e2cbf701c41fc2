#include "CKernels.h"

#include "operations.h"
#include "stretches.h"
#include "ticks.h"
#include "wide.h"

#pragma STDC FP_CONTRACT OFF

// So many bars are taken together: what the steps make of them stays in the first cache.
enum { block = 256 };

/// `statement` for each `i` below `count`; a stretch of bars is short, so few are left over where the vector unit ends.
#define EACH_OF(count, statement)                                     \
  do {                                                                \
    _Pragma("clang loop vectorize(enable) interleave_count(2)")       \
    for (ptrdiff_t i = 0; i < (count); i++) { statement; }            \
  } while (0)

/// Asks for what lies behind some bars, which is looked at next.
PART void ask_for_next(const int32_t *counts, ptrdiff_t count) {
  for (ptrdiff_t bar = 0; bar < count; bar += 16) __builtin_prefetch(counts + count + bar);
}

/// `statement` for each bar, where `figure` is that of its whole number; that of one that needs no second product is made of one.
#define EACH_FIGURE(statement)                                        \
  do {                                                                \
    if (low == 0) {                                                   \
      EACH_OF(count, double figure = (double)counts[i] * high; statement); \
    } else {                                                          \
      EACH_OF(count, double figure = figure_of_tick(counts[i], high, low); statement); \
    }                                                                 \
  } while (0)

WIDE static void take_figures(const int32_t *restrict counts, double high, double low, ptrdiff_t count,
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

/// Whether any is missing.
WIDE static bool take_changes(const int32_t *restrict counts, double high, double low, ptrdiff_t count,
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
#define MAKE()                                \
  int64_t strange = 0;                        \
  FOR_OPERATION(operation, AS_IT_IS)          \
  return finished(strange, count, row)
#define MADE(each, a_figure, b_figure, result) \
  each({                                      \
    double a = (a_figure);                    \
    double b = (b_figure);                    \
    double made = (result);                   \
    strange |= strangeness(made);             \
    row[i] = made;                            \
  });                                         \
  break
#define EACH_BAR(statement) EACH_OF(count, statement)

#define EACH(result) MADE(EACH_BAR, first[i], second[i], result)
WIDE static bool make(kernel_operation operation, const double *restrict first, const double *restrict second,
                      ptrdiff_t count, double *restrict row) {
  MAKE();
}
#undef EACH

#define EACH(result) MADE(EACH_BAR, first[i], constant, result)
WIDE static bool make_with_second(kernel_operation operation, const double *restrict first, double constant,
                                  ptrdiff_t count, double *restrict row) {
  MAKE();
}
#undef EACH

#define EACH(result) MADE(EACH_BAR, constant, second[i], result)
WIDE static bool make_with_first(kernel_operation operation, double constant, const double *restrict second,
                                 ptrdiff_t count, double *restrict row) {
  MAKE();
}
#undef EACH

#define EACH(result) MADE(EACH_FIGURE, first[i], figure, result)
WIDE static bool make_with_second_figure(kernel_operation operation, const double *restrict first,
                                         const int32_t *restrict counts, double high, double low, ptrdiff_t count,
                                         double *restrict row) {
  ask_for_next(counts, count);
  MAKE();
}
#undef EACH

#define EACH(result) MADE(EACH_FIGURE, figure, second[i], result)
WIDE static bool make_with_first_figure(kernel_operation operation, const int32_t *restrict counts, double high,
                                        double low, const double *restrict second, ptrdiff_t count,
                                        double *restrict row) {
  ask_for_next(counts, count);
  MAKE();
}
#undef EACH

/// Where a window begins or ends, as a place behind the bars that lie before it, while its bar is moved on.
typedef struct {
  /// How many places it is behind the place of the bar.
  ptrdiff_t offset;
  /// The last stretch that does not begin behind it; the first one where all do.
  ptrdiff_t stretch;
} edge;

/// How many bars lie before an edge, and for how many places on each of them brings one more, or none does.
typedef struct {
  ptrdiff_t bars, places;
  bool is_moving;
} edge_run;

PART edge_run run_of(edge *edge, ptrdiff_t bar_place, const kernel_stretch *stretches, ptrdiff_t stretch_count) {
  ptrdiff_t place = bar_place + edge->offset;
  while (edge->stretch + 1 < stretch_count && stretches[edge->stretch + 1].place <= place) edge->stretch++;
  const kernel_stretch *own = stretches + edge->stretch;
  ptrdiff_t from = place - own->place, length = (ptrdiff_t)own[1].bar - own->bar;
  if (from < 0) return (edge_run){.bars = own->bar, .places = -from};
  // Behind the last bar of a stretch there are all of its bars before.
  if (from <= length) return (edge_run){.bars = own->bar + from, .places = length - from + 1, .is_moving = true};
  bool is_last = edge->stretch + 1 == stretch_count;
  return (edge_run){.bars = own[1].bar, .places = is_last ? PTRDIFF_MAX : own[1].place - place};
}

/// The windows of a step, while the bars are gone through.
typedef struct {
  edge start, end;
  /// Sums of the whole numbers of all bars from the first one of the first window on, up to each.
  int64_t *sums;
  ptrdiff_t first_bar, summed;
} trailing;

// The figures of windows that hold the bars between two sums each.
PART double figure_of_window(int64_t sum, double held, bool is_mean, double high, double low) {
  double total = figure_of(sum);
  double steps = is_mean ? total / held : total;
  double figure = steps * high + steps * low;
  return held > 0 ? figure : NAN;
}

/// The figures of windows, the first of which holds `held` bars, from the sums before them and up to their ends; each edge stays where
/// it is or is moved on by a bar.
WIDE static void put_windows(const int64_t *restrict before, bool starts_move, const int64_t *restrict all, bool ends_move, double held, bool is_mean, ptrdiff_t count, double high, double low, double *restrict row) {
#define WINDOWS(start, end, number) EACH_OF(count, row[i] = figure_of_window(all[end] - before[start], number, is_mean, high, low))
  if (starts_move && ends_move) {
    if (is_mean) { WINDOWS(i, i, held); } else { WINDOWS(i, i, held); }
  } else if (ends_move) {
    WINDOWS(0, i, held + (double)(int32_t)i);
  } else if (starts_move) {
    WINDOWS(i, 0, held - (double)(int32_t)i);
  } else {
    WINDOWS(0, 0, held);
  }
#undef WINDOWS
}

/// The figures of the windows that end with each of some bars of one stretch.
PART void take_windows(trailing *windows, const kernel_source *source, bool is_mean, ptrdiff_t place, ptrdiff_t count,
                       const kernel_company *company, double *restrict row) {
  const int64_t *sums = windows->sums - windows->first_bar;
  for (ptrdiff_t done = 0; done < count;) {
    edge_run start = run_of(&windows->start, place + done, company->stretches, company->stretch_count);
    edge_run end = run_of(&windows->end, place + done, company->stretches, company->stretch_count);
    ptrdiff_t together = smaller(count - done, smaller(start.places, end.places));
    ptrdiff_t held = end.bars - start.bars;
    const int64_t *before = sums + start.bars, *all = sums + end.bars;
    put_windows(before, start.is_moving, all, end.is_moving, (double)held, is_mean, together, source->high, source->low, row + done);
    done += together;
  }
}

/// Readies the sums that the windows need which end with the bars up to one.
static void sum_up_to(trailing *windows, const kernel_source *source, ptrdiff_t bar) {
  int64_t *sums = windows->sums - windows->first_bar;
  int64_t sum = sums[windows->summed];
  const int32_t *counts = source->counts;
  ask_for_next(counts + windows->summed, bar - windows->summed);
  for (ptrdiff_t i = windows->summed; i < bar; i++) sums[i + 1] = sum += counts[i];
  windows->summed = bar;
}

// Figures of successive places put into their folds; a missing one adds nothing.

/// Where none is missing.
WIDE static void fold_known(kernel_fold_kind kind, const double *restrict figures, ptrdiff_t count,
                            double *restrict results) {
  switch (kind) {
    case kernel_fold_sum: EACH_OF(count, results[i] += figures[i]); break;
    case kernel_fold_ones: EACH_OF(count, results[i] += figures[i] == 1 ? 1.0 : 0.0); break;
    case kernel_fold_highest: EACH_OF(count, results[i] = figures[i] > results[i] ? figures[i] : results[i]); break;
    case kernel_fold_lowest: EACH_OF(count, results[i] = figures[i] < results[i] ? figures[i] : results[i]); break;
    case kernel_fold_known:
    case kernel_fold_squares: break;
  }
}

/// Where some may be; nothing is larger or smaller than a missing one, and it is not 1.
WIDE static void fold_any(kernel_fold_kind kind, const double *restrict figures, ptrdiff_t count,
                          double *restrict results, double *restrict missing) {
  EACH_OF(count, missing[i] += figures[i] == figures[i] ? 0.0 : 1.0);
  if (kind == kernel_fold_sum) {
    EACH_OF(count, results[i] += figures[i] == figures[i] ? figures[i] : 0);
  } else if (kind != kernel_fold_squares) {
    fold_known(kind, figures, count, results);
  }
}

/// Puts the distances of some figures from a figure of each place and their squares into the folds. `unset` is on how many places there
/// is no such figure yet.
WIDE static void fold_squares(const double *restrict figures, ptrdiff_t count, bool may_miss, double *restrict unset,
                              double *restrict distances, double *restrict squares, double *restrict shifts) {
  if (*unset > 0) {
    int64_t number = 0;
    EACH_OF(count, number += shifts[i] != shifts[i] && figures[i] == figures[i] ? 1 : 0);
    EACH_OF(count, shifts[i] = shifts[i] == shifts[i] ? shifts[i] : figures[i]);
    *unset -= (double)number;
  }
  if (!may_miss) {
    EACH_OF(count, {
      double distance = figures[i] - shifts[i];
      distances[i] += distance;
      squares[i] += distance * distance;
    });
    return;
  }
  EACH_OF(count, {
    double distance = figures[i] == figures[i] ? figures[i] - shifts[i] : 0;
    distances[i] += distance;
    squares[i] += distance * distance;
  });
}

PART void fold_places(const kernel_place_fold *fold, const double *figures, ptrdiff_t place, ptrdiff_t count,
                      bool may_miss, double *held) {
  double *results = held + fold->results + place;
  double *edges = held + fold->edges + place;
  edges[0] += 1;
  edges[count] -= 1;
  if (fold->kind == kernel_fold_squares)
    fold_squares(figures, count, may_miss, held + fold->unset, results, held + fold->squares + place,
                 held + fold->shifts + place);
  if (may_miss)
    fold_any(fold->kind, figures, count, results, held + fold->missing + place);
  else if (fold->kind != kernel_fold_squares)
    fold_known(fold->kind, figures, count, results);
}

/// How far a pass has come with one company.
typedef struct {
  /// The next bar, and the stretch that holds it.
  ptrdiff_t bar, stretch;
  trailing windows[kernel_most_steps];
} progress;

/// The stretch that holds a bar, from one on that does not begin behind it.
PART ptrdiff_t stretch_of(ptrdiff_t bar, ptrdiff_t stretch, const kernel_company *company) {
  while (stretch + 1 < company->stretch_count && company->stretches[stretch + 1].bar <= bar) stretch++;
  return stretch;
}

/// The place of a bar that a stretch holds.
PART ptrdiff_t place_of(ptrdiff_t bar, ptrdiff_t stretch, const kernel_company *company) {
  const kernel_stretch *own = company->stretches + stretch;
  return own->place + (bar - own->bar);
}

PART bool has_windows(const kernel_step *step) {
  return step->kind == kernel_take_trailing_sum || step->kind == kernel_take_trailing_mean;
}

PART bool has_source(const kernel_step *step) {
  return step->kind < kernel_make_of_steps || step->kind >= kernel_make_of_step_and_figure;
}

/// Calls `statement` for the bars from `progress` on up to `end`, in parts that have successive places.
#define EACH_PART(company, from, first_stretch, end, statement)                                     \
  for (ptrdiff_t bar = (from), stretch = (first_stretch), together = 0; bar < (end); bar += together) { \
    stretch = stretch_of(bar, stretch, company);                                                    \
    together = smaller(end, (company)->stretches[stretch + 1].bar) - bar;                           \
    ptrdiff_t place = place_of(bar, stretch, company);                                              \
    statement;                                                                                      \
  }

static void begin(progress *own, const kernel_step *steps, ptrdiff_t step_count, const kernel_company *company,
                  const kernel_source *sources, int64_t *scratch) {
  own->bar = company->first_bar;
  own->stretch = stretch_of(own->bar, company->first_stretch, company);
  ptrdiff_t place = place_of(own->bar, own->stretch, company);
  for (ptrdiff_t number = 0; number < step_count; number++) {
    const kernel_step *step = steps + number;
    if (!has_source(step)) continue;
    // What is looked at first is asked for at once: the machine foresees nothing at the beginning of a run.
    const int32_t *from = sources[step->source].counts;
    ptrdiff_t end = smaller(company->end_bar, own->bar + block);
    for (ptrdiff_t bar = own->bar; bar < end; bar += 16) __builtin_prefetch(from + bar);
    if (!has_windows(step)) continue;
    trailing *windows = own->windows + number;
    *windows = (trailing){.start = {1 - step->length, own->stretch}, .end = {1, own->stretch}, .sums = scratch};
    edge *start = &windows->start;
    while (start->stretch > 0 && company->stretches[start->stretch].place > place + start->offset) start->stretch--;
    windows->first_bar = windows->summed = run_of(start, place, company->stretches, company->stretch_count).bars;
    windows->sums[0] = 0;
    scratch += company->end_bar - windows->first_bar + 1;
  }
}

/// What a step takes from its source or makes of the steps before, for `count` bars; whether any may be missing.
static bool take_step(progress *own, const kernel_step *steps, ptrdiff_t number, const kernel_company *company,
                      const kernel_source *sources, ptrdiff_t count, double rows[][block]) {
  const kernel_step *step = steps + number;
  const kernel_source *source = sources + step->source;
  double *row = rows[number];
  const int32_t *counts = source->counts + own->bar;
  double high = source->high, low = source->low;
  const double *first = rows[step->first], *second = rows[step->second];
  switch (step->kind) {
    case kernel_take_figure: take_figures(counts, high, low, count, row); return false;
    case kernel_take_change:
      if (own->bar > 0) return take_changes(counts, high, low, count, row);
      // Nothing lies before the first bar of all.
      row[0] = NAN;
      take_changes(counts + 1, high, low, count - 1, row + 1);
      return true;
    case kernel_take_trailing_sum:
    case kernel_take_trailing_mean: {
      // Each window holds the bar that it ends with.
      bool is_mean = step->kind == kernel_take_trailing_mean;
      ptrdiff_t end = own->bar + count;
      sum_up_to(own->windows + number, source, end);
      EACH_PART(company, own->bar, own->stretch, end,
                take_windows(own->windows + number, source, is_mean, place, together, company, row + (bar - own->bar)));
      return false;
    }
    case kernel_make_of_steps: return make(step->operation, first, second, count, row);
    case kernel_make_of_step_and_constant: return make_with_second(step->operation, first, step->constant, count, row);
    case kernel_make_of_constant_and_step: return make_with_first(step->operation, step->constant, second, count, row);
    case kernel_make_of_step_and_figure:
      return make_with_second_figure(step->operation, first, counts, high, low, count, row);
    case kernel_make_of_figure_and_step:
      return make_with_first_figure(step->operation, counts, high, low, second, count, row);
  }
  return true;
}

void kernel_fold_bars(const kernel_step *steps, ptrdiff_t step_count, const kernel_company *company,
                      const kernel_source *sources, const kernel_place_fold *folds, ptrdiff_t fold_count,
                      int64_t *scratch, double *held) {
  if (company->first_bar >= company->end_bar) return;
  _Alignas(64) double rows[kernel_most_steps][block];
  bool may_miss[kernel_most_steps];
  progress own;
  begin(&own, steps, step_count, company, sources, scratch);
  while (own.bar < company->end_bar) {
    ptrdiff_t count = smaller(block, company->end_bar - own.bar), end = own.bar + count;
    for (ptrdiff_t step = 0; step < step_count; step++)
      may_miss[step] = take_step(&own, steps, step, company, sources, count, rows);
    EACH_PART(company, own.bar, own.stretch, end, {
      for (const kernel_place_fold *fold = folds; fold < folds + fold_count; fold++)
        fold_places(fold, rows[fold->step] + (bar - own.bar), place - company->first_place, together,
                    may_miss[fold->step], held);
      own.stretch = stretch;
    });
    own.bar = end;
  }
}
