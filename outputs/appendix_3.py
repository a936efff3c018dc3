"""The monthly Appendix 3: what it holds, the same numbers for machines, and the workbook for the leadership team.

Numbers and sentences only: nothing here may name a child.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

FORM_SHEET = "Appendix 3"
MEASURE_HEADING = "MEASURE"
NUMBER_HEADING = "NO."
COMMENTARY_HEADING = "COMMENTARY"
OWN_HEADING = "ANALYST'S COMMENTARY"
LAST_HEADING = "LAST ISSUE"
LAST_YEAR_HEADING = "LAST YEAR"
KEY_HEADING = "Line key"
TOTALS_HEADINGS = ("Date", "CME", "CME incl. historical", "EHE", "Open to YOS", "From")


@dataclass(frozen=True)
class Line:
    """One measure (of one year) on the form.

    also: children who fit the line and are counted above it. commentary: automatic sentences, in order. own: the
    analyst's own text; is_offered: it is an earlier month's, shown as such until the analyst takes it up. last,
    last_year: the number of the last issue, and of the same month of last year, where there is one. in_total: whether
    the number is part of TOTAL; on page 1 a line that is not is set apart.
    """

    wording: str
    measure: str
    year: int | None
    number: int
    also: int = 0
    commentary: tuple[str, ...] = ()
    own: str = ""
    in_total: bool = True
    last: int | None = None
    last_year: int | None = None
    is_offered: bool = False


@dataclass(frozen=True)
class Section:
    """Lines under one heading; no heading where the title is empty (TOTAL)."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class RunningTotal:
    """The totals of one issued report: numbers of children. is_imported: of a report made before this program."""

    as_at: date
    cme: int
    cme_incl_historical: int
    ehe: int
    open_to_yos: int
    is_imported: bool = False


@dataclass(frozen=True)
class MovementRow:
    """One line between two issues, in children: last + files + rules + new + returned + from_other_lines - closed
    - to_other_lines = now.

    files, rules: what late or corrected files did, and what changed rules or settings did, net.   last: None where
    there is no earlier issue.
    """

    wording: str
    last: int | None
    files: int
    rules: int
    new: int
    returned: int
    from_other_lines: int
    closed: int
    to_other_lines: int
    now: int


@dataclass(frozen=True)
class MovementSection:
    """Lines under one heading; no heading where the title is empty (TOTAL). subtotal: of several lines."""

    title: str
    rows: tuple[MovementRow, ...]
    subtotal: MovementRow | None = None


@dataclass(frozen=True)
class Movement:
    """How each line went from the issue of the day `since` (None: there is none) to this one.

    causes: what arrived or changed since, in sentences.   is_together: what files and what rules did stands in one
    column (`files`), since it cannot be told apart.   reasons, closed: why children left a line for none: the reasons
    that occur, and line by line (wording, children per reason).
    """

    since: date | None = None
    sections: tuple[MovementSection, ...] = ()
    causes: tuple[str, ...] = ()
    is_together: bool = False
    reasons: tuple[str, ...] = ()
    closed: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True)
class CoverageRow:
    """One table of one source. newest: date of the newest extract; ages in days; rows, quarantined: of that extract.

    not_assessed: children whose only record could not be read. state: "up to date", "stale", "missing", "not
    delivered" (an optional table that never was there), "off: no legal gateway". meaning: what that does to which
    lines, in words. outstanding: schools with children on roll whose return is overdue; resting: those children.
    awaiting: children with a record of the table who await match review.
    """

    source: str
    table: str
    newest: date | None
    age_days: int | None
    limit_days: int | None
    rows: int
    quarantined: int
    not_assessed: int
    state: str
    meaning: str = ""
    outstanding: int = 0
    resting: int = 0
    awaiting: int = 0


@dataclass(frozen=True)
class Report:
    """Everything the workbook and the JSON say.

    page_1 ends with TOTAL; page_2 follows it. lines: for the JSON, in the order of the contract. signed_off: by whom
    and when, in a sentence. notes: (heading, text).
    """

    authority: str
    as_at: date
    demonstration: bool
    draft: bool
    definition: str
    page_1: tuple[Section, ...]
    page_2: tuple[Section, ...]
    lines: tuple[Line, ...]
    running_totals: tuple[RunningTotal, ...]
    footnote: str
    movement: Movement = Movement()
    signed_off: str = ""
    coverage: tuple[CoverageRow, ...] = ()
    coverage_notes: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


def line_key(measure: str, year: int | None) -> str:
    """By which a line is found again in the workbook: "leavers 2026", "total"."""
    return measure if year is None else f"{measure} {year}"


def as_json(report: Report) -> bytes:
    """appendix-3.json: the numbers in the order of `report.lines`; the same report gives the same bytes."""
    content = {
        "authority": report.authority,
        "as_at": report.as_at.isoformat(),
        "demonstration": report.demonstration,
        "lines": [
            {"measure": line.measure, "year": line.year, "number": line.number, "also": line.also}
            for line in report.lines
        ],
        "running_totals": [
            {
                "as_at": total.as_at.isoformat(),
                "cme": total.cme,
                "cme_incl_historical": total.cme_incl_historical,
                "ehe": total.ehe,
                "open_to_yos": total.open_to_yos,
            }
            for total in report.running_totals
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def write_json(report: Report, path: Path, mode: int = 0o600) -> None:
    """Writes `as_json` to the path, whole or not at all. Raises OSError when the folder cannot be written."""
    from outputs.files import replace_file

    content = as_json(report)

    def write(file: IO[bytes]) -> None:
        file.write(content)

    replace_file(path, write, mode)


def write_workbook(report: Report, path: Path, mode: int = 0o600) -> None:
    """Writes appendix-3.xlsx: the form (two A4 pages), Running totals, Movement, Coverage, Notes.

    The same report gives the same bytes. Raises OSError when the folder cannot be written.
    """
    from outputs.form import add_form
    from outputs.movement_sheet import add_movement
    from outputs.running_totals import add_running_totals
    from outputs.sheet import Marks, new_workbook, save
    from outputs.supporting_sheets import add_coverage, add_notes

    marks = Marks(report.authority, report.as_at, report.demonstration, report.draft)
    workbook = new_workbook("Appendix 3: children missing education", marks)
    for add in (add_form, add_running_totals, add_movement, add_coverage, add_notes):
        add(workbook, report, marks)
    save(workbook, path, report.as_at, mode=mode)
