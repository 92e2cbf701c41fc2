"""Reads a data set with pandas and chains its prices by the rules of Datasets/README.md."""

import dataclasses

import numpy
import pandas

FIGURES = ["open", "high", "low", "close", "previous", "change", "volume"]


@dataclasses.dataclass
class Company:
    """One company on the trading days of its exchange.

    `days` has a row a trading day; where the company has no bar, all is missing. Beside the file's figures: `gain`,
    the change over the single day, and `base`, what it is measured from; `level`, an index of the total return;
    `factor`, level over close; `has_bar`.
    """

    ticker: str
    attributes: dict
    days: pandas.DataFrame

    @property
    def first_day(self):
        return self.days.index[self.days.has_bar][0]


@dataclasses.dataclass
class Market:
    """A data set: its folder, its companies by ticker, its events, and the day of a question without a window."""

    folder: object
    companies: dict
    events: dict
    today: pandas.Timestamp

    @property
    def stocks(self):
        return [company for company in self.companies.values() if company.attributes.get("kind", "stock") == "stock"]

    @property
    def all_days(self):
        """The trading days of all exchanges."""
        days = pandas.DatetimeIndex([])
        for company in self.companies.values():
            days = days.union(company.days.index)
        return days

    @property
    def calendars_differ(self):
        return any(len(company.days) != len(self.all_days) for company in self.companies.values())

    @property
    def busy_end(self):
        """The last day on which at least half of the stocks have a close."""
        counts = self.wide("close").count(axis=1)
        return counts[counts >= len(self.stocks) / 2].index[-1]

    def values(self, attribute):
        """The values of an attribute a company, as a table with the columns ticker and value; blank ones left out."""
        rows = [
            (company.ticker, value)
            for company in self.companies.values()
            for value in company.attributes.get("keys", {}).get(attribute, [])
        ]
        return pandas.DataFrame(rows, columns=["ticker", "value"])

    def wide(self, column, days_before=0):
        """A column of every stock side by side, on the days of all exchanges.

        With `days_before`, the figures of so many trading days before, each counted on the stock's own exchange.
        """
        columns = {stock.ticker: stock.days[column].shift(days_before) for stock in self.stocks}
        return pandas.DataFrame(columns).reindex(self.all_days)


def read_market(folder, today=None):
    """The market in a folder; `today` is its last day where none is given."""
    prices = pandas.read_csv(folder / "prices.csv", dtype=str, keep_default_na=False)
    companies = read_table(folder / "companies.csv")
    attributes = read_table(folder / "attributes.csv")
    events = read_table(folder / "events.csv")
    prices["date"] = pandas.to_datetime(prices["date"])
    details = {row["ticker"]: filled(row) for row in companies.to_dict("records")}
    for row in attributes.to_dict("records"):
        details.setdefault(row["ticker"], {}).setdefault("keys", {}).setdefault(row["key"], []).append(row["value"])
    for ticker in prices["ticker"]:
        details.setdefault(ticker, {})
    calendars = read_calendars(folder, prices, details)
    bars = dict(tuple(prices.groupby("ticker")))
    market = {
        ticker: Company(ticker, details[ticker], chained(bars[ticker], calendars[details[ticker].get("exchange", "")]))
        for ticker in sorted(details)
        if ticker in bars
    }
    days = {row["name"]: pandas.Timestamp(row["date"]) for row in events.to_dict("records")}
    return Market(folder, market, days, pandas.Timestamp(today) if today else prices["date"].max())


def read_table(path):
    return pandas.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else pandas.DataFrame()


def filled(row):
    """A row's values that are not blank; each is also a key with one value."""
    values = {key: value for key, value in row.items() if value != ""}
    return values | {"keys": {key: [value] for key, value in values.items()}}


def read_calendars(folder, prices, details):
    """The trading days of each exchange: those of calendar.csv, else those on which one of its companies has a bar."""
    path = folder / "calendar.csv"
    if path.exists():
        rows = read_table(path)
        rows["date"] = pandas.to_datetime(rows["date"])
    else:
        exchanges = prices["ticker"].map(lambda ticker: details[ticker].get("exchange", ""))
        rows = pandas.DataFrame({"date": prices["date"], "exchange": exchanges})
    return {exchange: pandas.DatetimeIndex(sorted(set(group))) for exchange, group in rows.groupby("exchange")["date"]}


def chained(rows, calendar):
    """The bars of one company on its calendar, with the changes of single days and the level."""
    rows = rows.set_index("date").sort_index()
    texts = rows.get("change", pandas.Series("", index=rows.index))
    figures = {name: pandas.to_numeric(rows[name], errors="coerce") if name in rows else numpy.nan for name in FIGURES}
    days = pandas.DataFrame(figures, index=rows.index)
    days["has_bar"] = True
    links = pandas.DataFrame(chain_links(days, texts, calendar), index=days.index)
    days = days.join(links).reindex(calendar)
    days["has_bar"] = days["has_bar"].eq(True)
    return days


def chain_links(days, texts, calendar):
    """The gain, level and factor of each bar, one after the other.

    Beside the close before, a bar may state its own reference price (`previous`) or a rounded change. Between
    successive trading days these say what the change is; across a gap the level goes from close to close.
    """
    links = {"gain": [], "base": [], "level": [], "factor": []}
    factor, before, day_before, last_close = 1.0, numpy.nan, None, numpy.nan
    for day, bar in days.iterrows():
        is_adjacent = day_before is not None and calendar[calendar.get_loc(day) - 1] == day_before
        close, gain = bar["close"], bar["close"] / before - 1
        # A close that a change implied measures well enough, but it is no figure to show.
        base = last_close if not numpy.isnan(close) else numpy.nan
        if not numpy.isnan(bar["previous"]) and not numpy.isnan(close):
            gain, base = close / bar["previous"] - 1, bar["previous"]
            if is_adjacent:
                factor *= before / bar["previous"]
        elif not numpy.isnan(bar["change"]) and not (is_adjacent and agrees(gain, bar["change"], texts[day])):
            gain = bar["change"]
            base = close / (1 + gain)
            if is_adjacent:
                close = before * (1 + gain) if numpy.isnan(close) else close
                factor *= before * (1 + gain) / close
        links["gain"].append(gain)
        links["base"].append(base)
        links["level"].append(close * factor)
        links["factor"].append(factor)
        if not numpy.isnan(close):
            before, day_before, last_close = close, day, bar["close"]
    return links


def agrees(gain, change, text):
    """Whether a change computed from closes rounds to the reported one."""
    digits = len(text.partition(".")[2])
    return abs(gain - change) <= 0.5 * 10.0**-digits * (1 + 1e-9)
