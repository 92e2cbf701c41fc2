#!/usr/bin/env python3
"""Rebuilds prices.csv from the PyPI package bokeh_sampledata 2026.1.

    pip download --no-deps bokeh_sampledata==2026.1
    unzip bokeh_sampledata-2026.1-*.whl -d unpacked
    python3 build.py unpacked

Writes prices.csv beside this file and prints every ex-date it found. Standard library only.

The package gives raw prices and an adjusted close. The adjusted close is not copied: what it
knows, the splits and dividends, is turned into `previous`, the reference price of an ex-date,
so that close / previous is the day's change and changes chain over splits and dividends.
"""

import csv
import gzip
import hashlib
import sys
from decimal import Decimal
from itertools import groupby
from pathlib import Path

# The hash the package's own licenses/datasets.json records for the unpacked file.
SHA256 = "e73fe05d106b7da1abe8f947264c514afd02cef5c9db4864b9437c84d6bd6069"
NUMBERS = ["Open", "High", "Low", "Close", "Volume"]

# Issue prices of the shares whose listing lies inside the data; common knowledge, not in the package.
ISSUE_PRICES = {"FB": ("2012-05-18", "38"), "GOOG": ("2004-08-19", "85")}

# The adjusted closes are good to about 13 digits, so a factor that differs from 1 by more than
# this is an event; the smallest dividend here moves it by 0.001, rounding by 0.0000000000001.
TOLERANCE = Decimal("1e-9")


def ex_date(before, row):
    """(kind, amount, reference price) if `row` is an ex-date, else None.

    The factor is how much more the adjusted close grew than the raw one. The source applies
    1 + dividend / close of the ex-date for a dividend and the ratio itself for a split.
    """
    raw = Decimal(row["Close"]) / Decimal(before["Close"])
    factor = Decimal(row["Adj Close"]) / Decimal(before["Adj Close"]) / raw
    if abs(factor - 1) < TOLERANCE:
        return None
    close_before = Decimal(before["Close"])
    if factor > Decimal("1.4"):  # a split; the largest dividend here gives 1.11
        ratio = round(factor)
        assert abs(factor - ratio) < TOLERANCE, (row, factor)
        return "split", Decimal(ratio), close_before / ratio
    estimate = Decimal(row["Close"]) * (factor - 1)
    dividend = round(estimate, 4)
    # If the amounts were not round, the source's rule would not be the one assumed above.
    assert abs(estimate - dividend) < Decimal("1e-9"), (row, estimate)
    return "dividend", dividend, close_before - dividend


def bars(rows):
    """The rows of prices.csv, ordered by ticker and date; figures keep the source's text."""
    rows.sort(key=lambda row: (row["Ticker"], row["Date"]))
    for ticker, of_ticker in groupby(rows, key=lambda row: row["Ticker"]):
        before = None
        for row in of_ticker:
            found = before and ex_date(before, row)
            listed, issue_price = ISSUE_PRICES.get(ticker, (None, ""))
            previous = issue_price if row["Date"] == listed else ""
            if found:
                kind, amount, reference = found
                previous = f"{reference.normalize():f}"
                assert reference == round(reference, 4), (row, reference)
                print(ticker, row["Date"], kind, f"{amount.normalize():f}", previous)
            open_, high, low, close, volume = (row[name] for name in NUMBERS)
            yield [row["Date"], ticker, open_, high, low, close, previous, volume]
            before = row


def main():
    source = Path(sys.argv[1]) / "bokeh_sampledata" / "_data" / "stocks.csv.gz"
    text = gzip.decompress(source.read_bytes())
    if hashlib.sha256(text).hexdigest() != SHA256:
        sys.exit(f"{source}: not the stocks file of bokeh_sampledata 2026.1")
    rows = list(csv.DictReader(text.decode().splitlines()))
    target = Path(__file__).resolve().parent / "prices.csv"
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("date ticker open high low close previous volume".split())
        writer.writerows(bars(rows))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: build.py FOLDER, the unpacked bokeh_sampledata 2026.1")
    main()
