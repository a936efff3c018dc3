"""Of a neighbour's pupils those are looked at whom the model would compare with a child of ours, and no others."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from records import MODEL, Record, person, put

from pipeline import store
from pipeline.matching import blocking, comparable, interest, officers, prepare
from pipeline.store import Connection

THEIRS = "cross_border"
FORENAMES = ("Katherine", "Katie", "Catherine", "Hassan", "Ash", "Khan", "Amina", "Li", None)
SURNAMES = ("Ash", "Ashe", "Miah", "Miah-Ash", "Khan", "Hassan", "Katie")
DATES = ("2016-05-04", "2016-04-05", "2016-11-30", "2014-02-03", "2016-01-01")
POSTCODES = ("SO50 1AA", "SO50 1AB", "PO1 2BB", None)


def any_record(chance: random.Random, number: int) -> Record:
    return person(
        str(number),
        chance.choice(("education", "benefits", THEIRS, THEIRS)),
        chance.choice(SURNAMES),
        chance.choice(FORENAMES),
        chance.choice(DATES),
        postcode=chance.choice(POSTCODES),
        upn=chance.choice((None, None, None, None, "A123456789012", "B123456789012", "C12345678901A")),
        preferred_forename=chance.choice((None, None, "Kate")),
    )


@contextmanager
def prepared(records: Iterable[Record]) -> Iterator[Connection]:
    """The records as they stand before those of no interest are left out; none has a postcode of ours."""
    con = store.open_durable(None)
    with store.derived(con, None):
        con.execute("SET VARIABLE as_at = DATE '2026-10-31'")
        put(con, records)
        con.execute("CREATE TABLE run.linked.postcode_place (postcode VARCHAR, la_code VARCHAR, is_ours BOOLEAN)")
        prepare.prepare(con)
        con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM run.linked.prepared")
        officers.officers_pairs(con)
        comparable.learn_names(con, MODEL)
        yield con
    con.close()


def left(con: Connection) -> set[str]:
    """The neighbours' records that are there, by the part of the record's key after the colon."""
    found = con.execute(f"SELECT split_part(record, ':', 2) FROM run.linked.prepared WHERE source = '{THEIRS}'")
    return {name for (name,) in found.fetchall()}


def compared_with_ours(con: Connection) -> set[str]:
    """The neighbours' records that the model's own blocking pairs with one of another source."""
    comparable.describe(con, MODEL)
    blocking.find_pairs(con, MODEL)
    found = con.execute(
        f"""WITH of AS (SELECT cid, source, record FROM run.linked.comparable JOIN run.linked.prepared USING (rid)),
            pair AS (SELECT cid_a, cid_b FROM pair_to_score UNION ALL SELECT cid_b, cid_a FROM pair_to_score)
            SELECT DISTINCT split_part(theirs.record, ':', 2)
            FROM pair JOIN of AS theirs ON theirs.cid = cid_a JOIN of AS ours ON ours.cid = cid_b
            WHERE theirs.source = '{THEIRS}' AND ours.source <> '{THEIRS}'"""
    )
    return {name for (name,) in found.fetchall()}


@pytest.mark.parametrize("seed", range(3))
def test_every_pair_that_the_model_would_compare_is_still_there(seed: int) -> None:
    chance = random.Random(seed)
    with prepared(any_record(chance, number) for number in range(60)) as con:
        wanted, before = compared_with_ours(con), left(con)
        interest.leave_out(con, MODEL, [THEIRS])
        assert wanted < before
        assert wanted <= left(con)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Cedar", "Imogen", "2016-05-04"), ("Imogen", "Cedar", "2016-04-05")),
        (("Cedar", "Katherine", "2016-05-04"), ("Holm", "Catherine", "2016-05-04")),
        (("Holm", "Hanna", "2016-05-04"), ("Hannah", "Berg", "2016-05-04")),
    ],
    ids=["names exchanged, another day", "another surname, the forename respelt", "forename and surname exchanged"],
)
def test_whom_a_typist_has_changed_is_of_interest(ours: tuple[str, str, str], theirs: tuple[str, str, str]) -> None:
    records = [
        person("E1", "education", *ours, postcode="SO14 1AA"),
        person("N1", THEIRS, *theirs, postcode="SO50 1AA"),
        person("N2", THEIRS, "Beech", "Jill", "2011-09-09", postcode="SO50 1AA"),
    ]
    with prepared(records) as con:
        interest.leave_out(con, MODEL, [THEIRS])
        assert left(con) == {"N1"}


def test_the_same_pupil_at_another_school_of_theirs_is_followed_by_the_number() -> None:
    records = [
        person("E1", "education", "Cedar", "Imogen", "2016-05-04"),
        person("N1", THEIRS, "Cedar", "Imogen", "2016-05-04", upn="A123456789012", postcode="SO50 1AA"),
        person("N2", THEIRS, "Holm", "Jo", "2011-09-09", upn="A123456789012", postcode="PO1 2BB"),
        person("N3", THEIRS, "Holm", "Jo", "2011-09-09", upn="B123456789012", postcode="PO1 2BB"),
    ]
    with prepared(records) as con:
        interest.leave_out(con, MODEL, [THEIRS])
        assert left(con) == {"N1", "N2"}
