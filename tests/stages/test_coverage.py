"""Coverage: what is said of a table that is not there, and of one that is there and old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipeline import rulebook
from pipeline.rulebook import Rulebook
from pipeline.stages.coverage import Freshness, meaning
from sources import SOURCES

DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load(DAY)


def table(source: str, age: int | None) -> Freshness:
    """The only table of a source, its newest extract of so many days ago."""
    (found,) = (s for s in SOURCES if s.name == source)
    newest = None if age is None else DAY - timedelta(age)
    return Freshness(found, found.tables[0], newest, age, found.tables[0].max_age_days, is_on=True, is_required=False)


def test_pupils_of_an_old_roll_are_said_to_stay_on_it_and_of_one_never_sent_to_be_without_provision(
    book: Rulebook,
) -> None:
    assert meaning(book, table("cross_border", 150), DAY, 0) == ""
    old = meaning(book, table("cross_border", 151), DAY, 12)
    assert old.startswith(
        "Stale: who was on roll at a school there still counts as on roll, whoever has left since; a child placed "
        "there since counts as without provision. 12 children stay on roll by old returns. Weakens: TRANSITION; "
    )
    never = meaning(book, table("cross_border", None), DAY, 0)
    assert never.startswith("Not delivered: a child placed at a school there counts as without provision. Weakens: ")
    one = meaning(book, table("cross_border", 10), DAY, 1)
    assert one.startswith("1 child stays on roll by old returns. Weakens: ")


@pytest.mark.parametrize(
    ("source", "still"),
    [
        ("social_care", "who was looked after, protected or in need then still counts so"),
        ("youth_justice", "who was open to the service then still counts so"),
        ("health", "who was known to the service then stays known"),
    ],
)
def test_what_an_old_snapshot_says_still_stands(book: Rulebook, source: str, still: str) -> None:
    old, never = (meaning(book, table(source, age), DAY, 0) for age in (36 if source != "health" else 400, None))
    assert old.startswith(f"Stale: {still}; ")
    assert still not in never
    assert old.partition("Weakens")[2] == never.partition("Weakens")[2]


def test_what_is_weakened_is_named_as_the_form_names_it(book: Rulebook) -> None:
    said = meaning(book, table("cross_border", None), DAY, 0)
    headings = said.partition("Weakens: ")[2].rstrip(".").split("; ")
    printed = [section.heading(2026) for section in book.form]
    assert "IN YEAR ADMISSIONS WHO ARE CME" in headings
    assert [name for name in headings if not any(title.startswith(name) for title in printed)] == []
    required = replace(table("independent", 151), is_required=True)
    assert meaning(book, required, DAY, 2).startswith("2 children stay on roll by old returns. Weakens: TRANSITION; ")
