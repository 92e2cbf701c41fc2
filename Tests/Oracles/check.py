"""Compares every measure, day fold and aggregate of marq with independent oracles. Started by `run`."""

import sys
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import aggregates
import bars
import generated
import dayfolds
import events
import periods
import risk
import sets
import trend
from comparison import Comparison
from markets import read_market

ROOT = Path(__file__).resolve().parents[2]
TOPICS = [aggregates, sets, events]


def main():
    generated_markets = Path(sys.argv[1])
    generated.write_full(generated_markets / "full")
    generated.write_gaps(generated_markets / "gaps")
    markets = [
        read_market(ROOT / "Datasets/us-tech"),
        read_market(generated_markets / "full"),
        read_market(generated_markets / "gaps"),
    ]
    series = ROOT / "../shared/data/hk-series"
    if series.is_dir():
        markets.append(read_market(series.resolve()))
    else:
        print(f"{series}: not there, so nothing is compared on it")
    comparison = Comparison()
    for market in markets:
        for topic in TOPICS:
            begun = time.time()
            topic.check(comparison, market)
            print(f"{market.folder.name}: {topic.__name__} took {time.time() - begun:.1f} s")
    passed, failed = comparison.print_table()
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
