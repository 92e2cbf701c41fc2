"""The share of companies above their 50-day average, each day of the whole history.

A hair above: where a close equals its average, the rounding of a sum would decide.
"""

MARQ = "share(close > 1.00001 * mean(close, 50d)) each day ever"
KEYS = 1
BOUND = "day"
DUCKDB = """
    WITH averages AS (
        SELECT day, close, avg(close) OVER (PARTITION BY company ORDER BY day ROWS 49 PRECEDING) AS average FROM grid)
    SELECT day, avg((close > 1.00001 * average)::INTEGER) AS share FROM averages GROUP BY day ORDER BY day
"""
CHDB = """
    SELECT day, avgIf(close * number > 1.00001 * sum, close > 0) AS share
    FROM (
        SELECT groupArray(day) AS days, groupArray(ifNull(close, 0)) AS closes,
            groupArrayMovingSum(50)(ifNull(close, 0)) AS sums,
            groupArrayMovingSum(50)(toFloat64(isNotNull(close))) AS numbers
        FROM grid GROUP BY company) AS companies
    ARRAY JOIN days AS day, closes AS close, sums AS sum, numbers AS number
    GROUP BY day ORDER BY day SETTINGS optimize_aggregation_in_order = 1
"""


def polars(market):
    from polars import col

    average = col("close").rolling_mean(50, min_samples=1)
    return (
        market.grid.group_by("company").agg("day", is_above=col("close") > 1.00001 * average).explode("day", "is_above")
        .group_by("day").agg(share=col("is_above").mean()).sort("day"))
