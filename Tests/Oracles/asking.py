"""Asks marq, the program under test; nothing else in this folder calls it."""

import json
import os
import subprocess

PROGRAM = os.environ["MARQ"]


class Refused(Exception):
    """marq did not answer; its message is the text."""


def ask(folder, query):
    """The rows of one answer, each a dictionary in the order of its columns."""
    command = [PROGRAM, "-q", "--format", "jsonl", "-d", str(folder), "-c", query]
    finished = subprocess.run(command, capture_output=True, text=True)
    if finished.returncode != 0:
        raise Refused(finished.stderr.strip())
    return [json.loads(line) for line in finished.stdout.splitlines()]
