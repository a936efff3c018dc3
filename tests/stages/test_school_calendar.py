"""School days as the rules see them: counted once, by the terms where these say something of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline import canonical, store
from pipeline.school_days import Terms, is_school_day, nth_school_day, terms_at
from pipeline.stages.school_calendar import count_school_days

D = date(2026, 11, 6)
AUTUMN: Terms = ((date(2026, 9, 2), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 18)))


Row = dict[str, object]


def counted_of_each(table: str, rows: list[Row], *columns: str, terms: Terms = ()) -> list[tuple[object, ...]]:
    """Those columns of the rows of a canonical table, after their school days were counted; by record."""
    con = store.open_durable(None)
    with store.derived(con, None):
        con.execute("SET VARIABLE as_at = ?::DATE", [D])
        for name in ("application", "involvement"):
            con.execute(canonical.create(name, "run.linked."))
        for row in rows:
            marks = ", ".join("?" for _ in row)
            con.execute(f"INSERT INTO run.linked.{table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        count_school_days(con, D, terms)
        return con.execute(f"SELECT {', '.join(columns)} FROM run.linked.{table} ORDER BY record").fetchall()


def counted(table: str, row: Row, *columns: str, terms: Terms = ()) -> tuple[object, ...]:
    """The same of one row."""
    (found,) = counted_of_each(table, [row], *columns, terms=terms)
    return found


def application(received: str, notified: str | None = None, by_school: str | None = None) -> Row:
    return {
        "record": "a",
        "received_on": received,
        "outcome_notified_on": notified,
        "notified_by_school_on": by_school,
    }


@pytest.mark.parametrize(
    ("received", "notified", "terms", "expected"),
    [
        ("2026-11-05", None, (), 1),
        ("2026-11-06", None, (), 0),
        ("2026-10-22", None, (), 11),
        ("2026-10-22", None, AUTUMN, 6),
        ("2026-10-22", "2026-10-23", AUTUMN, 1),
        ("2026-10-24", "2026-11-01", AUTUMN, 0),
        ("2026-08-27", "2026-09-02", AUTUMN, 3),
    ],
    ids=[
        "the day after receipt is the first",
        "received today",
        "without terms half term counts",
        "half term does not count",
        "until the outcome was told",
        "received and told in half term",
        "before the first term weekdays but the bank holiday count",
    ],
)
def test_an_application_waits_in_school_days(received: str, notified: str | None, terms: Terms, expected: int) -> None:
    assert counted("application", application(received, notified), "school_days_open", terms=terms) == (expected,)


def test_a_schools_notice_is_counted_from_its_receipt() -> None:
    said = application("2026-10-22", by_school="2026-11-03")
    assert counted("application", said, "school_days_to_notice", terms=AUTUMN) == (3,)
    assert counted("application", application("2026-10-22"), "school_days_to_notice") == (None,)


@pytest.mark.parametrize("terms", [(), AUTUMN], ids=["weekdays", "terms"])
def test_the_sixth_day_of_an_exclusion_is_the_sixth_school_day(terms: Terms) -> None:
    every = [date(2026, 10, 1) + timedelta(n) for n in range(30)]
    rows: list[Row] = [{"record": str(first), "involvement": "PEX", "start_date": first} for first in every]
    found = counted_of_each("involvement", rows, "school_days_open", "sixth_school_day_on", terms=terms)
    for first, (days, sixth) in zip(every, found, strict=True):
        assert sixth == nth_school_day(first, 6, terms)
        span = [first + timedelta(n) for n in range((D - first).days + 1)]
        assert days == sum(is_school_day(day, terms_at(day, terms)) for day in span)


def test_an_involvement_that_is_no_exclusion_has_no_school_days() -> None:
    said = {"record": "r", "involvement": "CME", "start_date": "2026-10-01"}
    assert counted("involvement", said, "school_days_open", "sixth_school_day_on") == (None, None)
