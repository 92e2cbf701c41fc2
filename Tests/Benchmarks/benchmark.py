"""Compares and times marq, DuckDB, Polars, chDB and a hand-written bound. Started by `run`."""

import argparse
import importlib
import json
import os
import statistics
import sys
import time
from pathlib import Path

import polars

import generator
import loading
import report
import timing
from bound_engine import Bound
from chdb_engine import ChDB
from duckdb_engine import DuckDB
from marq_engine import Marq, MarqAnew
from polars_engine import Polars
from questions import QUESTIONS

def options():
    parser = argparse.ArgumentParser(prog="Tests/Benchmarks/run", description=__doc__)
    parser.add_argument("--bars", type=int, default=1_000_000, help="about how many bars the market has")
    parser.add_argument("--years", type=int, default=10, help="over how many years they lie")
    parser.add_argument("--questions", nargs="+", default=QUESTIONS, choices=QUESTIONS, metavar="NAME")
    parser.add_argument("--engines", nargs="+", default=["duckdb", "polars", "chdb", "bound"],
                        choices=["duckdb", "polars", "chdb", "bound"], help="those beside marq")
    parser.add_argument("--repeats", type=int, default=7, help="0 compares the answers only")
    parser.add_argument("--load", action="store_true", help="time loading and starting, too")
    parser.add_argument("--markdown", type=Path, help="where the table goes")
    parser.add_argument("--json", type=Path, help="where all figures go")
    return parser.parse_args()


def main():
    chosen = options()
    threads = int(os.environ["POLARS_MAX_THREADS"])
    scratch = Path(os.environ["BENCHMARKS"])
    marq_program = os.environ["MARQ"]
    folder = generator.market_of(scratch / f"market-{chosen.bars}-{chosen.years}", chosen.bars, chosen.years)
    facts = polars.scan_parquet(folder / "parquet/bars.parquet").select(
        bars=polars.len(), companies=polars.col("company").n_unique()).collect().row(0, named=True)
    print(f"{facts['bars']:,} bars of {facts['companies']:,} companies")

    loads, opens, writes, starts = {}, {}, {}, {}
    if chosen.load:
        loads = loading.load_seconds(marq_program, folder, threads, max(1, min(chosen.repeats, 3)))
        opens = loading.open_seconds(marq_program, folder, scratch, threads, max(1, chosen.repeats))
        writes = loading.write_seconds(marq_program, folder, scratch, threads, max(1, min(chosen.repeats, 3)))
        starts = loading.start_seconds(marq_program, scratch, 50)
    marq = Marq(marq_program, folder)
    engines = [marq] + [make_engine(name, threads, scratch) for name in chosen.engines]
    for engine in engines:
        print(f"{engine.name} is ready after {engine.load(folder if engine is not marq else scratch):.2f} s")
    memory = marq.memory()
    askers = [marq, MarqAnew(marq, engines[1:])] + engines[1:]
    try:
        empty = statistics.median(seconds_of_nothing(marq) for _ in range(200))
        outcomes = [measured(name, askers, chosen.repeats) for name in chosen.questions]
        result = report.facts_of({
            **facts, "threads": threads, "repeats": chosen.repeats, "outcomes": outcomes,
            "versions": {engine.name: engine.version for engine in engines}, "memory": memory,
            "empty_statement": empty, "load": loads, "open": opens, "write": writes, "start": starts})
    finally:
        marq.close()
    if chosen.repeats > 0:
        table = report.markdown(result)
        print(f"\n{table}")
        if chosen.markdown:
            chosen.markdown.write_text(table)
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=1) + "\n")
    failed = [outcome.name for outcome in outcomes if not outcome.is_agreed]
    print(f"answers differ: {', '.join(failed)}" if failed else f"all {len(outcomes)} answers agree")
    return 1 if failed else 0


def make_engine(name, threads, scratch):
    if name == "bound":
        return Bound(threads, scratch)
    return {"duckdb": DuckDB, "polars": Polars, "chdb": ChDB}[name](threads)


def measured(name, engines, repeats):
    """One question, compared and, where all agree, timed."""
    question = importlib.import_module(f"questions.{name}")
    print(f"{name}: {question.MARQ}", flush=True)
    outcome = timing.compare(question, name, engines)
    if outcome.is_agreed and repeats > 0:
        timing.time_all(outcome, engines, repeats)
    return outcome


def seconds_of_nothing(marq):
    begun = time.perf_counter()
    marq.ask_text("")
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
