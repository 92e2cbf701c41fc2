"""Too little memory: a load whose columns find no place is one message, and the program ends as it does after any other.

The small arrays of Swift's own library can't be refused: where one of them is what finds no place, the library ends the program
with its own message. That is counted apart, and may be no more than a few in the narrow stretch between too little and enough.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile

from market import make_market

MEGABYTE = 1 << 20


def load(folder, megabytes):
    """What the program ends with, and the first line of its errors, where it may have so much address space."""
    limit = megabytes * MEGABYTE
    done = subprocess.run(
        [os.environ["MARQ"], "--no-init", "-d", folder, "-c", "drop top 1"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        capture_output=True, text=True, errors="replace", timeout=60, check=False)
    return done.returncode, (done.stderr.splitlines() or [""])[0]


def main():
    folder = tempfile.mkdtemp(prefix="marq-memory-")
    wrong, refused, answered, ended = [], 0, 0, 0
    try:
        make_market(folder, 2000, 500)
        # From too little for the file's rows to enough for the whole market, in steps smaller than most of its columns.
        for megabytes in range(36, 120, 2):
            status, line = load(folder, megabytes)
            if status == 0:
                answered += 1
            elif status == 65 and "M501" in line and "memory" in line:
                refused += 1
            elif status < 0 and "failed to allocate" in line:
                ended += 1
            else:
                wrong.append(f"{megabytes} MB: ended with {status}: {line}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(wrong), end="\n" if wrong else "")
    print(
        f"loaded with too little memory {refused} times, with enough {answered} times, "
        f"ended by the library {ended} times: {len(wrong)} wrong")
    # Where every load or none is refused, the limits are not those that this is about.
    sys.exit(1 if wrong or refused < 5 or not answered or ended > 4 else 0)


if __name__ == "__main__":
    main()
