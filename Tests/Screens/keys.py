"""How long a key takes at the prompt, painting, hint and status line included.

On a made-up market of a million bars, or the one of the first argument. From the key's sending to the last byte that
the program writes for it, and, of that, the time for which it had a processor: what others on the machine take does
not count there.
"""

import shutil
import statistics
import sys
import tempfile
import time

import pexpect
from market import make_market
from terminal import Terminal

LIMIT = 0.005
# A key of the program's own making may take this much; where others use the machine, its caches are cold.
WORK_LIMIT = 0.005
QUIET = 0.020
LINES = [
    "drop where segment=s1 and close > 100 sort -drop top 10",
    "gain over 1y by segment where volume > 0",
    "avg(beta(250d)) each week ever by segment",
    "highest(volatility(60d), 250d) where gain(20d) > 5% and drop(1y) < 30%",
    "share(close > mean(close, 50d)) each day over 2y",
]


def work(terminal):
    """Seconds for which the program has had a processor, in all of its threads, and in those that have ended."""
    # The clock of another process's time: what clock_getcpuclockid() gives on Linux.
    return time.clock_gettime(~terminal.process.pid << 3 | 2)


def key_time(terminal, key):
    """Seconds from the key to the last byte written for it, and seconds of work."""
    before = work(terminal)
    begin = last = time.monotonic()
    terminal.send(key)
    heard = False
    while time.monotonic() < (last + QUIET if heard else begin + terminal.patience):
        try:
            terminal.stream.feed(terminal.process.read_nonblocking(65536, 0.002))
            heard, last = True, time.monotonic()
        except pexpect.TIMEOUT:
            pass
    return last - begin, work(terminal) - before


def main():
    folder = tempfile.mkdtemp(prefix="marq-keys-")
    try:
        market = sys.argv[1] if len(sys.argv) > 1 else folder
        if market == folder:
            make_market(folder, 2000, 500)
        terminal = Terminal(folder, 100, 40, ["-d", market])
        terminal.patience = 120
        if not terminal.wait_until(lambda screen: screen.rows[-1:] == ["marq>"]):
            raise SystemExit(f"no prompt: {terminal.screen.rows}")
        times = []
        for line in LINES:
            times += [(*key_time(terminal, key), line[: end + 1]) for end, key in enumerate(line)]
            # Each line is taken back, and the screen cleared.
            terminal.send("\x15")
            key_time(terminal, "\x0c")
        terminal.leave()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    middles = []
    for place, name in enumerate(["to the last byte", "of work"]):
        times.sort(key=lambda time: time[place])
        middles.append(statistics.median(time[place] for time in times))
        print(
            f"{len(times)} keys, {name}: {1000 * middles[-1]:.2f} ms in the middle, 99 of 100 within"
            f" {1000 * times[len(times) * 99 // 100][place]:.2f} ms, at most {1000 * times[-1][place]:.2f} ms,"
            f" at the end of: {times[-1][2]}"
        )
    # The machine has others to serve, too: of many keys the middle one counts, and of the work each.
    sys.exit(1 if middles[0] > LIMIT or times[-1][1] > WORK_LIMIT else 0)


if __name__ == "__main__":
    main()
