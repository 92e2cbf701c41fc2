"""Compares marq's figures with an oracle's, and keeps the score a measure and oracle."""

import datetime
import math
from dataclasses import dataclass, field

import pandas

from asking import Refused, ask

# A figure is off by |marq - oracle| / max(|oracle|, NEAR_ZERO): a relative difference, and for figures nearer to zero
# an absolute one, of which 1e-9 is 1e-15. Differences and quotients of larger figures are zero less exactly: 1e-12.
NEAR_ZERO = 1e-6
NEAR_ZERO_OF_DIFFERENCES = 1e-3
TOLERANCE = 1e-9
SHOWN_FAULTS = 5


@dataclass
class Figure:
    """A column of a query: what it is an example of, whose figures are expected, and those figures by key."""

    measure: str
    oracle: str
    expression: str
    expected: pandas.Series
    near_zero: float = NEAR_ZERO


@dataclass
class Score:
    """What is known of one measure against one oracle."""

    count: int = 0
    missing: int = 0
    largest: float = 0.0
    faults: list = field(default_factory=list)


class Comparison:
    """All scores of one run."""

    def __init__(self):
        self.scores = {}

    def check(self, folder, keys, figures, rest):
        """Asks for all figures in one query that ends with `rest`, and compares each with its expected value.

        `keys` are the names of the columns that tell the rows apart; where there are none, the answer has one row.
        """
        columns = ", ".join(f"{figure.expression} as x{number}" for number, figure in enumerate(figures))
        query = f"{columns} {rest}".strip()
        try:
            rows = {key_of(row, keys): row for row in ask(folder, query)}
        except Refused as refusal:
            for figure in figures:
                self.score(figure).faults.append(f"{query}\n      {refusal}")
            return
        for number, figure in enumerate(figures):
            where = f"{folder.name}: {figure.expression} {rest}"
            self.compare(figure, {key: row[f"x{number}"] for key, row in rows.items()}, where)

    def compare(self, figure, found, where):
        """Compares the found figures with the expected ones; a row that only one side has is a fault."""
        score = self.score(figure)
        expected = {plain(key): value for key, value in figure.expected.items()}
        for key in sorted(set(expected) ^ set(found), key=str):
            side = "the oracle" if key in expected else "marq"
            score.faults.append(f"{where}\n      {key}: only {side} has this row")
        for key in expected.keys() & found.keys():
            self.compare_one(score, found[key], expected[key], figure.near_zero, f"{where}\n      {key}")

    def compare_one(self, score, found, expected, near_zero, where):
        found, expected = number(found), number(expected)
        if math.isnan(found) or math.isnan(expected):
            score.missing += 1
            if math.isnan(found) != math.isnan(expected):
                score.faults.append(f"{where}: marq {found!r}, the oracle {expected!r}")
            return
        score.count += 1
        difference = abs(found - expected) / max(abs(expected), near_zero)
        score.largest = max(score.largest, difference)
        if not difference <= TOLERANCE:
            score.faults.append(f"{where}: marq {found!r}, the oracle {expected!r}")

    def score(self, figure):
        return self.scores.setdefault((figure.measure, figure.oracle), Score())

    def print_table(self):
        """Prints a line a measure and oracle, then the faults. Returns how many lines passed and failed."""
        widths = [max(len(key[part]) for key in self.scores) for part in (0, 1)]
        print(f"{'measure':{widths[0]}}  {'oracle':{widths[1]}}  {'figures':>8}  {'missing':>8}  largest difference")
        for (measure, oracle), score in sorted(self.scores.items()):
            verdict = "" if self.passed(score) else f"  FAILED, {len(score.faults)} faults"
            print(
                f"{measure:{widths[0]}}  {oracle:{widths[1]}}  {score.count:8}  {score.missing:8}"
                f"  {score.largest:.1e}{verdict}"
            )
        figures = sum(score.count for score in self.scores.values())
        largest = max(score.largest for score in self.scores.values())
        print(f"\n{figures} figures compared, largest difference {largest:.1e}")
        failed = {key: score for key, score in self.scores.items() if not self.passed(score)}
        for (measure, oracle), score in sorted(failed.items()):
            print(f"\n{measure} against {oracle}: {len(score.faults)} faults, {score.count} figures compared")
            for fault in score.faults[:SHOWN_FAULTS]:
                print(f"   {fault}")
        return len(self.scores) - len(failed), len(failed)

    @staticmethod
    def passed(score):
        """A line that compared nothing at all has proved nothing."""
        return not score.faults and score.count > 0


def key_of(row, keys):
    key = tuple(row[name] for name in keys)
    return key[0] if len(key) == 1 else key


def plain(key):
    """A key as marq prints it: days as 2026-02-23."""
    if isinstance(key, tuple):
        return tuple(plain(part) for part in key)
    if isinstance(key, pandas.Timestamp):
        return key.strftime("%Y-%m-%d")
    return key


def number(value):
    """A figure, a day or a yes/no as a number; what is missing is NaN, and so is an oracle's division by zero."""
    if value is None or value is pandas.NaT:
        return math.nan
    if isinstance(value, str):
        return float(datetime.date.fromisoformat(value).toordinal())
    if isinstance(value, pandas.Timestamp):
        return float(value.toordinal())
    return float(value) if math.isfinite(value) else math.nan
