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

CONVENTIONS = """
Where two oracles differ by convention, the one followed is the one in the table:
  var    empyrical: the interpolated quantile of the changes; quantstats takes that of a normal distribution
  cvar   empyrical: the mean of the worst changes; quantstats assumes a normal distribution unless told otherwise
  alpha  quantstats: the intercept times 252; empyrical compounds it
A difference is |marq - oracle| / |oracle|, and absolute near zero: |oracle| counts as 1e-6 at least (1e-3 for
differences of prices, alpha, t and z values). It may be 1e-9. Both sides must agree on what is missing, too.
"""
ROOT = Path(__file__).resolve().parents[2]
TOPICS = [bars, periods, dayfolds, trend, risk, aggregates, sets, events]


def chosen(names):
    """The topics named, or all."""
    return [topic for topic in TOPICS if not names or topic.__name__ in names]


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
        for topic in chosen(sys.argv[2:]):
            begun = time.time()
            topic.check(comparison, market)
            print(f"{market.folder.name}: {topic.__name__} took {time.time() - begun:.1f} s")
    passed, failed = comparison.print_table()
    print(CONVENTIONS)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
