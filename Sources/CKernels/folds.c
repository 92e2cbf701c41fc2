#include "pipeline.h"

#pragma STDC FP_CONTRACT OFF

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

void pipeline_fold_places(const kernel_place_fold *fold, const double *figures, ptrdiff_t place, ptrdiff_t count,
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
