"""`each`, with all its periods, and the days that `when` picks, by grouping with pandas."""

import numpy
import pandas

import windows
from comparison import Figure

ORACLE = "pandas"
UNITS = {"week": "W", "month": "M", "quarter": "Q", "year": "Y"}
MEASURES = ["open", "high", "low", "close", "volume", "gain", "level", "bars", "mean(gain)", "stdev(gain)"]


def check(comparison, market):
    days = market.all_days
    start, end = days[len(days) // 3], days[len(days) * 5 // 6]
    for unit in ["day", *UNITS, "weekday", "calendar month"]:
        # Every day of a long history would say nothing that a third of it does not.
        first = days[len(days) * 5 // 6 - 60] if unit == "day" else start
        rest = f"each {unit} from {first:%Y-%m-%d} to {end:%Y-%m-%d}"
        tables = [company_table(company, first, end, unit) for company in market.stocks]
        table = pandas.concat(tables)
        figures = [Figure(f"each {unit}", ORACLE, name, table[name]) for name in measures_of(unit)]
        comparison.check(market.folder, [unit, "ticker"], figures, rest)

    check_picked_days(comparison, market)


def check_picked_days(comparison, market):
    """`when`: days that lie apart compound their own changes, and fold like any others."""
    end = market.busy_end
    falls = (market.wide("gain").mean(axis=1) < -0.005).loc[:end]
    tables = {}
    for company in market.stocks:
        days = windows.last_days(company, end, 250)
        held = company.days.loc[days[falls.reindex(days)]]
        tables[company.ticker] = {
            "gain": (1 + held.gain.dropna()).prod() - 1 if held.gain.count() else numpy.nan,
            "mean(gain)": held.gain.mean(),
            "volume": held.volume.sum(min_count=1),
            "days(gain < 0)": (held.gain < 0).sum(),
        }
    table = pandas.DataFrame.from_dict(tables, orient="index")
    figures = [Figure("when", ORACLE, name, table[name]) for name in table.columns]
    rest = f"over 250d on {end:%Y-%m-%d} when gain of market < -0.5%"
    comparison.check(market.folder, ["ticker"], figures, rest)


def measures_of(unit):
    """A day has no deviation, and days that lie apart have no level of their own."""
    left_out = {"day": ["stdev(gain)"], "weekday": ["level"], "calendar month": ["level"]}.get(unit, [])
    return [name for name in MEASURES if name not in left_out]


def company_table(company, start, end, unit):
    """The measures of one company, a row a period in which its exchange was open."""
    days = company.days[start:end]
    names = pandas.Index([period_name(day, unit) for day in days.index])
    groups = days.groupby(names)
    last_factor = days.factor[days.has_bar].groupby(names[days.has_bar]).last()
    scale = days.factor / pandas.Series(names, days.index).map(last_factor)
    table = pandas.DataFrame(
        {
            "open": (days.open * scale).groupby(names).first(),
            "high": (days.high * scale).groupby(names).max(),
            "low": (days.low * scale).groupby(names).min(),
            "close": groups.close.last(),
            "volume": groups.volume.sum(min_count=1),
            "bars": groups.close.count(),
            "mean(gain)": groups.gain.mean(),
            "stdev(gain)": groups.gain.std(),
        }
    )
    table["gain"] = period_gains(company, days, names, unit)
    table["level"] = levels(company, days, names)
    table.index = pandas.MultiIndex.from_product([table.index, [company.ticker]])
    return table


def period_gains(company, days, names, unit):
    """From last level to last level; days that lie apart compound their own changes."""
    gains = days.gain.groupby(names)
    if unit in ("weekday", "calendar month"):
        return gains.apply(lambda values: (1 + values.dropna()).prod() - 1 if values.count() else numpy.nan)
    ends = last_levels(days, names)
    bases = ends.ffill().shift()
    bases.iloc[0] = windows.base_level(company, days.index)
    if company.first_day in days.index:
        # A period has a base where the company lists on its first trading day, and none where it lists later.
        listing = names[days.index == company.first_day][0]
        bases[listing] = windows.base_level(company, days.index[names == listing])
    changes = ends / bases - 1
    # A bar's own reference price speaks for a period of one day.
    return changes.where(gains.size() > 1, gains.first())


def last_levels(days, names):
    """The last level of each period, in the order of time."""
    return days.level.groupby(names, sort=False).last()


def levels(company, days, names):
    """100 at the base of all days; the last level known so far."""
    return 100 * last_levels(days, names).ffill() / windows.base_level(company, days.index)


def period_name(day, unit):
    """The period's name as marq prints it; weeks are those of ISO 8601."""
    if unit == "day":
        return f"{day:%Y-%m-%d}"
    if unit == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    if unit == "weekday":
        return day.day_name()
    if unit == "calendar month":
        return day.month_name()
    return str(day.to_period(UNITS[unit]))
