"""The numbers that the report must show on a day, counted from the children's answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .telling import Child, Line

LINES: tuple[Line, ...] = (
    ("failed_to_start_reception", 2025),
    ("failed_to_start_reception", 2026),
    ("failed_to_transfer_junior", 2026),
    ("failed_to_transfer_secondary", 2026),
    ("deferred_entry_reception", 2027),
    ("permanently_excluded", None),
    ("leavers", 2025),
    ("leavers", 2026),
    ("send", None),
    ("cla", None),
    ("cme_other", None),
    ("out_of_phase", None),
    ("in_year_processing", 2026),
    ("in_year_under_offer", 2026),
    ("in_year_failed_to_register", 2026),
    ("in_year_processing", 2025),
    ("in_year_under_offer", 2025),
    ("in_year_failed_to_register", 2025),
    ("in_year_processing", 2024),
    ("in_year_under_offer", 2024),
    ("in_year_failed_to_register", 2024),
    ("in_year_failed_to_register", 2023),
    ("in_year_no_offer", 2023),
)
"""The lines of the form in 2026/27, in its order, down to TOTAL."""

HISTORICAL: Line = ("historical", None)
MEMO: Line = ("deferred_entry_reception", 2027)

COUNTED_FIRST: tuple[str, ...] = (
    "permanently_excluded",
    "cla",
    "send",
    "failed_to_start_reception",
    "failed_to_transfer_junior",
    "failed_to_transfer_secondary",
    "in_year_processing",
    "in_year_under_offer",
    "in_year_failed_to_register",
    "in_year_no_offer",
    "leavers",
)
"""A child without provision is counted on the first of these that it fits; cme_other and historical take the rest."""


def numbers(children: Iterable[Child], day: date) -> list[dict[str, object]]:
    """The report's `lines`: measure, year, number, also; the totals and subsets last."""
    town = tuple(children)
    answers = [child.answers[day] for child in town]

    def counted(line: Line) -> int:
        if line == MEMO:
            return subset("deferred_entry_reception")
        return sum(answer.line == line for answer in answers)

    def subset(name: str) -> int:
        return sum(day in child.counted_in.get(name, ()) for child in town)

    total = sum(counted(line) for line in LINES if line != MEMO)
    lines = [(*line, counted(line), sum(line in answer.also for answer in answers)) for line in LINES]
    rest = {"total": total, "historical": counted(HISTORICAL), "total_cme": total + counted(HISTORICAL)} | {
        name: subset(name) for name in ("open_to_yos", "child_protection", "child_in_need", "failed_to_track")
    }
    return [
        {"measure": measure, "year": year, "number": number, "also": also}
        for measure, year, number, also in (*lines, *((name, None, number, 0) for name, number in rest.items()))
    ]


def running_total(children: Iterable[Child], day: date) -> dict[str, object]:
    """The row of the running totals for a report of this day."""
    town = tuple(children)
    shown = {str(line["measure"]): line["number"] for line in numbers(town, day)}
    return {
        "as_at": day.isoformat(),
        "cme": shown["total"],
        "cme_incl_historical": shown["total_cme"],
        "ehe": sum(day in child.counted_in.get("ehe", ()) for child in town),
        "open_to_yos": shown["open_to_yos"],
    }
