"""The questions of the benchmarks, each in a file."""

# The order of the language's own description, from one day to the whole history and on to what nests.
QUESTIONS = [
    "one_day", "one_day_top", "screen", "year_gain", "volatility", "beta", "index_volatility", "event_study", "nested",
    "advance_decline", "drawdown", "monthly_gain", "weekly_top", "above_50", "above_200", "highs", "turnover",
    "dispersion", "median", "sums",
]
