"""The ten companies that fell most on one day."""

MARQ = "drop top 10"
KEYS = 1
DUCKDB = """
    WITH closes AS (
        SELECT company, arg_max(close, place) FILTER (place < 0) AS base, max(close) FILTER (place = 0) AS close
        FROM bars WHERE place > -100 GROUP BY company),
    falls AS (SELECT company, 1 - close / base AS fall FROM closes ORDER BY fall DESC NULLS LAST LIMIT 10)
    SELECT ticker, fall FROM falls JOIN companies USING (company) ORDER BY fall DESC
"""
CHDB = """
    SELECT ticker, fall
    FROM (
        SELECT company, 1 - maxIf(close, place = 0) / argMaxIf(close, place, place < 0) AS fall
        FROM bars WHERE place > -100 GROUP BY company
        HAVING countIf(place = 0) > 0 AND countIf(place < 0) > 0 ORDER BY fall DESC LIMIT 10) AS falls
    JOIN companies USING (company) ORDER BY fall DESC
"""


def polars(market):
    from polars import col

    is_last = col("place") == 0
    return (
        market.bars.filter(col("place") > -100).group_by("company")
        .agg(fall=1 - col("close").filter(is_last).last() / col("close").filter(~is_last).last())
        .top_k(10, by="fall").join(market.companies, on="company").select("ticker", "fall"))
