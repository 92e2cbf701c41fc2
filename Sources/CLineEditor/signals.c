#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

// A handler may do almost nothing, so it writes the signal's number into a pipe, which the editor polls together with
// the keyboard.

static const int watched[] = {SIGINT, SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGQUIT};
enum { WATCHED = sizeof watched / sizeof *watched };

static int ends[2] = {-1, -1};
static struct sigaction before[WATCHED];
static bool installed;

static void note_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe loses the note, which is harmless: the same signals are already waiting in it.
  ssize_t ignored = write(ends[1], &byte, 1);
  (void)ignored;
  errno = saved;
}

static void install(void) {
  struct sigaction action = {.sa_handler = note_signal};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < WATCHED; i++) {
    sigaction(watched[i], NULL, &before[i]);
    // What the parent chose to ignore (nohup, a shell without job control) stays ignored, except for ^C.
    bool ignored = before[i].sa_handler == SIG_IGN && watched[i] != SIGINT;
    if (!ignored) sigaction(watched[i], &action, NULL);
  }
  installed = true;
}

static void restore(void) {
  for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &before[i], NULL);
  installed = false;
}

bool cle_signals_begin(void) {
  if (installed) return false;
  if (ends[0] < 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  while (cle_signals_next() != 0) {}
  install();
  return true;
}

int cle_signals_descriptor(void) {
  return ends[0];
}

void cle_signals_end(void) {
  if (installed) restore();
}

int cle_signals_next(void) {
  unsigned char byte;
  return ends[0] >= 0 && read(ends[0], &byte, 1) == 1 ? byte : 0;
}

void cle_signals_deliver(int signal_number) {
  bool again = installed;
  if (again) restore();
  raise(signal_number);
  if (again) install();
}
