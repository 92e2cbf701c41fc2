"""Markets of any size, made up from a seed: the folder that marq loads, and the same figures as Parquet.

Two exchanges with holidays of their own; companies that list late, are suspended for a while or leave the market; one to
three segments a company; prices with a tick that grows with the price, as on an exchange, volumes in whole lots.
"""

import datetime
import json
import math
import shutil
from pathlib import Path

import numpy
import polars

SEED = 20260223
# A quarter of a year before the end; a holiday or not, as it comes.
EVENT = "2025-11-17"
LAST_DAY = numpy.datetime64("2026-02-20")
EXCHANGES = ["EAST", "WEST"]
SEGMENTS = [
    "autos", "banks", "biotech", "chips", "cloud", "energy", "games", "grids", "internet", "llm", "mining", "retail",
    "robots", "ships", "software", "telecom"]
COUNTRIES = ["China", "Japan", "Korea", "Taiwan"]
# Which part of the days of a market its companies have bars on: the rest is late listings, suspensions and departures.
COVERAGE = 0.88
WORKDAYS_A_YEAR = 261
HOLIDAYS_A_YEAR = 12
# How many companies are made up at a time: enough for long loops, little enough for the cache.
CHUNK = 256


def market_of(folder, bars, years):
    """The folder of a market of about so many bars, made up now unless it is there."""
    wanted = {"seed": SEED, "version": 5, "bars": bars, "years": years}
    stamp = folder / "made.json"
    if not (stamp.is_file() and json.loads(stamp.read_text()) == wanted):
        shutil.rmtree(folder, ignore_errors=True)
        write_market(folder, bars, years)
        stamp.write_text(json.dumps(wanted))
    return folder


def write_market(folder, bars, years):
    (folder / "csv").mkdir(parents=True)
    (folder / "parquet").mkdir()
    random = numpy.random.default_rng(SEED)
    calendars = trading_days(years, random)
    count = max(8, round(bars / (COVERAGE * sum(map(len, calendars)) / len(calendars))))
    companies = made_companies(count, calendars, random)
    write_tables(folder, companies, calendars, random)
    write_prices(folder, companies, calendars)


def trading_days(years, random):
    """The days of each exchange: workdays without its holidays. Both trade on the last day."""
    workdays = numpy.arange(LAST_DAY - round(years * WORKDAYS_A_YEAR * 7 / 5), LAST_DAY + 1)
    workdays = workdays[numpy.is_busday(workdays)]
    calendars = []
    for _ in EXCHANGES:
        holidays = random.choice(len(workdays) - 1, round(years * HOLIDAYS_A_YEAR), replace=False)
        calendars.append(numpy.delete(workdays, holidays))
    return calendars


def made_companies(count, calendars, random):
    """A row a company; `first` and `last` are the places of its first and last bar in its exchange's days."""
    exchange = random.integers(0, len(EXCHANGES), count)
    days = numpy.array([len(days) for days in calendars])[exchange]
    is_late = random.random(count) < 0.2
    is_gone = random.random(count) < 0.05
    first = numpy.where(is_late, random.random(count) * 0.95 * days, 0).astype(int)
    last = numpy.where(is_gone, first + random.random(count) * (days - first), days - 1).astype(int)
    width = len(str(count))
    return polars.DataFrame({
        "company": numpy.arange(count, dtype=numpy.int32),
        # In the order of the tickers companies stand in every engine.
        "ticker": [f"C{number:0{width}}" for number in range(count)],
        "name": [f"Company {number}" for number in range(count)],
        "exchange": [EXCHANGES[number] for number in exchange],
        "country": [COUNTRIES[number] for number in random.integers(0, len(COUNTRIES), count)],
        "currency": ["USD"] * count,
        "kind": ["stock"] * count,
        "shares": random.integers(10, 5000, count) * 1_000_000,
        "beta": random.normal(1, 0.35, count),
        "noise": random.uniform(0.008, 0.03, count),
        "start": numpy.exp(random.uniform(math.log(2), math.log(300), count)),
        "trade": numpy.exp(random.uniform(8, 15, count)),
        "first": first,
        "last": last,
        "number": exchange,
        "listed": numpy.array([calendars[number][place] for number, place in zip(exchange, first)]),
    })


def write_tables(folder, companies, calendars, random):
    """All files but the prices."""
    count = len(companies)
    shown = companies.select("ticker", "name", "exchange", "country", "currency", "kind", "listed", "shares")
    shown.write_csv(folder / "csv/companies.csv")
    shown.select(companies["company"], "ticker", "exchange", "country").write_parquet(folder / "parquet/companies.parquet")

    how_many = random.integers(1, 4, count)
    values = [numpy.sort(random.choice(len(SEGMENTS), many, replace=False)) for many in how_many]
    segments = polars.DataFrame({
        "company": numpy.repeat(numpy.arange(count, dtype=numpy.int32), how_many),
        "segment": [SEGMENTS[value] for value in numpy.concatenate(values)],
    })
    segments.write_parquet(folder / "parquet/segments.parquet")
    segments.join(companies, on="company").select(
        "ticker", polars.lit("segment").alias("key"), polars.col("segment").alias("value")
    ).write_csv(folder / "csv/attributes.csv")

    days = polars.concat([
        polars.DataFrame({
            "date": days, "exchange": [name] * len(days), "place": numpy.arange(1 - len(days), 1, dtype=numpy.int32)})
        for name, days in zip(EXCHANGES, calendars)])
    days.select("date", "exchange").write_csv(folder / "csv/calendar.csv")
    days.rename({"date": "day"}).write_parquet(folder / "parquet/calendar.parquet")
    (folder / "csv/events.csv").write_text(f"name,date,title\nshock,{EVENT},A shock to all\n")
    (folder / "csv/market.marq").write_text(f'set title "made-up market of {count} companies"\nset today {LAST_DAY}\n')


def write_prices(folder, companies, calendars):
    """Chunk by chunk, so that a market larger than the memory can be made."""
    union = numpy.union1d(*calendars)
    shocks = numpy.random.default_rng([SEED, 1]).normal(0.0003, 0.011, len(union))
    bars, grids = [], []
    with open(folder / "csv/prices.csv", "wb") as file:
        for start in range(0, len(companies), CHUNK):
            random = numpy.random.default_rng([SEED, 2, start])
            chunk, grid = made_bars(companies.slice(start, CHUNK), calendars, union, shocks, random)
            tickers = companies["ticker"].gather(chunk["company"])
            chunk.select(polars.col("day").alias("date"), tickers.alias("ticker"), "open", "high", "low", "close", "volume").write_csv(
                file, include_header=start == 0)
            bars.append(chunk)
            grids.append(grid)
    polars.concat(bars).write_parquet(folder / "parquet/bars.parquet", row_group_size=1 << 18, statistics=True)
    polars.concat(grids).write_parquet(folder / "parquet/grid.parquet", row_group_size=1 << 18, statistics=True)


def made_bars(companies, calendars, union, shocks, random):
    """The bars of some companies, by company and day, and the same with a row for every day from the first bar on.

    `place` is the day's place in its exchange's days, the last being 0.
    """
    width = max(map(len, calendars))
    shape = (len(companies), width)
    number = companies["number"].to_numpy()
    days = numpy.full((len(calendars), width), numpy.datetime64("NaT"), "datetime64[D]")
    common = numpy.zeros((len(calendars), width))
    for exchange, own in enumerate(calendars):
        days[exchange, :len(own)] = own
        common[exchange, :len(own)] = shocks[numpy.searchsorted(union, own)]
    column = lambda name: companies[name].to_numpy()[:, None]

    steps = random.standard_normal(shape) * column("noise") + column("beta") * common[number]
    close = column("start") * numpy.exp(numpy.cumsum(steps, axis=1))
    close = on_ticks(close, close)
    opening = on_ticks(close * (1 + random.uniform(-0.01, 0.01, shape)), close)
    high = on_ticks(numpy.maximum(opening, close) * (1 + random.exponential(0.006, shape)), close)
    low = on_ticks(numpy.minimum(opening, close) * (1 - random.uniform(0, 0.012, shape)), close)
    high = numpy.maximum(high, numpy.maximum(opening, close))
    low = numpy.minimum(low, numpy.minimum(opening, close))
    volume = numpy.rint(column("trade") * numpy.exp(random.normal(0, 0.6, shape)) / 100).astype(numpy.int64) * 100 + 100

    place = numpy.arange(width)
    is_there = (place >= column("first")) & (place <= column("last"))
    is_there &= ~suspended(shape, random)
    # A company that is there has a first bar and, unless it has left, a last one.
    rows = numpy.arange(len(companies))
    is_there[rows, companies["first"].to_numpy()] = True
    is_there[rows, companies["last"].to_numpy()] = True
    length = numpy.array([len(own) for own in calendars])[number]

    def table(chosen, **figures):
        row, position = numpy.nonzero(chosen)
        return polars.DataFrame({
            "company": companies["company"].to_numpy()[row], "day": days[number[row], position],
            "place": (position - length[row] + 1).astype(numpy.int32),
            **{name: figure[chosen] for name, figure in figures.items()}})

    bars = table(is_there, open=opening, high=high, low=low, close=close, volume=volume)
    known = {"close": numpy.where(is_there, close, numpy.nan), "volume": numpy.where(is_there, volume, numpy.nan)}
    grid = table((place >= column("first")) & (place < length[:, None]), **known)
    return bars, grid.with_columns(polars.col("close", "volume").fill_nan(None))


def suspended(shape, random):
    """The days on which trading is halted: one day in a hundred, in spells of eight days on average."""
    begins = random.random(shape) < 0.01 / 8
    rows, places = numpy.nonzero(begins)
    marks = numpy.zeros((shape[0], shape[1] + 1), numpy.int32)
    ends = numpy.minimum(places + random.geometric(1 / 8, len(places)), shape[1])
    numpy.add.at(marks, (rows, places), 1)
    numpy.add.at(marks, (rows, ends), -1)
    return numpy.cumsum(marks, axis=1)[:, :-1] > 0


def on_ticks(prices, scale):
    """Prices rounded to the tick of their size: 4 decimals below 1, 3 below 10, else 2."""
    factor = numpy.where(scale < 1, 10_000.0, numpy.where(scale < 10, 1_000.0, 100.0))
    return numpy.maximum(numpy.rint(prices * factor), 1) / factor
