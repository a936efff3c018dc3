"""The floor under a first night: `python -m tests.bench.floor HOME` prints what it takes as JSON.

The city's CSV files read as text into tables, and Splink scoring the same person records with the saved model. HOME
has had a night, which gives the records as matching compares them; making those is not counted.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from pipeline.matching import blocking, comparable, prepare, saved_model, scoring
from pipeline.matching.saved_model import Model
from pipeline.store import Connection
from tests.bench.timing import measured


def main(home: Path) -> None:
    """Both parts, one after the other."""
    con = duckdb.connect()
    with measured("read"):
        for number, path in enumerate(sorted((home / "inbox").glob("*/*.csv"))):
            encoding = "utf-16" if path.read_bytes().startswith(b"\xff\xfe") else "utf-8"
            # DuckDB reads no cp1252: the few rows with letters of it are passed over.
            con.execute(
                f"""CREATE TABLE read_{number} AS FROM read_csv(
                    '{path}', all_varchar = true, header = true, encoding = '{encoding}', ignore_errors = true)"""
            )
    model = saved_model.load(saved_model.newest())
    _contents(con, home, model)
    with measured("score"):
        blocking.find_pairs(con, model)
        scoring.score_pairs(con, model)


def _contents(con: Connection, home: Path, model: Model) -> None:
    """`content`, of the city's person records."""
    con.execute("ATTACH ':memory:' AS run")
    con.execute("CREATE SCHEMA run.linked")
    con.execute(f"ATTACH '{home}/store/run.duckdb' AS night (READ_ONLY)")
    con.execute("CREATE TABLE run.linked.person_record AS FROM night.linked.person_record")
    prepare.prepare(con)
    con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM run.linked.prepared")
    comparable.make_comparable(con, model)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
