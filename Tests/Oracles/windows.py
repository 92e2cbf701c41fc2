"""The days a window phrase means, and a window's change, by pandas."""

import numpy
import pandas


def last_days(company, end, count):
    """So many trading days of the company's exchange up to `end`; all there are where these are fewer."""
    return company.days.loc[:end].index[-count:]


def days_between(company, start, end):
    return company.days.loc[start:end].index


def days_around(company, day, first, last):
    """Trading days counted from day 0, the first one on or after `day`."""
    zero = company.days.index.searchsorted(day)
    return company.days.index[zero + first : zero + last + 1]


def phrases(market):
    """Window phrases, each with the function that gives a company's days."""
    return fixed_phrases(market) | span_phrases(market) | calendar_phrases(market) | event_phrases(market)


def fixed_phrases(market):
    """Windows between days; one without an end goes up to the data's today."""
    days, today = market.all_days, market.today
    first, last = days[len(days) * 3 // 5], days[len(days) * 4 // 5]
    behind = first + pandas.Timedelta(days=1)
    return {
        "": lambda company: days_between(company, today, today),
        f"on {first:%Y-%m-%d}": lambda company: days_between(company, first, first),
        f"from {first:%Y-%m-%d} to {last:%Y-%m-%d}": lambda company: days_between(company, first, last),
        f"since {first:%Y-%m-%d}": lambda company: days_between(company, first, today),
        f"after {first:%Y-%m-%d}": lambda company: days_between(company, behind, today),
        f"until {first:%Y-%m-%d}": lambda company: days_between(company, company.first_day, first),
        "ever": lambda company: days_between(company, company.first_day, today),
    }


def span_phrases(market):
    """So many trading days, each company's own; and those that lie before the question's day."""
    end, today = market.busy_end, market.today
    spans = {
        f"over {count}d on {end:%Y-%m-%d}": lambda company, count=count: last_days(company, end, count)
        for count in (5, 20, 60, 250)
    }
    return spans | {"prior 20d": lambda company: last_days(company, today - pandas.Timedelta(days=1), 20)}


def calendar_phrases(market):
    """Periods of the calendar, and spans of it that end on a day."""
    end, result = market.busy_end, {}
    for unit in ("M", "Q", "Y"):
        period = pandas.Period(market.all_days[len(market.all_days) * 3 // 5], unit)
        result[f"on {period}"] = lambda company, period=period: days_between(
            company, period.start_time, period.end_time
        )
    for phrase, offset in {"2w": {"weeks": 2}, "3m": {"months": 3}, "1y": {"years": 1}}.items():
        start = end - pandas.DateOffset(**offset) + pandas.Timedelta(days=1)
        result[f"over {phrase} on {end:%Y-%m-%d}"] = lambda company, start=start: days_between(company, start, end)
    for phrase, unit in {"wtd": "W", "mtd": "M", "qtd": "Q", "ytd": "Y"}.items():
        start = pandas.Period(end, unit).start_time
        result[f"over {phrase} on {end:%Y-%m-%d}"] = lambda company, start=start: days_between(company, start, end)
    return result


def event_phrases(market):
    return {
        f"around {name} from -20d to +20d": lambda company, day=day: days_around(company, day, -20, 20)
        for name, day in list(market.events.items())[:3]
    }


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
