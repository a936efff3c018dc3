"""The deterministic passes: each a query over the prepared records, in the order in which they are believed.

A pass yields pairs of records (rid_a < rid_b) with the strength of the link (1 is the strongest) and its reason in
words. The resolver decides which pairs become one child, so a further pass is one more file.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.declared_sql import read_declared
from pipeline.store import Connection

PASSES = Path(__file__).parent / "passes"
KEYS: dict[str, type] = {"title": str, "how": str, "says": str}

MACROS = (
    # Legal or preferred forename, or its first word ("Mary Jane" and "Mary"); two without a forename, by surname.
    """CREATE OR REPLACE TEMP MACRO forenames_agree(a, b) AS coalesce(
        a.forename_key IN (b.forename_key, b.preferred_forename_key)
        OR a.preferred_forename_key IN (b.forename_key, b.preferred_forename_key)
        OR (length(a.forename_word) > 1 AND length(b.forename_word) > 1
            AND (a.forename_word = b.forename_key OR b.forename_word = a.forename_key))
        OR (a.forename_key IS NULL AND b.forename_key IS NULL AND a.surname_key = b.surname_key
            AND a.date_of_birth = b.date_of_birth), false)""",
    # A date that may be a default is no evidence, an initial alone is not enough, and a girl is not her twin brother.
    """CREATE OR REPLACE TEMP MACRO initials_agree(a, b) AS coalesce(a.date_of_birth = b.date_of_birth
        AND NOT a.is_default_birth_date AND left(a.forename_key, 1) = left(b.forename_key, 1)
        AND NOT (coalesce(a.sex, '') || coalesce(b.sex, '')) IN ('MF', 'FM'), false)""",
)
BY_INITIAL = 4
"""Links of this strength and weaker agree on the forename's initial only."""


def find_candidates(con: Connection) -> None:
    """Writes `run.linked.candidate`: rid_a, rid_b, how, strength, score (NULL: by a key), reason; one row per pair."""
    for macro in MACROS:
        con.execute(macro)
    con.execute(
        """CREATE OR REPLACE TEMP TABLE found (
            rid_a BIGINT, rid_b BIGINT, how VARCHAR, strength INTEGER, score DOUBLE, reason VARCHAR)"""
    )
    for path in sorted(PASSES.glob("*.sql")):
        declared = read_declared(path, needed=KEYS, allowed={})
        con.execute(
            f"""INSERT INTO found
                SELECT rid_a, rid_b, '{declared.front["how"]}', strength, NULL, reason FROM ({declared.sql})"""
        )
    _twins_that_fit_better(con)
    con.execute(
        """CREATE TABLE run.linked.candidate AS
            SELECT * FROM found ANTI JOIN twin_fits USING (rid_a, rid_b)
            QUALIFY row_number() OVER (PARTITION BY rid_a, rid_b ORDER BY strength) = 1"""
    )


def _twins_that_fit_better(con: Connection) -> None:
    """`twin_fits`: pairs with one number that agree on the initial only, where the two are known to be twins.

    Jack's number on Jacob's record: the initial agrees, but one list has a Jack and a Jacob of that name and birth.
    """
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE twin_fits AS
            WITH by_initial AS (
                SELECT DISTINCT rid_a, rid_b, a.date_of_birth, a.surname_key AS surname_a, b.surname_key AS surname_b
                FROM found JOIN prepared AS a ON a.rid = rid_a JOIN prepared AS b ON b.rid = rid_b
                WHERE strength >= {BY_INITIAL}),
            twins AS (
                SELECT x.rid AS rid_x, y.rid AS rid_y, x.date_of_birth, x.surname_key
                FROM prepared AS x JOIN prepared AS y USING (apart, date_of_birth, surname_key)
                WHERE x.rid <> y.rid AND date_of_birth IN (SELECT date_of_birth FROM by_initial))
            SELECT DISTINCT rid_a, rid_b
            FROM by_initial JOIN twins ON twins.date_of_birth = by_initial.date_of_birth
                AND twins.surname_key IN (surname_a, surname_b)
            JOIN prepared AS a ON a.rid = rid_a JOIN prepared AS b ON b.rid = rid_b
            JOIN prepared AS x ON x.rid = rid_x JOIN prepared AS y ON y.rid = rid_y
            WHERE forenames_agree(a, x) AND forenames_agree(b, y)"""
    )
