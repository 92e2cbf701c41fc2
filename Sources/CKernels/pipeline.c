#include "pipeline.h"

#include <math.h>

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

/// `statement` for the bars from one on up to `end`, in parts that lie on successive places.
#define EACH_PART(company, from, first_stretch, end, statement)                                         \
  for (ptrdiff_t bar = (from), stretch = (first_stretch), together = 0; bar < (end); bar += together) { \
    stretch = stretch_of(bar, stretch, company);                                                        \
    together = smaller(end, (company)->stretches[stretch + 1].bar) - bar;                               \
    ptrdiff_t place = place_of(bar, stretch, company);                                                  \
    statement;                                                                                          \
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
    pipeline_begin_windows(own->windows + number, step->length, place, own->stretch, company, scratch);
    scratch += company->end_bar - own->windows[number].first_bar + 1;
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
    case kernel_take_figure: pipeline_take_figures(counts, high, low, count, row); return false;
    case kernel_take_change:
      if (own->bar > 0) return pipeline_take_changes(counts, high, low, count, row);
      // Nothing lies before the first bar of all.
      row[0] = NAN;
      pipeline_take_changes(counts + 1, high, low, count - 1, row + 1);
      return true;
    case kernel_take_trailing_sum:
    case kernel_take_trailing_mean: {
      // Each window holds the bar that it ends with.
      bool is_mean = step->kind == kernel_take_trailing_mean;
      ptrdiff_t end = own->bar + count;
      pipeline_sum_up_to(own->windows + number, source, end);
      EACH_PART(company, own->bar, own->stretch, end, {
        pipeline_take_windows(own->windows + number, source, is_mean, place, together, company, row + (bar - own->bar));
      });
      return false;
    }
    case kernel_make_of_steps: return pipeline_make(step->operation, first, second, count, row);
    case kernel_make_of_step_and_constant:
      return pipeline_make_with_second(step->operation, first, step->constant, count, row);
    case kernel_make_of_constant_and_step:
      return pipeline_make_with_first(step->operation, step->constant, second, count, row);
    case kernel_make_of_step_and_figure:
      return pipeline_make_with_second_figure(step->operation, first, counts, high, low, count, row);
    case kernel_make_of_figure_and_step:
      return pipeline_make_with_first_figure(step->operation, counts, high, low, second, count, row);
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
        pipeline_fold_places(fold, rows[fold->step] + (bar - own.bar), place - company->first_place, together,
                             may_miss[fold->step], held);
      own.stretch = stretch;
    });
    own.bar = end;
  }
}
