#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

// A program at work can't look at its signals, and a handler may do almost nothing. So the handler writes into a pipe,
// and a thread reads it, which lives as long as the work does.

enum { END = 0xFF };

static int ends[2] = {-1, -1};
static pthread_t thread;
static struct {
  void *context;
  cle_notice notice;
  int delay, interval;
} watch;

static void note(unsigned char byte) {
  int saved = errno;
  ssize_t ignored = write(ends[1], &byte, 1);
  (void)ignored;
  errno = saved;
}

static void note_signal(int number) { note((unsigned char)number); }

bool cle_watch_install(void) {
  if (ends[0] < 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  // What is being read or written goes on.
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  return sigaction(SIGINT, &action, NULL) == 0;
}

static void *run(void *unused) {
  (void)unused;
  int interrupts = 0;
  int wait = watch.delay;
  while (true) {
    struct pollfd pipe = {.fd = ends[0], .events = POLLIN};
    int ready = poll(&pipe, 1, wait);
    if (ready == 0) {
      watch.notice(watch.context, 0);
      wait = watch.interval;
    }
    unsigned char byte;
    while (read(ends[0], &byte, 1) == 1) {
      if (byte == END) return NULL;
      watch.notice(watch.context, ++interrupts);
    }
  }
}

bool cle_watch_begin(void *context, cle_notice notice, int delay, int interval) {
  if (ends[0] < 0) return false;
  // A ^C from before was meant for something else.
  unsigned char byte;
  while (read(ends[0], &byte, 1) == 1) {}
  watch.context = context;
  watch.notice = notice;
  watch.delay = delay;
  watch.interval = interval;
  // The signals are for the other threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = pthread_create(&thread, NULL, run, NULL) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

void cle_watch_end(void) {
  note(END);
  pthread_join(thread, NULL);
}
