"""Markets made up from a seed, as the files of a data set; marq and the oracles read the same files."""

import csv

import numpy
import pandas

SECTORS = ["chips", "cloud", "robots"]
THEMES = ["old", "new", "green"]


def write_full(folder):
    """Ten companies of one exchange, a whole bar on every day, with splits and dividends."""
    random = numpy.random.default_rng(20260223)
    days = pandas.bdate_range("2024-01-02", periods=560)
    companies = [company(f"F{number}", "ONE", random) for number in range(10)]
    prices = [row for place in companies for row in bars(place, days, random, has_gaps=False)]
    write(folder, companies, prices, days, {"ONE": days}, random)


def write_gaps(folder):
    """Twelve companies of two exchanges with holidays of their own; bars and figures are missing, some list late."""
    random = numpy.random.default_rng(20260224)
    days = pandas.bdate_range("2024-01-02", periods=560)
    calendars = {name: days[numpy.sort(random.permutation(560)[:530])] for name in ("ONE", "TWO")}
    companies = [company(f"G{number}", ["ONE", "TWO"][number % 2], random) for number in range(12)]
    prices = []
    for number, place in enumerate(companies):
        late = 0 if number < 6 else int(random.integers(1, 300))
        prices += bars(place, calendars[place["exchange"]][late:], random, has_gaps=True)
    write(folder, companies, prices, days, calendars, random)


def company(ticker, exchange, random):
    return {
        "ticker": ticker,
        "name": f"Name of {ticker}",
        "exchange": exchange,
        "currency": "USD",
        "kind": "stock",
        "sector": random.choice(SECTORS),
        "shares": int(random.integers(1, 1000)) * 1000,
        "exporter": random.choice(["yes", "no"]),
    }


def bars(company, days, random, has_gaps):
    """Prices that wander with a common shock, as traded, with `previous` on ex-dates."""
    common = numpy.random.default_rng(7).normal(0.0003, 0.012, 600)
    beta, close, rows = random.uniform(0.4, 1.8), random.uniform(5, 400), []
    for place, day in enumerate(days):
        previous = ""
        if place == 0 and random.random() < 0.7:
            previous = money(close)
        elif random.random() < 0.01:
            # A split, a dividend, or a few shares put together to one where the price has become low.
            close = float(money(close * (random.choice([0.25, 0.5, 0.97, 2.0]) if close > 20 else 10)))
            previous = money(close)
        close = float(money(close * numpy.exp(beta * common[place] + random.normal(0, 0.015))))
        row = full_row(company["ticker"], day, close, previous, random)
        if has_gaps:
            row = thinned(row, random)
        if row:
            rows.append(row)
    return rows


def full_row(ticker, day, close, previous, random):
    start = close * random.uniform(0.98, 1.02)
    return {
        "date": f"{day:%Y-%m-%d}",
        "ticker": ticker,
        "open": money(start),
        "high": money(max(start, close) * random.uniform(1.001, 1.03)),
        "low": money(min(start, close) * random.uniform(0.97, 0.999)),
        "close": money(close),
        "previous": previous,
        "change": "",
        "volume": int(random.integers(1000, 9_000_000)),
    }


def thinned(row, random):
    """The row with figures left out here and there; None where the day is missing."""
    if random.random() < 0.06:
        return None
    for name in ("open", "volume", "close"):
        if random.random() < 0.04:
            row[name] = ""
    if row["previous"] == "" and random.random() < 0.03:
        row["change"] = f"{random.normal(0, 0.02):.4f}"
    return row


def money(price):
    return f"{price:.2f}"


def write(folder, companies, prices, days, calendars, random):
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "companies.csv", companies)
    write_rows(folder / "prices.csv", prices)
    themes = [
        {"ticker": place["ticker"], "key": "theme", "value": theme}
        for place in companies
        for theme in THEMES
        if random.random() < 0.5
    ]
    write_rows(folder / "attributes.csv", themes)
    events = [
        {"name": f"event_{place}", "date": f"{days[place]:%Y-%m-%d}", "title": f"Event {place}"}
        for place in (200, 330, 460)
    ]
    write_rows(folder / "events.csv", events)
    trading = [{"date": f"{day:%Y-%m-%d}", "exchange": name} for name, set_ in calendars.items() for day in set_]
    write_rows(folder / "calendar.csv", trading)


def write_rows(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
