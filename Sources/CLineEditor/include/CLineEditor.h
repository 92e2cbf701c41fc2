#ifndef C_LINE_EDITOR_H
#define C_LINE_EDITOR_H

// A fixed-arity, opaque face for libedit. Swift cannot call libedit's variadic functions (el_set, history), and the
// C standard streams are shared mutable state in Swift 6, so both stay on this side. Text crosses the border as
// UTF-32 scalars, because the sign of wchar_t differs between architectures.

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// ---- editor.c: libedit edits and keeps the kill buffer, key maps and vi state; it draws into /dev/null.

typedef struct cle_editor cle_editor;

// The keys whose meaning is ours. The numbers are passed to the key callback.
enum cle_action {
  CLE_ENTER,
  CLE_NEWLINE,
  CLE_COMPLETE,
  CLE_DELETE_OR_END,
  CLE_CLEAR,
  CLE_PASTE,
  CLE_SEARCH,
  CLE_UP,
  CLE_DOWN,
  CLE_LINE_START,
  CLE_LINE_END,
  CLE_RIGHT,
  CLE_EDIT,
  CLE_UNDO,
};

// What a key callback tells libedit to do next.
enum cle_outcome { CLE_GO_ON, CLE_SUBMIT, CLE_END };

// Waits for one scalar and stores it. Returns 1, or 0 at the end of input, or -1 to abandon the line.
typedef int (*cle_read)(void *context, uint32_t *scalar);
// Carries out one enum cle_action. Returns an enum cle_outcome.
typedef int (*cle_key)(void *context, int action);

// Null if libedit could not start. `context` is handed back to both callbacks.
cle_editor *_Nullable cle_open(const char *program, void *context, cle_read read, cle_key key);
void cle_close(cle_editor *editor);

// Edits one line; returns when a key callback said so, or the read callback returned 0 or -1.
void cle_run(cle_editor *editor);

// Binds a key, written as in ~/.editrc, to a libedit command or to one of ours, in both key maps of vi mode.
void cle_bind(cle_editor *editor, const char *key, const char *command);
// The same in the main map only (emacs, or vi's insert mode), or only in vi's command mode.
void cle_bind_main(cle_editor *editor, const char *key, const char *command);
void cle_bind_alternate(cle_editor *editor, const char *key, const char *command);
// Reads ~/.editrc (or $EDITRC), then makes sure that editing is still on.
void cle_source(cle_editor *editor);

// The buffer as libedit holds it; valid until the next call that changes it.
const uint32_t *cle_line(cle_editor *editor, size_t *count, size_t *cursor);
// Inserts a zero-terminated text at the cursor.
bool cle_insert(cle_editor *editor, const uint32_t *text);
// Deletes scalars before the cursor.
void cle_delete_before(cle_editor *editor, int count);
// Moves the cursor by some scalars, clamped to the buffer.
void cle_move(cle_editor *editor, int distance);
// Whether ~/.editrc chose vi's keys.
bool cle_is_vi(cle_editor *editor);
// Adds an entry to libedit's own history, which its search commands use.
void cle_remember(cle_editor *editor, const uint32_t *text);

// Puts the terminal into editing mode, or back as it was.
void cle_prepare_terminal(cle_editor *editor, bool editing);

// ---- signals.c: signals turned into bytes of a pipe, for as long as an entry is being read.

// Installs the handlers; false if they are in use or there is no pipe to be had.
bool cle_signals_begin(void);
// The pipe's reading end, or -1.
int cle_signals_descriptor(void);
// Puts every handler back as it was.
void cle_signals_end(void);
// The next signal that arrived, or 0.
int cle_signals_next(void);
// Lets a signal have the effect it had before cle_signals_begin, in this thread, and comes back if it had none.
void cle_signals_deliver(int signal_number);

// ---- watch.c: what is noticed on a thread of its own while the program is at work.

// Called with how many times ^C came since cle_watch_begin, or with 0 when it is time for a note.
typedef void (*cle_notice)(void *context, int interrupts);

// From here on ^C ends the program only as cle_watch_end and cle_notice leave it to: it is noticed, nothing else.
bool cle_watch_install(void);
// Starts to notice: ^C at once, and the time after `delay` and then each `interval`, in milliseconds.
bool cle_watch_begin(void *context, cle_notice notice, int delay, int interval);
// Ends it; no notice comes after this returns.
void cle_watch_end(void);

// ---- terminal.c

// The locale's character set: true when it is UTF-8, after falling back from the C locale to C.UTF-8.
bool cle_use_utf8_locale(void);
// Columns and rows of the terminal; false when it does not say.
bool cle_window_size(int descriptor, int *columns, int *rows);

#pragma clang assume_nonnull end

#endif
