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

#endif
