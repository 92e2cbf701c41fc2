#include "CKernels.h"

#include "wide.h"

#pragma STDC FP_CONTRACT OFF

WIDE double kernel_sum(const double *figures, ptrdiff_t count, double *known) {
  // Always the same sixteen sums side by side.
  double sums[16] = {0}, counts[16] = {0};
  ptrdiff_t whole = count & ~(ptrdiff_t)15;
  for (ptrdiff_t i = 0; i < whole; i += 16) {
    for (int lane = 0; lane < 16; lane++) {
      double figure = figures[i + lane];
      sums[lane] += figure == figure ? figure : 0;
      counts[lane] += figure == figure ? 1 : 0;
    }
  }
  for (ptrdiff_t i = whole; i < count; i++) {
    double figure = figures[i];
    sums[i - whole] += figure == figure ? figure : 0;
    counts[i - whole] += figure == figure ? 1 : 0;
  }
  double sum = 0;
  *known = 0;
  for (int lane = 0; lane < 16; lane++) {
    sum += sums[lane];
    *known += counts[lane];
  }
  return sum;
}

WIDE int64_t kernel_sum_ticks(const int32_t *counts, ptrdiff_t count, bool has_missing, ptrdiff_t *known) {
  int64_t sum = 0, missing = 0;
  for (ptrdiff_t start = 0; start < count; start += 64) {
    const int32_t *from = counts + start;
    ptrdiff_t held = count - start < 64 ? count - start : 64;
    ask_for(from, 64 * sizeof *from);
    if (has_missing) {
      for (ptrdiff_t i = 0; i < held; i++) {
        sum += from[i] == INT32_MIN ? 0 : (int64_t)from[i];
        missing += from[i] == INT32_MIN ? 1 : 0;
      }
    } else {
      for (ptrdiff_t i = 0; i < held; i++) sum += (int64_t)from[i];
    }
  }
  *known = count - missing;
  return sum;
}

WIDE double kernel_sum_tick_products(const int32_t *restrict first, const int32_t *restrict second, ptrdiff_t count,
                                     bool has_missing, ptrdiff_t *known) {
  double sums[16] = {0};
  int32_t missing[16] = {0};
  ptrdiff_t whole = count & ~(ptrdiff_t)15;
  for (ptrdiff_t i = 0; i < whole; i += 16) {
    ask_for(first + i, 16 * sizeof *first);
    ask_for(second + i, 16 * sizeof *second);
    if (has_missing) {
      for (int lane = 0; lane < 16; lane++) {
        bool is_known = (first[i + lane] != INT32_MIN) & (second[i + lane] != INT32_MIN);
        sums[lane] += is_known ? (double)first[i + lane] * (double)second[i + lane] : 0;
        missing[lane] += is_known ? 0 : 1;
      }
    } else {
      for (int lane = 0; lane < 16; lane++) sums[lane] += (double)first[i + lane] * (double)second[i + lane];
    }
  }
  for (ptrdiff_t i = whole; i < count; i++) {
    bool is_known = !has_missing || ((first[i] != INT32_MIN) & (second[i] != INT32_MIN));
    sums[i - whole] += is_known ? (double)first[i] * (double)second[i] : 0;
    missing[i - whole] += is_known ? 0 : 1;
  }
  double sum = 0;
  *known = count;
  for (int lane = 0; lane < 16; lane++) {
    sum += sums[lane];
    *known -= missing[lane];
  }
  return sum;
}

WIDE double kernel_squares(const double *figures, ptrdiff_t count, double mean) {
  double sums[16] = {0};
  ptrdiff_t whole = count & ~(ptrdiff_t)15;
  for (ptrdiff_t i = 0; i < whole; i += 16) {
    for (int lane = 0; lane < 16; lane++) {
      double distance = figures[i + lane] - mean;
      sums[lane] += distance == distance ? distance * distance : 0;
    }
  }
  for (ptrdiff_t i = whole; i < count; i++) {
    double distance = figures[i] - mean;
    sums[i - whole] += distance == distance ? distance * distance : 0;
  }
  double sum = 0;
  for (int lane = 0; lane < 16; lane++) sum += sums[lane];
  return sum;
}

WIDE double kernel_extreme(const double *figures, ptrdiff_t count, bool is_highest) {
  double sign = is_highest ? 1 : -1;
  double extremes[16];
  for (int lane = 0; lane < 16; lane++) extremes[lane] = -INFINITY;
  ptrdiff_t whole = count & ~(ptrdiff_t)15;
  for (ptrdiff_t i = 0; i < whole; i += 16) {
    for (int lane = 0; lane < 16; lane++) {
      // A missing figure is never larger.
      double figure = sign * figures[i + lane];
      extremes[lane] = figure > extremes[lane] ? figure : extremes[lane];
    }
  }
  for (ptrdiff_t i = whole; i < count; i++) {
    double figure = sign * figures[i];
    extremes[0] = figure > extremes[0] ? figure : extremes[0];
  }
  double extreme = extremes[0];
  for (int lane = 1; lane < 16; lane++) extreme = extremes[lane] > extreme ? extremes[lane] : extreme;
  return sign * extreme;
}

#define LANES 8

static inline double joined(const double *lanes) {
  double sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += lanes[lane];
  return sum;
}

WIDE kernel_moments kernel_pair_moments(const double *ys, const double *xs, ptrdiff_t count) {
  kernel_moments result = {0};
  // A pass for the means and one for the distances, each with so many sums side by side; what is left over goes to the
  // first.
  double counts[LANES] = {0}, x_sums[LANES] = {0}, y_sums[LANES] = {0};
  ptrdiff_t whole = count - count % LANES;
#define MEANS(place, lane)                                \
  do {                                                    \
    double x = xs[place], y = ys[place], both = x + y;    \
    counts[lane] += both == both ? 1 : 0;                 \
    x_sums[lane] += both == both ? x : 0;                 \
    y_sums[lane] += both == both ? y : 0;                 \
  } while (0)
  for (ptrdiff_t i = 0; i < whole; i += LANES)
    for (int lane = 0; lane < LANES; lane++) MEANS(i + lane, lane);
  for (ptrdiff_t i = whole; i < count; i++) MEANS(i, 0);
  result.count = joined(counts);
  if (result.count == 0) return result;
  result.x_mean = joined(x_sums) / result.count;
  result.y_mean = joined(y_sums) / result.count;
  double xx[LANES] = {0}, yy[LANES] = {0}, xy[LANES] = {0}, x2[LANES] = {0}, y2[LANES] = {0};
#define DISTANCES(place, lane)                            \
  do {                                                    \
    double x = xs[place], y = ys[place], both = x + y;    \
    double to_x = x - result.x_mean, to_y = y - result.y_mean; \
    xx[lane] += both == both ? to_x * to_x : 0;           \
    yy[lane] += both == both ? to_y * to_y : 0;           \
    xy[lane] += both == both ? to_x * to_y : 0;           \
    x2[lane] += both == both ? x * x : 0;                 \
    y2[lane] += both == both ? y * y : 0;                 \
  } while (0)
  for (ptrdiff_t i = 0; i < whole; i += LANES)
    for (int lane = 0; lane < LANES; lane++) DISTANCES(i + lane, lane);
  for (ptrdiff_t i = whole; i < count; i++) DISTANCES(i, 0);
  result.x_squares = joined(xx);
  result.y_squares = joined(yy);
  result.products = joined(xy);
  result.x_sum_of_squares = joined(x2);
  result.y_sum_of_squares = joined(y2);
  return result;
}

double kernel_residual_squares(const double *ys, const double *xs, ptrdiff_t count, double slope, double x_mean,
                               double y_mean) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    double error = ys[i] - y_mean - slope * (xs[i] - x_mean);
    sum += error == error ? error * error : 0;
  }
  return sum;
}
