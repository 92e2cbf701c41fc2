"""Sets as one company: their indices, and what compares a company with them."""

import dataclasses

import empyrical
import numpy
import pandas
import quantstats
import statsmodels.api as statsmodels

import windows
from comparison import NEAR_ZERO, NEAR_ZERO_OF_DIFFERENCES, Figure

DAYS_A_YEAR = 252
BUSY = 1_000_000


@dataclasses.dataclass
class Benchmark:
    """What `of` or `against` names, and its daily changes on the days on which they are known."""

    phrase: str
    measure: str
    changes: pandas.Series
    company: object = None

    def gain(self, start, end):
        if self.company:
            return windows.gain(self.company, windows.days_between(self.company, start, end))
        return (1 + self.changes[start:end]).prod() - 1

    def chained_changes(self, start, end):
        """The changes that compound to the gain; of a company with gaps they are not those of its single days."""
        if not self.company:
            return self.changes[start:end]
        values = windows.values_to_date(self.company, windows.days_between(self.company, start, end))
        return values / values.shift(fill_value=1) - 1


def check(comparison, market):
    day = market.busy_end
    for benchmark in benchmarks(market):
        check_index(comparison, market, benchmark, day)
        check_against(comparison, market, benchmark, day)
    check_groups(comparison, market, day)
    check_contributions(comparison, market, day)


def benchmarks(market):
    """The equal-weighted market, weighted ones, sets by an attribute and by a condition, and one company."""
    gains = market.wide("gain")
    before = {name: market.wide(name, days_before=1) for name in ("close", "volume")}
    turnover = before["close"] * before["volume"]
    key = "segment" if len(market.values("segment")) else "theme"
    value = market.values(key)["value"].mode()[0]
    members = [ticker for ticker in members_of(market, key, value) if ticker in gains]
    ticker = "IBM" if "IBM" in market.companies else gains.count().idxmax()
    result = [
        Benchmark("market", "of market", gains.mean(axis=1)),
        Benchmark("market weighted turnover", "of market weighted", weighted(gains, turnover)),
        Benchmark(f"({key}={value})", "of (condition)", gains[members].mean(axis=1)),
        # A set never looks ahead: its members are those that met the condition the trading day before.
        Benchmark(f"(volume > {BUSY})", "of (condition)", gains.where(before["volume"] > BUSY).mean(axis=1)),
        Benchmark(ticker, "of ticker", market.companies[ticker].days.gain, market.companies[ticker]),
    ]
    if any("shares" in stock.attributes for stock in market.stocks):
        shares = pandas.Series({stock.ticker: float(stock.attributes["shares"]) for stock in market.stocks})
        result.append(Benchmark("market weighted cap", "of market weighted", weighted(gains, before["close"] * shares)))
    for benchmark in result:
        benchmark.changes = benchmark.changes.dropna()
    return result


def weighted(gains, weights):
    weights = weights.where(gains.notna())
    return (gains * weights).sum(axis=1, min_count=1) / weights.sum(axis=1, min_count=1)


def members_of(market, key, value):
    rows = market.values(key)
    return sorted(set(rows.ticker[rows.value == value]))


def check_index(comparison, market, benchmark, day):
    """An index asked as a company: its gain and deviation over so many days."""
    # A company's days are its exchange's; a made index trades on the days on which it has a change.
    days = market.companies[benchmark.phrase].days.index if benchmark.measure == "of ticker" else market.all_days
    days = days[days <= day]
    for count in (1, 20, 120):
        held = benchmark.changes[days[-count] : days[-1]]
        start = f"from {days[-count]:%Y-%m-%d} to {day:%Y-%m-%d}"
        figures = [one(benchmark.measure, "pandas", f"gain of {benchmark.phrase}", benchmark.gain(days[-count], day))]
        if count > 1:
            volatility = empyrical.annual_volatility(held)
            figures.append(
                one(benchmark.measure, "empyrical-reloaded", f"volatility of {benchmark.phrase}", volatility)
            )
            drawdown = empyrical.max_drawdown(benchmark.chained_changes(days[-count], day))
            figures.append(one(benchmark.measure, "empyrical-reloaded", f"drawdown of {benchmark.phrase}", drawdown))
        comparison.check(market.folder, [], figures, start)


def one(measure, oracle, expression, value, near_zero=NEAR_ZERO):
    return Figure(measure, oracle, expression, pandas.Series([value], index=[()]), near_zero)


def check_against(comparison, market, benchmark, day):
    for count in (60, 250):
        rows = {}
        for company in market.stocks:
            days = windows.last_days(company, day, count)
            rows[company.ticker] = relative_figures(company, days, benchmark)
        table = pandas.DataFrame.from_dict(rows, orient="index")
        figures = [
            Figure(measure, oracle, measure, table[measure, oracle], near_zero(measure))
            for measure, oracle in table.columns
        ]
        rest = f"over {count}d on {day:%Y-%m-%d} against {benchmark.phrase}"
        comparison.check(market.folder, ["ticker"], figures, rest)


def near_zero(measure):
    return NEAR_ZERO_OF_DIFFERENCES if measure == "alpha" else NEAR_ZERO


def relative_figures(company, days, benchmark):
    """What compares a company with its benchmark, over the days on which both are known."""
    pairs = pandas.DataFrame({"own": company.days.gain[days], "other": benchmark.changes.reindex(days)}).dropna()
    result = {("excess", "pandas"): windows.gain(company, days) - benchmark.gain(days[0], days[-1])}
    names = [
        ("beta", "empyrical-reloaded"),
        ("beta", "quantstats"),
        ("beta", "statsmodels"),
        ("alpha", "quantstats"),
        ("alpha", "statsmodels"),
        ("correlation", "pandas"),
    ]
    if len(pairs) < 3:
        return result | dict.fromkeys(names, numpy.nan)
    fitted = statsmodels.OLS(pairs.own.to_numpy(), statsmodels.add_constant(pairs.other.to_numpy())).fit()
    greeks = quantstats.stats.greeks(pairs.own, pairs.other, periods=DAYS_A_YEAR)
    beta = empyrical.beta(pairs.own, pairs.other)
    figures = [
        beta,
        greeks["beta"],
        fitted.params[1],
        greeks["alpha"],
        DAYS_A_YEAR * fitted.params[0],
        pairs.own.corr(pairs.other),
    ]
    return result | dict(zip(names, figures))


def check_groups(comparison, market, day):
    """`of group`: the index of the companies that share a row's key."""
    key = "segment" if len(market.values("segment")) else "theme"
    gains = market.wide("gain")
    days = market.all_days[market.all_days <= day][-60:]
    indices = {}
    for value in market.values(key)["value"].unique():
        members = [ticker for ticker in members_of(market, key, value) if ticker in gains]
        if members:
            indices[value] = gains[members].mean(axis=1).dropna()[days[0] : days[-1]]
    without = [ticker for ticker in gains if ticker not in set(market.values(key).ticker)]
    if without:
        indices[None] = gains[without].mean(axis=1).dropna()[days[0] : days[-1]]
    volatilities = {value: empyrical.annual_volatility(changes) for value, changes in indices.items()}
    figures = [
        Figure(
            "of group",
            "pandas",
            "gain of group",
            keyed({value: (1 + changes).prod() - 1 for value, changes in indices.items()}),
        ),
        Figure("of group", "empyrical-reloaded", "volatility of group", keyed(volatilities)),
    ]
    comparison.check(market.folder, [key], figures, f"from {days[0]:%Y-%m-%d} to {day:%Y-%m-%d} by {key}")


def keyed(values):
    return pandas.Series(list(values.values()), index=pandas.Index(list(values), dtype=object))


def check_contributions(comparison, market, day):
    """Each company's part of the equal-weighted index, linked over days by Carino's factors."""
    days = market.all_days[market.all_days <= day][-20:]
    gains = market.wide("gain").loc[days]
    index = gains.mean(axis=1)
    whole = (1 + index).prod() - 1
    parts = gains.div(gains.count(axis=1), axis=0).mul(linking(index), axis=0)
    expected = parts.sum(min_count=1) / linking(pandas.Series([whole]))[0]
    rest = f"from {days[0]:%Y-%m-%d} to {day:%Y-%m-%d}"
    figures = [Figure("contribution", "pandas", "contribution", expected)]
    comparison.check(market.folder, ["ticker"], figures, rest)
    total = [
        one("contribution", "pandas", "sum(contribution)", whole),
        one("contribution", "pandas", "gain of market", whole),
    ]
    comparison.check(market.folder, [], total, rest)


def linking(returns):
    return (numpy.log1p(returns) / returns).where(returns != 0, 1.0)
