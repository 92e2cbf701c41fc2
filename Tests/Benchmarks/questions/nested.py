"""The best stretch of 20 days of a year: a fold over days of a fold over days, averaged by segment."""

MARQ = "highest(mean(gain, 20d), 250d) by segment"
KEYS = 1
DUCKDB = """
    WITH known AS (
        SELECT company, place, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
        FROM bars WHERE place > -370),
    gains AS (
        SELECT grid.company, grid.place, gain FROM grid LEFT JOIN known USING (company, place) WHERE grid.place > -270),
    means AS (
        SELECT company, place, avg(gain) OVER (PARTITION BY company ORDER BY place ROWS 19 PRECEDING) AS mean FROM gains),
    highest AS (SELECT company, max(mean) AS highest FROM means WHERE place > -250 GROUP BY company)
    SELECT segment, avg(highest) AS highest FROM highest JOIN segments USING (company) GROUP BY segment
"""
CHDB = """
    SELECT segment, avg(highest) AS highest
    FROM (
        SELECT company, max(mean) AS highest
        FROM (
            SELECT company, place,
                avg(gain) OVER (PARTITION BY company ORDER BY place ROWS BETWEEN 19 PRECEDING AND CURRENT ROW) AS mean
            FROM (
                SELECT grid.company AS company, grid.place AS place, gain
                FROM grid
                LEFT JOIN (
                    SELECT company, place, toNullable(close / base - 1) AS gain
                    FROM (
                        SELECT company, place, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY day) AS base
                        FROM bars WHERE place > -370) AS pairs
                    WHERE base > 0) AS known
                ON grid.company = known.company AND grid.place = known.place
                WHERE grid.place > -270) AS gains) AS means
        WHERE place > -250 GROUP BY company) AS highest
    JOIN segments USING (company) GROUP BY segment
"""


def polars(market):
    from polars import col

    # A suspended day has no gain of its own, and the next one is measured from the close before the suspension.
    closes = col("close").forward_fill()
    gain = col("close") / closes.shift(1) - 1
    is_recent = col("place") > -250
    return (
        market.grid.filter(col("place") > -370).group_by("company")
        .agg(highest=gain.filter(col("place") > -270).rolling_mean(20, min_samples=1)
             .filter(is_recent.filter(col("place") > -270)).max())
        .join(market.segments, on="company").group_by("segment").agg(col("highest").mean()))
