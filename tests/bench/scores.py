"""Right, false and missed pairs of a contestant's clusters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from pipeline.matching.evaluate import Tally


def of_clusters(folder: Path, name: str) -> dict[str, Any]:
    """The tally of FOLDER/<name>.parquet (record, cluster) against FOLDER/truth.parquet (record, person_id)."""
    con = duckdb.connect()
    (row,) = con.execute(
        f"""WITH cell AS (
                SELECT cluster, person_id, count(*) AS n FROM '{folder}/{name}.parquet'
                JOIN '{folder}/truth.parquet' USING (record) GROUP BY ALL),
            pairs AS (
                SELECT (SELECT sum(n * (n - 1) // 2) FROM cell) AS agreed,
                    (SELECT sum(n * (n - 1) // 2) FROM (SELECT sum(n) AS n FROM cell GROUP BY cluster)) AS linked,
                    (SELECT sum(n * (n - 1) // 2) FROM (SELECT sum(n) AS n FROM cell GROUP BY person_id)) AS same)
            SELECT agreed, linked - agreed, same - agreed FROM pairs"""
    ).fetchall()
    con.close()
    return Tally(*(int(number or 0) for number in row)).shares()


def waiting(folder: Path) -> int:
    """The true pairs of FOLDER/possible.parquet (record_a, record_b, why), which wait for an officer's look."""
    con = duckdb.connect()
    (row,) = con.execute(
        f"""SELECT count(*) FROM '{folder}/possible.parquet'
            JOIN '{folder}/truth.parquet' AS a ON a.record = record_a
            JOIN '{folder}/truth.parquet' AS b ON b.record = record_b WHERE a.person_id = b.person_id"""
    ).fetchall()
    con.close()
    return int(row[0])
