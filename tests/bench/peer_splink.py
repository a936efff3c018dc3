"""Splink 5 as its tutorial uses it: library comparisons, trained on the data itself, clusters by connected components.

It gets the person records that the product gets. `python -m tests.bench.peer_splink FOLDER`.
"""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from tests.bench.timing import measured

LINK_ABOVE = 0.95

SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="rid",
    comparisons=[
        cl.ForenameSurnameComparison("forename", "surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True),
        cl.ExactMatch("sex"),
        cl.PostcodeComparison("postcode"),
        cl.ExactMatch("uprn"),
        cl.ExactMatch("student_id"),
        cl.ExactMatch("upn"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("student_id"),
        block_on("upn"),
        block_on("forename", "surname"),
        block_on("date_of_birth", "postcode"),
        block_on("date_of_birth", "surname"),
        block_on("date_of_birth", "forename"),
        block_on("postcode", "surname"),
        block_on("postcode", "forename"),
    ],
)
TRAINING = (("forename", "surname"), ("date_of_birth",), ("postcode", "forename"))

CLEANED = """
    SELECT row_number() OVER (ORDER BY record) AS rid, record, student_id, upn, sex, postcode, uprn,
        nullif(regexp_replace(upper(strip_accents(surname)), '[^A-Z]', '', 'g'), '') AS surname,
        nullif(regexp_replace(upper(strip_accents(forename)), '[^A-Z]', '', 'g'), '') AS forename,
        strftime(date_of_birth, '%Y-%m-%d') AS date_of_birth
    FROM '{folder}/records.parquet'
"""


def main(folder: Path) -> None:
    """Links FOLDER/records.parquet into FOLDER/splink.parquet (record, cluster)."""
    warnings.simplefilter("ignore")
    con = duckdb.connect()
    with measured("splink"):
        con.execute(f"CREATE TABLE records AS {CLEANED.format(folder=folder)}")
        linker = Linker(DuckDBAPI(connection=con).register("records"), SETTINGS, log_level=logging.ERROR)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("student_id"), block_on("forename", "surname", "date_of_birth", "postcode")], recall=0.8
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
        for columns in TRAINING:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
        predicted = linker.inference.predict(threshold_match_probability=LINK_ABOVE)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=LINK_ABOVE
        )
    con.execute(
        f"""COPY (SELECT records.record, cluster_id AS cluster FROM {clusters.physical_name} JOIN records USING (rid))
            TO '{folder}/splink.parquet'"""
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
