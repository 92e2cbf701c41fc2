"""The bound: the passes of bound.c, built for the machine at hand and called in this process."""

import ctypes
import subprocess
import time
from pathlib import Path

import numpy
import polars

SOURCE = Path(__file__).with_name("bound.c")
POINTERS = ["offsets", "position", "place", "close", "volume", "month_of_day", "segment_offsets", "segment_of"]


class Market(ctypes.Structure):
    """`struct market` of bound.c."""

    _fields_ = (
        [(name, ctypes.c_int64) for name in ("companies", "bars", "days", "months", "segments")]
        + [(name, ctypes.c_void_p) for name in POINTERS] + [("year_ago", ctypes.c_int64), ("threads", ctypes.c_int)])


class Bound:
    name = "bound"

    def __init__(self, threads, scratch):
        self.threads = threads
        library = scratch / "bound.so"
        subprocess.run(
            ["cc", "-std=c17", "-O3", "-march=native", "-fopenmp", "-fno-math-errno", "-fno-trapping-math", "-Wall", "-shared", "-fPIC",
             "-o", library, SOURCE, "-lm"], check=True)
        self.library = ctypes.CDLL(str(library))
        compiler = subprocess.run(["cc", "-dumpfullversion"], capture_output=True, text=True).stdout.strip()
        self.version = f"C, gcc {compiler} -O3 -march=native"

    def load(self, folder):
        begun = time.perf_counter()
        bars = polars.read_parquet(folder / "parquet/bars.parquet")
        segments = polars.read_parquet(folder / "parquet/segments.parquet").sort("company", "segment")
        count = len(polars.read_parquet(folder / "parquet/companies.parquet"))
        self.days = polars.read_parquet(folder / "parquet/calendar.parquet")["day"].unique().sort()
        months = self.days.dt.truncate("1mo")
        self.months = months.unique().sort()
        self.segments = segments["segment"].unique().sort()
        starts = lambda companies: numpy.searchsorted(companies.to_numpy(), numpy.arange(count + 1))
        day_numbers = polars.DataFrame({"day": self.days, "position": numpy.arange(len(self.days), dtype=numpy.int32)})
        self.arrays = {
            "offsets": starts(bars["company"]).astype(numpy.int64),
            "position": bars.select("day").join(day_numbers, on="day", how="left", maintain_order="left")["position"],
            "place": bars["place"], "close": bars["close"], "volume": bars["volume"].cast(polars.Float64),
            "month_of_day": numpy.searchsorted(self.months.to_numpy(), months.to_numpy()).astype(numpy.int32),
            "segment_offsets": starts(segments["company"]).astype(numpy.int32),
            "segment_of": numpy.searchsorted(self.segments.to_numpy(), segments["segment"].to_numpy()).astype(numpy.uint8),
        }
        self.arrays = {name: numpy.ascontiguousarray(column) for name, column in self.arrays.items()}
        year_ago = int(numpy.searchsorted(self.days.to_numpy(), numpy.datetime64("2025-02-21")))
        self.market = Market(
            count, len(bars), len(self.days), len(self.months), len(self.segments),
            *(self.arrays[name].ctypes.data for name in POINTERS), year_ago, self.threads)
        return time.perf_counter() - begun

    def ask(self, question):
        keys = getattr(question, "BOUND", None)
        if keys is None:
            return None
        shape = {"day": (len(self.days),), "segment": (len(self.segments),), "all": (2,),
                 "month and segment": (len(self.months), len(self.segments))}[keys]
        answer = numpy.empty(shape)
        name = question.__name__.rpartition(".")[2]
        getattr(self.library, name)(ctypes.byref(self.market), ctypes.c_void_p(answer.ctypes.data))
        return keys, answer

    def table(self, keyed):
        keys, answer = keyed
        if keys == "all":
            return polars.DataFrame([answer.tolist()], orient="row")
        if keys == "month and segment":
            return polars.DataFrame({
                "month": numpy.repeat(self.months.to_numpy(), len(self.segments)),
                "segment": self.segments.to_list() * len(self.months), "figure": answer.ravel()}).fill_nan(None)
        return polars.DataFrame({keys: self.days if keys == "day" else self.segments, "figure": answer}).fill_nan(None)
