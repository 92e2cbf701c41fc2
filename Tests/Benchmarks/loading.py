"""How long it takes from CSV files to a table that can be asked, from a file of one's own to an answer, and from the shell to one."""

import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars

from questions import one_day
from questions.polars_words import gain
from timing import order

# DuckDB's own program, as PyPI has it.
DUCKDB = Path(sys.executable).parent / "duckdb"


def load_seconds(marq, folder, threads, repeats):
    """Seconds by engine, in turn: marq's whole data set; for the others prices.csv alone, sorted by company and day."""
    prices = folder / "csv/prices.csv"
    engines = {
        "Marq": lambda: subprocess.run(
            [marq, "--quiet", "--data", folder / "csv", "-c", "count()"], check=True, capture_output=True),
        "DuckDB": lambda: duckdb_load(prices, threads),
        "Polars": lambda: polars.read_csv(prices, try_parse_dates=True).with_columns(
            polars.col("ticker").cast(polars.Categorical)).sort("ticker", "date"),
    }
    return in_turn(engines, repeats)


def duckdb_load(prices, threads):
    with duckdb.connect(":memory:", config={"threads": threads}) as connection:
        connection.execute(f"CREATE TABLE bars AS FROM read_csv('{prices}') ORDER BY ticker, date")


def open_seconds(marq, folder, scratch, threads, repeats):
    """Seconds by program from its start to the answer to a question of one day, of a market that lies in its own file."""
    market, database = scratch / "opened.market", scratch / "opened.duckdb"
    for file in (market, database):
        file.unlink(missing_ok=True)
    run(marq, "--quiet", "--data", folder / "csv", "-c", f'save market into "{market}"')
    parquet = folder / "parquet"
    run(DUCKDB, database, "-c", f"""
        CREATE TABLE bars AS FROM '{parquet}/bars.parquet' ORDER BY company, day;
        CREATE TYPE segment AS ENUM (SELECT DISTINCT segment FROM '{parquet}/segments.parquet' ORDER BY 1);
        CREATE TABLE segments AS SELECT company, segment::segment AS segment FROM '{parquet}/segments.parquet' ORDER BY company;
        CHECKPOINT;
    """)
    try:
        return in_turn({
            "Marq": lambda: run(marq, "--quiet", "--data", market, "-c", one_day.MARQ),
            "DuckDB": lambda: run(DUCKDB, "-readonly", database, "-c", f"SET threads = {threads}; {one_day.DUCKDB}"),
        }, repeats)
    finally:
        for file in (market, database):
            file.unlink(missing_ok=True)


def write_seconds(marq, folder, scratch, threads, repeats):
    """Seconds from a market at hand to a file of CSV with the gain of each company on each day, the largest of a day first.

    Marq starts as a program and opens its file; the others have all in memory. Marq writes a row for a suspension, too, the others for each
    bar."""
    market, target = scratch / "written.market", scratch / "written.csv"
    run(marq, "--quiet", "--data", folder / "csv", "-c", f'save market into "{market}"')
    parquet = folder / "parquet"
    bars = polars.read_parquet(f"{parquet}/bars.parquet", columns=["company", "day", "close"])
    companies = polars.read_parquet(f"{parquet}/companies.parquet").select("company", "ticker")

    def write_polars():
        gains = bars.lazy().select("day", "company", gain=gain)
        rows = gains.join(companies.lazy(), on="company").select("day", "ticker", "gain")
        rows.sort("day", "gain", descending=[False, True], nulls_last=True).collect().write_csv(target)

    def write_marq():
        with open(target, "wb") as file:
            subprocess.run(
                [marq, "--quiet", "--data", market, "-f", "csv", "-c", "gain each day ever"], check=True, stdout=file)

    try:
        with duckdb.connect(":memory:", config={"threads": threads}) as connection:
            connection.execute(f"CREATE TABLE bars AS FROM '{parquet}/bars.parquet' ORDER BY company, day")
            connection.execute(f"CREATE TABLE companies AS FROM '{parquet}/companies.parquet'")
            return in_turn({
                "Marq": write_marq,
                "DuckDB": lambda: connection.execute(f"""COPY (
                    SELECT day, ticker, gain FROM (
                        SELECT day, company, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
                        FROM bars) JOIN companies USING (company)
                    ORDER BY day, gain DESC NULLS LAST) TO '{target}' (HEADER)"""),
                "Polars": write_polars,
            }, repeats)
    finally:
        for file in (market, target):
            file.unlink(missing_ok=True)


def installed(marq, scratch):
    """A copy as the README installs it. Linkers write a file in pieces, and its pages lie otherwise in memory than those of a copy."""
    run("install", "-D", marq, scratch / "bin/marq")
    return scratch / "bin/marq"


def start_seconds(marq, scratch, repeats):
    """Seconds by program from its start to its end, with a first answer: Marq's of the data it comes with, a row of a file."""
    files = {name: scratch / f"row.{name}" for name in ("sqlite3", "DuckDB")}
    for file in files.values():
        file.unlink(missing_ok=True)
    with sqlite3.connect(files["sqlite3"]) as connection:
        connection.execute("CREATE TABLE bars AS SELECT '2513.HK' AS ticker, 725.0 AS close")
    connection.close()
    run(DUCKDB, files["DuckDB"], "-c", "CREATE TABLE bars AS SELECT '2513.HK' AS ticker, 725.0 AS close")
    programs = {
        "Marq": [installed(marq, scratch), "-c", "drop where segment=llm"],
        "sqlite3": ["sqlite3", files["sqlite3"], "SELECT ticker, close FROM bars"],
        "DuckDB": [DUCKDB, files["DuckDB"], "-c", "SELECT ticker, close FROM bars"],
    }
    if not shutil.which("sqlite3"):
        del programs["sqlite3"]
    return in_turn({name: lambda command=command: run(*command) for name, command in programs.items()}, repeats)


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


def in_turn(actions, repeats):
    """Medians by name. Nobody stands behind the same other one each time, whose work may be in the caches."""
    seconds = {name: [] for name in actions}
    for _ in range(repeats):
        for name, action in order.sample(list(actions.items()), len(actions)):
            begun = time.perf_counter()
            action()
            seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(values) for name, values in seconds.items()}
