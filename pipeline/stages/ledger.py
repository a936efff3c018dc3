"""Ledger: the run report, saying what came in, what was made of every row, and what each rule found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from outputs.run_report import FileRow, LineRow, LinkRow, ListRow, QuarantineRow, ReadBackRow, RuleRow, RunReport
from pipeline.calendar import academic_year
from pipeline.roundtrip.remarks import Remark
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.stages import cases
from pipeline.stages.assess import Checked, Number, waiting_for_review
from pipeline.stages.coverage import Freshness, coverage_rows
from pipeline.stages.lists import Written
from pipeline.store import Connection


def build_ledger(
    con: Connection,
    book: Rulebook,
    settings: Settings,
    as_at: date,
    command: str,
    *,
    after_file: int,
    warnings: Sequence[str],
    numbers: Sequence[Number],
    checks: Sequence[Checked],
    lists: Sequence[Written],
    remarks: Sequence[Remark],
    tables: Sequence[Freshness],
) -> RunReport:
    """The run report. after_file: files with a higher file_id came in with this run."""
    return RunReport(
        authority=settings.authority.name,
        as_at=as_at,
        demonstration=settings.demonstration,
        command=command,
        warnings=tuple(warnings),
        waiting=" ".join(filter(None, (waiting_for_review(con).sentence, cases.figures(con, as_at).backlog_sentence))),
        new_files=_files(con, after_file),
        tables=tuple(coverage_rows(con, book, tables, as_at)),
        quarantine=_quarantine(con),
        findings=tuple(_rule_row(check) for check in checks),
        lists=tuple(ListRow(w.rule.code, w.rule.title, w.rows, w.note or w.not_due) for w in lists),
        read_back=tuple(ReadBackRow(r.file, r.row, r.column, r.case, r.what) for r in remarks),
        lines=_lines(book, numbers, as_at),
        links=tuple(
            LinkRow(how, n)
            for how, n in con.execute(
                "SELECT how, count(*) FROM run.linked.record_how GROUP BY how ORDER BY how"
            ).fetchall()
        ),
        totals=_totals(con),
    )


def _files(con: Connection, after_file: int) -> tuple[FileRow, ...]:
    result = con.execute(
        """SELECT source, table_name AS table, path AS file, extract_date,
               outcome || CASE WHEN replaces IS NULL THEN '' ELSE ', replaces an earlier one' END AS outcome,
               coalesce(reason, '') AS reason, coalesce(rows, 0) AS rows, coalesce(used, 0) AS used,
               coalesce(quarantined, 0) AS quarantined, coalesce(repeated, 0) AS repeated,
               coalesce(passed_over, 0) AS passed_over, coalesce(ignored, []) AS ignored_columns,
               coalesce(notes, []) AS notes
           FROM landing.file WHERE file_id > ? ORDER BY file_id""",
        [after_file],
    )
    names = [column[0] for column in result.description or []]
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return tuple(
        FileRow(**row | {"ignored_columns": tuple(row["ignored_columns"]), "notes": tuple(row["notes"])})
        for row in rows
    )


def _quarantine(con: Connection) -> tuple[QuarantineRow, ...]:
    """The rows in force on the day that could not be used; where and why, never what they say."""
    rows = con.execute(
        """SELECT file, coalesce(sheet, ''), row_number, coalesce(column_name, ''), reason
           FROM run.linked.reading_finding WHERE is_quarantined ORDER BY ALL"""
    ).fetchall()
    return tuple(QuarantineRow(*row) for row in rows)


def _rule_row(check: Checked) -> RuleRow:
    outcome = "ran" if check.why_not is None else f"not run: {check.why_not}"
    return RuleRow(check.rule.code, check.rule.title, check.rule.policy, outcome, check.found)


def _lines(book: Rulebook, numbers: Sequence[Number], as_at: date) -> tuple[LineRow, ...]:
    by_key = {(n.measure, n.year): n for n in numbers}
    year = academic_year(as_at)
    rows = []
    for section in book.form:
        for line in section.lines:
            n = by_key[line.measure, line.year(year)]
            rows.append(LineRow(line.words(year), n.measure, n.year, n.number, n.also, section.heading(year)))
    return tuple(rows)


def _totals(con: Connection) -> tuple[tuple[str, int], ...]:
    queries = {
        "Person records in force": "SELECT count(*) FROM run.linked.person",
        "Children": "SELECT count(*) FROM run.linked.child",
        "Children of compulsory school age": "SELECT count(*) FROM run.assessed.expected_year WHERE is_csa",
        "Pairs of records kept apart by a veto": "SELECT count(*) FROM run.linked.vetoed",
        "Pairs of children that wait on match-review": "SELECT count(*) FROM run.assessed.review_pair",
        "Children who await match review and are in no line": "SELECT count(*) FROM run.assessed.awaiting_review",
        "Rows of students who are not on the education database": "SELECT count(*) FROM run.linked.orphan",
    }
    return tuple((what, int(con.execute(query).fetchall()[0][0])) for what, query in queries.items())
