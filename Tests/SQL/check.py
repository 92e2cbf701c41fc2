"""Compares answers of marq with those of DuckDB and chDB to the SQL that marq writes."""

import collections, csv, io, os, pathlib, random, re, shutil, subprocess, sys

import chdb.session
import duckdb

ROOT, PLACE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
MARQ, TABLES = os.environ["MARQ"], os.environ["SQL_TABLES"]
RANDOM = int(sys.argv[3]) if len(sys.argv) > 3 else 100
# The data sets that ship, and those that stand beside the corpus's cases.
DATA = {
    path.parent.name: path.parent
    for folder in ("Datasets", "Tests/Corpus")
    for path in (ROOT / folder).glob("*/prices.csv")
    if path.parent.name != "refused"
}
# Headings that would end the name they are written as, were it not for the dialect.
HOSTILE = ["close as 'a\"b' top 2", 'close as "a`b\\\\" top 2', "close as 'a\", 1; --' top 2", 'close as "`, 1; --\\" top 2']
# The first words of statements that are no questions.
STATEMENTS = set(
    "define load save show describe set source check plan sql explain plot run report history help quit lesson hint "
    "answer skip next progress".split()
)


ENGINES = ("duckdb", "clickhouse")


def marq(data, question):
    """Marq's answer, its SQL for each engine, and what it says: fewer texts where it refuses."""
    # Engines have no columns that the data decides: the rows are laid out by Marq.
    plain = re.sub(r"\bacross \w+( day| month)?", "", question)
    texts, said = [], ""
    for statement in [plain] + [f"sql for {engine} {question}" for engine in ENGINES]:
        command = [MARQ, "-q", "--data", str(data), "--format", "csv", "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        said += done.stderr
        if not done.stdout:
            break
        texts.append(done.stdout)
    return texts, said


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


def load(data, folder):
    """The data set's tables in both engines."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run([TABLES, str(data), str(folder)], check=True)
    duck, click = duckdb.connect(), chdb.session.Session()
    click.query("CREATE DATABASE IF NOT EXISTS market ENGINE = Atomic")
    click.query("USE market")
    types = {"text": ("VARCHAR", "String"), "whole": ("INTEGER", "Int32"), "figure": ("DOUBLE", "Float64")}
    required = {"company", "exchange", "day", "factor", "is_first", "base_known", "is_default", "ticker"}
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
    return duck, click


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


def difference(expected, found):
    """The first row in which two answers differ, or None."""
    expected, found = ([[plain(value) for value in row] for row in rows] for rows in (expected, found))
    if len(expected) != len(found):
        return f"{len(expected)} rows, not {len(found)}"
    for number, (left, right) in enumerate(zip(expected, found)):
        if len(left) != len(right) or not all(map(same, left, right)):
            return f"row {number + 1}: {left} is {right}"
    return None


def main():
    counts, reasons, wrong = collections.Counter(), collections.Counter(), []
    for name in sorted(DATA):
        data = DATA[name]
        duck, click = load(data, PLACE / name)
        # The small markets of the corpus are made for its own questions.
        count = RANDOM if data.parent.name == "Datasets" else 0
        for origin, questions in (("corpus", corpus(name)), ("random", made_up(name, count)), ("headings", HOSTILE)):
            for question in questions:
                printed, said = marq(data, question)
                if not printed:
                    continue
                answer, statements = printed[0], dict(zip(ENGINES, printed[1:]))
                counts[origin, "asked"] += 1
                expected = list(csv.reader(io.StringIO(answer)))[1:]
                for engine in ENGINES:
                    sql = statements.get(engine)
                    if sql is None:
                        if engine == ENGINES[0]:
                            counts[origin, "refused"] += 1
                            reasons[(re.search(r"error.*?: (.*)", said) or [None, said])[1]] += 1
                        continue
                    counts[origin, engine] += 1
                    try:
                        if engine == "duckdb":
                            found = duck.execute(sql).fetchall()
                        else:
                            *steps, statement = re.split(r";\n+", sql.rstrip().rstrip(";"))
                            for step in steps:
                                click.query(step)
                            found = list(csv.reader(io.StringIO(str(click.query(statement, "CSV")))))
                            for name in re.findall(r"^CREATE TEMPORARY TABLE (\w+)", sql, flags=re.M):
                                click.query(f"DROP TEMPORARY TABLE {name}")
                        fault = difference(expected, found)
                    except Exception as error:
                        fault = str(error).split("\n")[0][:300]
                    if fault:
                        wrong.append((name, engine, question, fault))
                    else:
                        counts[origin, engine + " agreed"] += 1
    for origin in ("corpus", "random", "headings"):
        told = {key: counts[origin, key] for key in ("asked", "refused", "duckdb", "duckdb agreed", "clickhouse", "clickhouse agreed")}
        print(f"{origin}: " + ", ".join(f"{count} {key}" for key, count in told.items()))
    for reason, count in reasons.most_common(40):
        print(f"  refused {count}: {reason}")
    for name, engine, question, fault in wrong:
        print(f"DIFFERS {engine} {name}: {question}\n  {fault}")
    print(f"{len(wrong)} differ")
    sys.exit(1 if wrong or not counts["corpus", "duckdb"] else 0)


main()
