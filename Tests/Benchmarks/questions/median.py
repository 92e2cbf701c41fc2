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
    SELECT day, quantileExactInclusiveIf(0.5)(gain, isFinite(gain)) AS median
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

    return market.bars.select("day", gain=gain).group_by("day").agg(median=col("gain").median()).sort("day")
