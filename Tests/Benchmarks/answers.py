"""Answers of different engines in one form, and where two of them differ."""

import datetime
import math
import re

TOLERANCE = 1e-9
# Nearer to zero than this, a difference counts absolutely: 1e-9 of it.
NEAR_ZERO = 1e-6


def rows_of(table, key_count):
    """The rows of a table by their key; rows that are missing altogether are left out."""
    rows = {}
    for row in table.iter_rows():
        figures = tuple(number(value) for value in row[key_count:])
        if all(map(math.isnan, figures)):
            continue
        key = tuple(plain(value) for value in row[:key_count])
        if key in rows:
            raise ValueError(f"two rows for {key}")
        rows[key] = figures
    return rows


def plain(value):
    """A key as text: days as 2026-02-23, weeks and months as their first day."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    text = str(value)
    if week := re.fullmatch(r"(\d{4})-W(\d\d)", text):
        return datetime.date.fromisocalendar(int(week[1]), int(week[2]), 1).isoformat()
    return f"{text}-01" if re.fullmatch(r"\d{4}-\d\d", text) else text


def number(value):
    return math.nan if value is None or value == "" else float(value)


def differences(expected, found):
    """What is wrong with `found`, in words, worst first; nothing where it agrees."""
    faults = []
    for key in expected.keys() - found.keys():
        faults.append((math.inf, f"{key}: missing, expected {expected[key]}"))
    for key in found.keys() - expected.keys():
        faults.append((math.inf, f"{key}: {found[key]}, where nothing is expected"))
    for key in expected.keys() & found.keys():
        if len(expected[key]) != len(found[key]):
            faults.append((math.inf, f"{key}: {len(found[key])} figures instead of {len(expected[key])}"))
            continue
        worst = max(map(difference, expected[key], found[key]), default=0)
        if worst > TOLERANCE:
            faults.append((worst, f"{key}: {found[key]}, expected {expected[key]}"))
    faults.sort(key=lambda fault: (-fault[0], fault[1]))
    return [text for _, text in faults]


def difference(expected, found):
    if math.isnan(expected) or math.isnan(found):
        return 0 if math.isnan(expected) == math.isnan(found) else math.inf
    return abs(found - expected) / max(abs(expected), NEAR_ZERO)
