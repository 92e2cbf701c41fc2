#include "CKernels.h"

#include <string.h>

#include "wide.h"

#pragma STDC FP_CONTRACT OFF

WIDE void kernel_decode_ticks(const int32_t *restrict counts, ptrdiff_t count, double high, double low,
                              bool has_missing, double *restrict figures) {
  if (!has_missing) {
    for (ptrdiff_t i = 0; i < count; i++) figures[i] = (double)counts[i] * high + (double)counts[i] * low;
    return;
  }
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = (double)counts[i] * high + (double)counts[i] * low;
    figures[i] = counts[i] == INT32_MIN ? NAN : figure;
  }
}

/// How many of some days are those of a calendar, one after the other. Days without a gap are many, gaps few.
static inline ptrdiff_t common_days(const int32_t *days, ptrdiff_t count, const int32_t *calendar, ptrdiff_t places) {
  ptrdiff_t most = places < count ? places : count;
  ptrdiff_t run = 0;
  while (run + 8 <= most && memcmp(days + run, calendar + run, 8 * sizeof *days) == 0) run += 8;
  while (run < most && days[run] == calendar[run]) run++;
  return run;
}

WIDE bool kernel_spread_ticks(const int32_t *restrict counts, const int32_t *restrict days, ptrdiff_t count,
                              const int32_t *restrict calendar, ptrdiff_t places, double high, double low,
                              bool has_missing, double *restrict target) {
  ptrdiff_t next = 0;
  ptrdiff_t place = 0;
  while (place < places) {
    ptrdiff_t run = common_days(days + next, count - next, calendar + place, places - place);
    const int32_t *from = counts + next;
    double *to = target + place;
    for (ptrdiff_t i = 0; i < run; i++) to[i] = (double)from[i] * high + (double)from[i] * low;
    if (has_missing)
      for (ptrdiff_t i = 0; i < run; i++) to[i] = from[i] == INT32_MIN ? NAN : to[i];
    next += run;
    place += run;
    if (place < places) target[place++] = NAN;
  }
  return next == count;
}

bool kernel_spread(const double *restrict figures, const int32_t *restrict days, ptrdiff_t count,
                   const int32_t *restrict calendar, ptrdiff_t places, double *restrict target) {
  ptrdiff_t next = 0;
  ptrdiff_t place = 0;
  while (place < places) {
    ptrdiff_t run = common_days(days + next, count - next, calendar + place, places - place);
    memcpy(target + place, figures + next, (size_t)run * sizeof *target);
    next += run;
    place += run;
    if (place < places) target[place++] = NAN;
  }
  return next == count;
}

WIDE ptrdiff_t kernel_changes(const double *restrict figures, ptrdiff_t count, double *restrict changes) {
  ptrdiff_t missing = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    double change = figures[i + 1] / figures[i] - 1;
    changes[i] = change;
    missing += change - change == 0 ? 0 : 1;
  }
  return missing;
}

void kernel_carry_forward(double *figures, ptrdiff_t count, double first) {
  double current = first;
  for (ptrdiff_t i = 0; i < count; i++) {
    current = figures[i] == figures[i] ? figures[i] : current;
    figures[i] = current;
  }
  for (ptrdiff_t i = 0; i < count; i++) figures[i] = known(figures[i]);
}

// How many blocks are summed side by side: each sum waits for its last addition, and others go on meanwhile.
#define BLOCKS 4

/// For each place of some blocks the sum up to it from its block's beginning, and from it to the block's end.
static inline void block_sums(const double *restrict figures, ptrdiff_t length, ptrdiff_t blocks,
                              double *restrict prefixes, double *restrict suffixes) {
  double front[BLOCKS] = {0}, back[BLOCKS] = {0};
  for (ptrdiff_t i = 0; i < length; i++) {
    for (ptrdiff_t block = 0; block < blocks; block++) {
      ptrdiff_t start = block * length;
      front[block] += figures[start + i];
      prefixes[start + i] = front[block];
      back[block] += figures[start + length - 1 - i];
      suffixes[start + length - 1 - i] = back[block];
    }
  }
}

WIDE void kernel_trailing_sums(const double *restrict figures, ptrdiff_t count, ptrdiff_t length, bool is_mean,
                               double *restrict scratch, double *restrict results) {
  double *known_figures = scratch;
  double *suffixes = known_figures + count;
  // Behind the figures; whole numbers, whose additions wait less.
  int64_t *counts = (int64_t *)(suffixes + count);
  int64_t held = 0;
  counts[0] = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figures[i];
    bool is_known = figure == figure;
    known_figures[i] = is_known ? figure : 0;
    held += is_known;
    counts[i + 1] = held;
  }
  ptrdiff_t start = 0;
  for (; start + BLOCKS * length <= count; start += BLOCKS * length)
    block_sums(known_figures + start, length, BLOCKS, results + start, suffixes + start);
  for (; start + length <= count; start += length)
    block_sums(known_figures + start, length, 1, results + start, suffixes + start);
  if (start < count) block_sums(known_figures + start, count - start, 1, results + start, suffixes + start);
  // A window that ends with a block is that block; any other begins in the block before.
  for (start = length; start < count; start += length) {
    ptrdiff_t end = start + length - 1 < count ? start + length - 1 : count;
    for (ptrdiff_t i = start; i < end; i++) results[i] += suffixes[i + 1 - length];
  }
  for (ptrdiff_t i = 0; i < count; i++) {
    int64_t before = i + 1 > length ? counts[i + 1 - length] : 0;
    double held = (double)(int32_t)(counts[i + 1] - before);
    results[i] = held == 0 ? NAN : known(is_mean ? results[i] / held : results[i]);
  }
}

/// A whole number of less than 51 bits as a figure: the vector unit has no such conversion of 64 bits.
PART double figure_of(int64_t number) {
  int64_t bits = number + 0x4338000000000000;
  double figure;
  memcpy(&figure, &bits, sizeof figure);
  return figure - 0x1.8p52;
}

WIDE bool kernel_trailing_tick_sums(const int32_t *restrict counts, const int32_t *restrict days, ptrdiff_t count,
                                    const int32_t *restrict calendar, ptrdiff_t places, ptrdiff_t length,
                                    ptrdiff_t first, double high, double low, bool has_missing, bool is_mean,
                                    int64_t *restrict scratch, double *restrict results) {
  // Sums and numbers of all places before each; before the first ones, and a window's length further back, they are 0.
  int64_t *sums = scratch + length;
  int32_t *held = (int32_t *)(sums + places + 1) + length;
  memset(scratch, 0, (size_t)length * sizeof *scratch);
  memset(held - length, 0, (size_t)length * sizeof *held);
  int64_t sum = 0;
  int32_t known_places = 0;
  ptrdiff_t next = 0, place = 0;
  while (place < places) {
    ptrdiff_t run = common_days(days + next, count - next, calendar + place, places - place);
    const int32_t *from = counts + next;
    for (ptrdiff_t i = 0; i < run; i++) {
      bool is_known = !has_missing || from[i] != INT32_MIN;
      sums[place + i] = sum;
      held[place + i] = known_places;
      sum += is_known ? from[i] : 0;
      known_places += is_known ? 1 : 0;
    }
    next += run;
    place += run;
    if (place < places) {
      sums[place] = sum;
      held[place++] = known_places;
    }
  }
  sums[places] = sum;
  held[places] = known_places;
  if (next != count) return false;
  for (ptrdiff_t i = first; i < places; i++) {
    double total = figure_of(sums[i + 1] - sums[i + 1 - length]);
    double number = (double)(held[i + 1] - held[i + 1 - length]);
    // A mean of equal figures is that figure to the last bit: the division comes before the step.
    double steps = is_mean ? total / number : total;
    double figure = steps * high + steps * low;
    results[i - first] = number == 0 ? NAN : figure;
  }
  return true;
}

WIDE void kernel_trailing_extremes(const double *restrict figures, ptrdiff_t count, ptrdiff_t length,
                                   bool is_highest, double *restrict scratch, double *restrict results) {
  double *current = scratch + length;
  double *next = current + count + length;
  // The smallest is the largest of the opposites.
  double sign = is_highest ? 1 : -1;
  for (ptrdiff_t i = -length; i < 0; i++) current[i] = next[i] = -INFINITY;
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figures[i];
    current[i] = figure == figure ? sign * figure : -INFINITY;
  }
  ptrdiff_t step = 1;
  for (; step <= length / 2; step *= 2) {
    for (ptrdiff_t i = 0; i < count; i++) {
      double one = current[i], other = current[i - step];
      next[i] = one > other ? one : other;
    }
    double *swapped = current;
    current = next;
    next = swapped;
  }
  // Two that overlap make up the length.
  ptrdiff_t behind = length - step;
  for (ptrdiff_t i = 0; i < count; i++) {
    double one = current[i], other = current[i - behind];
    double extreme = one > other ? one : other;
    results[i] = known(sign * extreme);
  }
}

double kernel_deepest(const double *gains, ptrdiff_t count) {
  double highest = 1;
  double deepest = INFINITY;
  for (ptrdiff_t i = 0; i < count; i++) {
    double value = 1 + gains[i];
    // A missing day is neither higher nor deeper than anything.
    highest = value > highest ? value : highest;
    double fall = value / highest - 1;
    deepest = fall < deepest ? fall : deepest;
  }
  return deepest < INFINITY ? deepest : NAN;
}

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

WIDE void kernel_add_squares(const double *restrict figures, ptrdiff_t count, double *restrict means,
                             double *restrict squares, double *restrict counts) {
  for (ptrdiff_t i = 0; i < count; i++) {
    double figure = figures[i];
    bool is_known = figure == figure;
    double distance = figure - means[i];
    double mean = means[i] + distance / (counts[i] + 1);
    double square = distance * (figure - mean);
    means[i] = is_known ? mean : means[i];
    squares[i] += is_known ? square : 0;
    counts[i] += is_known ? 1 : 0;
  }
}

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
  if (has_missing) {
    for (ptrdiff_t i = 0; i < count; i++) {
      sum += counts[i] == INT32_MIN ? 0 : (int64_t)counts[i];
      missing += counts[i] == INT32_MIN ? 1 : 0;
    }
  } else {
    for (ptrdiff_t i = 0; i < count; i++) sum += (int64_t)counts[i];
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
  // A pass for the means and one for the distances, each with so many sums side by side; what is left over goes to the first.
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
