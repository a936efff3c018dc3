"""The life of a case, day by day: opened, moved, closed with its reason, reopened, gone, merged, the backlog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import canonical, store
from pipeline.declared_rules import ASSESSED
from pipeline.errors import CmeError
from pipeline.stages import cases

MONDAY = date(2026, 11, 2)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
Line = tuple[str, int | None]
LEAVERS: Line = ("leavers", 2026)
EXCLUDED: Line = ("permanently_excluded", None)


class Nights:
    """A store, and nights that are told where every child is."""

    def __init__(self) -> None:
        self.con = store.open_durable(None)

    def night(
        self,
        day: date,
        counted: Mapping[str, Line],
        elsewhere: Mapping[str, tuple[str, str]] | None = None,
        *,
        merged: Sequence[tuple[str, str]] = (),
        said: Sequence[tuple[str, str, date]] = (),
        ended: Sequence[tuple[str, date]] = (),
        is_current: bool = True,
    ) -> dict[str, dict[str, Any]]:
        """One night; returns the open cases as the lists read them. elsewhere: child -> (reason, words).

        merged: ids with the id that they go by from now on. said: statuses of officers. ended: children gone from
        the education database, and when their compulsory school age ends.
        """
        con = self.con
        places = dict.fromkeys(counted, ("without_provision", "without provision")) | dict(elsewhere or {})
        with store.derived(con, None):
            for name in ("child", "gone_record", "decision"):
                con.execute(canonical.create(name, "run.linked."))
            for name in ("counted", "open_case"):
                columns = ", ".join(f"{c} {kind}" for c, kind in ASSESSED[name].items())
                con.execute(f"CREATE TABLE run.assessed.{name} ({columns})")
            con.execute("CREATE TABLE run.assessed.whereabouts (child_id VARCHAR, reason_code VARCHAR, words VARCHAR)")
            for child, (reason, words) in places.items():
                con.execute("INSERT INTO run.linked.child (child_id) VALUES (?)", [child])
                con.execute("INSERT INTO run.assessed.whereabouts VALUES (?, ?, ?)", [child, reason, words])
            for child, (measure, year) in counted.items():
                con.execute("INSERT INTO run.assessed.counted VALUES (?, ?, ?, NULL)", [child, measure, year])
            for gone, stays in merged:
                con.execute("INSERT INTO identity.child_event VALUES (?, 'merged into', ?, ?, 0)", [day, gone, stays])
            for child, status, on in said:
                con.execute("INSERT INTO run.linked.decision VALUES (?, ?, ?, 'P Lee')", [child, status, on])
            for child, on in ended:
                con.execute("INSERT INTO run.linked.gone_record (child_id, csa_ends_on) VALUES (?, ?)", [child, on])
            if is_current:
                cases.move_cases(con, day)
            cases.tell_open_cases(con, day)
            result = con.execute("FROM run.assessed.open_case ORDER BY child_id")
            names = [column[0] for column in result.description or []]
            return {row[0]: dict(zip(names, row, strict=True)) for row in result.fetchall()}

    def events(self) -> list[tuple[Any, ...]]:
        return self.con.execute(
            "SELECT as_at, child_id, kind, measure, reason FROM cases.event ORDER BY event_id"
        ).fetchall()


@pytest.fixture
def nights() -> Iterator[Nights]:
    office = Nights()
    yield office
    office.con.close()


SCHOOL = ("enrolled", "on roll: Oak House")


def test_a_case_is_opened_moved_closed_for_its_reason_and_reopened(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    nights.night(TUESDAY, {"a": EXCLUDED})
    assert nights.night(WEDNESDAY, {}, {"a": SCHOOL}) == {}
    (case,) = nights.night(THURSDAY, {"a": EXCLUDED}).values()
    assert nights.events() == [
        (MONDAY, "a", "opened", "leavers", None),
        (TUESDAY, "a", "line", "permanently_excluded", None),
        (WEDNESDAY, "a", "closed", "permanently_excluded", "enrolled"),
        (THURSDAY, "a", "reopened", "permanently_excluded", None),
    ]
    assert (case["opened_on"], case["reopened_on"], case["line_since"]) == (MONDAY, THURSDAY, THURSDAY)
    assert (case["days_open"], case["times_closed"], case["is_gone"]) == (0, 1, False)


def test_a_second_run_of_the_day_adds_only_what_differs(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    nights.night(TUESDAY, {"a": LEAVERS, "b": LEAVERS})
    before = nights.events()
    nights.night(TUESDAY, {"a": LEAVERS, "b": LEAVERS})
    assert nights.events() == before
    nights.night(TUESDAY, {"b": LEAVERS, "c": LEAVERS}, {"a": SCHOOL})
    assert nights.events()[len(before) :] == [
        (TUESDAY, "a", "closed", "leavers", "enrolled"),
        (TUESDAY, "c", "opened", "leavers", None),
    ]


def test_what_a_second_run_of_the_day_took_back_has_not_been(nights: Nights) -> None:
    """A wrong file closes every case on Tuesday; the right one, an hour later, leaves them as they were."""
    nights.night(MONDAY, {"a": LEAVERS})
    nights.night(TUESDAY, {}, {"a": SCHOOL})
    (case,) = nights.night(TUESDAY, {"a": LEAVERS}).values()
    assert (case["opened_on"], case["reopened_on"], case["line_since"], case["times_closed"]) == (
        MONDAY,
        None,
        MONDAY,
        0,
    )


def test_an_earlier_day_moves_no_case_and_tells_them_as_they_were(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    nights.night(WEDNESDAY, {"b": LEAVERS}, {"a": SCHOOL})
    before = nights.events()
    assert list(nights.night(TUESDAY, {"c": LEAVERS}, is_current=False)) == ["a"]
    assert nights.events() == before


def test_what_was_rehearsed_for_a_later_day_has_not_been_when_today_comes(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    nights.night(THURSDAY, {"b": LEAVERS}, {"a": SCHOOL})
    (case,) = nights.night(TUESDAY, {"a": LEAVERS}).values()
    assert (case["child_id"], case["opened_on"], case["reopened_on"]) == ("a", MONDAY, None)
    assert [event[0] for event in nights.events()] == [MONDAY]


def test_a_child_whom_no_extract_names_keeps_an_open_case_until_a_record_returns(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    (case,) = nights.night(TUESDAY, {}).values()
    assert (case["is_gone"], case["opened_on"]) == (True, MONDAY)
    nights.night(WEDNESDAY, {})
    (case,) = nights.night(THURSDAY, {"a": LEAVERS}).values()
    assert (case["is_gone"], case["opened_on"], case["reopened_on"], case["line_since"]) == (
        False,
        MONDAY,
        None,
        MONDAY,
    )
    assert [(day, kind, reason) for day, _, kind, _, reason in nights.events()] == [
        (MONDAY, "opened", None),
        (TUESDAY, "gone", "no_record"),
        (THURSDAY, "found", None),
    ]


def test_a_child_who_is_found_in_school_after_it_was_gone_closes_the_case(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    nights.night(TUESDAY, {})
    assert nights.night(WEDNESDAY, {}, {"a": SCHOOL}) == {}
    assert nights.events()[-1][2:] == ("closed", "leavers", "enrolled")


@pytest.mark.parametrize(
    ("decided", "is_open"), [(MONDAY - timedelta(days=1), True), (MONDAY, False), (THURSDAY, False)]
)
def test_an_officers_word_since_the_child_was_last_known_closes_a_gone_case(
    nights: Nights, decided: date, is_open: bool
) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    nights.night(TUESDAY, {})
    found = nights.night(THURSDAY, {}, said=[("a", "Moved abroad - confirmed", decided)])
    assert bool(found) == is_open
    assert (nights.events()[-1][2:] == ("closed", "leavers", "tracked")) != is_open


@pytest.mark.parametrize(("ends", "is_open"), [(TUESDAY, True), (MONDAY, False)])
def test_a_gone_case_closes_with_the_end_of_compulsory_school_age(nights: Nights, ends: date, is_open: bool) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    assert bool(nights.night(TUESDAY, {}, ended=[("a", ends)])) == is_open
    assert nights.events()[-1][4] == ("no_record" if is_open else "not_school_age")


def test_a_merged_childs_case_closes_into_the_others_which_takes_over_its_age(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS, "c": LEAVERS})
    nights.night(TUESDAY, {"a": LEAVERS, "b": EXCLUDED, "c": LEAVERS})
    found = nights.night(WEDNESDAY, {"b": EXCLUDED, "d": LEAVERS}, merged=[("a", "b"), ("c", "d")])
    assert {child: case["opened_on"] for child, case in found.items()} == {"b": MONDAY, "d": MONDAY}
    assert {child: case["days_open"] for child, case in found.items()} == {"b": 2, "d": 2}
    closed = [(child, reason) for _, child, kind, _, reason in nights.events() if kind == "closed"]
    assert closed == [("a", "merged"), ("c", "merged")]


def test_a_case_merged_into_a_child_in_school_closes_for_that_reason(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    assert nights.night(TUESDAY, {}, {"b": SCHOOL}, merged=[("a", "b")]) == {}
    assert nights.events()[-1] == (TUESDAY, "a", "closed", "leavers", "enrolled")


# The backlog


def test_go_live_marks_what_is_open_once_until_it_is_closed(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS, "b": LEAVERS, "c": LEAVERS})
    assert cases.figures(nights.con, MONDAY).backlog_sentence == ""
    is_first, figures = cases.go_live(nights.con, MONDAY)
    assert (is_first, figures.backlog, figures.backlog_left) == (True, 3, 3)
    nights.night(TUESDAY, {"b": EXCLUDED, "d": LEAVERS, "e": LEAVERS}, {"a": SCHOOL}, merged=[("c", "e")])
    found = nights.night(WEDNESDAY, dict.fromkeys("abde", LEAVERS))
    assert {child: case["is_backlog"] for child, case in found.items()} == {
        "a": False,
        "b": True,
        "d": False,
        "e": True,
    }
    before = nights.events()
    said = "Backlog of go-live on 2 November 2026: 3 cases; 1 closed since, 2 left."
    is_first, figures = cases.go_live(nights.con, WEDNESDAY)
    assert (is_first, figures.backlog_sentence) == (False, said)
    assert nights.events() == before


def test_go_live_needs_a_night(nights: Nights) -> None:
    with pytest.raises(CmeError, match="cme nightly"):
        cases.go_live(nights.con, MONDAY)


def test_go_live_passes_over_a_rehearsal_of_a_later_day(nights: Nights) -> None:
    nights.night(MONDAY, {"a": LEAVERS})
    nights.night(WEDNESDAY, {"a": LEAVERS, "b": LEAVERS})
    cases.go_live(nights.con, TUESDAY)
    assert nights.events()[-1] == (MONDAY, "a", "backlog", None, None)
    with pytest.raises(CmeError, match="cme nightly"):
        cases.go_live(nights.con, MONDAY - timedelta(1))


def test_figures_count_what_is_open_and_what_became_of_it_in_thirty_days(nights: Nights) -> None:
    nights.night(MONDAY - timedelta(days=30), {"a": LEAVERS, "b": LEAVERS})
    nights.night(MONDAY - timedelta(days=29), {"b": LEAVERS, "c": LEAVERS}, {"a": SCHOOL})
    nights.night(MONDAY, {"c": LEAVERS, "d": LEAVERS})
    found = cases.figures(nights.con, MONDAY)
    assert (found.open, found.gone, found.opened, found.closed) == (3, 1, 2, 1)


# Whatever happens

A_DAY = st.dictionaries(st.sampled_from("abcd"), st.sampled_from([LEAVERS, EXCLUDED, None]))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), A_DAY), max_size=7))
def test_the_events_replay_to_who_was_counted_on_every_day(days: list[tuple[bool, dict[str, Line | None]]]) -> None:
    """Each day children are counted, in school (None) or in no extract; True: the day is run again instead."""
    office = Nights()
    day, truth = MONDAY, {}
    for again, told in days:
        day += timedelta(days=not again)
        counted = {child: line for child, line in told.items() if line}
        office.night(day, counted, {child: SCHOOL for child, line in told.items() if line is None})
        truth[day] = counted
    for day, counted in truth.items():
        state = cases.STATE.format(events="cases.event")
        told = f"SELECT child_id, measure, year FROM ({state}) WHERE is_open AND NOT is_gone"
        rows = office.con.execute(told, {"as_at": day}).fetchall()
        assert {child: (measure, year) for child, measure, year in rows} == counted
    office.con.close()
