#!/usr/bin/env python3
"""Makes the classroom market: every price is drawn from a seed, and what README.md lists is planted in it.

    python3 build.py            writes the CSV files beside this file
    python3 build.py --check    exits with 1 where a file differs from what would be written

Standard library only. Random numbers come from random.random() alone, the one method whose series
Python promises to keep, and figures are rounded to cents, so that any machine writes the same files.

A company's daily return is  beta * market + noise.  Truths that must be exact are planted by
projection: noise without any part of the market in it, over given days, leaves a regression over
those days with exactly the planted slope and intercept. Only the rounding to cents remains.
"""

import csv
import io
import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path

SEED = "classroom 1"
FIRST, TODAY = date(2024, 1, 2), date(2025, 12, 19)
HOLIDAYS = {
    "NORTH": ["2024-03-29", "2024-05-01", "2024-12-25", "2024-12-26", "2025-01-01", "2025-04-18", "2025-05-01"],
    "SOUTH": [
        "2024-02-12", "2024-02-13", "2024-02-14", "2024-05-01", "2024-10-01", "2024-12-25", "2025-01-01",
        "2025-01-29", "2025-01-30", "2025-01-31", "2025-05-01", "2025-10-01",
    ],
}  # fmt: skip
HALF_DAYS = ["2024-12-24"]
STORM = ("2024-07-22", "2024-08-30")

# name: (day, title, tickers)
EVENTS = {
    "storm": ("2024-07-22", "The market turns wild for six weeks", ""),
    "award": ("2024-10-16", "Cedar Chips wins a prize before the market opens", "CEDAR.TOY"),
    "split": ("2025-03-10", "Ginkgo Chips makes four shares of one", "GINKGO.TOY"),
    "iris_listing": ("2025-01-13", "Iris Vision lists", "IRIS.TOY"),
    "chip_ban": ("2025-09-04", "Northland bans the export of chips", "CEDAR.TOY;GINKGO.TOY;IRIS.TOY;YARROW.TOY"),
    "takeover": ("2025-08-20", "Dahlia Drinks says that it is being bought", "DAHLIA.TOY"),
    "headline": ("2025-12-19", "Newspaper: cloud shares plunge, Violet loses 30%", "VIOLET.TOY"),
}

# ticker: (name, segments, first price, beta, noise a day, million shares); South trades in florins.
NORTH = {
    "ACORN": ("Acorn Cloud", ["cloud"], 64, 1.1, 0.011, 300),
    "BEECH": ("Beech Systems", ["cloud"], 140, 1.3, 0.010, 180),
    "CEDAR": ("Cedar Chips", ["chips"], 310, 1.2, 0.009, 120),
    "DAHLIA": ("Dahlia Drinks", ["food"], 220, 0.7, 0.008, 90),
    "ELM": ("Elm Power", ["power"], 48, 0.5, 0.006, 500),
    "FALCON": ("Falcon Flight", ["robots"], 75, 1.0, 0.016, 40),
    "GINKGO": ("Ginkgo Chips", ["chips"], 480, 1.4, 0.012, 60),
    "HERON": ("Heron Bank", ["banks"], 90, 0.9, 0.007, 400),
    "IRIS": ("Iris Vision", ["chips"], 25, 1.5, 0.020, 80),
    "JUNIPER": ("Juniper Juice", ["food"], 40, 0.8, 0.015, 100),
    "KESTREL": ("Kestrel Control", ["cloud", "robots"], 120, 1.2, 0.013, 25),
    "LARCH": ("Larch Holdings", [], 33, 0.6, 0.009, 210),
    "MAPLE": ("Maple Bank", ["banks"], 150, 1.0, 0.008, 350),
    "NETTLE": ("Nettle Bank", ["banks"], 110, 1.0, 0.008, 260),
    "OTTER": ("Otter Online", ["cloud"], 80, 0.0, 0.012, 150),
    "PLOVER": ("Plover Power", ["power"], 95, 1.0, 0.018, 140),
    "QUAIL": ("Quail Foods", ["food"], 130, 0.3, 0.005, 320),
    "ROBIN": ("Robin Robotics", ["robots"], 200, 1.1, 0.014, 9000),
    "SPARROW": ("Sparrow Servo", ["robots"], 55, 0.9, 0.017, 30),
    "THISTLE": ("Thistle Biogas", ["food", "power"], 70, 0.8, 0.010, 110),
    "URCHIN": ("Urchin Power", ["power"], 160, 0.8, 0.008, 130),
    "VIOLET": ("Violet Vault", ["cloud"], 100, 1.1, 0.010, 70),
}
SOUTH = {
    "WILLOW": ("Willow Bank", ["banks"], 18, 0.8, 0.009, 700),
    "XENIA": ("Xenia Foods", ["food"], 42, 0.5, 0.008, 190),
    "YARROW": ("Yarrow Chips", ["chips"], 88, 1.2, 0.013, 160),
    "ZINNIA": ("Zinnia Cloud", ["cloud"], 27, 1.1, 0.014, 240),
}

SPLIT_RATIO = 4
SUSPENDED = ("2025-02-03", "2025-03-14")  # FALCON; the first and last day without a bar
LAST_OF_JUNIPER = "2025-05-16"
MOVE_OF_THISTLE = "2025-01-02"  # from food to power
DIVIDENDS = {"2024-03-15": 0.9, "2024-06-14": 0.9, "2024-09-13": 0.9, "2024-12-13": 0.9,
             "2025-03-14": 1.0, "2025-06-13": 1.0, "2025-09-12": 1.0, "2025-12-12": 1.0}  # fmt: skip


def trading_days(exchange):
    days = [FIRST + timedelta(n) for n in range((TODAY - FIRST).days + 1)]
    return [str(d) for d in days if d.weekday() < 5 and str(d) not in HOLIDAYS[exchange]]


def normals(name, count):
    """`count` standard normal numbers of a series of their own (Box and Muller 1958)."""
    draw = random.Random(f"{SEED} {name}").random
    return [math.sqrt(-2 * math.log(1 - draw())) * math.cos(2 * math.pi * draw()) for _ in range(count)]


def mean(values):
    return sum(values) / len(values)


def scaled(values, places, average, deviation):
    """Gives values[places] exactly this mean and sample standard deviation."""
    chosen = [values[i] for i in places]
    m = mean(chosen)
    s = math.sqrt(sum((x - m) ** 2 for x in chosen) / (len(chosen) - 1))
    for i in places:
        values[i] = average + deviation * (values[i] - m) / s


def without(values, other, places):
    """Takes the constant and all that follows `other` out of values[places], and keeps their deviation."""
    xs, ys = [other[i] for i in places], [values[i] for i in places]
    mx, my = mean(xs), mean(ys)
    slope = sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)
    before = math.sqrt(sum((y - my) ** 2 for y in ys) / (len(ys) - 1))
    for i in places:
        values[i] -= my + slope * (other[i] - mx)
    scaled(values, places, 0, before)


class Market:
    """Days of the North, the market's return on each, and the returns of every company."""

    def __init__(self):
        self.days = sorted(set(trading_days("NORTH")) | set(trading_days("SOUTH")))
        self.index = self.market_returns()
        self.returns = {}
        for ticker, (_, _, _, beta, deviation, _) in {**NORTH, **SOUTH}.items():
            noise = [deviation * x for x in normals(ticker, len(self.days))]
            self.plant(ticker, noise)
            self.returns[ticker] = [beta * m + n for m, n in zip(self.index, noise)]
        self.plant_returns()
        open_days = set(trading_days("NORTH"))
        for ticker in NORTH:
            self.returns[ticker] = [r if d in open_days else 0.0 for r, d in zip(self.returns[ticker], self.days)]

    def at(self, day):
        return self.days.index(day)

    def places(self, first=FIRST, last=TODAY):
        """The places of the North's days from the first to the last; the very first has no return."""
        north = set(trading_days("NORTH"))
        return [i for i, d in enumerate(self.days) if i > 0 and d in north and str(first) <= d <= str(last)]

    def market_returns(self):
        self.index = None
        returns = normals("market", len(self.days))
        storm = self.places(*STORM)
        calm = [i for i in self.places() if i not in storm]
        scaled(returns, calm, 0.0006, 0.007)
        scaled(returns, storm, -0.003, 0.024)
        returns[-1] = 0.006
        north = set(trading_days("NORTH"))
        return [r if d in north else 0.0 for r, d in zip(returns, self.days)]

    def estimation(self, event):
        """The days -130 to -11 of an event, as an event study counts them."""
        north = self.places()
        zero = north.index(self.at(EVENTS[event][0]))
        return north[max(0, zero - 130) : zero - 10]

    def plant(self, ticker, noise):
        """Truths about what a company does beside the market."""
        everywhere = self.places(last="2025-12-18")  # the day of the headline is made by hand
        if ticker == "BEECH":
            without(noise, self.index, everywhere)
            noise[-1] = 0.0
        if ticker == "URCHIN":
            without(noise, self.index, everywhere)
            noise[-1] = 0.0
            for i in self.places():
                noise[i] += 0.20 / 252
        if ticker in ("CEDAR", "GINKGO", "IRIS"):
            first = {"IRIS": "2025-01-14"}.get(ticker, FIRST)
            ban = [i for i in self.estimation("chip_ban") if self.days[i] >= str(first)]
            without(noise, self.index, ban)
            noise[self.at(EVENTS["chip_ban"][0])] = {"CEDAR": -0.04, "GINKGO": -0.05, "IRIS": -0.06}[ticker]
        if ticker == "YARROW":
            noise[self.at(EVENTS["chip_ban"][0])] = -0.05
        if ticker == "CEDAR":
            without(noise, self.index, self.estimation("award"))
            noise[self.at(EVENTS["award"][0])] = 0.04
        if ticker == "DAHLIA":
            without(noise, self.index, self.estimation("takeover"))
            zero = self.at(EVENTS["takeover"][0])
            for i in range(zero - 3, zero + 1):
                noise[i] = 0.02
        if ticker == "JUNIPER":
            for i in self.places("2024-11-01", LAST_OF_JUNIPER):
                noise[i] -= 0.025
        if ticker == "DAHLIA":
            for i in range(zero + 1, len(noise)):
                noise[i] *= 0.15

    def plant_returns(self):
        """Truths about the whole return of a company, and about two companies."""
        everywhere = self.places()
        returns = self.returns
        # Annual volatility is the daily deviation times sqrt(252).
        scaled(returns["PLOVER"], everywhere, 0.0003, 0.32 / math.sqrt(252))
        scaled(returns["QUAIL"], everywhere, 0.0003, 0.10 / math.sqrt(252))
        # The twins: 0.8 of one and 0.6 of something else correlate with 0.8.
        own = normals("twins", len(self.days))
        without(own, returns["MAPLE"], everywhere)
        twin = list(returns["MAPLE"])
        scaled(twin, everywhere, 0, 1)
        scaled(own, everywhere, 0, 1)
        mixed = [0.8 * a + 0.6 * b for a, b in zip(twin, own)]
        scaled(mixed, everywhere, 0.0004, 0.012)
        returns["NETTLE"] = mixed
        self.plant_drawdown()
        returns["FALCON"][self.places(first=SUSPENDED[1])[1]] = -0.35
        # The headline: one company of six falls, another a little, the others rise.
        for ticker, r in {"VIOLET": -0.30, "ZINNIA": -0.004, "ACORN": 0.012, "KESTREL": 0.015, "OTTER": 0.009}.items():
            returns[ticker][-1] = r
        # Eight rises in a row, after a fall.
        south = [i for i, d in enumerate(self.days) if d in trading_days("SOUTH")]
        for i in south[-8:]:
            returns["WILLOW"][i] = abs(returns["WILLOW"][i]) + 0.004
        returns["WILLOW"][south[-9]] = -0.006

    def plant_drawdown(self):
        """OTTER: from 120 down to 72, which is 40%, and back; random on the way, but within bounds."""
        stations = [(str(FIRST), 80), ("2024-11-15", 120), ("2025-04-10", 72), ("2025-09-22", 121), (str(TODAY), 132)]
        bounds = [(74, 118.5), (74, 118), (74, 118.5), (112, 140)]
        path = {0: 80.0}
        steps = [0.012 * x for x in normals("OTTER", len(self.days))]
        for (start, low), (end, high), (lowest, highest) in zip(stations, stations[1:], bounds):
            places = [self.at(start)] + self.places(start, end)
            places = sorted(set(places))
            walk = [0.0]
            for i in places[1:]:
                walk.append(walk[-1] + steps[i])
            for k, i in enumerate(places):
                part = k / (len(places) - 1)
                # A walk that is tied to both stations.
                level = math.log(low) + part * (math.log(high) - math.log(low)) + walk[k] - part * walk[-1]
                inner = min(max(math.exp(level), lowest), highest)
                # At a bound the price stays in motion.
                if inner != math.exp(level):
                    inner *= 1 + (0.004 if inner == lowest else -0.004) * (k % 3)
                path[i] = {0: float(low), len(places) - 1: float(high)}.get(k, inner)
        before = None
        for i in sorted(path):
            self.returns["OTTER"][i] = path[i] / before - 1 if before else 0.0
            before = path[i]


def bars(market):
    """The rows of prices.csv by ticker and day."""
    level = 1000.0
    north = set(trading_days("NORTH"))
    for i, day in enumerate(market.days):
        if day in north:
            level *= 1 + (market.index[i] if i > 0 else 0)
            yield [day, "INDEX.TOY", "", "", "", f"{level:.2f}", "", ""]
    for exchange, companies in (("NORTH", NORTH), ("SOUTH", SOUTH)):
        for ticker, company in companies.items():
            yield from company_bars(market, ticker, company, trading_days(exchange))


def company_bars(market, ticker, company, days):
    _, _, price, _, deviation, shares = company
    gaps, ups, downs, volumes = (normals(f"{ticker} {what}", len(market.days)) for what in ("o", "h", "l", "v"))
    listed = EVENTS["iris_listing"][0] if ticker == "IRIS" else None
    ratio = 1
    open_days = set(days)
    before = price
    waiting = 1.0  # what happened while the exchange was shut or the share suspended
    for i, day in enumerate(market.days):
        growth = 1 + (market.returns[ticker][i] if i > 0 else 0)
        if (listed and day < listed) or (ticker == "JUNIPER" and day > LAST_OF_JUNIPER):
            continue
        waiting *= growth
        is_suspended = ticker == "FALCON" and SUSPENDED[0] <= day <= SUSPENDED[1]
        if day not in open_days or is_suspended:
            continue
        if ticker == "FALCON" and waiting != growth:
            waiting = growth  # while suspended nothing traded: it opens 35% lower, whatever the market did
        previous = ""
        reference = before
        if day == listed:
            waiting, previous = 1.25, f"{price:.2f}"  # the first day closes a quarter above the issue price
        if ticker == "GINKGO" and day == EVENTS["split"][0]:
            ratio, reference = SPLIT_RATIO, before / SPLIT_RATIO
            previous = f"{round(before, 2) / SPLIT_RATIO:.4f}"
        if ticker == "HERON" and day in DIVIDENDS:
            reference = before - DIVIDENDS[day]
            previous = f"{round(before, 2) - DIVIDENDS[day]:.2f}"
        close = reference * waiting
        opening = reference * (1 + 0.3 * deviation * gaps[i]) if waiting > 0.9 else close * 1.01
        high = max(opening, close) * (1 + 0.4 * deviation * abs(ups[i]))
        low = min(opening, close) * (1 - 0.4 * deviation * abs(downs[i]))
        # Much is traded on days of large moves.
        busy = math.exp(0.3 * volumes[i]) * (1 + 40 * abs(waiting - 1))
        volume = round(shares * 1e6 * ratio * 0.002 * busy, -3)
        yield [day, f"{ticker}.TOY", *(f"{x:.2f}" for x in (opening, high, low, close)), previous, f"{volume:.0f}"]
        before, waiting = close, 1.0


def companies():
    yield ["INDEX.TOY", "Classroom Index", "NORTH", "Northland", "CRN", "index", ""]
    for exchange, country, currency, members in (
        ("NORTH", "Northland", "CRN", NORTH), ("SOUTH", "Southland", "FLR", SOUTH),
    ):  # fmt: skip
        for ticker, company in members.items():
            listed = EVENTS["iris_listing"][0] if ticker == "IRIS" else ""
            yield [f"{ticker}.TOY", company[0], exchange, country, currency, "stock", listed]


def attributes(market):
    north = trading_days("NORTH")
    for ticker, (_, segments, _, _, _, shares) in {**NORTH, **SOUTH}.items():
        name = f"{ticker}.TOY"
        # What takes effect in the morning is dated the trading day before.
        if ticker == "THISTLE":
            eve = north[north.index(MOVE_OF_THISTLE) - 1]
            yield [name, "segment", "food", "", north[north.index(eve) - 1]]
            yield [name, "segment", "power", eve, ""]
        else:
            for segment in segments:
                yield [name, "segment", segment, "", ""]
        if ticker == "GINKGO":
            eve = north[north.index(EVENTS["split"][0]) - 1]
            yield [name, "shares", shares * 10**6, "", north[north.index(eve) - 1]]
            yield [name, "shares", shares * 10**6 * SPLIT_RATIO, eve, ""]
        else:
            yield [name, "shares", shares * 10**6, "", ""]


def calendar():
    for exchange in ("NORTH", "SOUTH"):
        for day in trading_days(exchange):
            yield [day, exchange, int(day in HALF_DAYS)]


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return text.getvalue()


def main():
    market = Market()
    events = [[name, day, title, tickers, "made up"] for name, (day, title, tickers) in EVENTS.items()]
    files = {
        "prices.csv": table("date ticker open high low close previous volume", bars(market)),
        "companies.csv": table("ticker name exchange country currency kind listed", companies()),
        "attributes.csv": table("ticker key value from to", attributes(market)),
        "events.csv": table("name date title tickers source", sorted(events, key=lambda e: e[1])),
        "calendar.csv": table("date exchange half_day", calendar()),
    }
    folder = Path(__file__).resolve().parent
    different = [n for n, t in files.items() if not (folder / n).exists() or (folder / n).read_text() != t]
    if sys.argv[1:] == ["--check"]:
        sys.exit(f"not as build.py writes them: {', '.join(different)}" if different else 0)
    for name, text in files.items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit("usage: build.py [--check]")
    main()
