// Mapping is not part of ISO C.
#define _GNU_SOURCE

#include "CMachine.h"

#include <malloc.h>
#include <sys/mman.h>

void machine_keep_memory(size_t bytes) {
  // Both: a value of one's own for either ends the library's adapting of them, and what is mapped alone is given back alone.
  mallopt(M_TRIM_THRESHOLD, (int)bytes);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

void machine_give_memory_back(void) { malloc_trim(0); }

#if defined(__linux__) && defined(MADV_POPULATE_WRITE)
extern char __bss_start[], _end[];

// A program's zeroed data is brought in page by page where it is touched, and Swift's libraries touch all of theirs, each page once to read and
// once to write: three times as long as to bring in all of it before the first one asks. A system that does not know how goes on as before.
__attribute__((constructor)) static void bring_in_zeroed_data(void) {
  const uintptr_t page = 4096, start = (uintptr_t)__bss_start & ~(page - 1);
  madvise((void *)start, (uintptr_t)_end - start, MADV_POPULATE_WRITE);
}
#endif
