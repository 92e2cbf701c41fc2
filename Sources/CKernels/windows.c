#include "pipeline.h"
#include "ticks.h"

#pragma STDC FP_CONTRACT OFF

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

void pipeline_begin_windows(trailing *windows, ptrdiff_t length, ptrdiff_t place, ptrdiff_t stretch,
                            const kernel_company *company, int64_t *sums) {
  *windows = (trailing){.start = {1 - length, stretch}, .end = {1, stretch}, .sums = sums};
  edge *start = &windows->start;
  while (start->stretch > 0 && company->stretches[start->stretch].place > place + start->offset) start->stretch--;
  windows->first_bar = windows->summed = run_of(start, place, company->stretches, company->stretch_count).bars;
  sums[0] = 0;
}

/// The figures of windows, the first of which holds `held` bars, from the sums before them and up to their ends; each edge stays where
/// it is or is moved on by a bar.
WIDE static void put_windows(const int64_t *restrict before, bool starts_move, const int64_t *restrict all,
                             bool ends_move, double held, bool is_mean, ptrdiff_t count, double high, double low,
                             double *restrict row) {
#define WINDOWS(start, end, number) \
  EACH_OF(count, row[i] = figure_of_window(all[end] - before[start], number, is_mean, high, low))
  if (starts_move && ends_move) {
    WINDOWS(i, i, held);
  } else if (ends_move) {
    WINDOWS(0, i, held + (double)(int32_t)i);
  } else if (starts_move) {
    WINDOWS(i, 0, held - (double)(int32_t)i);
  } else {
    WINDOWS(0, 0, held);
  }
#undef WINDOWS
}

void pipeline_take_windows(trailing *windows, const kernel_source *source, bool is_mean, ptrdiff_t place,
                           ptrdiff_t count, const kernel_company *company, double *restrict row) {
  const int64_t *sums = windows->sums - windows->first_bar;
  for (ptrdiff_t done = 0; done < count;) {
    edge_run start = run_of(&windows->start, place + done, company->stretches, company->stretch_count);
    edge_run end = run_of(&windows->end, place + done, company->stretches, company->stretch_count);
    ptrdiff_t together = smaller(count - done, smaller(start.places, end.places));
    ptrdiff_t held = end.bars - start.bars;
    const int64_t *before = sums + start.bars, *all = sums + end.bars;
    put_windows(before, start.is_moving, all, end.is_moving, (double)held, is_mean, together, source->high, source->low,
                row + done);
    done += together;
  }
}

void pipeline_sum_up_to(trailing *windows, const kernel_source *source, ptrdiff_t bar) {
  int64_t *sums = windows->sums - windows->first_bar;
  int64_t sum = sums[windows->summed];
  const int32_t *counts = source->counts;
  ask_for_next(counts + windows->summed, bar - windows->summed);
  for (ptrdiff_t i = windows->summed; i < bar; i++) sums[i + 1] = sum += counts[i];
  windows->summed = bar;
}
