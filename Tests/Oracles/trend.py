"""Moving averages and what is made of them, on each of some days, by rolling and exponential means of pandas."""

import pandas

import dayfolds
from comparison import Figure

ORACLE = "pandas"


def check(comparison, market):
    days = market.all_days
    before = days[days <= market.busy_end]
    for start, end in ((before[-10], before[-1]), (days[0], days[40])):
        zscores = {
            company.ticker: dayfolds.by_window(company.days.close * company.days.factor, zscore, start, end) for company in market.stocks
        }
        figures = [Figure("zscore", ORACLE, "zscore(close, 20d)", dayfolds.stacked(zscores))]
        for measure, expression, function in measures():
            columns = {company.ticker: function(company)[start:end] for company in market.stocks}
            figures.append(Figure(measure, ORACLE, expression, dayfolds.stacked(columns)))
        comparison.check(market.folder, ["day", "ticker"], figures, f"each day from {start:%Y-%m-%d} to {end:%Y-%m-%d}")


def measures():
    return [
        ("sma", "sma(close, 50d)", lambda company: dayfolds.on_scale(company, "close", lambda prices: dayfolds.rolling(prices, 50).mean())),
        ("momentum", "momentum(20d)", momentum),
        ("rsi", "rsi(14d)", rsi),
        ("atr", "atr(14d)", atr),
    ]


def zscore(window):
    return (window.iloc[-1] - window.mean()) / window.std()


def momentum(company):
    """From the level twenty trading days before to today's, each the last one known; none with no bar in between."""
    levels = company.days.level
    base = levels.ffill().shift(20)
    # A window that begins on the company's first bar is measured from that bar's reference price.
    first = company.days.loc[company.first_day]
    place = company.days.index.get_loc(company.first_day) + 19
    if place < len(base):
        base.iloc[place] = first.level / (1 + first.gain)
    return levels.ffill(limit=19) / base - 1


def rsi(company):
    """Wilder's means, begun at the first day."""
    gains = company.days.gain
    up = dayfolds.exponential(gains.clip(lower=0), alpha=1 / 14)
    down = dayfolds.exponential((-gains).clip(lower=0), alpha=1 / 14)
    return 100 - 100 / (1 + up / down)


def atr(company):
    days = company.days.copy()
    factor = days.factor.ffill().bfill()
    for column in ("high", "low", "base"):
        days[column] *= factor
    spans = pandas.DataFrame(
        {"a": days.high - days.low, "b": (days.high - days.base).abs(), "c": (days.low - days.base).abs()}
    )
    return dayfolds.exponential(spans.max(axis=1, skipna=False), alpha=1 / 14) / factor
