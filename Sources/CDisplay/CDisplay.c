// wcwidth and the newlocale family are not part of ISO C.
#define _GNU_SOURCE

#include "CDisplay.h"

#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <wchar.h>

#ifdef __APPLE__
#include <xlocale.h>
#endif

// UTF-8 characters; everything else, the decimal point above all, as in the C locale.
static locale_t display_locale;
static int has_characters;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_locale(void) {
  static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    display_locale = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
    if (display_locale) {
      has_characters = 1;
      return;
    }
  }
  display_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

// Returns the calling thread's locale, which `leave` puts back.
static locale_t enter(void) {
  pthread_once(&once, make_locale);
  return display_locale ? uselocale(display_locale) : (locale_t)0;
}

static void leave(locale_t previous) {
  if (previous) uselocale(previous);
}

int display_width(uint32_t scalar) {
  if (scalar < 0x20 || (scalar >= 0x7f && scalar < 0xa0)) return 0;
  // Latin letters and signs are one wide everywhere; of the others the C library knows, whose tables take a while to load.
  if (scalar < 0x300) return 1;
  const locale_t previous = enter();
  const int width = has_characters ? wcwidth((wchar_t)scalar) : 1;
  leave(previous);
  // An unassigned scalar has no width; a terminal draws one box for it.
  return width < 0 ? 1 : width;
}

static int format(const char *pattern, double value, int decimals, char *buffer, size_t capacity) {
  const locale_t previous = enter();
  const int length = snprintf(buffer, capacity, pattern, decimals, value);
  leave(previous);
  return length >= 0 && (size_t)length < capacity ? length : -1;
}

int format_fixed(double value, int decimals, char *buffer, size_t capacity) {
  return format("%.*f", value, decimals, buffer, capacity);
}

int format_scientific(double value, int decimals, char *buffer, size_t capacity) {
  return format("%.*e", value, decimals, buffer, capacity);
}
