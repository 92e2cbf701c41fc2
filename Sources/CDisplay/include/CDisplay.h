#ifndef MARQ_CDISPLAY_H
#define MARQ_CDISPLAY_H

#include <stddef.h>
#include <stdint.h>

/// How many terminal columns a Unicode scalar takes: 0, 1 or 2. Control characters take none. Thread-safe, and the
/// same whatever locale the process has set.
int display_width(uint32_t scalar);

/// Writes `value` with `decimals` decimals, correctly rounded and with a decimal point in every locale, as a
/// terminated string. Returns its length, or -1 where `capacity` is too small.
int format_fixed(double value, int decimals, char *buffer, size_t capacity);

/// Writes `value` as `1.234e+20`, otherwise like `format_fixed`.
int format_scientific(double value, int decimals, char *buffer, size_t capacity);

#endif
