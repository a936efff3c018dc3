"""Children known to the sources beyond the five: who is a child, whose, and which of other people's children count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from one_day import D, Row, children, enrolment, linked, on_claim, person, query, student

from pipeline import store
from pipeline.store import Connection

JACKS_UPN = "T852200016001"


@pytest.fixture
def con() -> Iterator[Connection]:
    con = store.open_durable(None)
    yield con
    con.close()


def at_neighbours(label: str, name: str, **said: object) -> Row:
    """A pupil on a neighbour's roll; the label is LAEstab-UPN."""
    laestab, upn = label.split("-")
    about = {"laestab": laestab, "establishment": laestab, "upn": upn, "entry_date": "2026-09-01"}
    who = person(name, {"postcode": "SO50 1AA"} | dict(said))
    return Row(
        "cross_border_rolls", label, about | {column: who[column] for column in who if column != "address_line_1"}
    )


def in_care(label: str, name: str, status: str, **said: object) -> Row:
    about = {"person_id": label, "status": status, "start_date": "2026-02-01"}
    return Row("social_care_children", label, about | person(name, said))


def with_health(label: str, name: str, **said: object) -> Row:
    return Row("health_children", label, {"person_id": label, "first_named_on": D} | person(name, said))


def found(con: Connection) -> set[str]:
    return {record.split(":", 1)[1] for record in children(con)}


def test_a_neighbours_pupil_is_a_child_only_with_a_postcode_of_ours_or_another_record(con: Connection) -> None:
    rows = [
        at_neighbours("8509001-H852200120101", "Jack Ash", postcode="SO14 1AA"),
        at_neighbours("8509001-X852200120102", "Jill Beech"),
        at_neighbours(f"8509001-{JACKS_UPN}", "Kim Cedar"),
        student("E1", "Kim Cedar", upn=JACKS_UPN),
    ]
    with linked(con, rows):
        assert found(con) == {"8509001-H852200120101", f"8509001-{JACKS_UPN}", "E1"}
        assert query(con, "SELECT child_id, laestab FROM run.linked.roll_record ORDER BY ALL") == sorted(
            (children(con)[f"cross_border/rolls:{label}"], "8509001")
            for label in ("8509001-H852200120101", f"8509001-{JACKS_UPN}")
        )


def test_a_pupil_of_two_neighbours_schools_is_followed_by_the_number(con: Connection) -> None:
    """The second record resembles ours in nothing, but has the number of the first."""
    rows = [
        student("E1", "Kim Cedar"),
        at_neighbours(f"8509001-{JACKS_UPN}", "Kim Cedar", postcode="SO14 1AA"),
        at_neighbours(f"8509002-{JACKS_UPN}", "Kay Holm", postcode="RG1 1AA"),
    ]
    with linked(con, rows):
        assert len(set(children(con).values())) == 1
        assert len(children(con)) == 3


def test_what_is_found_of_other_peoples_children_is_nobodys_work_here(con: Connection) -> None:
    with linked(con, [student("E1", "Kim Cedar"), at_neighbours("8509001-X852200120102", "Jill Beech")]):
        con.execute(
            """INSERT INTO valid.issue SELECT 'cross_border', 'rolls', row_id, 'upn', 'x', 'is wrong', false
                FROM run.asat.cross_border_rolls"""
        )
    with linked(con, [student("E1", "Kim Cedar"), at_neighbours("8509001-X852200120102", "Jill Beech")]):
        assert query(con, "FROM run.linked.reading_finding") == []


@pytest.mark.parametrize("make", [in_care, with_health])
def test_a_record_of_social_care_or_child_health_alone_is_a_child(con: Connection, make: object) -> None:
    row = in_care("P1", "Jack Ash", "OPEN") if make is in_care else with_health("H1", "Jack Ash")
    with linked(con, [row]):
        assert len(children(con)) == 1


def test_a_child_whom_a_service_will_know_only_after_the_day_is_not_there_yet(con: Connection) -> None:
    rows = [
        in_care("P1", "Jack Ash", "CIN", start_date="2026-11-01"),
        in_care("P2", "Jill Fir", "CIN", start_date="2026-10-31"),
    ]
    with linked(con, rows):
        assert list(children(con)) == ["social_care/children:P2"]


def test_the_periods_of_one_person_are_one_record_and_several_involvements(con: Connection) -> None:
    rows = [
        in_care("P1", "Jack Ash", "CIN", end_date="2026-05-01"),
        in_care("P1", "Jack Ash", "CLA", start_date="2026-05-02", responsible_la="850"),
        in_care("P1", "Jack Ash", "CP", start_date="2026-11-02"),
        student("E1", "Jack Ash"),
        enrolment("E1"),
        on_claim("HB1-1", "Jack Ash"),
    ]
    with linked(con, rows):
        assert len(set(children(con).values())) == 1
        assert query(con, "SELECT record FROM run.linked.person WHERE source = 'social_care'") == [
            ("social_care/children:P1",)
        ]
        assert query(
            con, "SELECT involvement, start_date, end_date, responsible_la FROM run.linked.involvement ORDER BY 2"
        ) == [
            ("CIN", date(2026, 2, 1), date(2026, 5, 1), None),
            ("CLA", date(2026, 5, 2), None, "850"),
        ]
        sightings = "SELECT began_on, first_named_on FROM run.linked.sighting WHERE source = 'social_care' ORDER BY 1"
        assert query(con, sightings) == [(date(2026, 2, 1), None), (date(2026, 5, 2), None)]


def test_a_neighbours_pupil_who_may_be_a_child_of_ours_waits_for_review_and_is_no_child(con: Connection) -> None:
    """Her surname is married anew there, and the roll says no postcode: too little for a machine."""
    rows = [
        student("E1", "Imogen Cedar"),
        on_claim("HB1-1", "Osric Fennimore", date_of_birth="2014-03-04"),
        at_neighbours("8509001-H852200120101", "Imogen Holm", postcode=None, leaving_date="2026-12-01"),
        at_neighbours("8509002-X852200120102", "Imogen Holme", postcode=None),
        at_neighbours("8509002-K852200120103", "Jill Beech"),
    ]
    with linked(con, rows):
        assert found(con) == {"E1", "HB1-1"}
        pupils = query(con, "SELECT record, child_id, laestab, leaving_date FROM run.linked.pupil_elsewhere ORDER BY 1")
        assert [(record, laestab, left) for record, _, laestab, left in pupils] == [
            ("cross_border/rolls:8509001-H852200120101", "8509001", None),
            ("cross_border/rolls:8509002-X852200120102", "8509002", None),
        ]
        ours = children(con)["education/students:E1"]
        possible = query(con, f"SELECT other_child_id FROM run.linked.possible_match WHERE child_id = '{ours}'")
        assert {child for (child,) in possible} == {child for _, child, *_ in pupils}
        told = [row for table in ("person", "child", "roll_record") for row in query(con, f"FROM run.linked.{table}")]
        assert not [row for row in told if "Holm" in str(row) or "850900" in str(row)]


@pytest.mark.parametrize(("decision", "becomes_ours"), [("Same", True), ("Different", False)])
def test_an_officers_word_makes_a_neighbours_pupil_ours_or_nobody(
    con: Connection, decision: str, becomes_ours: bool
) -> None:
    ours, theirs = "education/students:E1", "cross_border/rolls:8509001-H852200120101"
    con.execute(
        """INSERT INTO decisions.entry (entry_id, subject, column_name, value, officer, decided_on)
            VALUES (1, ?, 'Decision', ?, 'A', DATE '2026-10-30')""",
        [f"pair {theirs} {ours}", decision],
    )
    rows = [student("E1", "Imogen Cedar"), at_neighbours("8509001-H852200120101", "Imogen Holm", postcode=None)]
    with linked(con, rows):
        assert len(set(children(con).values())) == 1
        assert (theirs in children(con)) == becomes_ours
        said = query(con, "SELECT decision, child_a IS NOT NULL, child_b, against FROM run.linked.pair_decision")
        assert said == [(decision, True, children(con)[ours], None)]
        assert query(con, "FROM run.linked.possible_match") == []
