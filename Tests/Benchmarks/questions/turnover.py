"""The money that changed hands, each day of the whole history."""

MARQ = "sum(turnover) each day ever"
KEYS = 1
BOUND = "day"
DUCKDB = "SELECT day, sum(close * volume) AS turnover FROM bars GROUP BY day ORDER BY day"
CHDB = "SELECT day, sum(close * volume) AS turnover FROM bars GROUP BY day ORDER BY day"


def polars(market):
    from polars import col

    return market.bars.group_by("day").agg(turnover=(col("close") * col("volume")).sum()).sort("day")
