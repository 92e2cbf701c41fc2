"""Polars: data frames in memory, sorted by company and day and marked so, segments as an enum."""

import os
import time
from types import SimpleNamespace

import polars


class Polars:
    name = "Polars"
    version = polars.__version__

    def __init__(self, threads):
        # Polars reads it once, when it is first imported; `run` sets it.
        assert os.environ["POLARS_MAX_THREADS"] == str(threads)

    def load(self, folder):
        begun = time.perf_counter()
        tables = {name: polars.read_parquet(folder / f"parquet/{name}.parquet", use_statistics=False)
                  for name in ("bars", "grid", "companies", "segments", "calendar")}
        segments = tables["segments"]
        names = polars.Enum(segments["segment"].unique().sort())
        tables["segments"] = segments.with_columns(polars.col("segment").cast(names))
        for name in ("bars", "grid", "companies", "segments"):
            tables[name] = tables[name].rechunk().with_columns(polars.col("company").set_sorted())
        self.market = SimpleNamespace(**{name: table.lazy() for name, table in tables.items()})
        return time.perf_counter() - begun

    def ask(self, question):
        return question.polars(self.market).collect()

    def table(self, answer):
        return answer
