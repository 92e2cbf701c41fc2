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

WIDE static void take_figures(const int32_t *restrict counts, double high, double low, ptrdiff_t count, double *restrict row) {
  ask_for(counts, count * (ptrdiff_t)sizeof *counts);
  EACH_OF(count, row[i] = figure_of_tick(counts[i], high, low));
}

WIDE static void take_changes(const int32_t *restrict counts, double high, double low, ptrdiff_t count, double *restrict row) {
  ask_for(counts, count * (ptrdiff_t)sizeof *counts);
  EACH_OF(count, row[i] = known(figure_of_tick(counts[i], high, low) / figure_of_tick(counts[i - 1], high, low) - 1));
}

/// What is made of two figures of each bar.
WIDE static void make(kernel_operation operation, const double *restrict first, const double *restrict second, ptrdiff_t count,
                      double *restrict row) {
#define EACH(result)          \
  EACH_OF(count, {            \
    double a = first[i];      \
    double b = second[i];     \
    row[i] = (result);        \
  });                         \
  break
  FOR_OPERATION(operation)
#undef EACH
}

WIDE static void make_with_second(kernel_operation operation, const double *restrict first, double b, ptrdiff_t count,
                      double *restrict row) {
#define EACH(result)          \
  EACH_OF(count, {            \
    double a = first[i];      \
    row[i] = (result);        \
  });                         \
  break
  FOR_OPERATION(operation)
#undef EACH
}

WIDE static void make_with_first(kernel_operation operation, double a, const double *restrict second, ptrdiff_t count,
                      double *restrict row) {
#define EACH(result)          \
  EACH_OF(count, {            \
    double b = second[i];     \
    row[i] = (result);        \
  });                         \
  break
  FOR_OPERATION(operation)
#undef EACH
}

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
                       const kernel_placed_bars *bars, double *restrict row) {
  const int64_t *sums = windows->sums - windows->first_bar;
  for (ptrdiff_t done = 0; done < count;) {
    edge_run start = run_of(&windows->start, place + done, bars->stretches, bars->stretch_count);
    edge_run end = run_of(&windows->end, place + done, bars->stretches, bars->stretch_count);
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
  ask_for(counts + windows->summed, (bar - windows->summed) * (ptrdiff_t)sizeof *counts);
  for (ptrdiff_t i = windows->summed; i < bar; i++) sums[i + 1] = sum += counts[i];
  windows->summed = bar;
}

/// What puts figures of successive places into their folds; whether any is missing.
#define FOLD(statement)                    \
  do { int64_t missing = 0;                     \
  EACH_OF(count, {                         \
    double figure = figures[i];            \
    bool is_known = figure == figure;      \
    missing |= is_known ? 0 : 1;           \
    statement;                             \
  });                                      \
  return missing != 0; } while (0)

WIDE static bool fold_results(kernel_fold_kind kind, const double *restrict figures, ptrdiff_t count, double *restrict results) {
  switch (kind) {
    case kernel_fold_known: FOLD();
    case kernel_fold_sum: FOLD(results[i] += is_known ? figure : 0);
    case kernel_fold_ones: FOLD(results[i] += figure == 1 ? 1 : 0);
    case kernel_fold_highest: FOLD(results[i] = figure > results[i] ? figure : results[i]);
    case kernel_fold_lowest: FOLD(results[i] = figure < results[i] ? figure : results[i]);
    case kernel_fold_squares: break;
  }
  return false;
}

WIDE static bool fold_squares(const double *restrict figures, ptrdiff_t count, double *restrict results, double *restrict squares, double *restrict shifts) {
      int64_t unset = 0;
      EACH_OF(count, unset |= shifts[i] == shifts[i] ? 0 : 1);
      if (unset) EACH_OF(count, shifts[i] = shifts[i] == shifts[i] ? shifts[i] : figures[i]);
      FOLD({
        double distance = figure - shifts[i];
        results[i] += is_known ? distance : 0;
        squares[i] += is_known ? distance * distance : 0;
      });
}

static void fold_places(const kernel_place_fold *fold, const double *figures, ptrdiff_t place, ptrdiff_t count,
                      double *held) {
  double *results = held + fold->results + place;
  bool missing = fold->kind == kernel_fold_squares ? fold_squares(figures, count, results, held + fold->squares + place, held + fold->shifts + place) : fold_results(fold->kind, figures, count, results);
  double *edges = held + fold->edges + place;
  edges[0] += 1;
  edges[count] -= 1;
  if (!missing) return;
  double *without = held + fold->missing + place;
  for (ptrdiff_t i = 0; i < count; i++) without[i] += figures[i] == figures[i] ? 0 : 1;
}

/// The stretch that holds a bar, from one on that does not begin behind it.
PART ptrdiff_t stretch_of(ptrdiff_t bar, ptrdiff_t stretch, const kernel_placed_bars *bars) {
  while (stretch + 1 < bars->stretch_count && bars->stretches[stretch + 1].bar <= bar) stretch++;
  return stretch;
}

void kernel_fold_bars(const kernel_step *steps, ptrdiff_t step_count, const kernel_source *sources,
                           const kernel_placed_bars *bars, const kernel_place_fold *folds, ptrdiff_t fold_count,
                           int64_t *scratch, ptrdiff_t scratch_size, double *held) {
  _Alignas(64) double rows[kernel_most_steps][block];
  trailing windows[kernel_most_steps];
  ptrdiff_t first_stretch = stretch_of(bars->first_bar, bars->first_stretch, bars);
  ptrdiff_t first_place = bars->stretches[first_stretch].place + bars->first_bar - bars->stretches[first_stretch].bar;
  for (ptrdiff_t number = 0; number < step_count; number++) {
    const kernel_step *step = steps + number;
    if (step->kind != kernel_take_trailing_sum && step->kind != kernel_take_trailing_mean) continue;
    trailing *own = windows + number;
    *own = (trailing){.start = {1 - step->length, first_stretch}, .end = {1, first_stretch}, .sums = scratch};
    scratch += scratch_size;
    edge *start = &own->start;
    while (start->stretch > 0 && bars->stretches[start->stretch].place > first_place + start->offset) start->stretch--;
    own->first_bar = own->summed = run_of(&own->start, first_place, bars->stretches, bars->stretch_count).bars;
    own->sums[0] = 0;
  }
  // What the first of them look at is asked for at once: the machine foresees nothing at the beginning of a run.
  for (ptrdiff_t number = 0; number < step_count; number++) {
    if (steps[number].kind >= kernel_make_of_steps) continue;
    const int32_t *from = sources[steps[number].source].counts;
    ptrdiff_t end = smaller(bars->end_bar, bars->first_bar + 2 * block);
    for (ptrdiff_t bar = bars->first_bar; bar < end; bar += 16) __builtin_prefetch(from + bar);
  }
  for (ptrdiff_t bar = bars->first_bar; bar < bars->end_bar; bar += block) {
    ptrdiff_t count = smaller(block, bars->end_bar - bar);
    for (ptrdiff_t number = 0; number < step_count; number++) {
      const kernel_step *step = steps + number;
      const kernel_source *source = sources + step->source;
      double *row = rows[number];
      switch (step->kind) {
        case kernel_take_figure:
          take_figures(source->counts + bar, source->high, source->low, count, row);
          break;
        case kernel_take_change: {
          // Nothing lies before the first bar of all.
          ptrdiff_t without = bar == 0 ? 1 : 0;
          if (without) row[0] = NAN;
          take_changes(source->counts + bar + without, source->high, source->low, count - without, row + without);
          break;
        }
        case kernel_take_trailing_sum:
        case kernel_take_trailing_mean: {
          sum_up_to(windows + number, source, bar + count);
          ptrdiff_t stretch = first_stretch;
          for (ptrdiff_t done = 0; done < count;) {
            stretch = stretch_of(bar + done, stretch, bars);
            const kernel_stretch *own = bars->stretches + stretch;
            ptrdiff_t together = smaller(count - done, own[1].bar - (bar + done));
            take_windows(windows + number, source, step->kind == kernel_take_trailing_mean,
                         own->place + (bar + done - own->bar), together, bars, row + done);
            done += together;
          }
          break;
        }
        case kernel_make_of_steps: make(step->operation, rows[step->first], rows[step->second], count, row); break;
        case kernel_make_of_step_and_constant: make_with_second(step->operation, rows[step->first], step->constant, count, row); break;
        case kernel_make_of_constant_and_step: make_with_first(step->operation, step->constant, rows[step->second], count, row); break;
      }
    }
    for (ptrdiff_t done = 0; done < count;) {
      first_stretch = stretch_of(bar + done, first_stretch, bars);
      const kernel_stretch *own = bars->stretches + first_stretch;
      ptrdiff_t together = smaller(count - done, own[1].bar - (bar + done));
      ptrdiff_t place = own->place + (bar + done - own->bar) - bars->first_place;
      for (ptrdiff_t fold = 0; fold < fold_count; fold++)
        fold_places(folds + fold, rows[folds[fold].step] + done, place, together, held);
      done += together;
    }
  }
}
