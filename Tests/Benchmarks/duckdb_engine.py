"""DuckDB: tables in memory, sorted by company and day, segments as an enum."""

import time

import duckdb
import polars


class DuckDB:
    name = "DuckDB"
    version = duckdb.__version__

    def __init__(self, threads):
        self.connection = duckdb.connect(":memory:", config={"threads": threads})

    def load(self, folder):
        begun = time.perf_counter()
        self.connection.execute(f"""
            CREATE TABLE companies AS FROM '{folder}/parquet/companies.parquet' ORDER BY company;
            CREATE TYPE segment AS ENUM (SELECT DISTINCT segment FROM '{folder}/parquet/segments.parquet' ORDER BY 1);
            CREATE TABLE segments AS
                SELECT company, segment::segment AS segment FROM '{folder}/parquet/segments.parquet' ORDER BY company;
            CREATE TABLE calendar AS FROM '{folder}/parquet/calendar.parquet' ORDER BY exchange, day;
            CREATE TABLE bars AS FROM '{folder}/parquet/bars.parquet' ORDER BY company, day;
            CREATE TABLE grid AS FROM '{folder}/parquet/grid.parquet' ORDER BY company, day;
        """)
        return time.perf_counter() - begun

    def ask(self, question):
        return self.connection.sql(question.DUCKDB).to_arrow_table()

    def table(self, answer):
        return polars.from_arrow(answer)
