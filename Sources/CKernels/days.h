#ifndef MARQ_DAYS_H
#define MARQ_DAYS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "wide.h"

/// How many of some days are those of a calendar, one after the other; their `figures` are read next. Days without a
/// gap are many, gaps few.
PART ptrdiff_t common_days(const int32_t *days, const void *figures, ptrdiff_t size, ptrdiff_t count,
                           const int32_t *calendar, ptrdiff_t places) {
  ptrdiff_t most = places < count ? places : count;
  ptrdiff_t run = 0;
  for (; run + 32 <= most; run += 32) {
    ask_for(days + run, 32 * sizeof *days);
    ask_for((const char *)figures + run * size, 32 * size);
    int32_t differences = 0;
    for (int day = 0; day < 32; day++) differences |= days[run + day] ^ calendar[run + day];
    if (differences != 0) break;
  }
  while (run + 8 <= most && memcmp(days + run, calendar + run, 8 * sizeof *days) == 0) run += 8;
  while (run < most && days[run] == calendar[run]) run++;
  return run;
}

#endif
