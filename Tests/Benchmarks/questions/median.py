"""The median gain, each day of the whole history."""

MARQ = "median(gain) each day ever"
KEYS = 1
BOUND = "day"
DUCKDB = """
    WITH gains AS (
        SELECT day, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain FROM bars)
    SELECT day, median(gain) AS median FROM gains GROUP BY day ORDER BY day
"""
CHDB = """
    SELECT day, quantileExactInclusiveIf(0.5)(close / base - 1, base > 0) AS median
    FROM (SELECT day, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY day) AS base FROM bars) AS pairs
    GROUP BY day ORDER BY day
"""


def polars(market):
    from polars import col

    from questions.polars_words import gain

    return market.bars.select("day", gain=gain).group_by("day").agg(median=col("gain").median()).sort("day")
