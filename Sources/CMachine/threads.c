#define _GNU_SOURCE
#include "CMachine.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { most = 63 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t begun = PTHREAD_COND_INITIALIZER, ended = PTHREAD_COND_INITIALIZER;

// The work at hand. The lock guards all but `next`, which hands out the numbers.
static struct {
  bool is_open;        // whether a thread may still join
  bool is_taken;       // whether some call has the threads
  // Counts the calls, so that no thread joins one twice; looked at without the lock, too.
  atomic_uint_fast64_t turn;
  atomic_int joined;   // the threads that are at it; looked at without the lock, too
  size_t count;
  void *context;
  void (*body)(void *context, size_t number);
  atomic_size_t next;
} work;

static int wanted = -1;  // how many threads there should be, once asked
static int started;
static pthread_t threads[most];
static int avoided = -1;  // the core that all of them keep off, once there is work

static void take_numbers(void *context, void (*body)(void *, size_t), size_t count) {
  for (size_t number; (number = atomic_fetch_add(&work.next, 1)) < count;) body(context, number);
}

// A question hands out work many times, with little between: who looks for the next for a tenth of a millisecond is
// mostly there before the system could have woken it.
enum { looks = 2000 };

static inline void take_breath(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

static void *serve(void *unused) {
  (void)unused;
  uint64_t turn = 0;
  for (;;) {
    for (int look = 0; look < looks && atomic_load(&work.turn) == turn; look++) take_breath();
    pthread_mutex_lock(&lock);
    while (!work.is_open || work.turn == turn) pthread_cond_wait(&begun, &lock);
    turn = work.turn;
    work.joined++;
    void *context = work.context;
    void (*body)(void *, size_t) = work.body;
    size_t count = work.count;
    pthread_mutex_unlock(&lock);
    take_numbers(context, body, count);
    pthread_mutex_lock(&lock);
    if (--work.joined == 0) pthread_cond_signal(&ended);
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

// One for each core that the program may use, but this one. The lock is held.
static void find_wanted(void) {
  if (wanted >= 0) return;
  cpu_set_t cores;
  wanted = sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) - 1 : 0;
  if (wanted > most) wanted = most;
}

int machine_thread_count(void) {
  pthread_mutex_lock(&lock);
  find_wanted();
  int count = wanted + 1;
  pthread_mutex_unlock(&lock);
  return count;
}

// Starts what threads are missing; a thread that the system refuses is not asked for again. The lock is held.
static void start(void) {
  find_wanted();
  if (started >= wanted) return;
  // What is sent to the program is for its first thread; a fault of this thread's own is not held back.
  sigset_t all, before;
  sigfillset(&all);
  sigdelset(&all, SIGBUS);
  sigdelset(&all, SIGSEGV);
  sigdelset(&all, SIGILL);
  sigdelset(&all, SIGFPE);
  sigdelset(&all, SIGTRAP);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (started < wanted) {
    if (pthread_create(&threads[started], NULL, serve, NULL) != 0) {
      wanted = started;
      break;
    }
    pthread_detach(threads[started]);
    started++;
    avoided = -1;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

// Keeps the threads off the core of their caller. The system wakes a thread where it last ran or where its waker is, and on a
// machine that was busy a moment ago it looks for no idle core: caller and thread would take turns on one, in slices of
// milliseconds, beside another that has nothing to do. The lock is held.
static void keep_off_this_core(void) {
  int core = sched_getcpu();
  cpu_set_t others;
  if (core < 0 || core == avoided || sched_getaffinity(0, sizeof others, &others) != 0) return;
  CPU_CLR(core, &others);
  if (CPU_COUNT(&others) == 0) return;
  for (int number = 0; number < started; number++) pthread_setaffinity_np(threads[number], sizeof others, &others);
  avoided = core;
}

void machine_for_each(size_t count, void *context, void (*body)(void *context, size_t number)) {
  if (count == 0) return;
  pthread_mutex_lock(&lock);
  // Work within work, and that of a second thread, is done where it is.
  if (work.is_taken || count == 1) {
    pthread_mutex_unlock(&lock);
    for (size_t number = 0; number < count; number++) body(context, number);
    return;
  }
  start();
  keep_off_this_core();
  work.is_taken = work.is_open = true;
  work.turn++;
  work.context = context;
  work.body = body;
  work.count = count;
  atomic_store(&work.next, 0);
  pthread_cond_broadcast(&begun);
  pthread_mutex_unlock(&lock);

  take_numbers(context, body, count);

  pthread_mutex_lock(&lock);
  work.is_open = false;
  pthread_mutex_unlock(&lock);
  for (int look = 0; look < looks && atomic_load(&work.joined) > 0; look++) take_breath();
  pthread_mutex_lock(&lock);
  while (work.joined > 0) pthread_cond_wait(&ended, &lock);
  work.is_taken = false;
  pthread_mutex_unlock(&lock);
}
