#!/usr/bin/env python3
"""Makes this folder's market up from a seed: dense prices under the names that the language's description asks for.

Figures are invented; only the tickers, segments and events are those of the data that ships.
"""

import csv
import datetime
import random

SEED = 20260223
FIRST, TODAY = datetime.date(2024, 9, 2), datetime.date(2026, 2, 27)
EVENT = datetime.date(2025, 4, 15)
# ticker, name, country, segments, first day, price, beta, the fall of 2026-02-23
COMPANIES = [
    ("2513.HK", "Zhipu AI", "China", ["llm"], datetime.date(2026, 1, 8), 130.0, 1.6, -0.22),
    ("0100.HK", "MiniMax", "China", ["llm"], datetime.date(2026, 1, 9), 200.0, 1.5, -0.13),
    ("0020.HK", "SenseTime", "China", ["llm", "software"], FIRST, 1.6, 1.3, -0.04),
    ("9888.HK", "Baidu", "China", ["llm", "internet"], FIRST, 90.0, 1.1, 0.02),
    ("9988.HK", "Alibaba", "China", ["llm", "cloud", "internet"], FIRST, 95.0, 1.0, 0.03),
    ("0700.HK", "Tencent", "China", ["llm", "internet"], FIRST, 400.0, 0.9, 0.03),
    ("0981.HK", "SMIC", "China", ["chips"], FIRST, 40.0, 1.4, 0.04),
    ("1347.HK", "Hua Hong", "China", ["chips"], FIRST, 25.0, 1.3, 0.05),
    ("0522.HK", "ASMPT", "Singapore", ["chips"], FIRST, 70.0, 1.2, -0.11),
    ("0763.HK", "ZTE", "China", ["hardware"], FIRST, 22.0, 1.1, 0.02),
]


def trading_days():
    day = FIRST
    while day <= TODAY:
        if day.weekday() < 5:
            yield day
        day += datetime.timedelta(days=1)


def main():
    generator = random.Random(SEED)
    days = list(trading_days())
    market = [generator.gauss(0.0003, 0.013) for _ in days]
    with open("companies.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["ticker", "name", "exchange", "country", "currency", "kind", "listed"])
        for ticker, name, country, _, first, *_ in COMPANIES:
            rows.writerow([ticker, name, "HKEX", country, "HKD", "stock", first if first > FIRST else ""])
        rows.writerow(["HSI", "Hang Seng Index", "HKEX", "", "", "index", ""])
    with open("attributes.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["ticker", "key", "value"])
        for ticker, _, _, segments, *_ in COMPANIES:
            for segment in segments:
                rows.writerow([ticker, "segment", segment])
    with open("events.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["name", "date", "title"])
        rows.writerow(["h20_ban", EVENT, "NVIDIA discloses that H20 exports to China need a licence"])
    with open("prices.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["date", "ticker", "close", "previous", "volume"])
        for ticker, _, _, _, first, price, beta, fall in COMPANIES:
            for day, common in zip(days, market):
                if day < first:
                    continue
                change = beta * common + generator.gauss(0, 0.012)
                if day == EVENT:
                    change -= 0.05
                if day == datetime.date(2026, 2, 23):
                    change = fall
                before, price = price, max(round(price * (1 + change), 2), 0.01)
                volume = round(generator.lognormvariate(15, 0.5) * (3 if abs(change) > 0.03 else 1), -3)
                rows.writerow([day, ticker, f"{price:.2f}", f"{before:.2f}" if day == first else "", int(volume)])
        level = 20000.0
        for day, common in zip(days, market):
            level = round(level * (1 + common), 2)
            rows.writerow([day, "HSI", f"{level:.2f}", "", ""])
    with open("market.marq", "w") as file:
        file.write(f'set title "Made up from seed {SEED}"\nset today {TODAY}\nset benchmark HSI\n')


main()
