#include "CKernels.h"

#include "wide.h"

#pragma STDC FP_CONTRACT OFF

// So many places of a row are taken together: what is added up stays at hand while one row after the other comes.
#define PLACES 8

/// Adds what `term` makes of the figures of all rows at some places, row by row.
#define ADD_ROWS(places, term)                                   \
  do {                                                           \
    double sum[PLACES], held[PLACES];                            \
    for (int lane = 0; lane < (places); lane++) {                \
      sum[lane] = sums[i + lane];                                \
      held[lane] = counts[i + lane];                             \
    }                                                            \
    for (ptrdiff_t row = 0; row < rows; row++) {                 \
      const double *from = figures + row * count + i;            \
      for (int lane = 0; lane < (places); lane++) {              \
        double figure = from[lane];                              \
        sum[lane] += (term);                                     \
        held[lane] += figure == figure ? 1 : 0;                  \
      }                                                          \
    }                                                            \
    for (int lane = 0; lane < (places); lane++) {                \
      sums[i + lane] = sum[lane];                                \
      counts[i + lane] = held[lane];                             \
    }                                                            \
  } while (0)

WIDE void kernel_add(const double *restrict figures, ptrdiff_t rows, ptrdiff_t count, double *restrict sums,
                     double *restrict counts) {
  ptrdiff_t i = 0;
  for (; i + PLACES <= count; i += PLACES) ADD_ROWS(PLACES, figure == figure ? figure : 0);
  for (; i < count; i++) ADD_ROWS(1, figure == figure ? figure : 0);
}

WIDE void kernel_add_ones(const double *restrict figures, ptrdiff_t rows, ptrdiff_t count, double *restrict sums,
                          double *restrict counts) {
  ptrdiff_t i = 0;
  for (; i + PLACES <= count; i += PLACES) ADD_ROWS(PLACES, figure == 1 ? 1 : 0);
  for (; i < count; i++) ADD_ROWS(1, figure == 1 ? 1 : 0);
}

/// Joins the mean and squared distances of all rows at some places to those that are there.
#define ADD_SQUARES(places)                                                                  \
  do {                                                                                       \
    double mean[PLACES] = {0}, square[PLACES] = {0}, held[PLACES] = {0};                     \
    for (ptrdiff_t row = 0; row < rows; row++) {                                             \
      const double *from = figures + row * count + i;                                        \
      for (int lane = 0; lane < (places); lane++) {                                          \
        mean[lane] += from[lane] == from[lane] ? from[lane] : 0;                             \
        held[lane] += from[lane] == from[lane] ? 1 : 0;                                      \
      }                                                                                      \
    }                                                                                        \
    for (int lane = 0; lane < (places); lane++) mean[lane] /= held[lane];                    \
    for (ptrdiff_t row = 0; row < rows; row++) {                                             \
      const double *from = figures + row * count + i;                                        \
      for (int lane = 0; lane < (places); lane++) {                                          \
        double distance = from[lane] - mean[lane];                                           \
        square[lane] += distance == distance ? distance * distance : 0;                      \
      }                                                                                      \
    }                                                                                        \
    for (int lane = 0; lane < (places); lane++) {                                            \
      double before = counts[i + lane], all = before + held[lane];                           \
      double distance = mean[lane] - means[i + lane], part = held[lane] / all;               \
      bool is_any = held[lane] > 0;                                                          \
      means[i + lane] += is_any ? distance * part : 0;                                       \
      squares[i + lane] += is_any ? square[lane] + distance * distance * (before * part) : 0; \
      counts[i + lane] = all;                                                                \
    }                                                                                        \
  } while (0)

WIDE void kernel_add_squares(const double *restrict figures, ptrdiff_t rows, ptrdiff_t count, double *restrict means,
                             double *restrict squares, double *restrict counts) {
  ptrdiff_t i = 0;
  for (; i + PLACES <= count; i += PLACES) ADD_SQUARES(PLACES);
  for (; i < count; i++) ADD_SQUARES(1);
}
