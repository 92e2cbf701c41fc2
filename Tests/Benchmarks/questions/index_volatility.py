"""The volatility over 250 days of each segment's equal-weighted index. An index's days are those with a member's bar."""

MARQ = "volatility(250d) of group by segment"
KEYS = 1
DUCKDB = """
    WITH gains AS (
        SELECT company, day, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
        FROM bars WHERE place > -400),
    indices AS (
        SELECT segment, day, avg(gain) AS gain FROM gains JOIN segments USING (company)
        WHERE day > DATE '2025-01-01' GROUP BY segment, day
        QUALIFY row_number() OVER (PARTITION BY segment ORDER BY day DESC) <= 250)
    SELECT segment, stddev_samp(gain) * sqrt(252) AS volatility FROM indices GROUP BY segment
"""
CHDB = """
    SELECT segment, stddevSamp(gain) * sqrt(252) AS volatility
    FROM (
        SELECT segment, day, avg(close / base - 1) AS gain
        FROM (
            SELECT company, day, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY day) AS base
            FROM bars WHERE place > -400) AS pairs
        JOIN segments USING (company)
        WHERE base > 0 AND day > '2025-01-01'
        GROUP BY segment, day ORDER BY day DESC LIMIT 250 BY segment) AS indices
    GROUP BY segment
"""


def polars(market):
    from datetime import date

    from polars import col

    from questions.polars_words import gain

    return (
        market.bars.filter(col("place") > -400).select("company", "day", gain=gain)
        .filter(col("day") > date(2025, 1, 1)).join(market.segments, on="company")
        .group_by("segment", "day").agg(col("gain").mean())
        .group_by("segment").agg(volatility=col("gain").top_k_by("day", 250).std() * 252 ** 0.5))
