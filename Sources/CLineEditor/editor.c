#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "scalars and wide characters must be the same size");

struct cle_editor {
  EditLine *edit;
  HistoryW *history;
  FILE *nowhere;
  void *context;
  cle_read read;
  cle_key key;
};

static cle_editor *owner(EditLine *edit) {
  void *data = NULL;
  el_get(edit, EL_CLIENTDATA, &data);
  return data;
}

static int read_scalar(EditLine *edit, wchar_t *character) {
  cle_editor *editor = owner(edit);
  uint32_t scalar = 0;
  int result = editor->read(editor->context, &scalar);
  *character = result == 1 ? (wchar_t)scalar : L'\0';
  if (result < 0) errno = EINTR;
  return result;
}

// libedit draws into /dev/null, so its prompt is empty: a prompt that the locale cannot convert crashes it.
static wchar_t *empty_prompt(EditLine *edit) {
  (void)edit;
  static wchar_t empty[1];
  return empty;
}

static unsigned char act(EditLine *edit, int action) {
  cle_editor *editor = owner(edit);
  switch (editor->key(editor->context, action)) {
  case CLE_SUBMIT: return CC_NEWLINE;
  case CLE_END: return CC_EOF;
  default: return CC_REFRESH;
  }
}

// libedit tells a function neither its name nor any data, so each action needs a function of its own.
#define ACTION(name, action)                                  \
  static unsigned char name(EditLine *edit, wint_t character) { \
    (void)character;                                          \
    return act(edit, action);                                 \
  }
ACTION(enter, CLE_ENTER)
ACTION(newline, CLE_NEWLINE)
ACTION(complete, CLE_COMPLETE)
ACTION(delete_or_end, CLE_DELETE_OR_END)
ACTION(clear, CLE_CLEAR)
ACTION(paste, CLE_PASTE)
ACTION(search, CLE_SEARCH)
ACTION(up, CLE_UP)
ACTION(down, CLE_DOWN)
ACTION(line_start, CLE_LINE_START)
ACTION(line_end, CLE_LINE_END)
ACTION(right, CLE_RIGHT)
ACTION(edit_elsewhere, CLE_EDIT)
ACTION(undo, CLE_UNDO)

static const struct {
  const wchar_t *name, *help;
  unsigned char (*function)(EditLine *, wint_t);
} commands[] = {
  {L"marq-enter", L"Submit a complete statement, or start another line", enter},
  {L"marq-newline", L"Insert a line break", newline},
  {L"marq-complete", L"Complete the word before the cursor", complete},
  {L"marq-delete-or-end", L"Delete the next character, or leave if there is none at all", delete_or_end},
  {L"marq-clear", L"Clear the screen", clear},
  {L"marq-paste", L"Insert pasted text as it is", paste},
  {L"marq-search", L"Search the history while typing", search},
  {L"marq-up", L"The line above, or the entry before", up},
  {L"marq-down", L"The line below, or the entry after", down},
  {L"marq-line-start", L"Go to the start of the line", line_start},
  {L"marq-line-end", L"Go to the end of the line, or take the hint there", line_end},
  {L"marq-right", L"Go to the next character, or take the hint at the end", right},
  {L"marq-edit", L"Edit the entry in an editor of its own", edit_elsewhere},
  {L"marq-undo", L"Take the last change back", undo},
};

cle_editor *cle_open(const char *program, void *context, cle_read read, cle_key key) {
  cle_editor *editor = calloc(1, sizeof *editor);
  if (!editor) return NULL;
  editor->context = context;
  editor->read = read;
  editor->key = key;
  editor->nowhere = fopen("/dev/null", "we");
  // Errors go nowhere while libedit starts: it would complain about every terminal name it does not know.
  if (editor->nowhere)
    editor->edit =
      el_init_fd(program, stdin, editor->nowhere, editor->nowhere, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
  editor->history = history_winit();
  if (!editor->edit || !editor->history) {
    cle_close(editor);
    return NULL;
  }
  EditLine *edit = editor->edit;
  HistEventW event;
  history_w(editor->history, &event, H_SETSIZE, 100000);
  el_set(edit, EL_CLIENTDATA, editor);
  // libedit's own handlers would signal the whole process group (EL_SIGNAL), and a safe read would swallow ^C.
  el_set(edit, EL_SIGNAL, 0);
  el_wset(edit, EL_PROMPT, empty_prompt);
  el_wset(edit, EL_GETCFN, read_scalar);
  el_wset(edit, EL_HIST, history_w, editor->history);
  el_set(edit, EL_EDITOR, "emacs");
  // Otherwise the CR LF of a pasted text would arrive as two line breaks, and ^S would freeze the terminal.
  el_set(edit, EL_SETTY, "-d", "-icrnl", "-inlcr", "-ixon", NULL);
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    el_wset(edit, EL_ADDFN, commands[i].name, commands[i].help, commands[i].function);
  el_set(edit, EL_SETFP, 2, stderr);
  return editor;
}

void cle_close(cle_editor *editor) {
  if (editor->edit) {
    // el_end would otherwise throw away what was typed ahead for the next program.
    el_set(editor->edit, EL_EDITMODE, 0);
    el_end(editor->edit);
  }
  if (editor->history) history_wend(editor->history);
  if (editor->nowhere) fclose(editor->nowhere);
  free(editor);
}

void cle_run(cle_editor *editor) {
  int count = 0;
  el_wgets(editor->edit, &count);
  el_set(editor->edit, EL_PREP_TERM, 0);
}

void cle_bind(cle_editor *editor, const char *key, const char *command) {
  cle_bind_main(editor, key, command);
  cle_bind_alternate(editor, key, command);
}

void cle_bind_main(cle_editor *editor, const char *key, const char *command) {
  el_set(editor->edit, EL_BIND, key, command, NULL);
}

void cle_bind_alternate(cle_editor *editor, const char *key, const char *command) {
  el_set(editor->edit, EL_BIND, "-a", key, command, NULL);
}

void cle_source(cle_editor *editor) {
  el_source(editor->edit, NULL);
  el_set(editor->edit, EL_EDITMODE, 1);
}

const uint32_t *cle_line(cle_editor *editor, size_t *count, size_t *cursor) {
  const LineInfoW *line = el_wline(editor->edit);
  *count = (size_t)(line->lastchar - line->buffer);
  *cursor = (size_t)(line->cursor - line->buffer);
  return (const uint32_t *)line->buffer;
}

bool cle_insert(cle_editor *editor, const uint32_t *text) {
  return el_winsertstr(editor->edit, (const wchar_t *)text) == 0;
}

void cle_delete_before(cle_editor *editor, int count) {
  el_deletestr(editor->edit, count);
}

void cle_move(cle_editor *editor, int distance) {
  el_cursor(editor->edit, distance);
}

bool cle_is_vi(cle_editor *editor) {
  const char *name = NULL;
  return el_get(editor->edit, EL_EDITOR, &name) == 0 && name && strcmp(name, "vi") == 0;
}

void cle_remember(cle_editor *editor, const uint32_t *text) {
  HistEventW event;
  history_w(editor->history, &event, H_ENTER, (const wchar_t *)text);
}

void cle_prepare_terminal(cle_editor *editor, bool editing) {
  el_set(editor->edit, EL_PREP_TERM, editing ? 1 : 0);
}
