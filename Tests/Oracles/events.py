"""Event studies: the market model estimated by statsmodels, abnormal returns, and their exact variance."""

import numpy
import pandas
import statsmodels.api as statsmodels

import aggregates
import sets
from comparison import NEAR_ZERO_OF_DIFFERENCES, Figure

ORACLE = "statsmodels"
FIRST, LAST = -130, -11
LEAST_DAYS = 30


def check(comparison, market):
    benchmarks = [benchmark for benchmark in sets.benchmarks(market) if benchmark.measure in ("of market", "of ticker")]
    for name, day in usable_events(market).items():
        for benchmark in benchmarks:
            check_event(comparison, market, name, day, benchmark)


def check_groups(comparison, market, table, rest):
    """The z value of the companies that share a value of a key."""
    key = aggregates.keys(market)[0]
    expected = {}
    for value, rows in aggregates.groups(aggregates.grouped(market, table, key), key):
        expected[value] = rows.car.sum(min_count=1) / numpy.sqrt(rows.car_variance.sum())
    figure = Figure("group_z", ORACLE, "group_z", aggregates.series_of(expected), NEAR_ZERO_OF_DIFFERENCES)
    comparison.check(market.folder, [key], [figure], f"{rest} by {key}")


def usable_events(market):
    """Some events with room for the estimation and the window; in a market without events, a day instead."""
    days = market.all_days
    events = market.events or {f"{days[len(days) * 2 // 3]:%Y-%m-%d}": days[len(days) * 2 // 3]}
    usable = {name: day for name, day in events.items() if days[140] <= day <= days[-12]}
    return dict(list(usable.items())[:4])


def check_event(comparison, market, name, day, benchmark):
    studies = {company.ticker: Study(company, day, benchmark) for company in market.stocks}
    against = f"against {benchmark.phrase}"
    for first, last in ((-5, 5), (0, 0), (-1, 10)):
        table = pandas.DataFrame({ticker: study.cumulative(first, last) for ticker, study in studies.items()}).T
        figures = [Figure(measure, ORACLE, measure, table[measure]) for measure in ("car", "car_variance")]
        figures.append(Figure("car_t", ORACLE, "car_t", table.car_t, NEAR_ZERO_OF_DIFFERENCES))
        rest = f"around {name} from {first}d to +{last}d {against}"
        comparison.check(market.folder, ["ticker"], figures, rest)
        group_z = table.car.sum() / numpy.sqrt(table.car_variance.sum())
        comparison.check(
            market.folder, [], [sets.one("group_z", ORACLE, "group_z", group_z, NEAR_ZERO_OF_DIFFERENCES)], rest
        )
        check_groups(comparison, market, table, rest)
    # Over a single day a measure is asked of the day alone.
    daily = pandas.Series({ticker: study.abnormal(0, 0).sum(min_count=1) for ticker, study in studies.items()})
    rest = f"around {name} from 0d to 0d {against}"
    comparison.check(market.folder, ["ticker"], [Figure("abnormal", ORACLE, "abnormal", daily)], rest)
    variance = pandas.Series({ticker: study.prediction_variance() for ticker, study in studies.items()})
    figures = [Figure("car_variance", "statsmodels se_obs", "car_variance", variance)]
    comparison.check(market.folder, ["ticker"], figures, rest)


class Study:
    """The market model of one company around one event."""

    def __init__(self, company, day, benchmark):
        self.zero = company.days.index.searchsorted(day)
        self.pairs = pandas.DataFrame(
            {"own": company.days.gain, "other": benchmark.changes.reindex(company.days.index)}
        )
        estimation = self.days(FIRST, LAST).dropna()
        self.fitted = None
        self.is_benchmark = company.ticker == benchmark.phrase
        if len(estimation) >= LEAST_DAYS:
            self.fitted = statsmodels.OLS(estimation.own.to_numpy(), design(estimation.other)).fit()

    def days(self, first, last):
        """Trading days counted from the event; none where the calendar does not reach so far."""
        if self.zero + first < 0 or self.zero + last >= len(self.pairs):
            return self.pairs.iloc[:0]
        return self.pairs.iloc[self.zero + first : self.zero + last + 1]

    def abnormal(self, first, last):
        held = self.days(first, last).dropna()
        if self.fitted is None or not len(held):
            return pandas.Series(dtype=float)
        return held.own - self.fitted.predict(design(held.other))

    def cumulative(self, first, last):
        abnormal = self.abnormal(first, last)
        if not len(abnormal):
            return {"car": numpy.nan, "car_variance": numpy.nan, "car_t": numpy.nan}
        # A company that is its own benchmark fits without a rest; what is left is the rounding of the fit.
        if self.is_benchmark:
            return {"car": 0.0, "car_variance": 0.0, "car_t": numpy.nan}
        # s2 * (I + X* (X'X)^-1 X*'), summed over all its entries.
        held = design(self.pairs.other[abnormal.index])
        covariance = self.fitted.mse_resid * (numpy.eye(len(held)) + held @ self.fitted.normalized_cov_params @ held.T)
        car, variance = abnormal.sum(), covariance.sum()
        return {"car": car, "car_variance": variance, "car_t": car / numpy.sqrt(variance)}

    def prediction_variance(self):
        """The variance of one day's abnormal return, as statsmodels predicts it."""
        held = self.days(0, 0).dropna()
        if self.fitted is None or not len(held):
            return numpy.nan
        return self.fitted.get_prediction(design(held.other)).se_obs[0] ** 2


def design(values):
    return statsmodels.add_constant(values.to_numpy(), has_constant="add")
