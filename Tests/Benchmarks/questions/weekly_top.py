"""The three best companies of each segment, each week of the whole history."""

MARQ = "gain each week ever top 3 per segment"
KEYS = 3
DUCKDB = """
    -- The last bar of each week, found by its neighbour; 1970-01-05 was a Monday.
    WITH next AS (
        SELECT company, day, close, (day - DATE '1970-01-05') // 7 AS week, lead(company) OVER () AS next_company,
            (lead(day) OVER () - DATE '1970-01-05') // 7 AS next_week
        FROM bars),
    weeks AS (
        SELECT company, week, close FROM next
        WHERE week <> next_week OR company <> next_company OR next_week IS NULL),
    gains AS (
        SELECT company, week, CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
        FROM weeks),
    best AS (
        SELECT week, segment, company, gain FROM gains JOIN segments USING (company) WHERE gain IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY week, segment ORDER BY gain DESC, company) <= 3)
    SELECT DATE '1970-01-05' + 7 * week::INTEGER AS week, segment, ticker, gain FROM best JOIN companies USING (company)
"""
CHDB = """
    SELECT week, segment, ticker, gain
    FROM (
        SELECT week, segment, company, close / base - 1 AS gain
        FROM (
            SELECT company, week, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY week) AS base
            FROM (
                SELECT company, toMonday(day) AS week, argMax(close, day) AS close FROM bars
                GROUP BY company, week) AS weeks) AS pairs
        JOIN segments USING (company) WHERE base > 0
        ORDER BY week, segment, gain DESC, company LIMIT 3 BY week, segment) AS best
    JOIN companies USING (company)
"""


def polars(market):
    from polars import col

    from questions.polars_words import gain

    is_last = (col("week") != col("week").shift(-1)) | (col("company") != col("company").shift(-1))
    return (
        market.bars.select("company", "close", week=col("day").dt.truncate("1w")).filter(is_last.fill_null(True))
        .select("company", "week", gain=gain).filter(col("gain").is_not_null()).join(market.segments, on="company")
        .group_by("week", "segment").agg(col("company", "gain").top_k_by("gain", 3)).explode("company", "gain")
        .join(market.companies, on="company").select("week", "segment", "ticker", "gain"))
