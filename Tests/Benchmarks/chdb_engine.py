"""chDB: MergeTree tables, sorted by company and day, segments as low-cardinality text."""

import io
import tempfile
import time

import chdb
import polars
from chdb.session import Session


class ChDB:
    name = "chDB"
    version = chdb.__version__

    def __init__(self, threads):
        self.folder = tempfile.TemporaryDirectory()
        self.session = Session(self.folder.name)
        self.run(f"SET max_threads = {threads}")
        self.run("SET prefer_column_name_to_alias = 1")
        self.run("CREATE DATABASE IF NOT EXISTS market ENGINE = Atomic")
        self.run("USE market")

    def run(self, text):
        return self.session.query(text, "ArrowStream")

    def load(self, folder):
        begun = time.perf_counter()
        self.run("""
            CREATE TABLE bars (company UInt32, day Date, place Int32, open Float64, high Float64, low Float64,
                close Float64, volume Int64) ENGINE = MergeTree ORDER BY (company, day)""")
        self.run("""
            CREATE TABLE grid (company UInt32, day Date, place Int32, close Nullable(Float64),
                volume Nullable(Float64)) ENGINE = MergeTree ORDER BY (company, day)""")
        self.run("CREATE TABLE segments (company UInt32, segment LowCardinality(String)) ENGINE = MergeTree ORDER BY company")
        self.run("CREATE TABLE companies (company UInt32, ticker String, exchange LowCardinality(String)) "
                 "ENGINE = MergeTree ORDER BY company")
        self.run("CREATE TABLE calendar (exchange LowCardinality(String), day Date, place Int32) "
                 "ENGINE = MergeTree ORDER BY (exchange, day)")
        columns = {
            "bars": "company, day, place, open, high, low, close, volume",
            "grid": "company, day, place, close, volume", "segments": "company, segment",
            "companies": "company, ticker, exchange", "calendar": "exchange, day, place"}
        for table, names in columns.items():
            self.run(f"INSERT INTO {table} SELECT {names} FROM file('{folder}/parquet/{table}.parquet', Parquet)")
            self.run(f"OPTIMIZE TABLE {table} FINAL")
        return time.perf_counter() - begun

    def ask(self, question):
        return self.run(question.CHDB)

    def table(self, answer):
        return polars.read_ipc_stream(io.BytesIO(answer.bytes()))
