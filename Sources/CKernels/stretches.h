#ifndef MARQ_STRETCHES_H
#define MARQ_STRETCHES_H

#include "CKernels.h"
#include "wide.h"

PART ptrdiff_t smaller(ptrdiff_t one, ptrdiff_t other) { return one < other ? one : other; }
PART ptrdiff_t larger(ptrdiff_t one, ptrdiff_t other) { return one > other ? one : other; }

/// So many figures, from one of them and from a place on.
typedef struct {
  ptrdiff_t place, figure, count;
} stretch_part;

/// What of a stretch lies on the places from `done` up to `places`, counted from `first`, and among `count` figures of which the
/// first is that of the bar `first_bar`; empty where nothing does. Whatever the stretch says, it is within both.
PART stretch_part part_of(const kernel_stretch *stretch, ptrdiff_t first, ptrdiff_t done, ptrdiff_t places,
                         ptrdiff_t first_bar, ptrdiff_t count) {
  ptrdiff_t place = (ptrdiff_t)stretch->place - first, figure = (ptrdiff_t)stretch->bar - first_bar;
  ptrdiff_t length = smaller((ptrdiff_t)stretch[1].bar - stretch->bar, (ptrdiff_t)stretch[1].place - stretch->place);
  ptrdiff_t before = larger(0, larger(done - place, -figure));
  place += before;
  figure += before;
  length = smaller(length - before, smaller(places - place, count - figure));
  return (stretch_part){.place = place, .figure = figure, .count = larger(0, length)};
}

// So many figures are taken before what comes next is asked for.
enum { asked_together = 64 };

/// Puts `value` of each of `count` figures, where `from` points to it, on its place, and NaN on the others.
#define SPREAD(figures, value)                                                                       \
  ptrdiff_t done = 0;                                                                                \
  for (ptrdiff_t number = 0; number < stretch_count && done < places; number++) {                    \
    stretch_part part = part_of(stretches + number, first, done, places, first_bar, count);          \
    if (part.count == 0) continue;                                                                   \
    for (; done < part.place; done++) target[done] = NAN;                                            \
    for (ptrdiff_t start = 0; start < part.count; start += asked_together) {                         \
      ptrdiff_t together = smaller(asked_together, part.count - start);                              \
      ask_for((figures) + part.figure + start, together * (ptrdiff_t)sizeof *(figures));             \
      for (ptrdiff_t i = 0; i < together; i++) {                                                     \
        const typeof(*(figures)) *from = (figures) + part.figure + start + i;                        \
        target[done + i] = (value);                                                                  \
      }                                                                                              \
      done += together;                                                                              \
    }                                                                                                \
  }                                                                                                  \
  for (; done < places; done++) target[done] = NAN

#endif
