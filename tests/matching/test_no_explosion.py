"""Three thousand records that share what says nothing: pairs stay few, and the night ends."""

from __future__ import annotations

import pytest
from one_day import JACKS_UPN, SETTINGS, D, make_table, query

from pipeline import store
from pipeline.stages.as_at import select_as_at
from pipeline.stages.link import link
from sources import SOURCES

CHILDREN = 3000


def night(said: str) -> tuple[int, int]:
    """(pairs looked at, children) of 3,000 applications, all different but for what is `said` (columns, as SQL)."""
    con = store.open_durable(None)
    with store.derived(con, None):
        select_as_at(con, list(SOURCES), D)
        make_table(con, "admissions_applications")
        con.execute(
            f"""INSERT INTO run.asat.admissions_applications BY NAME
                WITH letters AS (
                    SELECT n, chr(65 + n % 26) || chr(65 + n // 26 % 26) || chr(65 + n // 676) AS name
                    FROM (SELECT range::INTEGER AS n FROM range({CHILDREN}))),
                ordinary AS (
                    SELECT n, n AS row_id, 'A' || n AS application_ref, DATE '2026-09-20' AS received_on,
                        name AS surname, name AS forename, DATE '2011-01-02' + n AS date_of_birth,
                        NULL::VARCHAR AS upn, NULL::VARCHAR AS student_id, n || ' Quay Road' AS address_line_1,
                        'SO14 1AA' AS postcode, DATE '2026-10-30' AS extract_date, false AS is_unreadable
                    FROM letters)
                SELECT * EXCLUDE (n) REPLACE ({said}) FROM ordinary"""
        )
        link(con, list(SOURCES), SETTINGS, D, extend=False)
        ((pairs,),) = query(con, "SELECT count(*) FROM run.linked.candidate")
        ((children,),) = query(con, "SELECT count(*) FROM run.linked.child")
    return pairs, children


JACK_ASH = "'Jack' AS forename, 'Ash' AS surname"


@pytest.mark.parametrize(
    "said",
    [
        f"DATE '2016-01-01' AS date_of_birth, {JACK_ASH}",
        f"DATE '1900-01-01' AS date_of_birth, {JACK_ASH}, '1 Quay Road' AS address_line_1",
        f"NULL AS postcode, DATE '2016-05-03' AS date_of_birth, {JACK_ASH}",
        "DATE '2016-05-03' AS date_of_birth, 'Unknown' AS forename, 'Ash' AS surname",
        f"'{JACKS_UPN}' AS upn",
        "'0' AS student_id",
        f"DATE '2016-01-01' AS date_of_birth, '{JACKS_UPN}' AS upn, 'Z' || forename AS forename",
    ],
    ids=["1 January", "1900", "no postcode", "unknown", "one UPN", "one student id", "one UPN and 1 January"],
)
def test_what_all_share_is_no_evidence(said: str) -> None:
    assert night(said) == (0, CHILDREN)


def test_one_upn_and_a_hundred_common_forenames() -> None:
    """By the rule of keys the children of one forename are one; they are looked at in pairs, and the night ends."""
    pairs, children = night(f"'N' || chr(65 + n % 10) || chr(65 + n // 10 % 10) AS forename, '{JACKS_UPN}' AS upn")
    assert pairs == 100 * (30 * 29 // 2)
    assert children == 100
