"""Report: everything that Appendix 3 says for a day, from the assessed children and the reports issued before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outputs.appendix_3 import Line, MovementRow, Report, RunningTotal, Section
from pipeline.calendar import academic_year, date_written, year_written
from pipeline.rulebook import FormLine, FormSection, Rulebook
from pipeline.settings import Settings
from pipeline.stages.assess import Number
from pipeline.stages.commentary import Earlier, Key, commentary
from pipeline.stages.coverage import Freshness, coverage_rows
from pipeline.store import Connection
from sources import SOURCES
from sources.source import AddsUp

DEFINITION = (
    "A child missing education is of compulsory school age, is not a registered pupil at a school, and is not "
    "receiving suitable education otherwise than at a school."
)


def build_report(
    con: Connection,
    book: Rulebook,
    settings: Settings,
    as_at: date,
    numbers: Sequence[Number],
    tables: Sequence[Freshness],
    *,
    draft: bool,
) -> Report:
    """The report of the day; reads `run.*`, and `issued.*` for what changed since."""
    year = academic_year(as_at)
    earlier = earlier_issue(con, as_at)
    outstanding = _outstanding(con, settings, as_at)
    laestabs = [school.laestab for school in outstanding]
    said = commentary(con, numbers, earlier, as_at, settings.calendar.terms, laestabs)
    by_key = {(n.measure, n.year): n for n in numbers}
    in_total = {rule.measure for rule in book.lines if rule.counts_in == "total"}
    pages: dict[int, list[Section]] = {0: [], 1: [], 2: []}
    lines: list[Line] = []
    for section in book.form:
        of_section = []
        for form_line in section.lines:
            key = (form_line.measure, form_line.year(year))
            number = by_key[key]
            of_section.append(
                Line(
                    wording=wording(form_line, year),
                    measure=number.measure,
                    year=number.year,
                    number=number.number,
                    also=number.also,
                    commentary=said[key],
                    last=earlier.numbers.get(key) if earlier else None,
                    in_total=number.measure in in_total or number.measure in ("total", "total_cme"),
                )
            )
        lines += of_section
        pages[section.page].append(Section(title(section, year), tuple(of_section)))
    value = {n.measure: n.number for n in numbers if n.year is None}
    now = RunningTotal(as_at, value["total"], value["total_cme"], value["ehe"], value["open_to_yos"])
    return Report(
        authority=settings.authority.name,
        as_at=as_at,
        demonstration=settings.demonstration,
        draft=draft,
        definition=DEFINITION,
        page_1=tuple(pages[1]),
        page_2=tuple(pages[2]),
        lines=tuple(lines),
        running_totals=(*_earlier_totals(con, as_at), now),
        footnote=(
            f'The "CME - Failed to track" base holds {value["failed_to_track"]} '
            f"{'child' if value['failed_to_track'] == 1 else 'children'} of compulsory school age: children whose "
            "records were closed because, every step having been taken, we failed to track them."
        ),
        movement=_movement(con, book, earlier, year),
        movement_since=earlier.as_at if earlier else None,
        coverage=tuple(coverage_rows(con, book, list(tables))),
        coverage_notes=_coverage_notes(outstanding),
        notes=_notes(book, settings, as_at),
    )


def wording(line: FormLine, current_year: int) -> str:
    """The line's words for this year's report."""
    return _of_year(line.wording, line.offset, current_year)


def title(section: FormSection, current_year: int) -> str:
    """The section's heading for this year's report."""
    return _of_year(section.title, section.offset, current_year)


def _of_year(words: str, offset: int | None, current_year: int) -> str:
    if offset is None:
        return words
    return words.format(year=current_year + offset, written=year_written(current_year + offset))


def earlier_issue(con: Connection, as_at: date) -> Earlier | None:
    """The newest report issued for an earlier day."""
    row = con.execute(
        "SELECT as_at, numbers FROM issued.report WHERE as_at < ? ORDER BY as_at DESC, issue DESC LIMIT 1", [as_at]
    ).fetchone()
    if row is None:
        return None
    lines = json.loads(row[1])["lines"]
    return Earlier(row[0], {(line["measure"], line["year"]): line["number"] for line in lines})


def _earlier_totals(con: Connection, as_at: date) -> list[RunningTotal]:
    """The running totals of the reports issued for this and the last academic year before the day."""
    rows = con.execute(
        """SELECT as_at, numbers FROM issued.report WHERE as_at < ? AND as_at >= ?
           QUALIFY row_number() OVER (PARTITION BY as_at ORDER BY issue DESC) = 1 ORDER BY as_at""",
        [as_at, date(academic_year(as_at) - 1, 9, 1)],
    ).fetchall()
    totals = []
    for day, numbers in rows:
        own = next(t for t in json.loads(numbers)["running_totals"] if t["as_at"] == day.isoformat())
        totals.append(RunningTotal(day, own["cme"], own["cme_incl_historical"], own["ehe"], own["open_to_yos"]))
    return totals


@dataclass(frozen=True)
class OutstandingReturn:
    """A school with pupils on roll whose newest return, a nil one included, is older than its limit."""

    laestab: str
    name: str
    returned_on: date
    pupils: int


def _outstanding(con: Connection, settings: Settings, as_at: date) -> list[OutstandingReturn]:
    """Every such school, by name."""
    found = []
    for source, table in ((s, t) for s in SOURCES for t in s.tables if t.adds_up is AddsUp.SNAPSHOT_PER_ESTABLISHMENT):
        limit = settings.max_age_days(source.name, table.name, table.max_age_days)
        rows = con.execute(
            """WITH returned AS (
                   SELECT coalesce(named.laestab, known.laestab, 'URN ' || named.urn) AS laestab,
                       max(extract_date) AS returned_on
                   FROM landing.establishment_named AS named JOIN landing.file USING (file_id)
                   LEFT JOIN (SELECT urn, min(laestab) AS laestab FROM run.linked.establishment
                              WHERE urn IS NOT NULL GROUP BY urn) AS known ON known.urn = named.urn
                   WHERE source = ? AND table_name = ? AND outcome = 'accepted' AND extract_date <= ?
                   GROUP BY 1)
               SELECT laestab, coalesce(any_value(establishment_name), laestab), any_value(returned.returned_on),
                   count(DISTINCT child_id)
               FROM returned JOIN run.assessed.roll_episode USING (laestab)
               WHERE is_open AND returned.returned_on < ?::DATE - ?::INTEGER
               GROUP BY laestab ORDER BY 2, laestab""",
            [source.name, table.name, as_at, as_at, limit],
        ).fetchall()
        found += [OutstandingReturn(*row) for row in rows]
    return found


def _movement(con: Connection, book: Rulebook, earlier: Earlier | None, year: int) -> tuple[MovementRow, ...]:
    """Last issue + new + from other lines - closed - to other lines = this issue, for every line children are on."""
    since = earlier.as_at if earlier else None
    moves = con.execute(
        """WITH last AS (
               SELECT child_id, measure, year FROM issued.child WHERE as_at = ? AND issue = (
                   SELECT max(issue) FROM issued.report WHERE as_at = ?)),
           compared AS (
               SELECT last.measure AS was, last.year AS was_year, now.measure AS is_on, now.year AS is_year
               FROM last FULL JOIN run.assessed.counted AS now USING (child_id))
           SELECT was, was_year, is_on, is_year, count(*) FROM compared GROUP BY ALL""",
        [since, since],
    ).fetchall()
    tally: dict[Key, dict[str, int]] = {}

    def add(key: Key, what: str, n: int) -> None:
        tally.setdefault(key, dict.fromkeys(("last", "new", "came", "closed", "went", "now"), 0))[what] += n

    for was, was_year, is_on, is_year, n in moves:
        before, after = (was, was_year), (is_on, is_year)
        if was is not None:
            add(before, "last", n)
        if is_on is not None:
            add(after, "now", n)
        if was is None:
            add(after, "new", n)
        elif is_on is None:
            add(before, "closed", n)
        elif before != after:
            add(before, "went", n)
            add(after, "came", n)
    on_form = [(line, line.year(year)) for section in book.form for line in section.lines]
    words: dict[Key, str] = {(line.measure, of): wording(line, year) for line, of in on_form}
    counted = {rule.measure for rule in book.lines if rule.counts_in in ("total", "historical")}
    keys = [key for key in words if key[0] in counted]
    keys += sorted((key for key in tally if key not in words), key=str)
    rows = []
    for key in keys:
        n = tally.get(key, dict.fromkeys(("last", "new", "came", "closed", "went", "now"), 0))
        said = (
            words.get(key) or f"{key[0].replace('_', ' ').capitalize()} {key[1] or ''} (no longer on the form)".strip()
        )
        last = n["last"] if earlier else None
        rows.append(MovementRow(said, *key, last, n["new"], n["came"], n["closed"], n["went"], n["now"]))
    return tuple(rows)


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


def _notes(book: Rulebook, settings: Settings, as_at: date) -> tuple[tuple[str, str], ...]:
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
            "Settings",
            f"Days of grace to register: {settings.rules.register_grace_days}. A return stands for "
            f"{settings.rules.return_valid_days} days. "
            f"Not a destination: {', '.join(settings.rules.not_a_destination)}.",
        ),
    )
    return (*general, *((rule.title, f"{rule.get('says')} ({rule.policy})") for rule in book.lines))
