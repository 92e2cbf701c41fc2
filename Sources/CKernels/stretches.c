#include "stretches.h"

#include <string.h>

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

/// How many of some days are those of a calendar, one after the other. Days without a gap are many, gaps few.
PART ptrdiff_t common_days(const int32_t *days, ptrdiff_t count, const int32_t *calendar, ptrdiff_t places) {
  ptrdiff_t most = places < count ? places : count;
  ptrdiff_t run = 0;
  for (; run + days_block <= most; run += days_block) {
    ask_for(days + run, days_block * sizeof *days);
    int32_t same = first_difference(days + run, calendar + run);
    if (same < days_block) return run + same;
  }
  while (run + 8 <= most && memcmp(days + run, calendar + run, 8 * sizeof *days) == 0) run += 8;
  while (run < most && days[run] == calendar[run]) run++;
  return run;
}

WIDE ptrdiff_t kernel_find_stretches(const int32_t *days, ptrdiff_t count, const int32_t *calendar, ptrdiff_t places,
                                     kernel_stretch *stretches) {
  ptrdiff_t found = 0, place = 0;
  for (ptrdiff_t day = 0; day < count;) {
    while (place < places && calendar[place] < days[day]) place++;
    ptrdiff_t run = common_days(days + day, count - day, calendar + place, places - place);
    if (run == 0) return -1;
    stretches[found++] = (kernel_stretch){.place = (int32_t)place, .bar = (int32_t)day};
    place += run;
    day += run;
  }
  stretches[found] = (kernel_stretch){.place = (int32_t)place, .bar = (int32_t)count};
  return found;
}
