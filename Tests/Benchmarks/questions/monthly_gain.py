"""The gain of each month of the whole history, averaged by segment."""

MARQ = "gain each month ever by segment"
KEYS = 2
BOUND = "month and segment"
DUCKDB = """
    -- The last bar of each month, found by its neighbour.
    WITH next AS (
        SELECT company, day, close, lead(company) OVER () AS next_company, lead(day) OVER () AS next_day FROM bars),
    months AS (
        SELECT company, date_trunc('month', day) AS month, close FROM next
        WHERE month(day) <> month(next_day) OR year(day) <> year(next_day) OR company <> next_company OR next_day IS NULL),
    gains AS (
        SELECT company, month, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
        FROM months)
    SELECT month, segment, avg(gain) AS gain FROM gains JOIN segments USING (company) GROUP BY ALL
"""
CHDB = """
    SELECT month, segment, avgIf(close / base - 1, base > 0) AS gain
    FROM (
        SELECT company, month, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY month) AS base
        FROM (
            SELECT company, toStartOfMonth(day) AS month, argMax(close, day) AS close FROM bars
            GROUP BY company, month) AS months) AS pairs
    JOIN segments USING (company) GROUP BY month, segment
"""


def polars(market):
    from polars import col

    from questions.polars_words import gain

    # The last bar of each month, found by its neighbour.
    is_last = (col("month") != col("month").shift(-1)) | (col("company") != col("company").shift(-1))
    return (
        market.bars.select("company", "close", month=col("day").dt.truncate("1mo")).filter(is_last.fill_null(True))
        .select("company", "month", gain=gain).join(market.segments, on="company")
        .group_by("month", "segment").agg(col("gain").mean()))
