"""FEBRL4, a public data set of two lists of 5,000 persons each, through the product's own passes.

The fields are mapped to those of a person record: given name, surname, street number and address, postcode, date of
birth (a century later: to a council's systems 1900 is no year of birth but a default); with soc_sec_id as the student
id, and without it. `python -m tests.bench.febrl FOLDER` reads
FOLDER/febrl4.parquet.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from tests.bench import product, scores

MAPPED = """
    SELECT 'febrl_' || side || '/list:' || rec_id AS record, 'febrl_' || side AS source,
        CASE side WHEN 'a' THEN 1 ELSE 2 END AS source_rank, side AS apart,
        {student_id} AS student_id, NULL::VARCHAR AS upn, NULL::VARCHAR AS former_upn, surname,
        given_name AS forename, NULL::VARCHAR AS preferred_surname, NULL::VARCHAR AS preferred_forename,
        (try_strptime(date_of_birth, '%Y%m%d') + INTERVAL 100 YEAR)::DATE AS date_of_birth, NULL::VARCHAR AS sex,
        concat_ws(' ', street_number, address_1) AS address_line_1, postcode, NULL::VARCHAR AS uprn,
        NULL::VARCHAR AS home_la, NULL::DATE AS date_of_death, NULL::VARCHAR AS restricted_address,
        NULL::VARCHAR AS record_active, NULL::VARCHAR AS nc_year_actual, DATE '2026-01-01' AS extract_date,
        NULL::DATE AS recorded_on, NULL::VARCHAR AS file, NULL::VARCHAR AS sheet, NULL::INTEGER AS row_number,
        false AS is_unreadable, NULL::BIGINT AS row_id
    FROM '{folder}/febrl4.parquet'
"""


def main(folder: Path) -> None:
    """Prints a line of JSON for each of the two ways: the tally of pairs, and how many missed ones wait for review."""
    for name, student_id in (("with soc_sec_id", "soc_sec_id"), ("without soc_sec_id", "NULL::VARCHAR")):
        here = folder / name.replace(" ", "-")
        here.mkdir(exist_ok=True)
        con = duckdb.connect()
        con.execute(f"COPY ({MAPPED.format(student_id=student_id, folder=folder)}) TO '{here}/records.parquet'")
        con.execute(
            f"""COPY (SELECT record, regexp_extract(record, 'rec-(\\d+)', 1) AS person_id
                FROM '{here}/records.parquet') TO '{here}/truth.parquet'"""
        )
        con.close()
        product.main(here)
        found = {"febrl4": name, **scores.of_clusters(here, "product"), "waiting": scores.waiting(here)}
        print(json.dumps(found))  # noqa: T201 (a program)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
