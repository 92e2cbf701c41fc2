"""The days a window phrase means, and a window's change, by pandas."""

import numpy
import pandas


def last_days(company, end, count, skipped=0):
    """So many trading days of the company's exchange up to `end`, the last `skipped` of them left out."""
    days = company.days.loc[:end].index
    stop = len(days) - skipped
    return days[max(0, stop - count):stop]


def days_between(company, start, end):
    return company.days.loc[start:end].index


def days_around(company, day, first, last):
    """Trading days counted from day 0, the first one on or after `day`."""
    zero = company.days.index.searchsorted(day)
    return company.days.index[zero + first:zero + last + 1]


def one_day(company, day):
    return days_between(company, day, day)


def phrases(market):
    """Window phrases, each with the function that gives a company's days."""
    today = market.today
    middle = market.all_days[len(market.all_days) * 3 // 5]
    later = market.all_days[len(market.all_days) * 4 // 5]
    after_middle = middle + pandas.Timedelta(days=1)
    month, quarter, year = (pandas.Period(middle, unit) for unit in ("M", "Q", "Y"))
    result = {
        "": lambda company: one_day(company, today),
        f"on {middle:%Y-%m-%d}": lambda company: one_day(company, middle),
        "over 5d": lambda company: last_days(company, today, 5),
        "over 60d": lambda company: last_days(company, today, 60),
        f"over 20d on {middle:%Y-%m-%d}": lambda company: last_days(company, middle, 20),
        "prior 20d": lambda company: last_days(company, today - pandas.Timedelta(days=1), 20),
        f"from {middle:%Y-%m-%d} to {later:%Y-%m-%d}": lambda company: days_between(company, middle, later),
        f"since {middle:%Y-%m-%d}": lambda company: days_between(company, middle, today),
        f"after {middle:%Y-%m-%d}": lambda company: days_between(company, after_middle, today),
        f"until {middle:%Y-%m-%d}": lambda company: days_between(company, company.first_day, middle),
        "ever": lambda company: days_between(company, company.first_day, today),
        f"on {month}": lambda company: days_between(company, month.start_time, month.end_time),
        f"on {quarter}": lambda company: days_between(company, quarter.start_time, quarter.end_time),
        f"on {year}": lambda company: days_between(company, year.start_time, year.end_time),
    }
    for phrase, offset in {"2w": {"weeks": 2}, "3m": {"months": 3}, "1y": {"years": 1}}.items():
        start = today - pandas.DateOffset(**offset) + pandas.Timedelta(days=1)
        result[f"over {phrase}"] = lambda company, start=start: days_between(company, start, today)
    for phrase, unit in {"wtd": "W", "mtd": "M", "qtd": "Q", "ytd": "Y"}.items():
        start = pandas.Period(today, unit).start_time
        result[f"over {phrase}"] = lambda company, start=start: days_between(company, start, today)
    for name, day in list(market.events.items())[:3]:
        result[f"around {name} from -20d to +20d"] = lambda company, day=day: days_around(company, day, -20, 20)
    return result


def base_level(company, days):
    """The level at the last close before the days; a reference price where they begin on the company's first bar."""
    before = company.days.level[company.days.index < days[0]].dropna()
    if len(before):
        return before.iloc[-1]
    first = company.days.loc[company.first_day]
    return first.level / (1 + first.gain) if days[0] == company.first_day else numpy.nan


def gain(company, days):
    """The change over successive trading days."""
    if len(days) == 1:
        return company.days.gain[days[0]]
    levels = company.days.level[days].dropna() if len(days) else []
    return levels.iloc[-1] / base_level(company, days) - 1 if len(levels) else numpy.nan


def values_to_date(company, days):
    """What 1 has become by each day with a close, measured from the base of all days; none where there is no base."""
    levels = company.days.level[days].dropna()
    base = base_level(company, days) if len(levels) else numpy.nan
    if numpy.isnan(base):
        return levels.iloc[:0]
    values = levels / base
    # The window's first day alone is a day, for which its own reference price speaks.
    if values.index[0] == days[0]:
        values.iloc[0] = 1 + company.days.gain[days[0]]
    return values


def daily_gains(company, days):
    """The changes of the single days that are known."""
    return company.days.gain[days].dropna()


def decline_days(values):
    """The days of the peak, the trough and the recovery of the deepest fall of values that begin at 1.

    Values, not compounded changes: these would tell days apart on which the price was the same.
    """
    highest = values.cummax().clip(lower=1)
    falls = values / highest - 1
    if not len(values) or falls.min() >= 0:
        return pandas.NaT, pandas.NaT, pandas.NaT
    trough = falls.idxmin()
    top = highest[trough]
    peak = values[:trough].idxmax() if top > 1 else pandas.NaT
    regained = values[trough:][values[trough:] >= top]
    return peak, trough, regained.index[0] if len(regained) else pandas.NaT
