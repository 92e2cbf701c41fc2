#ifndef MARQ_CMAPPING_H
#define MARQ_CMAPPING_H

#include <stdbool.h>
#include <stddef.h>

/// Maps the first `count` bytes of a file for reading, with a page of line feeds behind the file's last page. NULL where
/// that can't be done: the caller reads the file instead. The file may be closed then.
///
/// Where another program cuts the file short, or the disk fails, the bytes that are gone read as zero; without this the
/// system would end the program (SIGBUS).
void *mapping_open(int descriptor, size_t count);

/// Gives a mapping back.
void mapping_close(void *start, size_t count);

/// Whether bytes were gone when somebody read them, or the file has another size or time of change than when it was mapped.
bool mapping_is_changed(const void *start);

#endif
