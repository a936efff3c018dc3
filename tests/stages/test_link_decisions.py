"""Linking: what officers said of a child by the day, also of children who become one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from one_day import (
    JACKS_UPN,
    D,
    linked,
    on_claim,
    query,
    said,
    student,
)

from pipeline import store
from pipeline.roundtrip.entries import standing
from pipeline.store import Connection

TOMORROW = D + timedelta(days=1)
E1 = student("E1", "Jack Ash", upn=JACKS_UPN)


@pytest.fixture
def con() -> Connection:
    return store.open_durable(None)


Entry = tuple[int, str, str, str | None, str]


def officers_said(con: Connection, *entries: Entry) -> None:
    con.executemany(
        "INSERT INTO decisions.entry (entry_id, subject, column_name, value, decided_on) VALUES (?, ?, ?, ?, ?)",
        [list(entry) for entry in entries],
    )


def test_the_newest_status_said_by_the_day_counts(con: Connection) -> None:
    officers_said(
        con,
        (1, "C1", "Status", "New", "2026-10-01"),
        (2, "C1", "Status", "In progress", "2026-10-31"),
        (3, "C1", "Status", "Moved abroad - confirmed", "2026-11-01"),
        (4, "C1", "Notes", "Rang the school", "2026-10-31"),
        (5, "C2", "Status", "New", "2026-10-05"),
        (6, "C2", "Status", None, "2026-10-05"),
        (7, "C3", "Status", "New", "2026-11-01"),
    )
    assert said(con, [], "decision", "child_id, status, decided_on") == [
        ("C1", "In progress", D),
        ("C2", None, date(2026, 10, 5)),
    ]


def test_what_stands_in_an_officers_column_is_the_newest_by_the_day_until_it_is_emptied(con: Connection) -> None:
    officers_said(
        con,
        (1, "C1", "Notes", "Rang", "2026-10-31"),
        (2, "C1", "Notes", "Wrote", "2026-10-05"),
        (3, "C1", "Next action date", "2026-11-05", "2026-10-05"),
        (4, "C1", "Next action date", "2026-11-09", "2026-11-01"),
        (5, "C1", "Officer", "Jo", "2026-10-05"),
        (6, "C1", "Officer", None, "2026-10-06"),
    )
    assert said(con, [], "officer_said", "*") == [
        ("C1", "Next action date", "2026-11-05", date(2026, 10, 5)),
        ("C1", "Notes", "Rang", D),
    ]


def test_what_was_said_of_a_child_merged_later_is_its_own_on_a_day_before(con: Connection) -> None:
    apart = [on_claim("C1-1", "Jack Ash"), student("E1", "Jack Ash", date_of_birth="2013-11-20", postcode="SO16 9ZZ")]
    with linked(con, apart[:1]):
        ((older,),) = query(con, "SELECT child_id FROM run.linked.record_child")
    with linked(con, apart):
        ((younger,),) = query(con, f"SELECT child_id FROM run.linked.record_child WHERE child_id <> '{older}'")
    officers_said(con, (1, younger, "Status", "In progress", "2026-10-20"))
    with linked(con, [apart[0], student("E1", "Jack Ash")], day=TOMORROW):
        assert query(con, "SELECT child_id FROM run.linked.decision") == [(older,)]
    with linked(con, apart, extend=False):
        assert query(con, "SELECT child_id FROM run.linked.decision") == [(younger,)]


def test_of_two_who_become_one_what_decides_stands_and_both_are_told(con: Connection) -> None:
    claim, apart = (
        on_claim("C1-1", "Jack Ash"),
        student("E1", "Jack Ash", date_of_birth="2013-11-20", postcode="SO16 9ZZ"),
    )
    with linked(con, [claim]):
        ((older,),) = query(con, "SELECT child_id FROM run.linked.record_child")
    with linked(con, [claim, apart]):
        ((younger,),) = query(con, f"SELECT child_id FROM run.linked.record_child WHERE child_id <> '{older}'")
    officers_said(
        con,
        (1, younger, "Status", "Moved abroad - confirmed", "2026-10-20"),
        (2, younger, "Notes", "Ticket seen", "2026-10-20"),
        (3, older, "Status", "In progress", "2026-10-22"),
        (4, older, "Notes", "Nobody at home", "2026-10-22"),
    )
    together = [claim, student("E1", "Jack Ash")]
    with linked(con, together, day=TOMORROW):
        assert query(con, "SELECT child_id, status FROM run.linked.decision") == [(older, "Moved abroad - confirmed")]
        assert query(con, "SELECT heading, value, other_value, said_on FROM run.linked.said_twice ORDER BY 1") == [
            ("Notes", "Nobody at home", "Ticket seen", TOMORROW),
            ("Status", "Moved abroad - confirmed", "In progress", TOMORROW),
        ]
        assert query(con, "SELECT status, is_newest, one_with FROM run.linked.decision_made ORDER BY entry_id") == [
            ("Moved abroad - confirmed", True, None),
            ("In progress", False, younger),
        ]
    assert standing(con)[older, "Status"] == "Moved abroad - confirmed"
    officers_said(con, (5, older, "Status", "Waiting for school", "2026-11-01"))
    with linked(con, together, day=TOMORROW):
        assert query(con, "SELECT status FROM run.linked.decision") == [("Waiting for school",)]
        assert query(con, "SELECT heading FROM run.linked.said_twice") == [("Notes",)]
    with linked(con, [claim, apart], day=TOMORROW + timedelta(days=1)):
        assert query(con, "SELECT child_id, status FROM run.linked.decision ORDER BY status") == [
            (younger, "Moved abroad - confirmed"),
            (older, "Waiting for school"),
        ]


def test_what_two_said_of_one_cell_is_told_also_where_it_was_said_after_the_day_of_the_report(con: Connection) -> None:
    """The lists show what was said last, whatever day they are made for; Ro's first word is overtaken by the second."""
    words = (("Ro", "At 9"), ("Jo", "Gone"), ("unknown", "Moved"), ("Ro", "At 10"))
    con.executemany(
        """INSERT INTO decisions.entry (entry_id, subject, column_name, value, officer, decided_on, read_on, file)
            VALUES (?, 'C1', 'Notes', ?, ?, '2026-11-20', '2026-11-20', ?)""",
        [[n, text, who, f"{who}.xlsx"] for n, (who, text) in enumerate(words, 1)],
    )
    con.execute("INSERT INTO decisions.conflict VALUES (2, 1), (3, 2), (4, 3)")
    assert said(con, [], "said_twice", "heading, value, other_value, other_officer, said_on") == [
        ("Notes", "At 10", "Gone", "Jo", date(2026, 11, 20)),
        ("Notes", "At 10", "Moved", "unknown.xlsx", date(2026, 11, 20)),
    ]
    con.execute("INSERT INTO decisions.entry SELECT 5, * EXCLUDE entry_id FROM decisions.entry WHERE entry_id = 4")
    assert said(con, [], "said_twice", "*") == []
