"""The product as a contestant: its own passes, model and resolver on person records, timed.

`python -m tests.bench.product FOLDER` links FOLDER/records.parquet into FOLDER/product.parquet (record, cluster) and
FOLDER/possible.parquet (record_a, record_b, why), and prints seconds and peak memory; with `--next-day` it then changes
one record in a hundred and links again, as a night does that remembers the one before.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from pipeline.matching import saved_model
from pipeline.matching.match import match
from pipeline.matching.saved_model import Model
from pipeline.schema import DURABLE
from pipeline.settings import Matching
from pipeline.store import Connection
from tests.bench.timing import measured


def main(folder: Path, *, next_day: bool = False, model: Model | None = None) -> None:
    """Links the records of the folder. model: None for the newest."""
    con = duckdb.connect()
    con.execute(DURABLE)
    con.execute("ATTACH ':memory:' AS run")
    con.execute("SET VARIABLE as_at = DATE '2026-10-31'")
    with measured("product"):
        link_records(con, f"FROM '{folder}/records.parquet'", model)
    con.execute(
        f"""COPY (SELECT record, gid AS cluster FROM run.linked.grouped JOIN prepared USING (rid))
            TO '{folder}/product.parquet'"""
    )
    con.execute(f"COPY (SELECT record_a, record_b, why FROM run.linked.possible_link) TO '{folder}/possible.parquet'")
    if next_day:
        with measured("product, one day later"):
            link_records(
                con,
                f"""SELECT * REPLACE (CASE WHEN hash(record) % 100 = 0 THEN surname || ' Later' ELSE surname END
                    AS surname) FROM '{folder}/records.parquet'""",
                model,
            )


def link_records(con: Connection, records: str, model: Model | None = None) -> None:
    """The matching of `pipeline.stages.link` on the records of a query."""
    cut = Matching()
    con.execute("DROP SCHEMA IF EXISTS run.linked CASCADE")
    con.execute("CREATE SCHEMA run.linked")
    con.execute(f"CREATE TABLE run.linked.person_record AS {records}")
    model = model or saved_model.load(saved_model.newest())
    match(con, model, link_above=cut.link_above, review_above=cut.review_above, remember=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), next_day="--next-day" in sys.argv)
