"""The bar of a window and its change: open, high, low, close, volume, base, gain and what is made of them."""

import numpy
import pandas

import windows
from comparison import NEAR_ZERO, NEAR_ZERO_OF_DIFFERENCES, Figure

ORACLE = "pandas"
MEASURES = [
    "open",
    "high",
    "low",
    "close",
    "volume",
    "base",
    "previous",
    "day",
    "gain",
    "drop",
    "change",
    "gap",
    "range",
    "loggain",
    "level",
    "turnover",
    "vwap",
    "bars",
]


def check(comparison, market):
    for phrase, days_of in windows.phrases(market).items():
        values = {company.ticker: window_bar(company, days_of(company)) for company in market.stocks}
        table = pandas.DataFrame.from_dict(values, orient="index", columns=MEASURES)
        figures = [Figure(name, ORACLE, name, table[name], near_zero(name)) for name in MEASURES]
        comparison.check(market.folder, ["ticker"], figures, phrase)
    check_cap(comparison, market)


def check_cap(comparison, market):
    """The market value of all shares, where the data have their number."""
    shares = {
        stock.ticker: float(stock.attributes["shares"]) for stock in market.stocks if "shares" in stock.attributes
    }
    if shares:
        values = {
            ticker: market.companies[ticker].days.close.get(market.today, numpy.nan) * number
            for ticker, number in shares.items()
        }
        comparison.check(market.folder, ["ticker"], [Figure("cap", ORACLE, "cap", pandas.Series(values))], "")


def near_zero(measure):
    return NEAR_ZERO_OF_DIFFERENCES if measure == "change" else NEAR_ZERO


def window_bar(company, days):
    """All measures of a window of one company."""
    bar = dict.fromkeys(MEASURES, numpy.nan)
    bar["bars"] = 0
    held = company.days.loc[days]
    held = held[held.has_bar]
    if not len(held):
        return bar
    scale = held.factor / held.factor.iloc[-1]
    bar["open"] = first_known(held.open * scale)
    bar["high"] = (held.high * scale).max()
    bar["low"] = (held.low * scale).min()
    bar["close"] = last_known(held.close * scale)
    bar["previous"] = held.previous.iloc[0] * scale.iloc[0]
    bar["day"] = held.index[-1]
    bar["volume"] = held.volume.sum(min_count=1)
    bar["gain"] = windows.gain(company, days)
    bar["base"] = base_price(company, days)
    return bar | derived(bar, held, scale)


def derived(bar, held, scale):
    money = (held.close * held.volume).sum(min_count=1)
    # As many shares as the money bought at prices on the scale of the last bar.
    shares = (held.volume / scale)[held.close.notna()].sum(min_count=1)
    return {
        "drop": -bar["gain"],
        "change": bar["close"] - bar["base"],
        "gap": bar["open"] / bar["base"] - 1,
        "range": bar["high"] / bar["low"] - 1,
        "loggain": numpy.log1p(bar["gain"]),
        "level": 100 * (1 + bar["gain"]),
        "turnover": money,
        "vwap": money / shares,
        "bars": held.close.count(),
    }


def base_price(company, days):
    """The base on the scale of the closing price; missing where either close was only implied by a reported change."""
    held = company.days.loc[days].dropna(subset="level")
    if not len(held):
        return numpy.nan
    last = held.iloc[-1]
    if len(days) == 1:
        return last.base
    before = company.days[company.days.index < days[0]].dropna(subset="level")
    if numpy.isnan(last.close) or (len(before) and numpy.isnan(before.close.iloc[-1])):
        return numpy.nan
    return windows.base_level(company, days) / last.factor


def first_known(values):
    known = values.dropna()
    return known.iloc[0] if len(known) else numpy.nan


def last_known(values):
    known = values.dropna()
    return known.iloc[-1] if len(known) else numpy.nan
