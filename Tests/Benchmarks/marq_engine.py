"""Drives one long-lived marq over pipes, so that a question is timed without the start of a process.

marq reads a named pipe whenever its script says `run`: each opening of the pipe hands it one question. Behind the
question stands a statement that prints a line known beforehand, by which the end of the answer is seen.
"""

import io
import os
import subprocess
import time

import polars

QUESTIONS_A_SESSION = 20_000
MARKER = b"define end_of_answer = 1\n"
# Of so many windows that questions were asked of marq keeps what it found of them (KeptFrames.swift).
KEPT_WINDOWS = 16


class Marq:
    """The program under test."""

    name = "Marq"

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()[-1]

    def load(self, scratch):
        """Starts the session; returns how many seconds passed until it answered."""
        # One run beside another has a pipe of its own.
        self.pipe = scratch / f"questions-{os.getpid()}"
        self.pipe.unlink(missing_ok=True)
        os.mkfifo(self.pipe)
        self.messages = open(scratch / "messages.txt", "w+b")
        script = f'define end_of_answer = 1\n' + f'run "{self.pipe}"\n' * QUESTIONS_A_SESSION
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [self.program, "--quiet", "--format", "tsv", "--data", str(self.folder / "csv"), "-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.messages)
        self.process.stdin.write(script.encode())
        self.process.stdin.close()
        self.ask_text("")
        return time.perf_counter() - begun

    def ask(self, question):
        return self.ask_text(question.MARQ)

    def forget(self):
        """Has as many windows asked for as marq keeps something of, so that nothing is kept of the next one."""
        for days in range(KEPT_WINDOWS + 1):
            self.ask_text(f"max(gain) over {300 + days}d")

    def ask_text(self, text):
        """The bytes that marq prints."""
        self.hand_over(f"{text}\nshow end_of_answer\n".encode())
        answer = bytearray()
        while not answer.endswith(MARKER):
            part = os.read(self.process.stdout.fileno(), 1 << 20)
            if not part:
                raise RuntimeError(self.last_message())
            answer += part
        return bytes(answer[:-len(MARKER)])

    def hand_over(self, text):
        """Writes to the pipe once marq has opened it; while loading, that may take a while."""
        while True:
            try:
                pipe = os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK)
                break
            except OSError:
                # Nobody has it open for reading yet.
                if self.process.poll() is not None:
                    raise RuntimeError(self.last_message()) from None
                time.sleep(0.000_02)
        os.write(pipe, text)
        os.close(pipe)

    def last_message(self):
        self.process.wait()
        self.messages.seek(0)
        return self.messages.read().decode()[-2000:]

    def table(self, answer):
        return polars.read_csv(io.BytesIO(answer), separator="\t", infer_schema_length=None)

    def memory(self):
        """Resident bytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))

    def close(self):
        self.process.kill()
        self.process.wait()
        self.pipe.unlink()


class MarqAnew:
    """The same program, asked of days of which nothing is kept from a question before."""

    name = "Marq anew"

    def __init__(self, marq, others):
        self.marq, self.others = marq, others

    def prepare(self, outcome):
        """Untimed. Behind the windows another engine is asked, for nobody stands behind itself, with its own data in the caches."""
        self.marq.forget()
        others = [engine for engine in self.others if engine.name in outcome.first_seconds]
        if others:
            min(others, key=lambda engine: outcome.first_seconds[engine.name]).ask(outcome.question)

    def ask(self, question):
        return self.marq.ask(question)

    def table(self, answer):
        return self.marq.table(answer)
