"""How far the gains of a day lie apart, each day of the whole history."""

MARQ = "dispersion(gain) each day ever"
KEYS = 1
BOUND = "day"
DUCKDB = """
    WITH gains AS (
        SELECT day, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain FROM bars)
    SELECT day, stddev_samp(gain) AS dispersion FROM gains GROUP BY day ORDER BY day
"""
CHDB = """
    SELECT day, stddevSampIf(close / base - 1, base > 0) AS dispersion
    FROM (SELECT day, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY day) AS base FROM bars) AS pairs
    GROUP BY day ORDER BY day
"""


def polars(market):
    from polars import col

    from questions.polars_words import gain

    return market.bars.select("day", gain=gain).group_by("day").agg(dispersion=col("gain").std()).sort("day")
