"""How many companies close at a high of 52 weeks, each day of the whole history."""

MARQ = "count(close = highest(close, 250d)) each day ever"
KEYS = 1
BOUND = "day"
DUCKDB = """
    WITH highs AS (
        SELECT day, close, max(close) OVER (PARTITION BY company ORDER BY day ROWS 249 PRECEDING) AS high FROM grid)
    SELECT day, count(*) FILTER (close = high) AS highs FROM highs GROUP BY day ORDER BY day
"""
CHDB = """
    SELECT day, countIf(close = high) AS highs
    FROM (
        SELECT day, close, max(close) OVER (PARTITION BY company ORDER BY place RANGE BETWEEN 249 PRECEDING AND CURRENT ROW)
            AS high
        FROM bars) AS highs
    GROUP BY day ORDER BY day
"""


def polars(market):
    from polars import col

    high = col("close").rolling_max(250, min_samples=1)
    return (
        market.grid.group_by("company").agg("day", is_high=col("close") == high).explode("day", "is_high")
        .group_by("day").agg(highs=col("is_high").sum()).sort("day"))
