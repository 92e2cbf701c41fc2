"""Control-C at work: how long until the prompt is there again, on a made-up market of a million bars.

And how much of that the program worked: what others on the machine take does not count there.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time

from keys import work
from market import make_market
from terminal import Terminal

LIMIT = 0.100
# At how many moments of a question.
MOMENTS = 24
COMPANIES, DAYS = 2000, 500
QUESTIONS = [
    # A fold over days in each day; groups by day; a sort of a million rows; an index of each segment; a wide table.
    "highest(volatility(60d), 250d) each day ever",
    "middle(gain, ever) + middle(drop, ever) each month ever by segment",
    "gain, close each day ever sort -close, gain",
    "avg(beta(250d)) each week ever by segment",
    "rank(gain) each day ever across ticker",
]


def ask(terminal, question):
    """Sends a question, which is then at work."""
    terminal.send("\x0c" + question + "\r")
    if not terminal.wait_until(lambda screen: screen.rows and screen.rows[0].startswith("marq> " + question[:20])):
        raise SystemExit(f"{question}: {terminal.screen.rows}")


def duration(terminal, question):
    """Seconds until the prompt is there again of itself."""
    ask(terminal, question)
    begin = time.monotonic()
    if not terminal.wait_until(lambda screen: len(screen.rows) > 1 and screen.rows[-1] == "marq>"):
        raise SystemExit(f"{question}: no prompt, {terminal.screen.rows}")
    return time.monotonic() - begin


def measure(terminal, question, delay):
    """Seconds from Control-C to the prompt, and of work; None where the answer was there before."""
    ask(terminal, question)
    end = time.monotonic() + delay
    while time.monotonic() < end:
        terminal.feed(0.005)
        if terminal.screen.rows[-1:] == ["marq>"] and len(terminal.screen.rows) > 1:
            return None
    begin, before = time.monotonic(), work(terminal)
    terminal.send("\x03")
    if not terminal.wait_until(lambda screen: len(screen.rows) > 1 and screen.rows[-1] == "marq>"):
        raise SystemExit(f"{question}: no prompt, {terminal.screen.rows}")
    taken = time.monotonic() - begin, work(terminal) - before
    return taken if any("interrupted" in row for row in terminal.screen.rows) else None


def main():
    folder = tempfile.mkdtemp(prefix="marq-interrupts-")
    slow = []
    try:
        make_market(folder, COMPANIES, DAYS)
        terminal = Terminal(folder, 100, 40, ["-d", folder])
        terminal.wait_until(lambda screen: screen.rows[-1:] == ["marq>"])
        for question in QUESTIONS:
            # All along the way to the answer: each part of it has loops of its own.
            whole = duration(terminal, question)
            taken = [measure(terminal, question, whole * (moment + 0.5) / MOMENTS) for moment in range(MOMENTS)]
            taken = sorted(value for value in taken if value is not None)
            if not taken:
                print(f"   answered before Control-C: {question}")
                continue
            # The machine has others to serve, too: of several times the middle one counts.
            middle = statistics.median(time for time, _ in taken)
            worked = max(worked for _, worked in taken)
            print(
                f"{1000 * middle:5.0f} ms, at most {1000 * taken[-1][0]:.0f},"
                f" of work at most {1000 * worked:.0f}: {question}"
            )
            if middle > LIMIT or worked > LIMIT:
                slow.append(question)
        terminal.leave()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(QUESTIONS)} questions interrupted: {len(slow)} slower than allowed")
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
