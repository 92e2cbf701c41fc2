"""Asks every engine the same questions: first for the answers, then, in turn, for the time."""

import math
import random
import statistics
import time
from dataclasses import dataclass, field

from answers import differences, rows_of

# What took longer than this for the comparison is not asked again: that time is the one reported.
SLOW_SECONDS = 20
SHOWN_DIFFERENCES = 3
# In which order engines are asked is drawn anew for each repeat: nobody always stands behind the same other one, whose threads may not
# be at rest yet and whose data are in the caches. Nobody stands behind itself.
order = random.Random(20260223)


@dataclass
class Outcome:
    """What is known of one question: rows, where an engine differs from the first, and seconds by engine.

    `first_seconds` are those of the comparison, when caches are cold.
    """

    name: str
    question: object
    row_count: int = 0
    faults: dict = field(default_factory=dict)
    first_seconds: dict = field(default_factory=dict)
    seconds: dict = field(default_factory=dict)

    @property
    def is_agreed(self):
        return not self.faults

    def median(self, engine):
        return statistics.median(self.seconds[engine]) if self.seconds.get(engine) else None


def compare(question, name, engines):
    """Asks once for the answers alone; the first engine's is what the others must say, too."""
    outcome = Outcome(name, question)
    expected = None
    for engine in engines:
        begun = time.perf_counter()
        answer = engine.ask(question)
        passed = time.perf_counter() - begun
        if answer is None:
            continue
        outcome.first_seconds[engine.name] = passed
        rows = rows_of(engine.table(answer), question.KEYS)
        if expected is None:
            expected, outcome.row_count = rows, len(rows)
            if not rows:
                outcome.faults[engine.name] = ["an empty answer proves nothing"]
        elif faults := differences(expected, rows):
            outcome.faults[engine.name] = faults
    for engine, faults in outcome.faults.items():
        print(f"  {engine} differs in {len(faults)} of {outcome.row_count} rows")
        for fault in faults[:SHOWN_DIFFERENCES]:
            print(f"    {fault}")
    return outcome


def time_all(outcome, engines, repeats):
    """Times one question in all engines, one after the other and over again, each time in another order."""
    first = outcome.first_seconds
    outcome.seconds = {name: [seconds] for name, seconds in first.items() if seconds > SLOW_SECONDS}
    engines = [engine for engine in engines if first.get(engine.name, math.inf) <= SLOW_SECONDS]
    last = None
    for _ in range(repeats):
        turn = order.sample(engines, len(engines))
        while turn[0] is last and len(turn) > 1:
            turn = order.sample(engines, len(engines))
        last = turn[-1]
        for engine in turn:
            if hasattr(engine, "prepare"):
                engine.prepare(outcome)
            begun = time.perf_counter()
            engine.ask(outcome.question)
            outcome.seconds.setdefault(engine.name, []).append(time.perf_counter() - begun)
