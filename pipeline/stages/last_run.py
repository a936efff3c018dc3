"""What the newest run was made of: one made of the same comes to the same, so that it need not be made again.

`run.assessed.made_of` (made_of), `checked` (code, found, why_not) and `written` (list, rows, not_due) stand in the
derived database, which is put in place last of all: where they are, everything they speak of was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from pipeline import program
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.stages.assess import Checked
from pipeline.stages.lists import Written
from pipeline.store import DERIVED_FILE, Connection, count, newest

MARKS = """
    SELECT 'files', count(*), max(file_id)::VARCHAR FROM landing.file
    UNION ALL SELECT 'workbooks', count(*), max(read_on)::VARCHAR FROM decisions.workbook
    UNION ALL SELECT 'entries', count(*), max(entry_id)::VARCHAR FROM decisions.entry
    UNION ALL SELECT 'cases', count(*), max(event_id)::VARCHAR FROM cases.event
    UNION ALL SELECT 'children', count(*), max(as_at)::VARCHAR FROM identity.newest
    UNION ALL SELECT 'issues', count(*), max(issued_on)::VARCHAR FROM issued.report
    UNION ALL SELECT 'commentary', count(*), max(entry_id)::VARCHAR FROM issued.commentary
    UNION ALL SELECT 'totals', count(*), max(imported_on)::VARCHAR FROM issued.imported_total
    UNION ALL SELECT 'postcodes', max(size), max(modified)::VARCHAR FROM reference.postcode_file
    UNION ALL SELECT file, 0, content_hash FROM decisions.written
    ORDER BY ALL"""
"""How far everything durable has come that a list or a number can depend on."""


def made_of(con: Connection, settings: Settings, as_at: date, today: date) -> str:
    """A hash of all that lists and numbers of a run for the newest day depend on."""
    marks = con.execute(MARKS).fetchall()
    return sha256(
        repr((program.everything(), replace(settings, home=Path()), as_at, today, marks)).encode()
    ).hexdigest()


def is_as_it_was(con: Connection, settings: Settings, wanted: str) -> bool:
    """Whether the newest run was made of that, and its lists lie as it wrote them, no newer one beside them."""
    otherwise = """
        SELECT count(*) FROM (
            SELECT file FROM decisions.written ANTI JOIN read_back USING (file, content_hash)
            WHERE NOT contains(file, ' (newer')
            UNION ALL SELECT file FROM read_back WHERE contains(file, ' (newer'))"""
    if not (settings.store / DERIVED_FILE).is_file() or count(con, otherwise):
        return False
    with newest(con, settings):
        has = "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'run' AND table_name = 'made_of'"
        return bool(count(con, has)) and con.execute("FROM run.assessed.made_of").fetchall() == [(wanted,)]


def remember(con: Connection, made: str, checks: Sequence[Checked], lists: Sequence[Written]) -> None:
    """Leaves in the derived database what a run made of the same needs; nothing where a list lies beside its place."""
    if any(written.note for written in lists):
        return
    con.execute("CREATE TABLE run.assessed.checked (code VARCHAR, found BIGINT, why_not VARCHAR)")
    con.executemany(
        "INSERT INTO run.assessed.checked VALUES (?, ?, ?)", [[c.rule.code, c.found, c.why_not] for c in checks]
    )
    con.execute("CREATE TABLE run.assessed.written (list VARCHAR, rows BIGINT, not_due VARCHAR)")
    con.executemany(
        "INSERT INTO run.assessed.written VALUES (?, ?, ?)", [[w.rule.code, w.rows, w.not_due] for w in lists]
    )
    con.execute("CREATE TABLE run.assessed.made_of AS SELECT ? AS made_of", [made])


def checks_of(con: Connection, book: Rulebook) -> list[Checked]:
    """The checks of data quality as the newest run made them."""
    by_code = {rule.code: rule for rule in book.quality}
    rows = con.execute("FROM run.assessed.checked").fetchall()
    return [Checked(by_code[code], found, why_not) for code, found, why_not in rows]


def lists_of(con: Connection, book: Rulebook) -> list[Written]:
    """The lists as the newest run wrote them."""
    by_code = {rule.code: rule for rule in book.lists}
    rows = con.execute("FROM run.assessed.written").fetchall()
    return [Written(by_code[code], number, not_due=not_due) for code, number, not_due in rows]
