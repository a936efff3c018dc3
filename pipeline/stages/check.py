"""Check: what the pipeline would make of one file (`cme check`), in a store of its own that is thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import RefusedFile
from pipeline.files.delivery import Delivery, named
from pipeline.files.rows import read
from pipeline.settings import Settings
from pipeline.stages.receive import arrive, take_in
from pipeline.store import Connection, table_id
from sources import source_named


@dataclass(frozen=True)
class Checked:
    """What the pipeline would make of one file (the form of `cme check --json`).

    rows = used + rows quarantined + repeated.   quarantined: one entry per row: row, column, value, reason (several
    reasons in one sentence).   findings: one entry per finding: row, column, reason.   Both say the sheet where the
    file has sheets; rows are the file's own, as a person counts in Excel.
    """

    file: str
    source: str | None
    table: str | None
    accepted: bool
    reason: str | None
    rows: int
    used: int
    quarantined: list[dict[str, object]]
    repeated: int
    findings: list[dict[str, object]]
    ignored_columns: list[str]


def check_file(
    con: Connection, settings: Settings, path: Path, source: str | None, table: str | None, today: date
) -> Checked:
    """Looks at one file as a run would, in a store of its own (`open_durable(None)`); writes nothing that stays.

    source, table: for a file outside an inbox folder; else its folder and name say. The result holds children's
    values: it is for the person who asked.
    """
    by_name = named(path, source=(source or path.parent.resolve().name).lower(), inside=path.name)
    delivery = Delivery(
        path,
        path.name,
        by_name.source,
        (table or by_name.table).lower(),
        # What is to be checked need not lie in the inbox yet, so its name may lack the date; it needs both or neither.
        by_name.extract_date or (today if source and table else None),
        by_name.size,
        by_name.modified,
    )
    try:
        if not (path.exists() or path.is_symlink()):
            raise RefusedFile("there is no such file")
        arrival = arrive(delivery)
        if arrival.of is None or arrival.refusal:
            raise RefusedFile(arrival.refusal)
        of_source, of_table = arrival.of
        if not settings.is_on(of_source.name):
            # No more than its headings may be read, which are nobody's.
            read(path, of_table, of_table.heading_index(settings.aliases.get(of_source.name, {})))
            raise RefusedFile(f"{of_source.name} is off until cme.toml names its legal_gateway, so it is not read")
        take_in(con, settings, [arrival], today)
        if arrival.refusal:
            raise RefusedFile(arrival.refusal)
    except RefusedFile as refusal:
        found = source_named(delivery.source)
        known = found.table(delivery.table) if found else None
        names = (found.name if found else None, known.name if known else None)
        return Checked(str(path), *names, False, str(refusal), 0, 0, [], 0, [], [])
    rows, used, repeated, ignored = (
        con.execute("SELECT rows, used, repeated, ignored FROM landing.file").fetchone() or ()
    )
    order = {column.name: position for position, column in enumerate(of_table.columns)}
    con.execute(
        "CREATE OR REPLACE TEMP TABLE column_order AS SELECT unnest(?) AS column_name, unnest(?) AS place",
        [list(order), list(order.values())],
    )
    quarantined = _records(
        con,
        """SELECT sheet, row_number AS row, first(column_name ORDER BY place) AS column,
                first(value ORDER BY place) AS value, string_agg(reason, '; ' ORDER BY place) AS reason
            FROM valid.quarantine LEFT JOIN column_order USING (column_name) GROUP BY ALL ORDER BY sheet, row""",
    )
    findings = _records(
        con,
        f"""SELECT sheet, row_number AS row, column_name AS column, reason
            FROM valid.issue JOIN landing.held_{table_id(of_source, of_table)} USING (row_id)
            LEFT JOIN column_order USING (column_name)
            WHERE NOT quarantines AND state = 'used' ORDER BY sheet, row, place""",
    )
    return Checked(
        str(path),
        of_source.name,
        of_table.name,
        True,
        None,
        rows,
        used,
        quarantined,
        repeated,
        findings,
        list(ignored),
    )


def _records(con: Connection, query: str) -> list[dict[str, object]]:
    """The rows of a query as dictionaries; a sheet is named only where the file has sheets."""
    result = con.execute(query)
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return [{k: v for k, v in row.items() if k != "sheet" or v is not None} for row in rows]
