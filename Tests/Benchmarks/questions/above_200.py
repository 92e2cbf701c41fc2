"""The share of companies above their 200-day average, each day of the whole history.

A hair above: where a close equals its average, the rounding of a sum would decide.
"""

MARQ = "share(close > 1.00001 * mean(close, 200d)) each day ever"
KEYS = 1
BOUND = "day"
DUCKDB = """
    WITH averages AS (
        SELECT day, close, avg(close) OVER (PARTITION BY company ORDER BY day ROWS 199 PRECEDING) AS average FROM grid)
    SELECT day, avg((close > 1.00001 * average)::INTEGER) AS share FROM averages GROUP BY day ORDER BY day
"""
CHDB = """
    SELECT day, avg(close > 1.00001 * average) AS share
    FROM (
        SELECT day, close, avg(close) OVER (PARTITION BY company ORDER BY day ROWS BETWEEN 199 PRECEDING AND CURRENT ROW)
            AS average
        FROM grid) AS averages
    GROUP BY day ORDER BY day
"""


def polars(market):
    from polars import col

    average = col("close").rolling_mean(200, min_samples=1)
    return (
        market.grid.group_by("company").agg("day", is_above=col("close") > 1.00001 * average).explode("day", "is_above")
        .group_by("day").agg(share=col("is_above").mean()).sort("day"))
