"""The gain over a year of every company, averaged by segment."""

MARQ = "gain over 1y by segment"
KEYS = 1
BOUND = "segment"
DUCKDB = """
    WITH closes AS (
        SELECT company, arg_max(close, day) FILTER (day <= DATE '2025-02-20') AS base,
            arg_max(close, day) FILTER (day > DATE '2025-02-20') AS close
        FROM bars WHERE day > DATE '2024-10-01' GROUP BY company)
    SELECT segment, avg(close / base - 1) AS gain FROM closes JOIN segments USING (company) GROUP BY segment
"""
CHDB = """
    SELECT segment, avgIf(close / base - 1, known) AS gain
    FROM (
        SELECT company, argMaxIf(close, day, day <= '2025-02-20') AS base, argMaxIf(close, day, day > '2025-02-20') AS close,
            countIf(day <= '2025-02-20') > 0 AND countIf(day > '2025-02-20') > 0 AS known
        FROM bars WHERE day > '2024-10-01' GROUP BY company) AS closes
    JOIN segments USING (company) GROUP BY segment
"""


def polars(market):
    from datetime import date

    from polars import col

    is_inside = col("day") > date(2025, 2, 20)
    return (
        market.bars.filter(col("day") > date(2024, 10, 1)).group_by("company")
        .agg(base=col("close").filter(~is_inside).last(), close=col("close").filter(is_inside).last())
        .join(market.segments, on="company").group_by("segment").agg(gain=(col("close") / col("base") - 1).mean()))
