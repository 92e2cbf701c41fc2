"""All that was ever traded: two sums over all bars."""

MARQ = "sum(volume), sum(turnover) ever"
KEYS = 0
BOUND = "all"
DUCKDB = "SELECT sum(volume)::DOUBLE AS volume, sum(close * volume) AS turnover FROM bars"
CHDB = "SELECT toFloat64(sum(volume)) AS volume, sum(close * volume) AS turnover FROM bars"


def polars(market):
    from polars import col

    return market.bars.select(col("volume").sum(), turnover=(col("close") * col("volume")).sum())
