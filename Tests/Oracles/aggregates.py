"""Every fold over companies, by grouping with pandas: of all, by a key, each week, with a `where` or `within`."""

import numpy
import pandas

import bars
import windows
from comparison import Figure

ORACLE = "pandas"
BUSY = 3_000_000


def check(comparison, market):
    day = market.busy_end
    for key in keys(market):
        rest = f"over 20d on {day:%Y-%m-%d}"
        table = window_table(market, lambda company: windows.last_days(company, day, 20))
        check_folds(comparison, market, table.assign(all=0), "all", [], rest)
        check_folds(comparison, market, grouped(market, table, key), key, [key], f"{rest} by {key}")
        kept = grouped(market, table[table.volume > BUSY], key)
        check_folds(comparison, market, kept, key, [key], f"{rest} where volume > {BUSY} by {key}")
        check_within(comparison, market, table, key, rest)
        check_weeks(comparison, market, key, day)
    check_breadth(comparison, market, day)


def keys(market):
    """The keys that the market groups by; a company may have several values of the first, and none."""
    return [name for name in ("segment", "theme", "sector") if len(market.values(name))]


def window_table(market, days_of):
    """The window's figures of each stock that was listed by the window's end."""
    rows = {company.ticker: bars.window_bar(company, days_of(company)) for company in market.stocks}
    table = pandas.DataFrame.from_dict(rows, orient="index")
    table["listed"] = [company.first_day <= days_of(company)[-1] for company in market.stocks]
    for name in ("gain", "volume", "turnover", "range"):
        table[name] = table[name].astype(float)
    return table


def grouped(market, table, key):
    """A row a company and value of the key; None stands for no value."""
    values = market.values(key).set_index("ticker")["value"]
    rows = table.join(values.rename(key), how="left")
    rows[key] = rows[key].astype(object).where(rows[key].notna(), None)
    return rows


def check_folds(comparison, market, rows, group, key_columns, rest):
    figures = []
    for measure, expression, function in folds():
        expected = {value: function(part) for value, part in groups(rows, group)}
        figures.append(Figure(measure, ORACLE, expression, series_of(expected)))
    if not key_columns:
        for figure in figures:
            figure.expected.index = [()]
    comparison.check(market.folder, key_columns, figures, rest)


def groups(rows, key):
    return [(None if pandas.isna(value) else value, part) for value, part in rows.groupby(key, dropna=False)]


def folds():
    return [
        ("avg", "avg(gain)", lambda rows: rows.gain.mean()),
        ("avg", f"avg(gain where volume > {BUSY})", lambda rows: rows.gain[rows.volume > BUSY].mean()),
        ("sum", "sum(volume)", lambda rows: rows.volume.sum(min_count=1)),
        ("count", "count()", lambda rows: rows.listed.sum()),
        ("count", "count(gain)", lambda rows: rows.gain.count()),
        ("count", "count(gain > 0)", lambda rows: (rows.gain > 0).sum()),
        (
            "count",
            f"count(gain < 0 where volume > {BUSY})",
            lambda rows: ((rows.gain < 0) & (rows.volume > BUSY)).sum(),
        ),
        ("share", "share(gain > 0)", lambda rows: (rows.gain.dropna() > 0).mean()),
        ("max", "max(range)", lambda rows: rows.range.max()),
        ("min", "min(gain)", lambda rows: rows.gain.min()),
        ("median", "median(gain)", lambda rows: rows.gain.median()),
        ("quantile", "quantile(gain, 25%)", lambda rows: rows.gain.quantile(0.25)),
        ("dispersion", "dispersion(gain)", lambda rows: rows.gain.std()),
        ("wavg", "wavg(gain, volume)", weighted_mean),
        ("hhi", "hhi(volume)", lambda rows: ((rows.volume / rows.volume.sum()) ** 2).sum(min_count=1)),
    ]


def weighted_mean(rows):
    known = rows[["gain", "volume"]].dropna()
    return numpy.average(known.gain, weights=known.volume) if len(known) else numpy.nan


def check_within(comparison, market, table, key, rest):
    """Of the companies that share a value of the key with the row; spread over all companies; and ranks."""
    values = market.values(key).groupby("ticker")["value"].agg(set)
    members = {
        ticker: [other for other in table.index if share(values.get(ticker), values.get(other))]
        for ticker in table.index
    }
    gains = table.gain
    expected = {
        ("avg", f"gain - avg(gain within {key})"): {
            ticker: gains[ticker] - gains[members[ticker]].mean() for ticker in members
        },
        ("count", f"count(gain > 0 within {key})"): {ticker: (gains[members[ticker]] > 0).sum() for ticker in members},
        ("rank", f"rank(gain within {key})"): {ticker: rank(gains[members[ticker]])[ticker] for ticker in members},
        ("rank", "rank(gain)"): rank(gains).to_dict(),
        ("median", "gain - median(gain)"): (gains - gains.median()).to_dict(),
    }
    figures = [Figure(measure, ORACLE, text, pandas.Series(column)) for (measure, text), column in expected.items()]
    comparison.check(market.folder, ["ticker"], figures, rest)


def share(values, others):
    """Companies without a value are together too."""
    return bool(values & others) if isinstance(values, set) and isinstance(others, set) else values is others


def rank(gains):
    return gains.rank(method="min", ascending=False)


def check_weeks(comparison, market, key, end):
    """The same folds in each ISO week of some."""
    start = pandas.Period(end, "W").start_time - pandas.Timedelta(weeks=6)
    expected = {(measure, expression): {} for measure, expression, _ in folds()}
    for week in pandas.period_range(start, end, freq="W"):
        last = min(week.end_time, end)
        table = window_table(market, lambda company: windows.days_between(company, week.start_time, last))
        year, number, _ = week.start_time.isocalendar()
        for value, part in groups(grouped(market, table, key), key):
            for measure, expression, function in folds():
                expected[measure, expression][f"{year}-W{number:02}", value] = function(part)
    figures = [Figure(measure, ORACLE, text, series_of(column)) for (measure, text), column in expected.items()]
    rest = f"each week from {start:%Y-%m-%d} to {end:%Y-%m-%d} by {key}"
    comparison.check(market.folder, ["week", key], figures, rest)


def series_of(column):
    """A series with the keys as they are; a multi-index would turn None into NaN."""
    index = pandas.Index(list(column), tupleize_cols=False, dtype=object)
    return pandas.Series(list(column.values()), index=index, dtype=float)


def check_breadth(comparison, market, end):
    """The advance/decline line: a fold over days of folds over companies.

    Asked of one exchange only: where several have holidays of their own, marq folds on each day the companies whose
    exchange is open on that day, on the days before too.
    """
    if len({stock.attributes.get("exchange") for stock in market.stocks}) > 1 and market.calendars_differ:
        return
    days = market.all_days[market.all_days <= end][-30:]
    gains = market.wide("gain").loc[days]
    balance = (gains > 0).sum(axis=1) - (gains < 0).sum(axis=1)
    expected = {
        "total(count(gain > 0) - count(gain < 0), so far)": balance.cumsum(),
        "mean(avg(gain), so far)": gains.mean(axis=1).expanding().mean(),
        "highest(dispersion(gain), so far)": gains.std(axis=1).cummax(),
    }
    figures = [Figure("days of aggregates", ORACLE, text, column) for text, column in expected.items()]
    rest = f"each day from {days[0]:%Y-%m-%d} to {end:%Y-%m-%d}"
    comparison.check(market.folder, ["day"], figures, rest)
