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
    SELECT day, stddevSampIf(gain, isFinite(gain)) AS dispersion
    FROM (
        SELECT groupArray(day) AS days, groupArray(close) AS closes,
            arrayMap((close, base) -> close / base - 1, closes, arrayPushFront(arrayPopBack(closes), 0)) AS gains
        FROM bars GROUP BY company) AS companies
    ARRAY JOIN days AS day, gains AS gain
    GROUP BY day ORDER BY day SETTINGS optimize_aggregation_in_order = 1
"""


def polars(market):
    from polars import col

    from questions.polars_words import gain

    return market.bars.select("day", gain=gain).group_by("day").agg(dispersion=col("gain").std()).sort("day")
