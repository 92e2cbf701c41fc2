#include "CMachine.h"

#include <malloc.h>

void machine_keep_memory(size_t bytes) {
  // Both: a value of one's own for either ends the library's adapting of them, and what is mapped alone is given back alone.
  mallopt(M_TRIM_THRESHOLD, (int)bytes);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

void machine_give_memory_back(void) { malloc_trim(0); }
