#include "CKernels.h"

#include "wide.h"

WIDE ptrdiff_t kernel_between(const double *restrict figures, ptrdiff_t count, double low, double high,
                              double *restrict kept, ptrdiff_t *below) {
  ptrdiff_t number = 0, lower = 0;
  // Each is put, and the next one over it where it is not kept: no branch has to be foretold.
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figures[i];
    kept[number] = figure;
    number += (figure >= low) & (figure <= high);
    lower += figure < low;
  }
  *below = lower;
  return number;
}
