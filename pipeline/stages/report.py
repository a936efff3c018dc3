"""Report: everything that Appendix 3 says for a day, from the assessed children and the reports issued before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outputs.appendix_3 import Line, Report, RunningTotal, Section
from pipeline.calendar import academic_year, date_written
from pipeline.matching import saved_model
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.stages.analyst import Own, commentary_of
from pipeline.stages.assess import Number
from pipeline.stages.basis import Basis
from pipeline.stages.cases import figures
from pipeline.stages.commentary import commentary
from pipeline.stages.coverage import Freshness, OutstandingReturn, coverage_rows, outstanding_returns
from pipeline.stages.movement import Moved
from pipeline.stages.movement_rows import movement_rows
from pipeline.stages.totals import of_last_year, totals_before
from pipeline.store import Connection

DEFINITION = (
    "A child missing education is of compulsory school age, is not a registered pupil at a school, and is not "
    "receiving suitable education otherwise than at a school."
)
NOTHING = Own("", is_offered=False)


@dataclass(frozen=True)
class Made:
    """What a run has made for the report. earlier: the last issue.   moved: what happened since."""

    numbers: Sequence[Number]
    tables: Sequence[Freshness]
    earlier: Basis | None
    moved: Moved


def build_report(
    con: Connection, book: Rulebook, settings: Settings, as_at: date, made: Made, *, draft: bool
) -> Report:
    """The report of the day; reads `run.*`, and `issued.*` for what was before."""
    year = academic_year(as_at)
    outstanding = outstanding_returns(con, made.tables, as_at)
    pages = _pages(con, book, settings, as_at, made, [school.laestab for school in outstanding])
    value = {n.measure: n.number for n in made.numbers if n.year is None}
    now = RunningTotal(as_at, value["total"], value["total_cme"], value["ehe"], value["open_to_yos"])
    return Report(
        authority=settings.authority.name,
        as_at=as_at,
        demonstration=settings.demonstration,
        draft=draft,
        definition=DEFINITION,
        page_1=tuple(section for page, section in pages if page == 1),
        page_2=tuple(section for page, section in pages if page == 2),
        lines=tuple(line for _, section in pages for line in section.lines),
        running_totals=(*totals_before(con, as_at), now),
        footnote=(
            f'The "CME - Failed to track" base holds {value["failed_to_track"]} '
            f"{'child' if value['failed_to_track'] == 1 else 'children'} of compulsory school age: children whose "
            "records were closed because, every step having been taken, we failed to track them."
        ),
        movement=movement_rows(book, year, made.moved),
        coverage=tuple(coverage_rows(con, book, made.tables, as_at)),
        coverage_notes=_coverage_notes(outstanding),
        notes=_notes(con, book, settings, as_at),
    )


def _pages(
    con: Connection, book: Rulebook, settings: Settings, as_at: date, made: Made, outstanding: Sequence[str]
) -> list[tuple[int, Section]]:
    """The sections of the form in their order, each with its page (0: no line of the print)."""
    year, earlier = academic_year(as_at), made.earlier
    said = commentary(con, made.numbers, earlier, as_at, settings.calendar.terms, outstanding)
    own, last_year = commentary_of(con, as_at), of_last_year(con, as_at)
    by_key = {(n.measure, n.year): n for n in made.numbers}
    in_total = {rule.measure for rule in book.lines if rule.counts_in == "total"}
    sections = []
    for section in book.form:
        lines = []
        for form_line in section.lines:
            key = (form_line.measure, form_line.year(year))
            number, typed = by_key[key], own.get(key, NOTHING)
            lines.append(
                Line(
                    wording=form_line.words(year),
                    measure=number.measure,
                    year=number.year,
                    number=number.number,
                    also=number.also,
                    commentary=said[key],
                    own=typed.text,
                    is_offered=typed.is_offered,
                    last=earlier.numbers.get(key) if earlier else None,
                    last_year=last_year.get((form_line.measure, form_line.year(year - 1))),
                    in_total=number.measure in in_total or number.measure in ("total", "total_cme"),
                )
            )
        sections.append((section.page, Section(section.heading(year), tuple(lines))))
    return sections


def _coverage_notes(outstanding: Sequence[OutstandingReturn]) -> tuple[str, ...]:
    notes = [
        "A table that is stale or missing weakens the lines named beside it: what happened since is not in them.",
        "Not assessed: people whose only row could not be read, so that nothing is known of them.",
    ]
    notes += [
        f"Return outstanding: {school.name}, last returned on {date_written(school.returned_on)}; its {school.pupils} "
        f"{'pupil stays' if school.pupils == 1 else 'pupils stay'} on roll until the next return."
        for school in outstanding
    ]
    return tuple(notes)


def _notes(con: Connection, book: Rulebook, settings: Settings, as_at: date) -> tuple[tuple[str, str], ...]:
    """The sheet "Notes": as at when, by which rules, and each line's definition."""
    terms = "the term dates of the settings" if settings.calendar.terms else "weekdays less bank holidays (approximate)"
    general = (
        ("As at", f"{date_written(as_at)}: what was known from the extracts dated that day or earlier."),
        (
            "Counting",
            "A child is counted once, on the first line that fits, in the order in which the lines stand below. One "
            "without an education record who may be in school under another record is on none until an officer has "
            "decided on match-review.",
        ),
        ("Rules", f"Version {book.version} of the rules; school days are {terms}."),
        (
            "Matching",
            f"Records of one child are found by the model {saved_model.newest().stem}: linked from "
            f"{settings.matching.link_above}, shown for review from {settings.matching.review_above}.",
        ),
        (
            "Settings",
            f"Days of grace to register: {settings.rules.register_grace_days}. A return stands for "
            f"{settings.rules.return_valid_days} days. "
            f"Not a destination: {', '.join(settings.rules.not_a_destination)}.",
        ),
    )
    backlog = figures(con, as_at).backlog_sentence
    worked_off = (("Backlog", backlog),) if backlog else ()
    return (*general, *worked_off, *((rule.title, f"{rule.get('says')} ({rule.policy})") for rule in book.lines))
