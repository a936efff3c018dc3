"""What the contestants link: the person records of a made-up city with noise, as the pipeline reads them.

The seeds of the bench are 1 to 20; the shipped model was trained on others, so every city here is an unseen one.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from pipeline import settings
from pipeline.run import run
from sources.synthetic import write_city

AS_AT = date(2026, 10, 31)
NOISE = 1.0


def make_city(home: Path, children: int, seed: int) -> None:
    """Writes the city into home and runs a night on it, unless that was done before."""
    if (home / "store" / "run.duckdb").is_file():
        return
    write_city(home, children=children, seed=seed, as_at=AS_AT, noise=NOISE)
    run(settings.load(home), as_at=AS_AT, today=AS_AT, command="nightly", say=lambda _: None)


def export(home: Path, folder: Path) -> None:
    """Writes folder/records.parquet (person records as the link stage has them) and folder/truth.parquet (record,
    person_id)."""
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(home / "store" / "run.duckdb"), read_only=True)
    con.execute(f"COPY (FROM linked.person_record ORDER BY record) TO '{folder}/records.parquet'")
    con.execute(f"COPY (FROM read_csv('{home}/truth/people.csv', all_varchar = true)) TO '{folder}/truth.parquet'")
    con.close()
