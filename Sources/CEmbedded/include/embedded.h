#ifndef MARQ_EMBEDDED_H
#define MARQ_EMBEDDED_H

#include <stddef.h>

/// A file that is part of the program: found from any folder, and mapped only when it is read.
struct marq_embedded_file {
  const char *folder;
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/// The number of embedded files.
size_t marq_embedded_count(void);

/// The embedded file with the given number, which must be below the count.
const struct marq_embedded_file *marq_embedded_file(size_t index);

/// The embedded file of a folder with the given name; null where there is none.
const struct marq_embedded_file *marq_embedded_find(const char *folder, const char *name);

#endif
