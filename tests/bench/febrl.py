"""FEBRL4, a public data set of two lists of 5,000 persons each, through the product's own passes.

The fields are mapped to those of a person record: given name, surname, street number and address, postcode, date of
birth (a century later: to a council's systems 1900 is no year of birth but a default); with soc_sec_id as the student
id, and without it. Its persons are adults of whom each lives alone, and a tenth of the forenames and some dates of
birth were replaced by others or left out: where children are linked, that is a twin or a namesake, and no machine
links it. So there is a second line with those guards lifted, which says what the comparisons alone find.
`python -m tests.bench.febrl FOLDER` reads FOLDER/febrl4.parquet.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from pipeline.matching import saved_model
from pipeline.matching.saved_model import Model
from pipeline.stages.link import PERSON_COLUMNS
from tests.bench import product, scores

MAPPED = {
    "surname": "surname",
    "forename": "given_name",
    "date_of_birth": "(try_strptime(date_of_birth, '%Y%m%d') + INTERVAL 100 YEAR)::DATE",
    "address_line_1": "concat_ws(' ', street_number, address_1)",
    "postcode": "postcode",
}
"""Column of a person record -> what of FEBRL4 it is; the others are blank."""


def person_records(folder: Path, mapped: dict[str, str]) -> str:
    """The query of FEBRL4's persons as person records; those of one list are never one person."""
    said = ", ".join(f"{mapped.get(name, 'NULL')}::{kind} AS {name}" for name, kind in PERSON_COLUMNS.items())
    return f"""
        SELECT 'febrl_' || side || '/list:' || rec_id AS record, 'febrl_' || side AS source,
            CASE side WHEN 'a' THEN 1 ELSE 2 END AS source_rank, side AS apart, {said},
            DATE '2026-01-01' AS extract_date, NULL::DATE AS recorded_on, NULL::VARCHAR AS file,
            NULL::VARCHAR AS sheet, NULL::INTEGER AS row_number, false AS is_unreadable, NULL::BIGINT AS row_id
        FROM '{folder}/febrl4.parquet'"""


LIFTED = {("forename", "twin or sibling"): -4.0, ("forename", "different"): -4.0, ("born", "different"): -6.0}
"""Bits of another forename and another date of birth where there are no twins and no namesakes."""


def unguarded() -> Model:
    """The newest model without what keeps twins, siblings and namesakes apart."""
    said = json.loads(saved_model.newest().read_text(encoding="utf-8")) | {"guards": {}}
    for comparison in said["splink"]["comparisons"]:
        for level in comparison["comparison_levels"]:
            bits = LIFTED.get((comparison["output_column_name"], level["label_for_charts"]))
            if bits is not None:
                level["m_probability"] = level["u_probability"] * 2.0**bits
    return saved_model.of_dict("unguarded", said)


def main(folder: Path) -> None:
    """Prints a line of JSON for each way: the tally of pairs, and how many missed ones wait for review."""
    for name, numbers in (("with soc_sec_id", {"student_id": "soc_sec_id"}), ("without soc_sec_id", {})):
        here = folder / name.replace(" ", "-")
        here.mkdir(exist_ok=True)
        con = duckdb.connect()
        con.execute(f"COPY ({person_records(folder, MAPPED | numbers)}) TO '{here}/records.parquet'")
        con.execute(
            f"""COPY (SELECT record, regexp_extract(record, 'rec-(\\d+)', 1) AS person_id
                FROM '{here}/records.parquet') TO '{here}/truth.parquet'"""
        )
        con.close()
        for guards, model in (("", None), (", guards lifted", unguarded())):
            product.main(here, model=model)
            found = {"febrl4": name + guards, **scores.of_clusters(here, "product"), "waiting": scores.waiting(here)}
            print(json.dumps(found))  # noqa: T201 (a program)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
