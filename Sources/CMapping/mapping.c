#define _GNU_SOURCE
#include "CMapping.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// The mappings there are. A signal handler may take no lock, so they stand in a table of fixed size.
enum { slot_count = 64 };
static struct {
  atomic_uintptr_t start;  // 0 for a free place, 1 for one that is being filled
  atomic_size_t count;
  atomic_bool is_cut;
  int descriptor;  // the file, which stays open to be asked whether it was changed
  struct stat status;
} slots[slot_count];

static struct sigaction before;
static uintptr_t page_size;

static size_t page_end(size_t count) { return (count + page_size - 1) / page_size * page_size; }

// Puts zeros in place of bytes that are gone, so that whoever read them can go on and find out. A file is cut at its
// end, so what lies behind the first byte that is gone is gone too. `mmap` is a plain system call, fit for a handler.
static void on_bus_error(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  uintptr_t address = (uintptr_t)info->si_addr;
  for (int slot = 0; slot < slot_count; slot++) {
    uintptr_t start = atomic_load(&slots[slot].start);
    size_t count = atomic_load(&slots[slot].count);
    if (start <= 1 || address < start || address - start >= page_end(count)) continue;
    uintptr_t page = address & ~(page_size - 1);
    void *zeros = mmap((void *)page, start + count - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) break;
    atomic_store(&slots[slot].is_cut, true);
    return;
  }
  // Somebody else's fault: whoever handled it before meets it again.
  sigaction(SIGBUS, &before, NULL);
}

static void install(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &before);
}

static int slot_of(const void *start) {
  for (int slot = 0; slot < slot_count; slot++) {
    if (atomic_load(&slots[slot].start) == (uintptr_t)start) return slot;
  }
  return -1;
}

// Memory of the file's pages and one more, which ends whatever looks for the end of a line.
static void *map(int descriptor, size_t count) {
  size_t length = page_end(count);
  char *start = mmap(NULL, length + page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return NULL;
  memset(start + length, '\n', page_size);
  bool is_mapped = mprotect(start + length, page_size, PROT_READ) == 0 &&
                   mmap(start, count, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) != MAP_FAILED;
  if (is_mapped) return start;
  munmap(start, length + page_size);
  return NULL;
}

void *mapping_open(int descriptor, size_t count) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  if (count == 0 || count > SIZE_MAX - 2 * page_size) return NULL;
  int slot = 0;
  uintptr_t unused = 0;
  while (!atomic_compare_exchange_strong(&slots[slot].start, &unused, 1)) {
    unused = 0;
    if (++slot == slot_count) return NULL;
  }
  int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  void *start = NULL;
  if (own >= 0 && fstat(own, &slots[slot].status) == 0) start = map(own, count);
  if (start == NULL) {
    if (own >= 0) close(own);
    atomic_store(&slots[slot].start, 0);
    return NULL;
  }
  slots[slot].descriptor = own;
  atomic_store(&slots[slot].is_cut, (size_t)slots[slot].status.st_size < count);
  atomic_store(&slots[slot].count, count);
  atomic_store(&slots[slot].start, (uintptr_t)start);
  return start;
}

void mapping_close(void *start, size_t count) {
  int slot = slot_of(start);
  // Given up before the memory is, so that whoever gets the same addresses next is not taken for this one.
  if (slot >= 0) {
    close(slots[slot].descriptor);
    atomic_store(&slots[slot].start, 0);
  }
  munmap(start, page_end(count) + page_size);
}

bool mapping_is_changed(const void *start) {
  int slot = slot_of(start);
  if (slot < 0) return false;
  if (atomic_load(&slots[slot].is_cut)) return true;
  struct stat now;
  const struct stat *then = &slots[slot].status;
  return fstat(slots[slot].descriptor, &now) != 0 || now.st_size != then->st_size ||
         now.st_mtim.tv_sec != then->st_mtim.tv_sec || now.st_mtim.tv_nsec != then->st_mtim.tv_nsec;
}
