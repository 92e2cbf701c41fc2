"""Every fold over days, on each of some days: rolling windows of pandas, regressions by statsmodels."""

import numpy
import pandas
import statsmodels.api as statsmodels

import windows
from comparison import Figure

PANDAS = "pandas"
STATSMODELS = "statsmodels"
SPAN = 20


def check(comparison, market):
    days = market.all_days
    before = days[days <= market.busy_end]
    check_days(comparison, market, before[-10], before[-1])
    # At the beginning of the data the windows reach back to where there is nothing.
    check_days(comparison, market, days[0], days[19])


def check_days(comparison, market, start, end):
    rest = f"each day from {start:%Y-%m-%d} to {end:%Y-%m-%d}"
    figures = []
    for measure, oracle, expression, function in folds():
        columns = {company.ticker: function(company)[start:end] for company in market.stocks}
        figures.append(Figure(measure, oracle, expression, stacked(columns)))
    columns = {company.ticker: correlations(company)[start:end] for company in market.stocks}
    figures.append(Figure("corr", PANDAS, "corr(gain, range, 20d)", stacked(columns)))
    for measure, expression, values, function in window_folds():
        columns = {company.ticker: by_window(values(company), function, start, end) for company in market.stocks}
        figures.append(Figure(measure, PANDAS, expression, stacked(columns)))
    figures += line_figures(market, start, end) + decline_figures(market, start, end)
    comparison.check(market.folder, ["day", "ticker"], figures, rest)


def stacked(columns):
    """Series by ticker as one, with day and ticker as its key; each keeps the days of its own exchange."""
    figures = {(day, ticker): value for ticker, values in columns.items() for day, value in values.items()}
    return pandas.Series(figures.values(), index=figures.keys())


def rolling(values, span=SPAN):
    return values.rolling(span, min_periods=1)


def on_scale(company, column, fold):
    """A fold of a column's prices on the scale of each day it ends on: splits before that day change nothing."""
    factor = company.days.factor.ffill().bfill()
    return fold(company.days[column] * factor) / factor


def rises(company):
    """1 on days of a rise, 0 on others, missing where the change is."""
    return (company.days.gain > 0).astype(float).where(company.days.gain.notna())


def folds():
    """Measure, oracle, expression and the oracle's figures of a company on each trading day of its exchange."""
    return [
        ("mean", PANDAS, "mean(gain, 20d)", lambda company: rolling(company.days.gain).mean()),
        ("total", PANDAS, "total(volume, 20d)", lambda company: rolling(company.days.volume).sum()),
        ("days", PANDAS, "days(gain > 0, 20d)", lambda company: rolling(rises(company).fillna(0)).sum()),
        ("days", PANDAS, "days(close, 20d)", lambda company: rolling(company.days.close).count()),
        ("often", PANDAS, "often(gain > 0, 20d)", lambda company: rolling(rises(company)).mean()),
        ("highest", PANDAS, "highest(gain, 20d)", lambda company: rolling(company.days.gain).max()),
        ("lowest", PANDAS, "lowest(low, 20d)", lambda company: on_scale(company, "low", lambda prices: rolling(prices).min())),
        ("middle", PANDAS, "middle(close, 20d)", lambda company: on_scale(company, "close", lambda prices: rolling(prices).median())),
        ("place", PANDAS, "place(gain, 20d)", place),
        ("percentile", PANDAS, "percentile(gain, 10%, 20d)", lambda company: rolling(company.days.gain).quantile(0.1)),
        ("ago", PANDAS, "ago(close, 5d)", lambda company: on_scale(company, "close", lambda prices: prices.shift(5))),
        ("streak", PANDAS, "streak(gain > 0, 20d)", streak),
        ("ema", PANDAS, "ema(close, 20d)", lambda company: on_scale(company, "close", lambda prices: exponential(prices, span=20))),
        ("wma", PANDAS, "wma(close, 20d)", lambda company: on_scale(company, "close", linear_means)),
        ("wilder", PANDAS, "wilder(gain, 14d)", lambda company: exponential(company.days.gain, alpha=1 / 14)),
    ]


def window_folds():
    """Measure, expression, the figures of a company's days, and what is made of those of a window."""
    return [
        ("stdev", "stdev(gain, 20d)", gains, pandas.Series.std),
        ("first", "first(gain > 0, 20d)", rises, first_true),
        ("dayof", "dayof(highest(gain, 20d))", gains, day_of_highest),
        ("dayof", "dayof(lowest(gain, 20d))", gains, lambda window: day_of_highest(-window)),
        ("tailmean", "tailmean(gain, 10%, 20d)", gains, tail_mean),
    ]


def gains(company):
    return company.days.gain


def exponential(values, **weight):
    """Begun at the first known value; what is missing is passed over."""
    return values.ewm(adjust=False, ignore_na=True, **weight).mean()


def place(company):
    return rolling(company.days.gain).rank(method="min", ascending=False)


def streak(company):
    """Counts up while the condition holds, and no further than the window reaches."""
    holds = rises(company) == 1
    runs = holds.groupby((~holds).cumsum()).cumsum()
    return runs.clip(upper=SPAN)


def by_window(values, function, start, end, span=SPAN):
    """A function of each window that ends on one of the days from start to end."""
    days = values[start:end].index
    return pandas.Series([function(values[:day].iloc[-span:]) for day in days], index=days)


def first_true(window):
    held = window[window == 1]
    return held.index[0] if len(held) else pandas.NaT


def day_of_highest(window):
    return window.idxmax() if window.count() else pandas.NaT


def tail_mean(window):
    known = window.dropna()
    return known.nsmallest(int((len(known) - 1) * 0.1) + 1).mean() if len(known) else numpy.nan


def linear_means(values):
    return by_window(values, linear_mean, values.index[0], values.index[-1])


def linear_mean(window):
    """Weights by the day's place in the window; a missing day has none."""
    weights = pandas.Series(numpy.arange(1, len(window) + 1), index=window.index).where(window.notna())
    return (window * weights).sum() / weights.sum() if window.count() else numpy.nan


def correlations(company):
    return company.days.gain.rolling(SPAN, min_periods=2).corr(company.days.high / company.days.low - 1)


def line_figures(market, start, end):
    """The least-squares line of the gain on the day's range, over 20 days."""
    lines = {company.ticker: line_table(company, start, end) for company in market.stocks}
    arguments = "(gain, range, 20d)"
    return [
        Figure(
            measure,
            STATSMODELS,
            measure + arguments,
            stacked({ticker: table[measure] for ticker, table in lines.items()}),
        )
        for measure in ("slope", "intercept", "residual")
    ]


def line_table(company, start, end):
    pairs = pandas.DataFrame({"y": company.days.gain, "x": company.days.high / company.days.low - 1})
    days = company.days.loc[start:end].index
    return pandas.DataFrame([line(pairs.loc[:day].iloc[-SPAN:].dropna()) for day in days], index=days)


def line(pairs):
    if len(pairs) < 2:
        return dict.fromkeys(["slope", "intercept", "residual"], numpy.nan)
    fitted = statsmodels.OLS(pairs.y.to_numpy(), statsmodels.add_constant(pairs.x.to_numpy(), has_constant="add")).fit()
    intercept, slope = fitted.params
    return {
        "slope": slope,
        "intercept": intercept,
        "residual": fitted.mse_resid if len(pairs) > 2 else numpy.nan,
    }


def decline_figures(market, start, end):
    """The folds behind drawdowns, of a value that stands at 1 before the window's first day."""
    declines = {company.ticker: decline_table(company, start, end) for company in market.stocks}
    return [
        Figure(
            measure,
            PANDAS,
            f"{measure}(gain(to date), 20d)",
            stacked({ticker: table[measure] for ticker, table in declines.items()}),
        )
        for measure in ("deepest", "sunken", "peakday", "troughday", "recoveryday")
    ]


def decline_table(company, start, end):
    days = company.days.loc[start:end].index
    return pandas.DataFrame([decline(company, windows.last_days(company, day, SPAN)) for day in days], index=days)


def decline(company, days):
    values = windows.values_to_date(company, days)
    # A window that reaches behind the calendar begins before every bar, and so has no base.
    if not len(values) or len(days) < SPAN:
        return dict(
            deepest=numpy.nan, sunken=numpy.nan, peakday=pandas.NaT, troughday=pandas.NaT, recoveryday=pandas.NaT
        )
    falls = values / values.cummax().clip(lower=1) - 1
    peak, trough, recovery = windows.decline_days(values)
    return dict(deepest=falls.min(), sunken=falls.iloc[-1], peakday=peak, troughday=trough, recoveryday=recovery)
