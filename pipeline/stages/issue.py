"""Issue: a report is issued once, frozen, and never changed; issuing it again gives the same files or is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from outputs.appendix_3 import Report, as_json, write_json, write_workbook
from outputs.files import replace_file
from pipeline.calendar import date_written, is_reporting_day
from pipeline.errors import NotDue
from pipeline.settings import Settings
from pipeline.store import Connection, transaction

WORKBOOK, NUMBERS = "appendix-3.xlsx", "appendix-3.json"
DRAFT_WORKBOOK, DRAFT_NUMBERS = "appendix-3-draft.xlsx", "appendix-3-draft.json"
ISSUING = ".appendix-3-issuing.xlsx"


@dataclass(frozen=True)
class Issued:
    """What became of the report. path: the workbook.   said: one sentence for the analyst."""

    path: Path
    said: str


def refuse_not_due(as_at: date, *, force: bool) -> None:
    """Raises NotDue where no report is due for the day and it was not forced."""
    if not is_reporting_day(as_at) and not force:
        raise NotDue(
            f"No report is due for {date_written(as_at)}: they are made for the last day of each month except July, "
            "August and September; use --force to issue it all the same."
        )


def write_draft(report: Report, folder: Path, mode: int) -> Issued:
    """Shows the report without issuing it."""
    write_json(report, folder / DRAFT_NUMBERS, mode)
    write_workbook(report, folder / DRAFT_WORKBOOK, mode)
    return Issued(folder / DRAFT_WORKBOOK, f"The draft for {date_written(report.as_at)} was written; it is not issued.")


def issue(
    con: Connection,
    report: Report,
    settings: Settings,
    rules_version: str,
    today: date,
    folder: Path,
    mode: int,
    *,
    again: bool,
) -> Issued:
    """Issues the report, or finds it issued. again: a differing one may be issued beside the first.

    Raises NotDue, saying what differs, where the day's report was issued with other numbers.
    """
    before = con.execute(
        "SELECT issue, numbers, workbook FROM issued.report WHERE as_at = ? ORDER BY issue DESC LIMIT 1", [report.as_at]
    ).fetchone()
    day = date_written(report.as_at)
    if before is not None:
        number, numbers, workbook = before
        differs = _differences(json.loads(numbers), json.loads(as_json(report)))
        if not differs:
            _put_back(folder / NUMBERS, numbers.encode(), mode)
            _put_back(folder / WORKBOOK, workbook, mode)
            return Issued(folder / WORKBOOK, f"The report for {day} was issued before with the same numbers.")
        if not again:
            raise NotDue(
                f"The report for {day} was issued with other numbers ({'; '.join(differs)}); nothing was changed. "
                "Use --reissue to issue it anew and keep both, or --draft to look at it."
            )
        _keep_beside(folder, number)
    number = before[0] + 1 if before else 1
    # The workbook is made first and the issue recorded before the files are put in their place: a run that is killed
    # in between finds the issue recorded and puts its very bytes back.
    write_workbook(report, folder / ISSUING, mode)
    workbook = (folder / ISSUING).read_bytes()
    with transaction(con):
        con.execute(
            "INSERT INTO issued.report VALUES (?, ?, ?, ?, ?, ?, ?)",
            [report.as_at, number, as_json(report).decode(), workbook, _settings(settings), rules_version, today],
        )
        con.execute(
            """INSERT INTO issued.child SELECT ?::DATE, ?::INTEGER, child_id, measure, year, also_fits
               FROM run.assessed.counted""",
            [report.as_at, number],
        )
    write_json(report, folder / NUMBERS, mode)
    (folder / ISSUING).replace(folder / WORKBOOK)
    which = "" if number == 1 else f", issue {number}; the earlier one lies beside it"
    return Issued(folder / WORKBOOK, f"The report for {day} was issued{which}.")


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between an issued report and a rerun, line by line: "leavers 2026: 12, now 13"."""
    said = []
    was = {(line["measure"], line["year"]): line for line in before["lines"]}
    for line in now["lines"]:
        old = was.pop((line["measure"], line["year"]), None)
        name = line["measure"] if line["year"] is None else f"{line['measure']} {line['year']}"
        if old is None:
            said.append(f"{name}: not there, now {line['number']}")
        elif old["number"] != line["number"]:
            said.append(f"{name}: {old['number']}, now {line['number']}")
        elif old["also"] != line["also"]:
            said.append(f"{name}, also: {old['also']}, now {line['also']}")
    said += [f"{measure}: {old['number']}, now not there" for (measure, _), old in was.items()]
    own = [next(t for t in said_by["running_totals"] if t["as_at"] == now["as_at"]) for said_by in (before, now)]
    if own[0]["ehe"] != own[1]["ehe"]:
        said.append(f"ehe: {own[0]['ehe']}, now {own[1]['ehe']}")
    return said


def _put_back(path: Path, content: bytes, mode: int) -> None:
    """An issued file that is gone is written again, byte for byte; one that is there is left alone."""
    if path.exists():
        return

    def write(file: IO[bytes]) -> None:
        file.write(content)

    replace_file(path, write, mode)


def _keep_beside(folder: Path, number: int) -> None:
    """The files of an earlier issue, as they are, with what the analyst typed into them."""
    for name in (WORKBOOK, NUMBERS):
        path = folder / name
        if path.exists():
            path.rename(path.with_name(f"{path.stem}-issue-{number}{path.suffix}"))


def _settings(settings: Settings) -> str:
    """The settings that can change a number, as the report records them."""
    said = {
        "la_code": settings.authority.la_code,
        "postcode_districts": settings.authority.postcode_districts,
        "register_grace_days": settings.rules.register_grace_days,
        "return_valid_days": settings.rules.return_valid_days,
        "not_a_destination": settings.rules.not_a_destination,
        "required": settings.required,
        "legal_gateway": bool(settings.legal_gateway.strip()),
    }
    return json.dumps(said, sort_keys=True)
