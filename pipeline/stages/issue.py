"""Issue: a report is issued once, frozen, and never changed; issuing it again gives the same files or is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from outputs.appendix_3 import Report, as_json, line_key, write_json, write_workbook
from outputs.files import replace_file
from pipeline.calendar import date_written, is_reporting_day
from pipeline.errors import NotDue, SettingsError
from pipeline.files.delivery import content_hash
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.stages import analyst, basis
from pipeline.stages.analyst import DRAFT_WORKBOOK
from pipeline.stages.as_issued import NUMBERS, WORKBOOK, altered
from pipeline.stages.movement import Moved
from pipeline.store import Connection, transaction

DRAFT_NUMBERS = "appendix-3-draft.json"
ISSUING = ".appendix-3-issuing.xlsx"
LONGEST_NAME = 100


@dataclass(frozen=True)
class Issued:
    """What became of the report. path: the workbook.   said: one sentence for the analyst."""

    path: Path
    said: str


@dataclass(frozen=True)
class Ready:
    """A report to be issued, and what is recorded with it. signed_off_by: None where nobody is named."""

    report: Report
    settings: Settings
    book: Rulebook
    moved: Moved
    signed_off_by: str | None


def refuse_not_due(as_at: date, *, force: bool) -> None:
    """Raises NotDue where no report is due for the day and it was not forced."""
    if not is_reporting_day(as_at) and not force:
        raise NotDue(
            f"No report is due for {date_written(as_at)}: they are made for the last day of each month except July, "
            "August and September; use --force to issue it all the same."
        )


def signing(name: str | None, *, is_draft: bool) -> str | None:
    """Who signs the report off, as it is printed. Raises SettingsError where the name cannot be."""
    if name is None:
        return None
    if is_draft:
        raise SettingsError("--draft shows the report before it is signed off: leave out --signed-off-by or --draft.")
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise SettingsError(f"--signed-off-by needs a name of at most {LONGEST_NAME} characters.")
    return plain


def write_draft(con: Connection, report: Report, today: date, folder: Path, mode: int) -> Issued:
    """Shows the report without issuing it."""
    write_json(report, folder / DRAFT_NUMBERS, mode)
    write_workbook(report, folder / ISSUING, mode)
    # Whoever saved the draft before while this one was made is not to lose what was typed.
    analyst.read_back(con, folder.parent, today)
    analyst.note_written(con, folder / DRAFT_WORKBOOK, _texts(report), content_hash(folder / ISSUING))
    (folder / ISSUING).replace(folder / DRAFT_WORKBOOK)
    return Issued(folder / DRAFT_WORKBOOK, f"The draft for {date_written(report.as_at)} was written; it is not issued.")


def _texts(report: Report) -> dict[str, str]:
    lines = (line for page in (report.page_1, report.page_2) for section in page for line in section.lines)
    return {line_key(line.measure, line.year): line.own for line in lines}


def issue(con: Connection, ready: Ready, today: date, folder: Path, mode: int, *, again: bool) -> Issued:
    """Issues the report, or finds it issued. again: a differing one may be issued beside the first.

    Raises NotDue, saying what differs, where the day's report was issued with other numbers, or not signed off so.
    """
    report = ready.report
    before = con.execute(
        """SELECT issue, numbers, signed_off_by, issued_on FROM issued.report
           LEFT JOIN issued.basis USING (as_at, issue) WHERE as_at = ? ORDER BY issue DESC LIMIT 1""",
        [report.as_at],
    ).fetchone()
    day, number = date_written(report.as_at), 1
    if before is not None:
        last, numbers, signed, issued_on = before
        number = last + 1
        gone = _put_back(con, report.as_at, folder, mode)
        differs = _differences(json.loads(numbers), json.loads(as_json(report)))
        unsigned = ready.signed_off_by is not None and ready.signed_off_by != signed
        if not again:
            _refuse_other(con, folder, day, gone, differs, signed, unsigned=unsigned)
        if not differs and not unsigned:
            return Issued(folder / WORKBOOK, f"The report for {day} was issued before with the same numbers{gone}.")
        report = _differing(report, last, issued_on, differs)
    if ready.signed_off_by is not None:
        sentence = f"Signed off by {ready.signed_off_by} on {date_written(today)}."
        report = replace(report, signed_off=sentence, notes=(("Signed off", sentence), *report.notes))
    # The workbook is made first and the issue recorded before the files are put in their place: a run that is killed
    # in between finds the issue recorded and puts its very bytes back.
    write_workbook(report, folder / ISSUING, mode)
    edited = _keep_beside(con, report.as_at, folder, number - 1, mode) if number > 1 else ""
    with transaction(con):
        _record(con, replace(ready, report=report), number, today, folder)
    write_json(report, folder / NUMBERS, mode)
    (folder / ISSUING).replace(folder / WORKBOOK)
    analyst.take_drafts_away(con, folder, today)
    which = "" if number == 1 else f", issue {number}; the earlier one lies beside it as it was issued{edited}"
    return Issued(folder / WORKBOOK, f"The report for {day} was issued{which}.")


def _record(con: Connection, ready: Ready, number: int, today: date, folder: Path) -> None:
    """The issue with everything that it takes to reckon it again and to follow every number."""
    report, day = ready.report, ready.report.as_at
    settings = json.dumps(basis.recorded(ready.settings), sort_keys=True)
    workbook = (folder / ISSUING).read_bytes()
    con.execute(
        "INSERT INTO issued.report VALUES (?, ?, ?, ?, ?, ?, ?)",
        [day, number, as_json(report).decode(), workbook, settings, ready.book.version, today],
    )
    con.execute(
        """INSERT INTO issued.child SELECT ?::DATE, ?::INTEGER, child_id, measure, year, also_fits
           FROM run.assessed.counted""",
        [day, number],
    )
    _record_movement(con, ready.moved, day, number)
    basis.keep(con, day, number, ready.signed_off_by)
    basis.keep_rules(con, ready.book)
    analyst.note_written(con, folder / WORKBOOK, _texts(report), content_hash(folder / ISSUING))


def _record_movement(con: Connection, moved: Moved, day: date, number: int) -> None:
    """One row per child and step; thousands of them at the first issue of a council, so in one piece."""
    import pyarrow as pa

    kinds = {"child_id": pa.string(), "cause": pa.string(), "kind": pa.string(), "from_measure": pa.string()}
    kinds |= {"from_year": pa.int32(), "to_measure": pa.string(), "to_year": pa.int32(), "reason": pa.string()}
    nowhere = (None, None)
    rows = [
        (step.child_id, step.cause, step.kind, *(step.was or nowhere), *(step.now or nowhere), step.reason)
        for step in moved.steps
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    said = {name: pa.array(column, kind) for (name, kind), column in zip(kinds.items(), columns, strict=True)}
    con.register("steps", pa.table(said))
    con.execute(
        """INSERT INTO issued.movement BY NAME
           SELECT ?::DATE AS as_at, ?::INTEGER AS issue, ?::DATE AS since, * FROM steps""",
        [day, number, moved.since],
    )
    con.unregister("steps")


def _differing(report: Report, last: int, issued_on: date, differs: Sequence[str]) -> Report:
    """The report with a note of what is not as in the issue before."""
    what = "; ".join(differs) if differs else "no number"
    note = f"Issue {last} of {date_written(issued_on)} is kept beside this one. What differs from it: {what}."
    return replace(report, notes=((f"Issue {last + 1}", note), *report.notes))


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between an issued report and a rerun, line by line: "leavers 2026: 12, now 13"."""
    said = []
    was = {(line["measure"], line["year"]): line for line in before["lines"]}
    for line in now["lines"]:
        old = was.pop((line["measure"], line["year"]), None)
        name = line_key(line["measure"], line["year"])
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


def _refuse_other(
    con: Connection, folder: Path, day: str, gone: str, differs: Sequence[str], signed: str | None, *, unsigned: bool
) -> None:
    """Raises NotDue where the day's report was issued with other numbers, or not signed off as it is to be now.

    gone: what was put back, in words.
    """
    unchanged = f"nothing was changed{gone}"
    if differs:
        what = (
            f"with other numbers ({'; '.join(differs)}); {unchanged}. Use --reissue to issue it anew and "
            "keep both, or --draft to look at it."
        )
    elif unsigned:
        how = f"signed off by {signed}" if signed else "without a sign-off"
        what = f"{how}; {unchanged}. Use --reissue to issue it anew with the name, and keep both."
    else:
        return
    raise NotDue(" ".join((f"The report for {day} was issued {what}", *altered(con, folder))))


def _put_back(con: Connection, as_at: date, folder: Path, mode: int) -> str:
    """Every issued file of the day that is gone is written again, byte for byte; one that is there is left alone.

    Returns what to say of it, empty where none was gone.
    """
    back = []
    for number, newest in con.execute(
        "SELECT issue, issue = max(issue) OVER () FROM issued.report WHERE as_at = ? ORDER BY issue", [as_at]
    ).fetchall():
        for name in (NUMBERS, WORKBOOK):
            path = folder / name if newest else _beside(folder / name, number)
            if path.exists():
                continue
            _write(path, _issued(con, as_at, number)[name], mode)
            back.append(path.name)
            if path.name == WORKBOOK:
                analyst.note_put_back(con, path)
    return f"; put back as issued: {', '.join(back)}" if back else ""


def _keep_beside(con: Connection, as_at: date, folder: Path, number: int, mode: int) -> str:
    """The files of an earlier issue as they were issued, and as they lay there where somebody has saved them since.

    Returns what to say of the latter, empty where there is none.
    """
    edited = []
    for name, content in _issued(con, as_at, number).items():
        path = folder / name
        if path.exists() and path.read_bytes() != content:
            kept = _beside(path, number)
            edited.append(path.rename(kept.with_stem(f"{kept.stem}-edited")).name)
        _write(_beside(path, number), content, mode)
    return f", and as it was saved since ({', '.join(edited)})" if edited else ""


def _issued(con: Connection, as_at: date, number: int) -> dict[str, bytes]:
    """The files of an issue by name, to the byte."""
    row = con.execute(
        "SELECT numbers, workbook FROM issued.report WHERE as_at = ? AND issue = ?", [as_at, number]
    ).fetchone()
    numbers, workbook = row or ("", b"")
    return {NUMBERS: numbers.encode(), WORKBOOK: workbook}


def _beside(path: Path, number: int) -> Path:
    return path.with_stem(f"{path.stem}-issue-{number}")


def _write(path: Path, content: bytes, mode: int) -> None:
    def write(file: IO[bytes]) -> None:
        file.write(content)

    replace_file(path, write, mode)
