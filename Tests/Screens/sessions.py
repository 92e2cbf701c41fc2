"""Random keys at the prompt, and the whole screen they should give.

The text, its wrapping and the cursor are a model's. What the program hints at behind the text and says under it is the
program's own: for the newest entry of the history that begins so the model knows the hint; else, at the end of a
session, it must be what a new session shows whose text was typed at once. Nothing else may be on the screen.
"""

import multiprocessing
import os
import random
import shutil
import sys
import tempfile

from model import Model
from terminal import Terminal
from wcwidth import wcswidth

STATEMENTS = [
    "drop where segment=llm",
    "gain over ytd where name_zh=智谱 and country=China sort -gain top 10",
    "close each day over 5d where ticker in (2513.HK, 0100.HK) across ticker",
    "drop - avg(drop within segment) as 相对跌幅 where country=China",
    "define 大跌 = drop > 10%; count() where 大跌",
    "avg(gain), dispersion(gain) each week since 2026-01-08 by segment",
    'drop where name="MiniMax" on 2026-02-23',
    "dorp where segment=lmm",
]
HISTORY = ["drop by segment", "gain over 5d where name_zh=稀宇科技", "show measures", "close where ticker=2513.HK"]
WIDTHS = [20, 21, 24, 31, 40, 57, 80, 100]
KEYS = 60


def clipped(text, room):
    """A hint within its room, cut with an ellipsis."""
    if room <= 0:
        return ""
    if wcswidth(text) <= room:
        return text
    kept, width = "", 0
    for character in text:
        width += max(0, wcswidth(character))
        if width > room - 1:
            break
        kept += character
    return kept + "…"


class Session:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.columns = WIDTHS[seed % len(WIDTHS)]
        self.model = Model()
        self.home = tempfile.mkdtemp(prefix="marq-screens-")
        folder = os.path.join(self.home, ".local/state/marq")
        os.makedirs(folder)
        with open(os.path.join(folder, "history"), "w", encoding="utf-8") as file:
            file.writelines(entry + "\n" for entry in HISTORY)
        self.terminal = self.start()
        self.typing = iter(())
        self.keys = []

    def start(self):
        terminal = Terminal(self.home, self.columns)
        if not terminal.wait_until(lambda screen: screen.rows[-1:] == ["marq>"]):
            raise AssertionError(f"no prompt: {terminal.screen.rows}")
        terminal.send("\x0c")
        terminal.wait_until(lambda screen: screen.rows == ["marq>"])
        return terminal

    # What is shown behind the text and under it.

    def parts(self, screen):
        """The hint and the status that a screen shows; None where its text or cursor are not the model's."""
        rows, cursor = self.model.screen(self.columns)
        shown = screen.rows
        if (screen.cursor.y, screen.cursor.x) != cursor:
            return None
        last = len(rows) - 1
        for place in range(last):
            if place >= len(shown) or shown[place] != rows[place].rstrip(" "):
                if shown[place : place + 1] != [rows[place].rstrip(" ")]:
                    return None
        row = shown[last] if last < len(shown) else ""
        text = rows[last]
        padded = row + " " * max(0, wcswidth(text) - wcswidth(row))
        if not padded.startswith(text):
            return None
        hint = padded[len(text) :].rstrip(" ")
        below = shown[last + 1 :]
        if len(below) > 1 or (hint and not self.model.is_at_end):
            return None
        if wcswidth(row) >= self.columns and hint:
            return None
        return hint, below[0] if below else ""

    def known_hint(self):
        """The hint that the history gives; None where it gives none."""
        text = self.model.text
        if not self.model.is_at_end or not text.strip(" "):
            return None
        for entry in reversed(HISTORY):
            if entry.startswith(text) and entry != text:
                rows, _ = self.model.screen(self.columns)
                return clipped(entry[len(text) :], self.columns - wcswidth(rows[-1]) - 1).rstrip(" ")
        return None

    def check(self):
        """Waits for the screen that the keys should give."""
        known = self.known_hint()

        def holds(screen):
            parts = self.parts(screen)
            return parts is not None and (known is None or parts[0] == known)

        if not self.terminal.wait_until(holds):
            raise AssertionError(self.told(self.terminal, self.model.screen(self.columns), known))

    def told(self, terminal, expected, hint):
        cursor = terminal.screen.cursor
        return (
            f"{self.columns} columns, keys {self.keys}\n  shows    {terminal.screen.rows} {(cursor.y, cursor.x)}\n"
            f"  expected {expected[0]} {expected[1]}, hint {hint!r}"
        )

    # Keys.

    def press(self, keys):
        self.keys.append(keys)
        self.terminal.send(keys)

    def key(self):
        model, chance = self.model, self.random.random()
        if chance < 0.58:
            letter = next(self.typing, None)
            if letter is None:
                self.typing = iter(self.random.choice(STATEMENTS))
                letter = next(self.typing)
            model.insert(letter)
            self.press(letter)
        elif chance < 0.64:
            letter = self.random.choice("智谱科技量化é€x, ")
            model.insert(letter)
            self.press(letter)
        elif chance < 0.70:
            if model.cursor > 0:
                model.delete(model.cursor - 1, model.cursor)
            self.press("\x7f")
        elif chance < 0.75:
            model.cursor = max(0, model.cursor - 1)
            self.press("\x1b[D")
        elif chance < 0.79:
            self.forward("\x1b[C", min(model.cursor + 1, len(model.text)))
        elif chance < 0.81:
            self.forward("\x05", model.line_end())
        elif chance < 0.83:
            model.cursor = model.line_start()
            self.press("\x01")
        elif chance < 0.85:
            model.cursor = model.word_before()
            self.press("\x1b[1;5D")
        elif chance < 0.87:
            model.cursor = model.word_after()
            self.press("\x1b[1;5C")
        elif chance < 0.89:
            model.delete(model.word_before(), model.cursor)
            self.press("\x17")
        elif chance < 0.91:
            if model.cursor < len(model.text):
                end = model.cursor + 1
                model.text = model.text[: model.cursor] + model.text[end:]
            self.press("\x1b[3~")
        elif chance < 0.93:
            model.insert("\n")
            self.press("\x1b\r")
        elif chance < 0.95:
            if model.text.count("\n") < 4:
                model.insert("gain\n智")
                self.press("\x1b[200~gain\r智\x1b[201~")
        elif chance < 0.96:
            model.text = model.text[: model.cursor]
            self.press("\x0b")
        elif chance < 0.97:
            self.press("\x0c")
        elif chance < 0.985:
            if model.up():
                self.press("\x1b[A")
        elif model.down():
            self.press("\x1b[B")

    def forward(self, keys, place):
        """Right or the line's end: at the end of the text they take the hint that is shown there."""
        if not self.model.is_at_end:
            self.model.cursor = place
            self.press(keys)
            return
        if self.known_hint() is None:
            # What a word is hinted to be is the program's own: it is not taken, so that nothing is read off twice.
            return
        text = self.model.text
        entry = next(entry for entry in reversed(HISTORY) if entry.startswith(text) and entry != text)
        self.model.insert(entry[len(text) :])
        self.press(keys)

    def run(self):
        for number in range(1, KEYS + 1):
            self.key()
            # At times the keys come as fast as they can, at times each is drawn.
            if number % self.random.choice([5, 10, 20]) == 0:
                self.check()
        self.check()
        self.compare_with_another()
        self.interrupt()

    def compare_with_another(self):
        """Hint and status are those of a session in which the text was typed at once."""
        for _ in range(3):
            # A letter that the last key is about to take away looks like a hint until it is drawn.
            self.terminal.feed(0.05)
            parts = self.parts(self.terminal.screen)
            other = self.start()
            other.send("\x1b[200~" + self.model.text.replace("\n", "\r") + "\x1b[201~")
            back = len(self.model.text) - self.model.cursor
            other.send("\x1b[D" * back)
            if not other.wait_until(lambda screen: self.parts(screen) is not None):
                raise AssertionError(self.told(other, self.model.screen(self.columns), None))
            fresh = self.parts(other.screen)
            other.send("\x03")
            other.leave()
            # A key that took too long has neither, for the rest of the entry.
            if parts is not None and all(mine in ("", theirs) for mine, theirs in zip(parts, fresh)):
                return
        raise AssertionError(f"{self.columns} columns, keys {self.keys}\n  shows {parts}, a new session {fresh}")

    def interrupt(self):
        """Control-C leaves the text on the screen, without hint and status, and a new prompt under it."""
        self.terminal.send("\x03")
        done = Model()
        done.text = self.model.text + "^C"
        done.cursor = len(done.text)
        rows = [row.rstrip(" ") for row in done.screen(self.columns)[0]]
        if rows[-1] == "" and len(rows) > 1 and wcswidth(rows[-2]) == self.columns:
            rows.pop()
        rows.append("marq>")
        if not self.terminal.wait_until(lambda screen: screen.rows == rows):
            raise AssertionError(self.told(self.terminal, (rows, None), "^C"))
        if self.terminal.leave() != 0:
            raise AssertionError("the program did not end with 0")

    def close(self):
        self.terminal.close()
        shutil.rmtree(self.home, ignore_errors=True)


def run(seed):
    session = None
    try:
        session = Session(seed)
        session.run()
        return None
    except AssertionError as failure:
        return f"seed {seed}: {failure}"
    finally:
        if session:
            session.close()


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    failures = []
    with multiprocessing.Pool(2 * os.cpu_count()) as pool:
        for failure in pool.imap_unordered(run, range(first, first + count)):
            if failure:
                failures.append(failure)
                print(failure, flush=True)
    print(f"{count} sessions of {KEYS} keys in {len(WIDTHS)} widths: {len(failures)} wrong")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
