#define _GNU_SOURCE
#include "CLineEditor.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>

static bool is_utf8(void) {
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool cle_use_utf8_locale(void) {
  // Without a locale libedit drops every key that is not ASCII. An unset or broken locale says nothing about the
  // terminal, and terminals speak UTF-8; a working locale with another character set says that this one does not.
  const char *name = setlocale(LC_CTYPE, "");
  if (!name || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0) setlocale(LC_CTYPE, "C.UTF-8");
  return is_utf8();
}

bool cle_window_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}
