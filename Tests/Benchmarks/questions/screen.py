"""How many companies of each segment meet a condition on several measures, on one day."""

MARQ = "count() by segment where close > 1.00001 * mean(close, 50d) and volume > 1.5 * mean(volume, prior 20d)"
KEYS = 1
BOUND = "segment"
DUCKDB = """
    WITH chosen AS (
        SELECT company FROM bars WHERE place > -50 GROUP BY company
        HAVING max(close) FILTER (place = 0) > 1.00001 * avg(close)
            AND max(volume) FILTER (place = 0) > 1.5 * avg(volume) FILTER (place BETWEEN -20 AND -1))
    SELECT segment, count(*) AS count FROM chosen JOIN segments USING (company) GROUP BY segment
"""
CHDB = """
    SELECT segment, count() AS count
    FROM (
        SELECT company FROM bars WHERE place > -50 GROUP BY company
        HAVING maxIf(close, place = 0) > 1.00001 * avg(close)
            AND maxIf(volume, place = 0) > 1.5 * avgIf(volume, place BETWEEN -20 AND -1)) AS chosen
    JOIN segments USING (company) GROUP BY segment
"""


def polars(market):
    from polars import col, len

    is_last = col("place") == 0
    is_before = col("place").is_between(-20, -1)
    return (
        market.bars.filter(col("place") > -50).group_by("company")
        .agg(
            is_above=col("close").filter(is_last).last() > 1.00001 * col("close").mean(),
            is_busy=col("volume").filter(is_last).last() > 1.5 * col("volume").filter(is_before).mean())
        .filter(col("is_above") & col("is_busy"))
        .join(market.segments, on="company").group_by("segment").agg(count=len()))
