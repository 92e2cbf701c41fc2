"""The volatility over 250 days of every company, averaged by segment."""

MARQ = "volatility over 250d by segment"
KEYS = 1
BOUND = "segment"
DUCKDB = """
    WITH gains AS (
        SELECT company, place, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
        FROM bars WHERE place > -350),
    deviations AS (
        SELECT company, stddev_samp(gain) * sqrt(252) AS volatility FROM gains WHERE place > -250 GROUP BY company)
    SELECT segment, avg(volatility) AS volatility FROM deviations JOIN segments USING (company) GROUP BY segment
"""
CHDB = """
    SELECT segment, avgIf(volatility, isFinite(volatility)) AS volatility
    FROM (
        SELECT company, stddevSampIf(close / base - 1, base > 0) * sqrt(252) AS volatility
        FROM (
            SELECT company, place, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY day) AS base
            FROM bars WHERE place > -350) AS pairs
        WHERE place > -250 GROUP BY company) AS deviations
    JOIN segments USING (company) GROUP BY segment
"""


def polars(market):
    from polars import col

    from questions.polars_words import gain

    return (
        market.bars.filter(col("place") > -350).select("company", "place", gain=gain).filter(col("place") > -250)
        .group_by("company").agg(volatility=col("gain").std() * 252 ** 0.5)
        .join(market.segments, on="company").group_by("segment").agg(col("volatility").mean()))
