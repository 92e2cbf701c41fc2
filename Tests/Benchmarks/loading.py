"""How long it takes from CSV files to a table that can be asked, and from the shell to a first answer."""

import statistics
import subprocess
import time

import duckdb
import polars


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


def start_seconds(marq, repeats):
    """Seconds by program from its start to its end, where nothing is asked."""
    programs = {
        "Marq": [marq, "-c", ""],
        "sqlite3": ["sqlite3", ":memory:", ""],
    }
    return in_turn({
        name: lambda command=command: subprocess.run(command, check=True, capture_output=True)
        for name, command in programs.items()}, repeats)


def in_turn(actions, repeats):
    seconds = {name: [] for name in actions}
    for _ in range(repeats):
        for name, action in actions.items():
            begun = time.perf_counter()
            action()
            seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(values) for name, values in seconds.items()}
