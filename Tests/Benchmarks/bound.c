// What the machine can do: each pass written by hand over plain arrays, two threads, as wide as this processor goes.
// Built for the benchmark alone. No pass checks anything or answers anything but its one question.

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Bars by company and day; a company's run begins at offsets[company]. `position` is a bar's day among the days of all
// exchanges, `place` its day among those of its own exchange, the last being 0.
struct market {
    int64_t companies, bars, days, months, segments;
    const int64_t *offsets;
    const int32_t *position, *place;
    const double *close, *volume;
    const int32_t *month_of_day;       // by position
    const int32_t *segment_offsets;    // segments of a company: segment_of[segment_offsets[c] ..< segment_offsets[c + 1]]
    const uint8_t *segment_of;
    int64_t year_ago;                  // the first position of the last year
    int threads;
};

#define EACH_COMPANY(market) for (int64_t c = 0; c < (market)->companies; c++)
#define DYNAMIC _Pragma("omp for schedule(dynamic, 64) nowait")

// Every pass over days has its own row of partial results a thread, merged at the end.
static double *partial(int64_t count) { return calloc((size_t)count, sizeof(double)); }

static void merge(double *total, double *part, int64_t count) {
    #pragma omp critical
    for (int64_t i = 0; i < count; i++) total[i] += part[i];
    free(part);
}

// Averages one figure a company over its segments; NaN is skipped.
static void by_segment(const struct market *m, const double *figure, double *answer) {
    double sums[256] = {0}, counts[256] = {0};
    EACH_COMPANY(m) {
        if (isnan(figure[c])) continue;
        for (int32_t s = m->segment_offsets[c]; s < m->segment_offsets[c + 1]; s++) {
            sums[m->segment_of[s]] += figure[c];
            counts[m->segment_of[s]] += 1;
        }
    }
    for (int64_t s = 0; s < m->segments; s++) answer[s] = counts[s] > 0 ? sums[s] / counts[s] : NAN;
}

void one_day(const struct market *m, double *answer) {
    double *fall = malloc((size_t)m->companies * sizeof(double));
    #pragma omp parallel for num_threads(m->threads)
    EACH_COMPANY(m) {
        int64_t last = m->offsets[c + 1] - 1;
        fall[c] = m->place[last] == 0 && last > m->offsets[c] ? 1 - m->close[last] / m->close[last - 1] : NAN;
    }
    by_segment(m, fall, answer);
    free(fall);
}

// The first bar of a run at or behind a value of an ascending column.
static int64_t first_at(const int32_t *column, int64_t low, int64_t high, int32_t value) {
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (column[middle] < value) low = middle + 1; else high = middle;
    }
    return low;
}

void year_gain(const struct market *m, double *answer) {
    double *gain = malloc((size_t)m->companies * sizeof(double));
    #pragma omp parallel for num_threads(m->threads)
    EACH_COMPANY(m) {
        int64_t begin = m->offsets[c], end = m->offsets[c + 1];
        int64_t first = first_at(m->position, begin, end, (int32_t)m->year_ago);
        gain[c] = first < end && first > begin ? m->close[end - 1] / m->close[first - 1] - 1 : NAN;
    }
    by_segment(m, gain, answer);
    free(gain);
}

void volatility(const struct market *m, double *answer) {
    double *figure = malloc((size_t)m->companies * sizeof(double));
    #pragma omp parallel for num_threads(m->threads) schedule(dynamic, 64)
    EACH_COMPANY(m) {
        int64_t begin = m->offsets[c], end = m->offsets[c + 1];
        int64_t first = first_at(m->place, begin, end, -249);
        if (first == begin) first++;
        double sum = 0, squares = 0;
        int64_t count = end - first;
        for (int64_t i = first; i < end; i++) {
            double gain = m->close[i] / m->close[i - 1] - 1;
            sum += gain;
            squares += gain * gain;
        }
        figure[c] = count > 1 ? sqrt((squares - sum * sum / count) / (count - 1) * 252) : NAN;
    }
    by_segment(m, figure, answer);
    free(figure);
}

void drawdown(const struct market *m, double *answer) {
    double *figure = malloc((size_t)m->companies * sizeof(double));
    #pragma omp parallel for num_threads(m->threads) schedule(dynamic, 64)
    EACH_COMPANY(m) {
        double peak = 0, deepest = 1;
        for (int64_t i = m->offsets[c]; i < m->offsets[c + 1]; i++) {
            double close = m->close[i];
            peak = close > peak ? close : peak;
            double part = close / peak;
            deepest = part < deepest ? part : deepest;
        }
        figure[c] = m->offsets[c + 1] - m->offsets[c] > 1 ? deepest - 1 : NAN;
    }
    by_segment(m, figure, answer);
    free(figure);
}

void monthly_gain(const struct market *m, double *answer) {
    int64_t cells = m->months * m->segments;
    double *sums = partial(cells), *counts = partial(cells);
    #pragma omp parallel num_threads(m->threads)
    {
        double *sum = partial(cells), *count = partial(cells);
        DYNAMIC EACH_COMPANY(m) {
            int64_t i = m->offsets[c], end = m->offsets[c + 1];
            double base = NAN;
            while (i < end) {
                int32_t month = m->month_of_day[m->position[i]];
                while (i < end && m->month_of_day[m->position[i]] == month) i++;
                double gain = m->close[i - 1] / base - 1;
                base = m->close[i - 1];
                if (isnan(gain)) continue;
                for (int32_t s = m->segment_offsets[c]; s < m->segment_offsets[c + 1]; s++) {
                    sum[month * m->segments + m->segment_of[s]] += gain;
                    count[month * m->segments + m->segment_of[s]] += 1;
                }
            }
        }
        merge(sums, sum, cells);
        merge(counts, count, cells);
    }
    for (int64_t i = 0; i < cells; i++) answer[i] = counts[i] > 0 ? sums[i] / counts[i] : NAN;
    free(sums);
    free(counts);
}

static void above(const struct market *m, double *answer, int32_t width) {
    double *aboves = partial(m->days), *counts = partial(m->days);
    #pragma omp parallel num_threads(m->threads)
    {
        double *above = partial(m->days), *count = partial(m->days);
        DYNAMIC EACH_COMPANY(m) {
            int64_t begin = m->offsets[c], tail = begin;
            double sum = 0;
            for (int64_t i = begin; i < m->offsets[c + 1]; i++) {
                sum += m->close[i];
                while (m->place[tail] <= m->place[i] - width) sum -= m->close[tail++];
                above[m->position[i]] += m->close[i] * (double)(i - tail + 1) > 1.00001 * sum;
                count[m->position[i]] += 1;
            }
        }
        merge(aboves, above, m->days);
        merge(counts, count, m->days);
    }
    for (int64_t d = 0; d < m->days; d++) answer[d] = counts[d] > 0 ? aboves[d] / counts[d] : NAN;
    free(aboves);
    free(counts);
}

void above_50(const struct market *m, double *answer) { above(m, answer, 50); }
void above_200(const struct market *m, double *answer) { above(m, answer, 200); }

void turnover(const struct market *m, double *answer) {
    memset(answer, 0, (size_t)m->days * sizeof(double));
    #pragma omp parallel num_threads(m->threads)
    {
        double *sum = partial(m->days);
        DYNAMIC EACH_COMPANY(m)
            for (int64_t i = m->offsets[c]; i < m->offsets[c + 1]; i++)
                sum[m->position[i]] += m->close[i] * m->volume[i];
        merge(answer, sum, m->days);
    }
}

void dispersion(const struct market *m, double *answer) {
    double *sums = partial(m->days), *squares = partial(m->days), *counts = partial(m->days);
    #pragma omp parallel num_threads(m->threads)
    {
        double *sum = partial(m->days), *square = partial(m->days), *count = partial(m->days);
        DYNAMIC EACH_COMPANY(m)
            for (int64_t i = m->offsets[c] + 1; i < m->offsets[c + 1]; i++) {
                double gain = m->close[i] / m->close[i - 1] - 1;
                int32_t day = m->position[i];
                sum[day] += gain;
                square[day] += gain * gain;
                count[day] += 1;
            }
        merge(sums, sum, m->days);
        merge(squares, square, m->days);
        merge(counts, count, m->days);
    }
    for (int64_t d = 0; d < m->days; d++)
        answer[d] = counts[d] > 1 ? sqrt((squares[d] - sums[d] * sums[d] / counts[d]) / (counts[d] - 1)) : NAN;
    free(sums);
    free(squares);
    free(counts);
}

void highs(const struct market *m, double *answer) {
    memset(answer, 0, (size_t)m->days * sizeof(double));
    #pragma omp parallel num_threads(m->threads)
    {
        double *count = partial(m->days);
        int64_t queue[256];
        DYNAMIC EACH_COMPANY(m) {
            // The bars that may still become the highest, falling from the front; a ring of 256 holds 250 days.
            uint64_t front = 0, back = 0;
            for (int64_t i = m->offsets[c]; i < m->offsets[c + 1]; i++) {
                while (front < back && m->place[queue[front & 255]] <= m->place[i] - 250) front++;
                while (front < back && m->close[queue[(back - 1) & 255]] < m->close[i]) back--;
                queue[back++ & 255] = i;
                count[m->position[i]] += m->close[queue[front & 255]] == m->close[i];
            }
        }
        merge(answer, count, m->days);
    }
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// The smallest of the figures behind `rank` in order, by partition.
static double select_at(double *figures, int64_t count, int64_t rank) {
    int64_t low = 0, high = count - 1;
    while (high - low > 16) {
        double pivot = figures[low + (high - low) / 2];
        int64_t i = low, j = high;
        while (i <= j) {
            while (figures[i] < pivot) i++;
            while (figures[j] > pivot) j--;
            if (i <= j) { double t = figures[i]; figures[i++] = figures[j]; figures[j--] = t; }
        }
        if (rank <= j) high = j; else if (rank >= i) low = i; else return figures[rank];
    }
    qsort(figures + low, (size_t)(high - low + 1), sizeof(double), ascending);
    return figures[rank];
}

void median(const struct market *m, double *answer) {
    // Gains laid out by day: counted, placed, then selected within each day.
    int64_t *starts = calloc((size_t)m->days + 1, sizeof(int64_t)), *next = malloc((size_t)m->days * sizeof(int64_t));
    EACH_COMPANY(m)
        for (int64_t i = m->offsets[c] + 1; i < m->offsets[c + 1]; i++) starts[m->position[i] + 1]++;
    for (int64_t d = 0; d < m->days; d++) starts[d + 1] += starts[d];
    memcpy(next, starts, (size_t)m->days * sizeof(int64_t));
    double *gains = malloc((size_t)starts[m->days] * sizeof(double));
    EACH_COMPANY(m)
        for (int64_t i = m->offsets[c] + 1; i < m->offsets[c + 1]; i++)
            gains[next[m->position[i]]++] = m->close[i] / m->close[i - 1] - 1;
    #pragma omp parallel for num_threads(m->threads) schedule(dynamic, 16)
    for (int64_t d = 0; d < m->days; d++) {
        double *own = gains + starts[d];
        int64_t count = starts[d + 1] - starts[d];
        if (count == 0) { answer[d] = NAN; continue; }
        double upper = select_at(own, count, count / 2);
        answer[d] = count % 2 ? upper : (select_at(own, count, count / 2 - 1) + upper) / 2;
    }
    free(starts);
    free(next);
    free(gains);
}

void screen(const struct market *m, double *answer) {
    memset(answer, 0, (size_t)m->segments * sizeof(double));
    EACH_COMPANY(m) {
        int64_t begin = m->offsets[c], end = m->offsets[c + 1], i = end - 1;
        if (m->place[i] != 0) continue;
        double sum = 0, count = 0, volumes = 0, days = 0;
        for (; i >= begin && m->place[i] > -50; i--) {
            sum += m->close[i];
            count += 1;
            int is_before = m->place[i] < 0 && m->place[i] >= -20;
            volumes += is_before ? m->volume[i] : 0;
            days += is_before;
        }
        if (m->close[end - 1] * count > 1.00001 * sum && m->volume[end - 1] > 1.5 * (volumes / days))
            for (int32_t s = m->segment_offsets[c]; s < m->segment_offsets[c + 1]; s++) answer[m->segment_of[s]] += 1;
    }
    for (int64_t s = 0; s < m->segments; s++) if (answer[s] == 0) answer[s] = NAN;
}

void sums(const struct market *m, double *answer) {
    double volume = 0, turnover = 0;
    #pragma omp parallel for simd num_threads(m->threads) reduction(+ : volume, turnover)
    for (int64_t i = 0; i < m->bars; i++) {
        volume += m->volume[i];
        turnover += m->close[i] * m->volume[i];
    }
    answer[0] = volume;
    answer[1] = turnover;
}
