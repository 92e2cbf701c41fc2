"""Writes down which functions run before the first answer, for the linker to put them side by side.

Each page of the program that is looked at has to be brought into memory, a microsecond and a half a time: functions that lie all over it cost
more than they take. Seen by valgrind in a run of the release build.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# What people start with: a question for a pipe, and one for a person.
RUNS = [["-c", "drop where segment=llm"], ["--format", "table", "-c", "drop by segment"]]


def options():
    parser = argparse.ArgumentParser(prog="Tests/Benchmarks/run order", description=__doc__)
    parser.add_argument("program", type=Path, help="the release build")
    parser.add_argument("list", type=Path, help="the file that is written: a function a line")
    return parser.parse_args()


def functions(program, arguments, folder):
    """The functions that a run calls, by the names that the linker knows."""
    found = folder / "found"
    subprocess.run(
        ["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={found}", program, "--no-init", *arguments],
        check=True, capture_output=True)
    names = re.findall(r"^c?fn=\(\d+\) ([\w$.]+)", found.read_text(), flags=re.MULTILINE)
    return [name for name in names if not name.startswith("0x")]


def main():
    chosen = options()
    if not shutil.which("valgrind"):
        raise SystemExit("valgrind is missing: apt-get install valgrind")
    with tempfile.TemporaryDirectory(prefix="marq-order-") as place:
        folder = Path(place)
        # Valgrind stops over debug information.
        copy = folder / "marq"
        subprocess.run(["strip", "-g", "-o", copy, chosen.program], check=True)
        names = set()
        for arguments in RUNS:
            names |= set(functions(copy, arguments, folder))
    head = "# What runs before the first answer, for the linker; made by Tests/Benchmarks/run order.\n"
    chosen.list.write_text(head + "".join(f"{name}\n" for name in sorted(names)))
    print(f"{len(names):,} functions")


if __name__ == "__main__":
    sys.exit(main())
