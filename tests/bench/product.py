"""The product as a contestant: its own passes, model and resolver on person records, timed.

`python -m tests.bench.product FOLDER` reads FOLDER/records.parquet, writes FOLDER/product.parquet (record, cluster) and
prints seconds and peak memory.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from pipeline.matching import passes, prepare, resolver
from tests.bench.timing import measured


def main(folder: Path) -> None:
    """Links the records of the folder."""
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS run")
    con.execute("CREATE SCHEMA run.linked")
    con.execute(f"CREATE TABLE run.linked.person_record AS FROM '{folder}/records.parquet'")
    with measured("product"):
        prepare.prepare(con)
        con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM run.linked.prepared")
        passes.find_candidates(con)
        resolver.resolve(con)
    con.execute(
        f"""COPY (SELECT record, gid AS cluster FROM run.linked.grouped JOIN prepared USING (rid))
            TO '{folder}/product.parquet'"""
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
