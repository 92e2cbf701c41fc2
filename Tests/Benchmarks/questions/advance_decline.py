"""The advance/decline line of a year."""

MARQ = "total(count(gain > 0) - count(gain < 0), so far) each day over 1y"
KEYS = 1
DUCKDB = """
    WITH gains AS (
        SELECT day, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
        FROM bars WHERE day > DATE '2024-10-01'),
    days AS (
        SELECT day, count(*) FILTER (gain > 0) - count(*) FILTER (gain < 0) AS net
        FROM gains WHERE day > DATE '2025-02-20' GROUP BY day)
    SELECT day, sum(net) OVER (ORDER BY day) AS line FROM days ORDER BY day
"""
CHDB = """
    SELECT day, sum(net) OVER (ORDER BY day) AS line
    FROM (
        SELECT day, sum(if(base > 0, sign(close - base), 0)) AS net
        FROM (
            SELECT day, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY day) AS base
            FROM bars WHERE day > '2024-10-01') AS pairs
        WHERE day > '2025-02-20' GROUP BY day) AS days
    ORDER BY day
"""


def polars(market):
    from datetime import date

    from polars import col

    from questions.polars_words import gain

    net = (col("gain") > 0).sum().cast(int) - (col("gain") < 0).sum().cast(int)
    return (
        market.bars.filter(col("day") > date(2024, 10, 1)).select("day", gain=gain)
        .filter(col("day") > date(2025, 2, 20)).group_by("day").agg(net=net)
        .sort("day").select("day", line=col("net").cum_sum()))
