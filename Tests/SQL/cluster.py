"""Asks questions of a market on two ClickHouse servers and of the same in memory, both through marq, and compares the answers."""

import collections, csv, io, os, re, subprocess, sys, time

import check

PORTS = [int(port) for port in os.environ["CLICKHOUSE_PORTS"].split()]
MARQ = os.environ["MARQ"]


def address(database, options=""):
    return "clickhouse://" + ",".join(f"127.0.0.1:{port}" for port in PORTS) + f"/{database}{options}"


def marq(data, statements, seconds=600):
    """What marq answers to each statement, and what it says of the answer: (rows or None, notes, or the message)."""
    results = []
    while len(results) < len(statements):
        # A question whose answer is known stands behind each statement, so that what is printed can be told apart.
        # Each statement is a source of its own: one that can't be read would have all of a source refused.
        start = len(results)
        some = statements[start:start + 500]
        own = [part for n, statement in enumerate(some) for part in ("-c", statement, "-c", f'1 as "##{start + n}"')]
        command = [MARQ, "--data", str(data), "--format", "csv", *own]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
        rest, notes = done.stdout, done.stderr
        if not done.stdout and "error[M60" in done.stderr and start == 0:
            raise SystemExit(f"{data}: {done.stderr}")
        for n in range(start, start + len(some)):
            text, mark, rest = rest.partition(f"##{n}\n1\n")
            if not mark:
                # It ends at the first error, and begins again behind it.
                results.append((None, notes))
                break
            own, notes = (re.split(rf"^# ##{n}\b.*\n", notes, maxsplit=1, flags=re.M) + [""])[:2]
            results.append((list(csv.reader(io.StringIO(text))), own))
    return results


def fault(data, question, expected, found):
    """In what two answers to a question of a data set differ, or None."""
    (rows, notes), (others, said) = expected, found
    if others is None:
        return said.strip().split("\n")[0]
    if rows[:1] != others[:1]:
        return f"the columns {rows[:1]} are {others[:1]}"
    return check.difference(question, rows[1:], others[1:], lambda: check.every(data, question)) or (None if notes == said else f"it says\n{said}instead of\n{notes}")


def compare(name, data, counts, reasons):
    """Asks all questions of a data set."""
    for port in PORTS:
        ask(port, f"CREATE DATABASE IF NOT EXISTS `{name}`")
    place = address(name, "?cluster=market&replace=yes")
    subprocess.run([MARQ, "-q", "--data", str(data), "-c", f'save market into "{place}"'], check=True)
    wrong = 0
    for origin, asked in check.questions(name, data, check.RANDOM):
        kept = [(question, answer) for question, answer in zip(asked, marq(data, asked)) if answer[0] is not None]
        begin = time.time()
        for (question, expected), found in zip(kept, marq(address(name), [question for question, _ in kept], 7200)):
            if found[0] is None and "[M606]" in found[1]:
                counts[origin, "refused"] += 1
                reasons[re.search(r"error.*?: (.*)", found[1])[1]] += 1
                continue
            counts[origin, "asked"] += 1
            difference = fault(data, question, expected, found)
            if difference:
                wrong += 1
                print(f"DIFFERS {name}: {question}\n  {difference}", flush=True)
        counts[origin, "seconds"] += time.time() - begin
    return wrong


def ask(port, text, **settings):
    """A statement's answer, without marq."""
    import urllib.parse, urllib.request

    place = f"http://127.0.0.1:{port}/?" + urllib.parse.urlencode({"wait_end_of_query": 1, **settings})
    with urllib.request.urlopen(urllib.request.Request(place, text.encode()), timeout=120) as answer:
        return answer.read().decode()


def main():
    version = ask(PORTS[0], "SELECT version()").strip()
    counts, reasons, wrong = collections.Counter(), collections.Counter(), 0
    only = os.environ.get("MARKETS", "").split()
    for name in sorted(check.DATA):
        if not only or name in only:
            wrong += compare(name, check.DATA[name], counts, reasons)
    print(f"two servers of ClickHouse {version}, each answer with its header and notes:")
    for origin in ("corpus", "random", "whole language", "headings"):
        asked, refused, seconds = (counts[origin, key] for key in ("asked", "refused", "seconds"))
        print(f"  {origin}: {asked} asked, {refused} refused, {seconds:.0f} s")
    for reason, count in reasons.most_common():
        print(f"  refused {count}: {reason}")
    print(f"{wrong} differ")
    sys.exit(1 if wrong or not counts["corpus", "asked"] else 0)


if __name__ == "__main__":
    main()
