"""The table for people and the file for machines."""

import datetime
import math
import os

from timing import SLOW_SECONDS

ENGINES = ["Marq", "Marq anew", "DuckDB", "Polars", "chDB", "bound"]
PEERS = ["DuckDB", "Polars", "chDB"]


def facts_of(result):
    """All that was measured, as plain values."""
    return {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        **{name: result[name] for name in (
            "bars", "companies", "threads", "repeats", "versions", "memory", "empty_statement", "load", "open", "write", "start")},
        "questions": [
            {
                "name": outcome.name, "marq": outcome.question.MARQ, "rows": outcome.row_count,
                "differs": {engine: len(faults) for engine, faults in outcome.faults.items()},
                "seconds": outcome.seconds,
                "median": {engine: outcome.median(engine) for engine in outcome.seconds},
            } for outcome in result["outcomes"]],
    }


def machine():
    with open("/proc/cpuinfo") as file:
        model = next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    return f"{model}, {os.cpu_count()} cores"


def markdown(facts):
    """Milliseconds, and in brackets how many times Marq's time that is."""
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    lines = [
        f"{facts['date']}, {facts['machine']}, {facts['threads']} threads; {facts['bars']:,} bars of "
        f"{facts['companies']:,} companies; {versions}; medians of {facts['repeats']}, in ms, in brackets as a multiple "
        "of Marq's time; * asked once only.", "",
        "| question | Marq | anew | " + " | ".join(ENGINES[2:]) + " |",
        "|---|--:|" + "--:|" * len(ENGINES[1:]),
    ]
    lines += [question_line(question) for question in facts["questions"]]
    lines.append(mean_line(facts["questions"]))
    lines += ["", f"An empty statement takes {milliseconds(facts['empty_statement'])} ms of each of Marq's times."]
    for title, seconds in (
            ("Load from CSV", facts["load"]), ("Open a file and answer `drop by segment`", facts["open"]),
            ("Write `gain each day ever` as CSV", facts["write"]),
            ("Start, answer and end", facts["start"])):
        if seconds:
            listed = ", ".join(f"{name} {milliseconds(value)} ms" for name, value in seconds.items())
            lines.append(f"{title}: {listed}.")
    if facts["memory"]:
        lines.append(f"Marq holds {facts['memory'] / facts['bars']:.0f} bytes a bar.")
    return "\n".join(lines) + "\n"


def question_line(question):
    name = f"`{question['marq']}`"
    if question["differs"]:
        return f"| {name} | differs from {', '.join(question['differs'])} |" + " |" * len(ENGINES[1:])
    median = question["median"]
    cells = []
    for engine in ENGINES:
        if engine not in median:
            cells.append("")
            continue
        cell = milliseconds(median[engine]) + ("*" if question["seconds"][engine][0] > SLOW_SECONDS else "")
        cells.append(cell if engine in ENGINES[:2] else f"{cell} ({ratio(median[engine] / median['Marq'])})")
    return f"| {name} | " + " | ".join(cells) + " |"


def mean_line(questions):
    """The geometric means of the ratios, and of those to the fastest peer: of Marq's times, and of those of days asked for anew."""
    cells = []
    for engine in ENGINES[2:]:
        ratios = [q["median"][engine] / q["median"]["Marq"] for q in questions if engine in q["median"]]
        cells.append(f"({ratio(geometric(ratios))})" if ratios else "")
    label = "geometric mean"
    for own, words in (("Marq", "to the fastest peer"), ("Marq anew", "anew")):
        fastest = [
            min(q["median"][peer] for peer in PEERS if peer in q["median"]) / q["median"][own]
            for q in questions if own in q["median"] and any(peer in q["median"] for peer in PEERS)]
        if fastest:
            label += f"; {words} {ratio(geometric(fastest))}"
    return f"| {label} | | | " + " | ".join(cells) + " |"


def geometric(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def milliseconds(seconds):
    value = seconds * 1e3
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def ratio(value):
    return f"{value:,.0f}×" if value >= 10 else f"{value:.2g}×"
