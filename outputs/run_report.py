"""The run report: one self-contained page saying what came in, what was made of it, and what to look at.

Counts, file names and reasons only: no value of a child's record is on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from outputs import pages
from outputs.appendix_3 import CoverageRow

# A page of tens of thousands of rows is read by nobody; how many there are is always said.
QUARANTINE_SHOWN = 500


@dataclass(frozen=True)
class FileRow:
    """One file of this run. outcome: "accepted", "refused", "replaced an earlier one", "kept for its day", ...

    rows = used + quarantined + repeated; passed_over: title, total and blank rows, which are no rows. notes: sentences.
    """

    source: str
    table: str
    file: str
    extract_date: date | None
    outcome: str
    reason: str = ""
    rows: int = 0
    used: int = 0
    quarantined: int = 0
    repeated: int = 0
    passed_over: int = 0
    ignored_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows == self.used + self.quarantined + self.repeated


@dataclass(frozen=True)
class QuarantineRow:
    """One row that could not be used: where it stands and why, never what it says."""

    file: str
    sheet: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class RuleRow:
    """One rule and what became of it. outcome: "ran", or "not run: ..." with the reason; count: None if it did not."""

    code: str
    title: str
    policy: str
    outcome: str
    count: int | None


@dataclass(frozen=True)
class ListRow:
    """One officers' list that was written. code: the file's name without .xlsx; note: "left beside it: open", say."""

    code: str
    title: str
    rows: int
    note: str = ""


@dataclass(frozen=True)
class ReadBackRow:
    """One place in a workbook of officers that wants a look. row: as Excel shows it, None where it is of a whole sheet.

    column: "" where it is of the whole row. case: the case reference, "" where the row is no child's.
    """

    file: str
    row: int | None
    column: str
    case: str
    what: str


@dataclass(frozen=True)
class LineRow:
    """One line of Appendix 3: numbers of children. year: None where the line has none. section: its heading."""

    wording: str
    measure: str
    year: int | None
    number: int
    also: int
    section: str = ""


@dataclass(frozen=True)
class LinkRow:
    """How many links were made one way: "key", "upn", "exact", ..."""

    how: str
    count: int


@dataclass(frozen=True)
class RunReport:
    """Everything on the page. warnings: sentences, the most important first. totals: (what, number).

    waiting: what waits for officers, in sentences.
    """

    authority: str
    as_at: date
    demonstration: bool
    command: str
    warnings: tuple[str, ...] = ()
    waiting: str = ""
    new_files: tuple[FileRow, ...] = ()
    tables: tuple[CoverageRow, ...] = ()
    quarantine: tuple[QuarantineRow, ...] = ()
    findings: tuple[RuleRow, ...] = ()
    lists: tuple[ListRow, ...] = ()
    read_back: tuple[ReadBackRow, ...] = ()
    lines: tuple[LineRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    totals: tuple[tuple[str, int], ...] = ()


def write_run_report(report: RunReport, path: Path, mode: int = 0o600) -> None:
    """Writes run-report.html. The same report gives the same bytes. Raises OSError if the folder cannot be written."""
    pages.write_page(path, "run-report.html", mode, **_values(report))


def render(report: RunReport) -> str:
    """The page as text."""
    return pages.render("run-report.html", **_values(report))


def _values(report: RunReport) -> dict[str, Any]:
    return {
        "report": report,
        "ledger": _sum(report.new_files),
        "quarantine": report.quarantine[:QUARANTINE_SHOWN],
        "read_back": report.read_back[:QUARANTINE_SHOWN],
    }


def _sum(files: tuple[FileRow, ...]) -> FileRow:
    """The ledger of all files together."""
    return FileRow(
        source="",
        table="",
        file="All files",
        extract_date=None,
        outcome="",
        rows=sum(file.rows for file in files),
        used=sum(file.used for file in files),
        quarantined=sum(file.quarantined for file in files),
        repeated=sum(file.repeated for file in files),
        passed_over=sum(file.passed_over for file in files),
    )
