"""Beta and correlation against the equal-weighted market over 250 days, averaged by segment."""

MARQ = "beta, correlation over 250d by segment"
KEYS = 1
DUCKDB = """
    WITH gains AS (
        SELECT company, day, place,
            CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
        FROM bars WHERE place > -350),
    market AS (SELECT day, avg(gain) AS market FROM gains GROUP BY day),
    figures AS (
        SELECT company, regr_slope(gain, market) AS beta, corr(gain, market) AS correlation
        FROM gains JOIN market USING (day) WHERE place > -250 GROUP BY company)
    SELECT segment, avg(beta) AS beta, avg(correlation) AS correlation
    FROM figures JOIN segments USING (company) GROUP BY segment
"""
CHDB = """
    WITH gains AS (
        SELECT company, day, place, close / base - 1 AS gain
        FROM (
            SELECT company, day, place, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY day) AS base
            FROM bars WHERE place > -350) AS pairs
        WHERE base > 0),
    market AS (SELECT day, avg(gain) AS market FROM gains GROUP BY day)
    SELECT segment, avgIf(slope, isFinite(slope)) AS beta, avgIf(correlation, isFinite(correlation)) AS correlation
    FROM (
        SELECT company, covarSamp(gain, market) / varSamp(market) AS slope, corr(gain, market) AS correlation
        FROM gains JOIN market USING (day) WHERE place > -250 GROUP BY company) AS figures
    JOIN segments USING (company) GROUP BY segment
"""


def polars(market):
    import polars
    from polars import col

    from questions.polars_words import gain

    gains = market.bars.filter(col("place") > -350).select("company", "day", "place", gain=gain).filter(
        col("gain").is_not_null())
    index = gains.group_by("day").agg(market=col("gain").mean())
    return (
        gains.filter(col("place") > -250).join(index, on="day").group_by("company")
        .agg(beta=polars.cov("gain", "market") / col("market").var(), correlation=polars.corr("gain", "market"))
        .join(market.segments, on="company").group_by("segment")
        .agg(col("beta", "correlation").fill_nan(None).mean()))
