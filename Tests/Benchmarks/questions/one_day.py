"""One day of every company, averaged by segment."""

MARQ = "drop by segment"
KEYS = 1
BOUND = "segment"
DUCKDB = """
    WITH closes AS (
        SELECT company, arg_max(close, place) FILTER (place < 0) AS base, max(close) FILTER (place = 0) AS close
        FROM bars WHERE place > -100 GROUP BY company)
    SELECT segment, avg(1 - close / base) AS fall FROM closes JOIN segments USING (company) GROUP BY segment
"""
CHDB = """
    SELECT segment, avgIf(1 - close / base, known) AS fall
    FROM (
        SELECT company, argMaxIf(close, place, place < 0) AS base, maxIf(close, place = 0) AS close,
            countIf(place = 0) > 0 AND countIf(place < 0) > 0 AS known
        FROM bars WHERE place > -100 GROUP BY company) AS closes
    JOIN segments USING (company) GROUP BY segment
"""


def polars(market):
    from polars import col

    is_last = col("place") == 0
    return (
        market.bars.filter(col("place") > -100).group_by("company")
        .agg(base=col("close").filter(~is_last).last(), close=col("close").filter(is_last).last())
        .join(market.segments, on="company").group_by("segment").agg(fall=(1 - col("close") / col("base")).mean()))
