"""What a list says of its rows from night to night: new, back, left and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import canonical, rulebook, store
from pipeline.declared_rules import ASSESSED, KINDS, Rule
from pipeline.declared_sql import read_declared
from pipeline.stages import cases, list_sheets, listings

MONDAY = date(2026, 11, 2)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
A, B, C = "CAAAAAAAAAA", "CBBBBBBBBBB", "CCCCCCCCCCC"
SCHOOL = ("enrolled", "on roll: Oak House")
LIST = """/*
title = "Leavers"
policy = "made up"
says = "Leavers."
use = []
reads = ["child"]
{left}columns = ["case", "date_of_birth", "address_line_1"]
*/
SELECT child_id AS "case", date_of_birth, surname AS address_line_1, child_id || forename AS row_key
FROM child WHERE sex = 'listed' ORDER BY date_of_birth, child_id
"""


class Nights:
    """A store, a list of the children who are said to be on it, and its nights."""

    def __init__(self, folder: Path) -> None:
        self.con = store.open_durable(None)
        self.folder = folder
        self.rule = self.declared("")

    def declared(self, left: str) -> Rule:
        path = self.folder / "leavers.sql"
        path.write_text(LIST.format(left=left), encoding="utf-8")
        needed, allowed = KINDS["lists"]
        return Rule("lists", read_declared(path, needed=needed, allowed=allowed))

    def night(
        self,
        day: date,
        listed: list[str],
        elsewhere: Mapping[str, tuple[str, str]] | None = None,
        *,
        restricted: str = "",
        merged: tuple[str, str] | None = None,
        is_current: bool = True,
        after: str = "",
        services_only: tuple[str, ...] = ("",),
    ) -> tuple[list[tuple[str, str | None, date | None]], list[listings.Left]]:
        """(case, mark, on the list since) of every row, and who left. listed: children, counted as leavers.

        after: what stands in the row key behind the child.
        """
        con = self.con
        con.execute("SET VARIABLE as_at = ?::DATE", [day])
        with store.derived(con, None):
            for name in ("child", "gone_record", "decision"):
                con.execute(canonical.create(name, "run.linked."))
            for name in ("counted", "open_case"):
                columns = ", ".join(f"{c} {kind}" for c, kind in ASSESSED[name].items())
                con.execute(f"CREATE TABLE run.assessed.{name} ({columns})")
            con.execute("CREATE TABLE run.assessed.services_only (child_id VARCHAR)")
            con.executemany("INSERT INTO run.assessed.services_only VALUES (?)", [[child] for child in services_only])
            con.execute("CREATE TABLE run.assessed.whereabouts (child_id VARCHAR, reason_code VARCHAR, words VARCHAR)")
            for child in [*listed, *(elsewhere or {})]:
                con.execute(
                    """INSERT INTO run.linked.child (child_id, surname, forename, date_of_birth, sex, is_restricted)
                        VALUES (?, ?, ?, ?, ?, ?)""",
                    [
                        child,
                        "1 Quay",
                        after,
                        date(2015, 5, 1),
                        "listed" if child in listed else "",
                        child == restricted,
                    ],
                )
                reason, words = (elsewhere or {}).get(child, ("without_provision", "without provision"))
                con.execute("INSERT INTO run.assessed.whereabouts VALUES (?, ?, ?)", [child, reason, words])
            con.execute("INSERT INTO run.assessed.counted SELECT unnest(?::VARCHAR[]), 'leavers', 2026, NULL", [listed])
            if merged:
                con.execute("INSERT INTO identity.child_event VALUES (?, 'merged into', ?, ?, 0)", [day, *merged])
            if is_current:
                cases.move_cases(con, day)
                listings.forget_what_was_rehearsed(con, day)
            cases.tell_open_cases(con, day)
            listings.draw_up(con, [self.rule], {})
            if is_current:
                listings.remember(con, day)
            rows = [
                (row["case"], row["mark"], row["on_list_since"]) for row in listings.marked_rows(con, self.rule, day)
            ]
            return rows, listings.left_rows(con, [self.rule], day)["leavers"]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    office = Nights(tmp_path)
    yield office
    office.con.close()


def told(left: list[listings.Left]) -> list[tuple[str, date, str]]:
    return [(row.row_key, row.left_on, row.why) for row in left]


def test_nothing_is_new_on_the_first_day_of_a_list_and_then_what_came_that_day(nights: Nights) -> None:
    assert nights.night(MONDAY, [A]) == ([(A, None, MONDAY)], [])
    assert nights.night(TUESDAY, [A, B])[0] == [(A, None, MONDAY), (B, "new", TUESDAY)]
    assert nights.night(TUESDAY, [A, B])[0] == [(A, None, MONDAY), (B, "new", TUESDAY)]
    assert nights.night(WEDNESDAY, [A, B])[0] == [(A, None, MONDAY), (B, None, TUESDAY)]


def test_a_list_without_rows_on_its_first_day_marks_the_first_to_come(nights: Nights) -> None:
    nights.night(MONDAY, [])
    assert nights.night(TUESDAY, [A])[0] == [(A, "new", TUESDAY)]


def test_who_left_is_shown_as_last_listed_with_where_the_child_is_and_is_back_when_back(nights: Nights) -> None:
    nights.night(MONDAY, [A, B])
    rows, left = nights.night(TUESDAY, [B], {A: SCHOOL})
    assert rows == [(B, None, MONDAY)]
    assert told(left) == [(A, TUESDAY, "On roll: Oak House.")]
    assert left[0].shown == {"case": A, "date_of_birth": "2015-05-01", "address_line_1": "1 Quay"}
    assert left[0].listed_on == MONDAY
    assert nights.night(THURSDAY, [A, B]) == ([(A, "back", THURSDAY), (B, None, MONDAY)], [])


def test_a_second_run_of_the_day_takes_back_that_a_row_left(nights: Nights) -> None:
    nights.night(MONDAY, [A])
    nights.night(TUESDAY, [], {A: SCHOOL})
    assert nights.night(TUESDAY, [A]) == ([(A, None, MONDAY)], [])


@pytest.mark.parametrize(("days", "shown"), [(30, 1), (31, 0)])
def test_who_left_is_shown_for_thirty_days(nights: Nights, days: int, shown: int) -> None:
    nights.night(MONDAY, [A])
    nights.night(TUESDAY, [], {A: SCHOOL})
    assert len(nights.night(TUESDAY + timedelta(days=days), [], {A: SCHOOL})[1]) == shown


def test_a_child_in_no_extract_stays_shown_above_the_others_while_its_case_is_open(nights: Nights) -> None:
    nights.night(MONDAY, [A, B])
    nights.night(TUESDAY, [B])
    _, left = nights.night(TUESDAY + timedelta(days=40), [], {B: SCHOOL})
    assert told(left) == [
        (A, TUESDAY, listings.GONE),
        (B, TUESDAY + timedelta(days=40), "On roll: Oak House."),
    ]
    assert told(nights.night(TUESDAY + timedelta(days=41), [], {A: SCHOOL, B: SCHOOL})[1]) == [
        (B, TUESDAY + timedelta(days=40), "On roll: Oak House."),
    ]


def test_a_list_with_a_sentence_of_its_own_says_it_before_where_the_child_is(nights: Nights) -> None:
    nights.rule = nights.declared('left = "The offer is taken up."\n')
    nights.night(MONDAY, [A], after=" admissions/applications:7")
    _, left = nights.night(TUESDAY, [], {A: SCHOOL})
    assert told(left) == [
        (f"{A} admissions/applications:7", TUESDAY, "The offer is taken up. Now: on roll: Oak House.")
    ]


def test_a_merged_child_stays_on_the_list_under_the_other_id(nights: Nights) -> None:
    nights.night(MONDAY, [A, C])
    assert nights.night(TUESDAY, [B, C], merged=(A, B)) == ([(B, None, MONDAY), (C, None, MONDAY)], [])
    assert told(nights.night(WEDNESDAY, [C], merged=(B, C))[1]) == [
        (B, WEDNESDAY, f"One child with {C}, without provision, counted on leavers 2026."),
    ]


def test_an_address_that_becomes_restricted_is_withheld_from_then_on(nights: Nights) -> None:
    nights.night(MONDAY, [A])
    nights.night(TUESDAY, [], {A: SCHOOL})
    _, left = nights.night(WEDNESDAY, [], {A: SCHOOL}, restricted=A)
    assert left[0].shown["address_line_1"] == "withheld"


def test_nor_is_it_told_any_more_where_a_child_went_whose_address_becomes_restricted(nights: Nights) -> None:
    to_leeds = ("tracked", "tracked to a destination: Leeds (destination confirmed)")
    nights.night(MONDAY, [A])
    _, (left,) = nights.night(TUESDAY, [], {A: to_leeds})
    assert "Leeds" in left.why
    _, (left,) = nights.night(WEDNESDAY, [], {A: to_leeds}, restricted=A)
    assert left.why == "Tracked to a destination (destination confirmed)."
    nights.night(WEDNESDAY, [], {A: to_leeds, B: to_leeds}, merged=(A, B), restricted=B)
    _, (left,) = nights.night(THURSDAY, [], {B: to_leeds}, restricted=B)
    assert left.why == "Tracked to a destination (destination confirmed)."


def test_an_earlier_day_changes_nothing_and_knows_who_was_listed_then(nights: Nights) -> None:
    nights.night(MONDAY, [A])
    nights.night(WEDNESDAY, [B], {A: SCHOOL})
    before = stays(nights)
    assert nights.night(TUESDAY, [A, C], is_current=False) == ([(A, None, MONDAY), (C, None, None)], [])
    assert stays(nights) == before


def test_what_was_rehearsed_for_a_later_day_is_taken_back(nights: Nights) -> None:
    nights.night(MONDAY, [A])
    nights.night(THURSDAY, [B], {A: SCHOOL})
    assert nights.night(TUESDAY, [A, C]) == ([(A, None, MONDAY), (C, "new", TUESDAY)], [])


def stays(nights: Nights) -> list[tuple[Any, ...]]:
    rows = nights.con.execute("SELECT row_key, listed_on, left_on, shown FROM cases.listing ORDER BY ALL").fetchall()
    return [(*row[:3], json.loads(row[3])) for row in rows]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.frozensets(st.sampled_from([A, B, C]))), min_size=1, max_size=6))
def test_whatever_comes_and_goes_is_new_once_and_back_ever_after(days: list[tuple[bool, frozenset[str]]]) -> None:
    """True: the same day is run again. Seen: on the list in any run of an earlier day."""
    with TemporaryDirectory() as folder:
        office = Nights(Path(folder))
        day, (yesterday, seen, today, last) = MONDAY, (frozenset[str](),) * 4
        for number, (again, listed) in enumerate(days):
            if number and not again:
                day, yesterday, seen, today = day + timedelta(days=1), last, seen | today, frozenset()
            last, today = listed, today | listed
            rows, left = office.night(day, sorted(listed), dict.fromkeys({A, B, C} - listed, SCHOOL))
            marks = {child: mark for child, mark, _ in rows}
            new = {child: "back" if child in seen else "new" for child in listed - yesterday if day > MONDAY}
            assert marks == {child: new.get(child) for child in listed}
            assert {row.row_key for row in left} == (seen | today) - listed
        office.con.close()


def test_whom_only_the_services_know_by_now_the_list_does_not_name_nor_its_sheet_of_those_who_left(
    nights: Nights,
) -> None:
    nights.night(MONDAY, [A, B])
    nights.night(TUESDAY, [A, B], services_only=(B,))
    rows, left = nights.night(TUESDAY, [A, B], services_only=(B,))
    assert ([row[0] for row in rows], left) == ([A], [])
    assert [row.row_key for row in nights.night(TUESDAY, [A], {B: ("on_roll", "on roll")})[1]] == [B]


def test_a_line_is_said_in_the_words_of_the_form_to_who_reads_why_a_row_left(nights: Nights) -> None:
    """What is kept names it by its measure, of before as well."""
    why = "Without provision, counted on {}."
    left = [
        listings.Left(A, MONDAY, TUESDAY, why.format("cme_other"), {"case": A}),
        listings.Left(B, MONDAY, TUESDAY, why.format("leavers 2026"), {"case": B}),
        listings.Left(C, MONDAY, TUESDAY, "On roll: Oak House.", {"case": C}),
    ]
    sheet = list_sheets.left_sheet(rulebook.load(MONDAY), nights.rule, left, {})
    assert [row[2] for row in sheet.rows] == [
        "Without provision, counted on CME.",
        "Without provision, counted on LEAVERS: During 2026/27.",
        "On roll: Oak House.",
    ]
