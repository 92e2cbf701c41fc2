"""Risk measures against empyrical-reloaded and quantstats; the days of a drawdown against pandas."""

import empyrical
import numpy
import pandas
import quantstats

import windows
from comparison import Figure

EMPYRICAL = "empyrical-reloaded"
QUANTSTATS = "quantstats"
PANDAS = "pandas"
DAYS_A_YEAR = 252


def check(comparison, market):
    phrases = windows.fixed_phrases(market) | windows.span_phrases(market) | windows.event_phrases(market)
    for phrase, days_of in phrases.items():
        # A deviation over one day is refused, and rightly.
        if max(len(days_of(company)) for company in market.stocks) > 1:
            check_window(comparison, market, phrase, days_of)


def check_window(comparison, market, phrase, days_of):
    companies = {company.ticker: (company, days_of(company)) for company in market.stocks}
    figures = []
    for (measure, oracle), function in oracles_of_daily_gains().items():
        values = {
            ticker: on_known(function, windows.daily_gains(company, days))
            for ticker, (company, days) in companies.items()
        }
        figures.append(Figure(measure, oracle, measure, pandas.Series(values)))
    for (measure, oracle), function in oracles_of_chained_gains().items():
        values = {
            ticker: on_known(function, gains_from_base(company, days)) for ticker, (company, days) in companies.items()
        }
        figures.append(Figure(measure, oracle, measure, pandas.Series(values)))
    dates = {
        ticker: windows.decline_days(windows.values_to_date(company, days))
        for ticker, (company, days) in companies.items()
    }
    for place, measure in enumerate(["peak", "trough", "recovered"]):
        values = {ticker: found[place] for ticker, found in dates.items()}
        figures.append(Figure(measure, PANDAS, measure, pandas.Series(values, dtype=object)))
    comparison.check(market.folder, ["ticker"], figures, phrase)


def gains_from_base(company, days):
    """The changes between days with a close, the first from the base; none where the base is not known."""
    values = windows.values_to_date(company, days)
    return values / values.shift(fill_value=1) - 1


def on_known(function, gains):
    return function(gains) if len(gains) else numpy.nan


def oracles_of_daily_gains():
    """Where the two differ by convention, the one followed stands alone; check.py says what the other does."""
    return {
        ("volatility", EMPYRICAL): empyrical.annual_volatility,
        ("volatility", QUANTSTATS): quantstats_volatility,
        ("downside", EMPYRICAL): empyrical.downside_risk,
        ("sharpe", EMPYRICAL): empyrical.sharpe_ratio,
        ("sharpe", QUANTSTATS): lambda gains: quantstats.stats.sharpe(gains, periods=DAYS_A_YEAR),
        ("sortino", EMPYRICAL): empyrical.sortino_ratio,
        ("sortino", QUANTSTATS): lambda gains: quantstats.stats.sortino(gains, periods=DAYS_A_YEAR),
        ("var", EMPYRICAL): lambda gains: empyrical.value_at_risk(gains, 0.05),
        ("cvar", EMPYRICAL): lambda gains: empyrical.conditional_value_at_risk(gains, 0.05),
    }


def quantstats_volatility(gains):
    return quantstats.stats.volatility(gains, periods=DAYS_A_YEAR)


def oracles_of_chained_gains():
    return {
        ("drawdown", EMPYRICAL): empyrical.max_drawdown,
        ("drawdown", QUANTSTATS): quantstats.stats.max_drawdown,
        ("underwater", QUANTSTATS): lambda gains: quantstats.stats.to_drawdown_series(gains).iloc[-1],
    }
