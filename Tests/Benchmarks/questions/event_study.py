"""The mean cumulative abnormal return of each segment around an event, by the market model."""

MARQ = "avg(car(so far)) around shock from -5d to +5d each day by segment"
KEYS = 2
DUCKDB = """
    WITH event AS (SELECT exchange, min(place) AS zero FROM calendar WHERE day >= DATE '2025-11-17' GROUP BY exchange),
    gains AS (
        SELECT company, day, place,
            CASE WHEN lag(company) OVER () = company THEN close / lag(close) OVER () - 1 END AS gain
        FROM bars WHERE place > -350),
    market AS (SELECT day, avg(gain) AS market FROM gains GROUP BY day),
    pairs AS (
        SELECT company, place - zero AS distance, gain, market
        FROM gains JOIN market USING (day) JOIN companies USING (company) JOIN event USING (exchange)
        WHERE gain IS NOT NULL),
    models AS (
        SELECT company, regr_slope(gain, market) AS slope, regr_intercept(gain, market) AS intercept
        FROM pairs WHERE distance BETWEEN -130 AND -11 GROUP BY company HAVING count(*) >= 30),
    abnormal AS (
        SELECT company, distance, gain - intercept - slope * market AS abnormal
        FROM pairs JOIN models USING (company) WHERE distance BETWEEN -5 AND 5),
    cumulative AS (
        SELECT company, until, sum(abnormal) AS car
        FROM abnormal JOIN range(-5, 6) AS days(until) ON distance <= until GROUP BY ALL)
    SELECT until, segment, avg(car) AS car FROM cumulative JOIN segments USING (company) GROUP BY ALL
"""
CHDB = """
    WITH gains AS (
        SELECT company, day, place, close / base - 1 AS gain
        FROM (
            SELECT company, day, place, close, lagInFrame(close) OVER (PARTITION BY company ORDER BY day) AS base
            FROM bars WHERE place > -350) AS pairs
        WHERE base > 0),
    market AS (SELECT day, avg(gain) AS market FROM gains GROUP BY day),
    event AS (SELECT exchange, min(place) AS zero FROM calendar WHERE day >= '2025-11-17' GROUP BY exchange),
    pairs AS (
        SELECT company, place - zero AS distance, gain, market
        FROM gains JOIN market USING (day) JOIN companies USING (company) JOIN event USING (exchange)
        WHERE place - zero BETWEEN -130 AND 5),
    models AS (
        SELECT company, covarSamp(gain, market) / varSamp(market) AS slope, avg(gain) - slope * avg(market) AS intercept
        FROM pairs WHERE distance BETWEEN -130 AND -11 GROUP BY company HAVING count() >= 30)
    SELECT until, segment, avg(car) AS car
    FROM (
        SELECT company, until, sum(gain - intercept - slope * market) AS car
        FROM (
            SELECT company, gain, market, intercept, slope,
                arrayJoin(range(toInt64(distance), toInt64(6))) AS until
            FROM pairs JOIN models USING (company) WHERE distance BETWEEN -5 AND 5) AS days
        GROUP BY company, until) AS cumulative
    JOIN segments USING (company) GROUP BY until, segment
"""


def polars(market):
    from datetime import date

    import polars
    from polars import col

    from questions.polars_words import gain

    event = market.calendar.filter(col("day") >= date(2025, 11, 17)).group_by("exchange").agg(zero=col("place").min())
    zeros = market.companies.join(event, on="exchange").select("company", "zero")
    gains = market.bars.filter(col("place") > -350).select("company", "day", "place", gain=gain).filter(
        col("gain").is_not_null())
    index = gains.group_by("day").agg(market=col("gain").mean())
    pairs = (
        gains.join(index, on="day").join(zeros, on="company")
        .select("company", "gain", "market", distance=col("place") - col("zero")))
    slope = polars.cov("gain", "market") / col("market").var()
    models = (
        pairs.filter(col("distance").is_between(-130, -11)).group_by("company")
        .agg(slope=slope, intercept=col("gain").mean() - slope * col("market").mean(), count=polars.len())
        .filter(col("count") >= 30))
    abnormal = pairs.filter(col("distance").is_between(-5, 5)).join(models, on="company").select(
        "company", "distance", abnormal=col("gain") - col("intercept") - col("slope") * col("market"))
    until = polars.LazyFrame({"until": range(-5, 6)}, schema={"until": polars.Int32})
    return (
        abnormal.join_where(until, col("distance") <= col("until"))
        .group_by("company", "until").agg(car=col("abnormal").sum())
        .join(market.segments, on="company").group_by("until", "segment").agg(col("car").mean()))
