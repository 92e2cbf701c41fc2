"""Compares two builds by the instructions that each question takes, which no other work on the machine changes.

Counted by valgrind on a made-up market that is opened as a market file: a run that asks three times, less one that asks once.
"""

import argparse
import importlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import generator
from questions import QUESTIONS


def options():
    parser = argparse.ArgumentParser(prog="Tests/Benchmarks/run instructions", description=__doc__)
    parser.add_argument("old", type=Path, help="the build to be held against")
    parser.add_argument("new", type=Path, help="the build that may be no slower")
    parser.add_argument("--bars", type=int, default=100_000, help="about how many bars the market has")
    parser.add_argument("--questions", nargs="+", default=QUESTIONS, choices=QUESTIONS, metavar="NAME")
    parser.add_argument("--limit", type=float, default=1.05, help="how many times the old count is still no regression")
    return parser.parse_args()


def stripped(program, folder, name):
    """A copy without debug information, over which valgrind stops."""
    copy = folder / name
    subprocess.run(["strip", "-g", "-o", copy, program], check=True)
    return copy


def count(program, market, question, times, folder):
    """The instructions of one run, and what it printed."""
    script = folder / "questions.marq"
    script.write_text(f'load "{market}"\n' + f"{question}\n" * times)
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "-q", "--no-init", "--format", "tsv",
         script], capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or not found:
        raise SystemExit(f"{program}: {run.stderr}")
    return int(found[1]), run.stdout


def instructions(program, market, question, folder):
    """The instructions that asking once more takes, and the answers of the first run."""
    once, answer = count(program, market, question, 1, folder)
    return (count(program, market, question, 3, folder)[0] - once) / 2, answer


def main():
    chosen = options()
    if not shutil.which("valgrind"):
        raise SystemExit("valgrind is missing: apt-get install valgrind")
    data = generator.market_of(Path(os.environ["BENCHMARKS"]) / f"market-{chosen.bars}-10", chosen.bars, 10)
    slower, different = [], []
    print("| question | old, millions | new | new / old |")
    print("|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory(prefix="marq-instructions-") as place:
        folder = Path(place)
        builds = [stripped(chosen.old, folder, "old"), stripped(chosen.new, folder, "new")]
        # Each reads a file of its own: an older build may not know the newer form.
        markets = [folder / "old.market", folder / "new.market"]
        for build, market in zip(builds, markets):
            subprocess.run(
                [build, "-q", "--no-init", "-d", data / "csv", "-c", f'save market into "{market}"'], check=True,
                stdout=subprocess.DEVNULL)
        for name in chosen.questions:
            question = importlib.import_module(f"questions.{name}").MARQ
            (old, was), (new, answer) = (
                instructions(build, market, question, folder) for build, market in zip(builds, markets))
            print(f"| `{question}` | {old / 1e6:.2f} | {new / 1e6:.2f} | {new / old:.2f} |", flush=True)
            if new > chosen.limit * old:
                slower.append(name)
            if was != answer:
                different.append(name)
    for names, what in [(slower, "slower than allowed"), (different, "answered otherwise to the last bit")]:
        if names:
            print(f"{what}: {', '.join(names)}")
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
