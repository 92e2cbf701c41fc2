"""The program on a pseudo-terminal of pexpect's, its screen as pyte shows it."""

import os
import signal
import time

import pexpect
import pyte
from wcwidth import wcwidth


class Screen(pyte.Screen):
    """pyte's screen, but a wide character that does not fit the row goes to the next, as in xterm and its kin."""

    def draw(self, data):
        if data.isascii():
            super().draw(data)
            return
        for character in data:
            if wcwidth(character) == 2 and self.cursor.x == self.columns - 1:
                self.cursor.x = self.columns
            super().draw(character)

    @property
    def rows(self):
        """The rows without blanks at their ends, and without empty rows at the bottom."""
        rows = []
        for y in range(self.lines):
            line = self.buffer[y]
            # Most rows have nothing in them.
            rows.append("".join(line[x].data for x in range(self.columns)).rstrip(" ") if line else "")
        while rows and not rows[-1]:
            rows.pop()
        return rows


class Terminal:
    """One session of the program."""

    patience = 20

    def __init__(self, home, columns, lines=30, arguments=()):
        environment = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": home, "PATH": os.environ["PATH"]}
        self.screen = Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.process = pexpect.spawn(
            os.environ["MARQ"], list(arguments), env=environment, dimensions=(lines, columns), echo=False
        )
        self.process.delaybeforesend = None
        # It waits for nothing that a test needs.
        self.process.ptyproc.delayafterclose = self.process.delayafterclose = 0.001

    def send(self, keys):
        self.process.send(keys)

    def feed(self, seconds):
        try:
            self.stream.feed(self.process.read_nonblocking(65536, seconds))
        except pexpect.TIMEOUT:
            pass

    def wait_until(self, holds):
        """Waits for a screen; false where it does not come."""
        end = time.monotonic() + self.patience
        while not holds(self.screen):
            if time.monotonic() > end:
                return False
            try:
                self.feed(0.2)
            except pexpect.EOF:
                return holds(self.screen)
        return True

    def leave(self):
        """Ends the session as its reader would; the exit status."""
        self.send("\x04")
        try:
            self.process.expect(pexpect.EOF, timeout=self.patience)
        except pexpect.TIMEOUT:
            pass
        # It has closed its terminal, and may still need a moment to end on a busy machine.
        end = time.monotonic() + self.patience
        while self.process.isalive() and time.monotonic() < end:
            time.sleep(0.005)
        status = self.process.exitstatus
        self.close()
        return status

    def close(self):
        """Ends the process if it still runs; pexpect itself gives up when that takes a while."""
        if self.process.isalive():
            self.process.kill(signal.SIGKILL)
            self.process.wait()
        self.process.close(force=True)
