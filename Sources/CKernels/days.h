#ifndef MARQ_DAYS_H
#define MARQ_DAYS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "wide.h"

enum { days_block = 32 };

/// The first of a block's days that is not the calendar's; the block's length where all are.
PART int32_t first_difference(const int32_t *days, const int32_t *calendar) {
  int32_t first = days_block;
  for (int32_t day = 0; day < days_block; day++) {
    int32_t place = days[day] == calendar[day] ? days_block : day;
    first = place < first ? place : first;
  }
  return first;
}

/// How many of some days are those of a calendar, one after the other; their `figures` are read next. Days without a
/// gap are many, gaps few.
PART ptrdiff_t common_days(const int32_t *days, const void *figures, ptrdiff_t size, ptrdiff_t count,
                           const int32_t *calendar, ptrdiff_t places) {
  ptrdiff_t most = places < count ? places : count;
  ptrdiff_t run = 0;
  for (; run + days_block <= most; run += days_block) {
    ask_for(days + run, days_block * sizeof *days);
    ask_for((const char *)figures + run * size, days_block * size);
    int32_t same = first_difference(days + run, calendar + run);
    if (same < days_block) return run + same;
  }
  while (run + 8 <= most && memcmp(days + run, calendar + run, 8 * sizeof *days) == 0) run += 8;
  while (run < most && days[run] == calendar[run]) run++;
  return run;
}

#endif
