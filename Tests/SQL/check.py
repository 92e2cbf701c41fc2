"""Compares answers of marq with those of DuckDB, chDB and PostgreSQL to the SQL that marq writes."""

import collections, csv, io, os, pathlib, random, re, shutil, subprocess, sys

ROOT, PLACE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
MARQ, TABLES = os.environ["MARQ"], os.environ["SQL_TABLES"]
RANDOM = int(sys.argv[3]) if len(sys.argv) > 3 else 100
# Which in every so many questions of the corpus are asked.
PART = int(sys.argv[4]) if len(sys.argv) > 4 else 1
# The data sets that ship, and those that stand beside the corpus's cases.
DATA = {
    path.parent.name: path.parent
    for folder in ("Datasets", "Tests/Corpus")
    for path in (ROOT / folder).glob("*/prices.csv")
    if path.parent.name != "refused"
}
# Headings that would end the name they are written as, were it not for the dialect.
HOSTILE = ["close as 'a\"b; --' each day over 2d", 'mean(gain, 3d when gain > -1) as "a`b\\\\`"', "close as 'a\"b' top 2", 'close as "a`b\\\\" top 2', "close as 'a\", 1; --' top 2", 'close as "`, 1; --\\" top 2']
# The first words of statements that are no questions.
STATEMENTS = set(
    "define load save show describe set source check plan sql explain plot run report history help quit lesson hint "
    "answer skip next progress".split()
)


# Where a server of PostgreSQL listens, where there is one.
POSTGRES = os.environ.get("POSTGRES_SOCKET")
ENGINES = ("duckdb", "clickhouse") + (("postgresql",) if POSTGRES else ())


def marq(data, statements):
    """What marq prints for each statement, and its message where it refuses one: (text or None, message)."""
    results = []
    while len(results) < len(statements):
        # A question whose answer is known stands behind each statement, so that what is printed can be told apart.
        # Each statement is a source of its own: one that can't be read would have all of a source refused.
        start = len(results)
        some = statements[start:start + 500]
        own = [part for n, statement in enumerate(some) for part in ("-c", statement, "-c", f'1 as "##{start + n}"')]
        command = [MARQ, "-q", "--data", str(data), "--format", "csv", *own]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        rest = done.stdout
        for n in range(start, start + len(some)):
            text, mark, rest = rest.partition(f"##{n}\n1\n")
            if not mark:
                # It ends at the first error, and begins again behind it.
                results.append((None, done.stderr))
                break
            results.append((text, ""))
    return results


def prepared(data, questions, engines):
    """For each question the rows of marq's answer, or None; its SQL for each engine, or None; and what marq says."""
    # Engines have no columns that the data decides: the rows are laid out by Marq.
    plain = [re.sub(r"\bacross \w+( day| month)?", "", question) for question in questions]
    statements = []
    for question, without in zip(questions, plain):
        statements += [without] + [f"sql for {engine} {question}" for engine in engines]
    results = marq(data, statements)
    for number, question in enumerate(questions):
        (answer, refusal), *texts = results[number * (len(engines) + 1):(number + 1) * (len(engines) + 1)]
        rows = None if answer is None else list(csv.reader(io.StringIO(answer)))[1:]
        yield question, rows, {engine: text for engine, (text, _) in zip(engines, texts)}, refusal + "".join(said for _, said in texts[:1])


def every(data, question):
    """The rows of marq's answer to a question without its cut, or None where it has none."""
    whole = without_cut(question)
    return whole and next(prepared(data, [whole], ()))[1]


def corpus(data):
    """The corpus's questions of one line to a data set that ships, each once."""
    found = {}
    for path in sorted((ROOT / "Tests/Corpus").glob("**/*.test")):
        for case in re.split(r"^==== .*\n", path.read_text(), flags=re.M)[1:]:
            lines = case.split("\n----", 1)[0].split("\n")
            own = next((line.split()[1] for line in lines if line.startswith("@data")), "hk-ai-2026")
            if own != data or any(line.startswith(("define", "set ", "load")) for line in lines):
                continue
            for line in lines:
                first = re.match(r"\w*", line).group()
                if line and line[0] not in "@ #?_;" and first not in STATEMENTS and ";" not in line:
                    found[line] = None
    return list(found)


def made_up(data, count):
    """Random questions, the same from the same seed."""
    source = random.Random(7)
    segment = {"hk-ai-2026": ["llm", "chips", "cloud"], "us-tech": None}.get(data)
    figures = "drop gain close open high low volume change gap range turnover vwap base previous bars".split()
    folds = ["mean(gain, {w})", "highest(close, {w})", "lowest(low, {w})", "total(volume, {w})", "volatility({w})",
             "middle(gain, {w})", "days(gain > 0, {w})", "often(gain > 0, {w})", "sharpe({w})", "downside({w})",
             "gain({w})", "close({w})", "high({w})", "gain(prior {w})", "close(prior {w})", "var({w})"]
    windows = ["3d", "20d", "2w", "1m", "ytd", "60d"]
    aggregates = ["avg", "median", "max", "min", "dispersion", "hhi"]
    for _ in range(count):
        def figure():
            if source.random() < 0.5:
                return source.choice(figures)
            return source.choice(folds).replace("{w}", source.choice(windows))
        text = figure()
        kind = source.random()
        by = ""
        if kind < 0.4:
            text = f"{source.choice(aggregates)}({text}), count(), share(gain > 0), count({figure()})"
            by = source.choice(["", f" by {'segment' if segment else 'exchange'}"])
        elif kind < 0.7:
            text += f", {figure()}"
        where = source.choice(["", "", f" where gain > {source.randint(-3, 3)}%", " where close > 20 or volume > 1000000"])
        if segment and source.random() < 0.3:
            where = f" where segment={source.choice(segment)}"
        window = source.choice(["", " over 5d", " on 2026-02-13", " over 2w", " over 1m"]) if segment else \
            source.choice(["", " on 2003", " over 5d", " over 3m", " on 2002-03"])
        end = source.choice(["", "", " top 3"]) if not by else ""
        yield f"{text}{where}{window}{by}{end}"


def whole_language(data, count):
    """Random questions with the clauses that make frames of more than a row a company."""
    source = random.Random(11)
    pick = source.choice
    tickers, events, key = {
        "hk-ai-2026": (["2513.HK", "0100.HK", "HSI"], ["h20_ban"], "segment"),
        "us-tech": (["AAPL", "MSFT", "IBM"], ["lehman"], "exchange"),
        "classroom": (["CEDAR.TOY", "INDEX.TOY", "MAPLE.TOY"], ["chip_ban"], "segment"),
    }.get(data, ([], [], ""))
    if not tickers:
        return
    ends = {"us-tech": ["2008-09-17", "2012-10-05"]}.get(data, ["", "2026-02-10"] if data == "hk-ai-2026" else ["", "2024-08-15"])

    def plain():
        return pick(["gain", "close", "volume", "drop", "high", "low", "open", "base", "change", "gap", "range", "bars"])

    def timed():
        span = pick(["3d", "5d", "2w", "1m", "prior 5d", "ytd", "so far", "wtd"])
        return pick([
            f"gain({span})", f"mean(gain, {span})", f"highest(close, {span})", f"lowest(low, {span})", f"stdev(gain, {span})",
            f"total(volume, {span})", f"days(gain > 0, {span})", f"often(gain > 0.5%, {span})", f"middle(gain, {span})",
            f"place(close, {span})", f"streak(gain > 0, {span})", f"dayof(highest(close, {span}))", f"drawdown({span})",
            f"underwater({span})", f"trough({span})", f"peak({span})", f"recovered({span})", f"cvar({span})", f"var({span})",
            "ago(close, 3d)", "sma(close, 5d)", "ema(close, 5d)", "wma(close, 5d)", "rsi(5d)", "atr(5d)", "zscore(close, 10d)",
            f"first(gain < -1%, {span})", "level", f"close({span})", f"volume / mean(volume, {span})", "momentum(5d)",
            f"corr(gain, gain of {pick(tickers)}, 20d)", f"slope(gain, gain of {pick(tickers)}, 20d)",
            f"day - dayof(highest(close, {span}))", "place(gain, 20d)", "high - base", f"total(gain - gain of market, {span})",
            f"gain({span}) - gain({span}) of {pick(tickers)}", f"mean(gain, 1m when weekday = {pick(['monday', 'friday'])})",
            f"mean(gain, 1m when gain of {pick(tickers)} < 0)", f"gain(on 2024-08-01)", f"gain(around {pick(events)} from -3d to +2d)",
        ])

    def figure():
        return pick([plain, timed])()

    def spread():
        inner = figure()
        return pick([
            f"{inner} - avg({inner})", f"{inner} - avg({inner} within {key})", f"rank({inner})", f"rank({inner} where gain > 0)",
            f"gain - gain of (gain > 0)", f"if(gain > 0, {inner}, missing)", f"greatest({inner}, {plain()})",
        ])

    def folded():
        inner = figure()
        return pick([
            f"avg({inner})", f"median({inner})", f"max({inner})", f"dispersion({inner})", "count()", "count(gain > 0)",
            "share(gain > 0)", f"quantile(gain, {pick(['25%', '90%'])})", "gain of group", "volatility(20d) of group",
            f"total(count(gain > 0), {pick(['3d', '5d', 'so far'])})", "mean(avg(gain), 5d)", "highest(gain of group, 10d)",
            f"avg(gain where close > sma(close, 5d))", "wavg(gain, volume)", "hhi(volume)", "gain of (gain > 0) weighted close",
        ])

    for _ in range(count):
        kind = source.random()
        if kind < 0.35:
            text, by = f"{figure()}, {pick([figure, spread])()}", ""
        elif kind < 0.5:
            text, by = spread(), ""
        else:
            text, by = f"{folded()}, {folded()}", pick(["", f" by {key}", f" by {key}"])
        where = pick(["", "", f" where gain > {source.randint(-2, 2)}%", " where close > sma(close, 5d)", f" where ticker in ({', '.join(tickers)})",
                      " where gain > avg(gain)", " where volume(5d) > 100000"])
        end = pick(ends)
        window = pick([" over 5d", " over 3w", f" on {end}" if end else "", " over 20d", f" over 10d on {end}" if end else " over 1m"])
        each = pick(["", "", " each day", " each week", " each month", " each weekday"])
        if each and "on 20" in window and "over" not in window:
            window = f" over 2w on {end}"
        if source.random() < 0.1:
            window, each = f" around {pick(events)} from -3d to +3d", pick(["", " each day"])
        top = pick(["", "", "", " top 3", " top 2 per day" if each == " each day" else ""])
        if not by and "avg(" not in text and kind < 0.35 and source.random() < 0.15:
            top = f" top 2 per {key}"
        yield f"{text}{where}{window}{each}{by}{top}"


# The columns that are never missing.
REQUIRED = {"company", "exchange", "day", "factor", "is_first", "base_known", "is_default", "ticker"}


def write(data, folder):
    """A data set's tables as files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run([TABLES, str(data), str(folder)], check=True)


def load(data, folder):
    """The data set's tables in both engines."""
    write(data, folder)
    import chdb.session
    import duckdb

    duck, click = duckdb.connect(), chdb.session.Session()
    click.query("CREATE DATABASE IF NOT EXISTS market ENGINE = Atomic")
    click.query("USE market")
    types = {"text": ("VARCHAR", "String"), "whole": ("INTEGER", "Int32"), "figure": ("DOUBLE", "Float64")}
    required = REQUIRED
    for path in sorted(folder.glob("*.csv")):
        with open(path, newline="") as file:
            rows = list(csv.reader(file))
        columns = [name.split(":") for name in rows[0]]
        plain = path.with_suffix(".plain")
        # The first line holds types, which neither engine reads.
        plain.write_text(path.read_text().split("\n", 1)[1])
        duck.execute(f"CREATE TABLE {path.stem} ({', '.join(f'{n} {types[t][0]}' for n, t in columns)})")
        read = ", ".join(f"'{n}': '{types[t][0]}'" for n, t in columns)
        # A company without an exchange belongs to the one of the empty name.
        kept = ", force_not_null=['exchange']" if any(n == "exchange" for n, _ in columns) else ""
        duck.execute(f"INSERT INTO {path.stem} SELECT * FROM read_csv('{plain}', auto_detect=false, delim=',', quote='\"', escape='\"', header=false, nullstr='', "
                     f"columns={{{read}}}{kept})")
        wide = lambda n, t: types[t][1] if n in required and not (n == "day" and path.stem == "attributes") \
            else f"Nullable({types[t][1]})"
        spec = ", ".join(f"{n} {wide(n, t)}" for n, t in columns)
        click.query(f"DROP TABLE IF EXISTS market.{path.stem}")
        click.query(f"CREATE TABLE market.{path.stem} ({spec}) ENGINE = Memory")
        click.query(f"INSERT INTO market.{path.stem} SELECT * FROM file('{plain}', 'CSV', '{spec}') "
                    "SETTINGS format_csv_null_representation = ''")
    return (duck, click) + ((load_postgres(folder),) if POSTGRES else ())


def psql(schema, text):
    """What PostgreSQL answers to some statements, as CSV."""
    command = ["psql", "-h", POSTGRES, "-U", "marq", "-d", "postgres", "-X", "-q", "-t", "--csv", "-v", "ON_ERROR_STOP=1"]
    environment = os.environ | {"PGOPTIONS": f'-c search_path="{schema}" -c statement_timeout=5000'}
    done = subprocess.run(command, input=text, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def load_postgres(folder):
    """The data set's tables in a schema of their own, whose name stands for the connection."""
    types = {"text": "text", "whole": "integer", "figure": "double precision"}
    script = [f'CREATE SCHEMA "{folder.name}";']
    for path in sorted(folder.glob("*.csv")):
        with open(path, newline="") as file:
            columns = [name.split(":") for name in next(csv.reader(file))]
        spec = ", ".join(f"{name} {types[type]}" for name, type in columns)
        script += [f"CREATE TABLE {path.stem} ({spec});", f"\\copy {path.stem} from '{path.with_suffix('.plain')}' csv"]
    psql(folder.name, "\n".join(script) + "\nANALYZE;\n")
    return folder.name


def plain(value):
    """A value as all three write it."""
    if value is None or value in ("", "\\N"):
        return None
    text = str(value)
    if text in ("true", "false"):
        return float(text == "true")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return float(text.replace("-", ""))
    try:
        return float(text)
    except ValueError:
        return text


def same(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= 1e-9 * max(1, abs(left), abs(right))
    return left == right


def tied(expected, found, rows, places=(0, 1)):
    """Whether what is found are some of the rows, in the order expected but for those that only rounding tells apart: one of the
    figures at some places, of which the order is one, is the same in each row."""
    figures = lambda row: [value for value in row if isinstance(value, float) or value is None]
    rest = list(rows)
    for left, right in zip(expected, found):
        first, second = figures(left), figures(right)
        if not any(same(first[place], second[place]) for place in places if place < min(len(first), len(second))):
            return False
        match = next((row for row in rest if len(row) == len(right) and all(map(same, row, right))), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def without_cut(question):
    """The question for all rows, of which a `top` keeps some, or None: where the last ones tie, rounding picks them."""
    match = re.search(r" (top|bottom) \d+( per \w+)?$", question)
    return match and question[:match.start()]


def difference(question, expected, found, every=lambda: None):
    """The first row in which two answers differ, or None; `every` gives the expected answer's rows without its cut, where it has one."""
    figured = lambda rows: [[plain(value) for value in row] for row in rows]
    expected, found = figured(expected), figured(found)
    if len(expected) != len(found):
        return f"{len(expected)} rows, not {len(found)}"
    if tied(expected, found, expected):
        return None
    rows = every()
    # Other rows may be kept only where the very figure that ranks ties: the first one, or the first behind the period's own.
    ranking = 1 if re.search(r" each (day|year)\b", question) else 0
    if rows is not None and tied(expected, found, figured(rows), [ranking]):
        return None
    for number, (left, right) in enumerate(zip(expected, found)):
        if len(left) != len(right) or not all(map(same, left, right)):
            return f"row {number + 1}: {left} is {right}"
    return None


def answer(engine, connection, sql):
    """The rows of an engine's answer."""
    if engine == "duckdb":
        return connection.execute(sql).fetchall()
    if engine == "postgresql":
        return list(csv.reader(io.StringIO(psql(connection, sql))))
    *steps, statement = re.split(r";\n+", sql.rstrip().rstrip(";"))
    try:
        for step in steps:
            connection.query(step)
        return list(csv.reader(io.StringIO(str(connection.query(statement, "CSV")))))
    finally:
        for table in re.findall(r"^CREATE TEMPORARY TABLE (\w+)", sql, flags=re.M):
            connection.query(f"DROP TEMPORARY TABLE IF EXISTS {table}")


def questions(name, data, count):
    """Where each question comes from, and the questions; the small markets of the corpus are made for its own."""
    count = count if data.parent.name == "Datasets" else 0
    yield "corpus", corpus(name)[::PART]
    yield "random", list(made_up(name, count))
    yield "whole language", list(whole_language(name, count))
    yield "headings", HOSTILE


def main():
    counts, reasons, wrong = collections.Counter(), collections.Counter(), []
    for name in sorted(DATA):
        data = DATA[name]
        connections = dict(zip(ENGINES, load(data, PLACE / name)))
        for origin, asked in questions(name, data, RANDOM):
            for question, expected, statements, said in prepared(data, asked, ENGINES):
                if expected is None:
                    continue
                counts[origin, "asked"] += 1
                if statements[ENGINES[0]] is None:
                    counts[origin, "refused"] += 1
                    reasons[(re.search(r"error.*?: (.*)", said) or [None, said])[1]] += 1
                for engine, sql in statements.items():
                    # A process a question: PostgreSQL is asked of the corpus alone.
                    if sql is None or engine == "postgresql" and origin not in ("corpus", "headings"):
                        continue
                    counts[origin, engine] += 1
                    try:
                        fault = difference(question, expected, answer(engine, connections[engine], sql), lambda: every(data, question))
                    except Exception as error:
                        fault = str(error).split("\n")[0][:300]
                    if fault and "statement timeout" in fault:
                        # Its planner takes relations for small that are not; what it would say is not known.
                        counts[origin, engine + " not within 5 s"] += 1
                    elif fault:
                        wrong.append(question)
                        print(f"DIFFERS {engine} {name}: {question}\n  {fault}", flush=True)
                    else:
                        counts[origin, engine + " agreed"] += 1
    for origin in ("corpus", "random", "whole language", "headings"):
        keys = ("asked", "refused") + tuple(key for engine in ENGINES for key in (engine, engine + " agreed"))
        keys += ("postgresql not within 5 s",) if POSTGRES else ()
        print(f"{origin}: " + ", ".join(f"{counts[origin, key]} {key}" for key in keys))
    for reason, count in reasons.most_common(40):
        print(f"  refused {count}: {reason}")
    print(f"{len(wrong)} differ")
    sys.exit(1 if wrong or not counts["corpus", "duckdb"] else 0)


if __name__ == "__main__":
    main()
