"""Compares answers of marq with those of two ClickHouse servers, which share the bars between them."""

import csv, io, os, re, sys, time, urllib.error, urllib.parse, urllib.request, uuid

import check

PORTS = [int(port) for port in os.environ["CLICKHOUSE_PORTS"].split()]
TYPES = {"text": "String", "whole": "Int32", "figure": "Float64"}


def ask(port, text, body=b"", **settings):
    """A statement's rows, as the server writes them."""
    place = f"http://127.0.0.1:{port}/?" + urllib.parse.urlencode({"query": text, "wait_end_of_query": 1, **settings})
    try:
        with urllib.request.urlopen(urllib.request.Request(place, body), timeout=120) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        raise RuntimeError(error.read().decode()[:400]) from None


def create(folder):
    """The tables: bars are split by company, all others stand on each server."""
    for path in sorted(folder.glob("*.csv")):
        with open(path, newline="") as file:
            header, *rows = csv.reader(file)
        columns = [name.split(":") for name in header]
        required = check.REQUIRED
        nullable = lambda n, t: TYPES[t] if n in required and not (n == "day" and path.stem == "attributes") else f"Nullable({TYPES[t]})"
        spec = ", ".join(f"{n} {nullable(n, t)}" for n, t in columns)
        order = {"bars": "(day, company)", "companies": "company", "attributes": "(attribute, company)",
                 "calendar": "(exchange, day)", "dates": "day", "events": "name"}[path.stem]
        if path.stem == "events":
            spec = spec.replace("name Nullable(String)", "name String")
        if path.stem == "attributes":
            spec = spec.replace("attribute Nullable(String)", "attribute String")
        table = "bars_local" if path.stem == "bars" else path.stem
        for shard, port in enumerate(PORTS):
            ask(port, f"DROP TABLE IF EXISTS {table}")
            ask(port, f"CREATE TABLE {table} ({spec}) ENGINE = MergeTree() ORDER BY {order}")
            own = rows
            if path.stem == "bars":
                ask(port, "DROP TABLE IF EXISTS bars")
                ask(port, f"CREATE TABLE bars ({spec}) ENGINE = Distributed(market, default, bars_local, company)")
                own = [row for row in rows if int(row[0]) % len(PORTS) == shard]
            names = [n for n, _ in columns]
            # What is missing is \\N; a company without an exchange belongs to the one of the empty name.
            lines = ("\t".join(value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") if value or names[i] == "exchange"
                     else "\\N" for i, value in enumerate(row)) for row in own)
            body = ("\n".join(lines) + "\n").encode() if own else b""
            if body:
                ask(port, f"INSERT INTO {table} FORMAT TabSeparated", body)


def answer(sql):
    """The rows of the last of some statements, in a session of their own, and how many rows were read."""
    session = {"session_id": uuid.uuid4().hex, "join_use_nulls": 1}
    *steps, statement = re.split(r";\n+", sql.rstrip().rstrip(";"))
    for step in steps:
        ask(PORTS[0], step, **session)
    return list(csv.reader(io.StringIO(ask(PORTS[0], statement + "\nFORMAT CSV", **session))))


def main():
    version = ask(PORTS[0], "SELECT version()").strip()
    wrong, asked, refused, slowest = [], 0, 0, (0, "")
    for name in sorted(check.DATA):
        data = check.DATA[name]
        folder = check.PLACE / f"cluster-{name}"
        check.write(data, folder)
        create(folder)
        asked_of_it = [question for _, some in check.questions(name, data, check.RANDOM) for question in some]
        for question, expected, statements, _ in check.prepared(data, asked_of_it, ["clickhouse"]):
            if expected is None:
                continue
            if statements["clickhouse"] is None:
                refused += 1
                continue
            asked += 1
            start = time.time()
            try:
                fault = check.difference(expected, answer(statements["clickhouse"]))
            except Exception as error:
                fault = str(error).replace("\n", " ")
            slowest = max(slowest, (time.time() - start, question))
            if fault:
                wrong.append(question)
                print(f"DIFFERS {name}: {question}\n  {fault}", flush=True)
    print(f"two servers of ClickHouse {version}: {asked} asked, {asked - len(wrong)} agreed, {refused} refused; "
          f"the slowest took {slowest[0]:.1f} s")
    sys.exit(1 if wrong or not asked else 0)


if __name__ == "__main__":
    main()
