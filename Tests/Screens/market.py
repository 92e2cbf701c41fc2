"""A made-up market in a folder."""

import os
import random
from datetime import date


def make_market(folder, companies, days):
    """Random walks over weekdays, from a seed."""
    source = random.Random(20260223)
    with open(os.path.join(folder, "companies.csv"), "w", encoding="utf-8") as file:
        file.write("ticker,segment\n")
        file.writelines(f"T{number:04},s{number % 11}\n" for number in range(companies))
    first = 738_000
    weekdays = [day for day in range(first, first + 2 * days) if date.fromordinal(day).weekday() < 5][:days]
    texts = [date.fromordinal(day).isoformat() for day in weekdays]
    with open(os.path.join(folder, "prices.csv"), "w", encoding="utf-8") as file:
        file.write("date,ticker,close\n")
        for number in range(companies):
            price = 100.0
            for text in texts:
                price *= 1 + source.uniform(-0.03, 0.0301)
                file.write(f"{text},T{number:04},{price:.2f}\n")
