"""Receive: goes through the inbox; each file is landed and validated in one transaction, or refused whole.

The same file twice changes nothing; a corrected file of the same table and day stands for the earlier one. A refused
file is tried again each night (its heading may have been named in cme.toml since), but is news only the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.errors import RefusedFile
from pipeline.files.delivery import Delivery, content_hash, deliveries, named
from pipeline.settings import Settings
from pipeline.stages.land import land_rows, next_file_id, record_file, refuse_shrunk
from pipeline.stages.validate import Counted, validate_file
from pipeline.store import Connection, transaction
from sources import SOURCES, source_named
from sources.source import AddsUp, Source, Table


@dataclass
class Received:
    """What a run's look into the inbox came to.

    refused: files refused now and never before with that content.   future: files dated after the day, not read.
    off: sources with files that may not be read.   quarantined: rows quarantined now and never before.
    """

    accepted: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    future: list[str] = field(default_factory=list)
    off: set[str] = field(default_factory=set)
    quarantined: int = 0


def receive(
    con: Connection,
    settings: Settings,
    *,
    today: date,
    as_at: date,
    accept_shrink: Collection[str] = (),
    say: Callable[[str], None],
) -> Received:
    """Lands and validates every new file of the inbox. accept_shrink: tables ("source/table") that may have shrunk."""
    received = Received()
    for delivery in deliveries(settings.inbox):
        source = source_named(delivery.source)
        if source is not None and not settings.is_on(source.name):
            received.off.add(source.name)
        elif delivery.extract_date is not None and delivery.extract_date > max(today, as_at):
            received.future.append(delivery.inside)
        elif not _seen_before(con, delivery):
            _receive_one(con, settings, delivery, received, today, accept_shrink, say)
    return received


def _seen_before(con: Connection, delivery: Delivery) -> bool:
    """Whether this very file (by place, size and time of change) was accepted before, so need not be opened."""
    stat = delivery.path.stat()
    return bool(
        con.execute(
            """SELECT 1 FROM landing.file WHERE path = ? AND size = ? AND modified = ?
               AND outcome IN ('accepted', 'repeated')""",
            [delivery.inside, stat.st_size, stat.st_mtime_ns],
        ).fetchone()
    )


def _receive_one(
    con: Connection,
    settings: Settings,
    delivery: Delivery,
    received: Received,
    today: date,
    accept_shrink: Collection[str],
    say: Callable[[str], None],
) -> None:
    file_id = next_file_id(con)
    digest = ""
    try:
        source, table = _declared(delivery)
        digest = _hash(delivery)
        known = con.execute(
            """SELECT outcome FROM landing.file
               WHERE source = ? AND table_name = ? AND extract_date = ? AND content_hash = ?
                   AND outcome = 'accepted'""",
            [source.name, table.name, delivery.extract_date, digest],
        ).fetchone()
        if known:
            record_file(con, delivery, file_id, outcome="repeated", today=today, content_hash=digest)
            return
        limit = settings.max_shrink(source.name, table.name, table.max_shrink)
        if f"{source.name}/{table.name}" in accept_shrink:
            limit = None
        with transaction(con):
            counted = take_in(con, source, table, delivery, file_id, settings, today, digest, limit)
    except RefusedFile as refusal:
        if _record_refusal(con, delivery, file_id, today, digest, str(refusal)):
            received.refused.append(delivery.inside)
            say(f"refused {delivery.inside}: {refusal}")
        return
    received.accepted.append(file_id)
    new = con.execute(
        "SELECT count(DISTINCT (sheet, row_number)) FROM valid.quarantine WHERE file_id = ? AND is_new", [file_id]
    )
    received.quarantined += (new.fetchone() or (0,))[0]
    say(f"read {delivery.inside}: {counted.rows} rows, {counted.quarantined} quarantined")


def _hash(delivery: Delivery) -> str:
    try:
        return content_hash(delivery.path)
    except OSError as error:
        raise RefusedFile(f"it cannot be opened ({error.strerror or 'input/output error'})") from None


def _declared(delivery: Delivery) -> tuple[Source, Table]:
    """The source and table a delivery is of. Raises RefusedFile where folder, name or ending say nothing known."""
    source = source_named(delivery.source)
    if source is None:
        known = ", ".join(s.name for s in SOURCES)
        raise RefusedFile(f"its folder '{delivery.source}' is no source; the sources are {known}")
    if delivery.form not in (".csv", ".xlsx"):
        raise RefusedFile("it is neither .csv nor .xlsx; save it as one of them")
    if delivery.extract_date is None:
        raise RefusedFile(
            f"its name has no date; name it {source.tables[0].name}_YYYY-MM-DD{delivery.form}, by the day it describes"
        )
    table = source.table(delivery.table)
    if table is None:
        known = ", ".join(t.name for t in source.tables)
        raise RefusedFile(f"'{delivery.table}' is no table of {source.name}; the tables are {known}")
    return source, table


def take_in(
    con: Connection,
    source: Source,
    table: Table,
    delivery: Delivery,
    file_id: int,
    settings: Settings,
    today: date,
    digest: str,
    shrink_limit: float | None,
) -> Counted:
    """Lands and validates one file and writes its line of the ledger. Raises RefusedFile."""
    index = table.heading_index(settings.aliases.get(source.name, {}))
    reading = land_rows(con, source, table, delivery, file_id, index)
    if shrink_limit is not None:
        refuse_shrunk(con, source, table, delivery, file_id, shrink_limit)
    counted = validate_file(con, source, table, file_id)
    record_file(
        con,
        delivery,
        file_id,
        outcome="accepted",
        today=today,
        content_hash=digest,
        rows=counted.rows,
        used=counted.used,
        quarantined=counted.quarantined,
        repeated=counted.repeated,
        passed_over=reading.passed_over,
        ignored=reading.ignored,
        notes=reading.notes,
        replaces=_replaced(con, table, delivery, file_id),
    )
    return counted


def _replaced(con: Connection, table: Table, delivery: Delivery, file_id: int) -> int | None:
    """The accepted file of the same table and day (of returns: and establishment) that this one stands for now."""
    same_establishment = ""
    if table.adds_up is AddsUp.SNAPSHOT_PER_ESTABLISHMENT:
        same_establishment = f"""AND file_id IN (
            SELECT before.file_id FROM landing.establishment_named AS before, landing.establishment_named AS now
            WHERE now.file_id = {file_id}
                AND (before.laestab = now.laestab OR before.urn = now.urn))"""
    found = con.execute(
        f"""SELECT max(file_id) FROM landing.file
            WHERE source = ? AND table_name = ? AND extract_date = ? AND outcome = 'accepted' {same_establishment}""",
        [delivery.source, delivery.table, delivery.extract_date],
    ).fetchone()
    return found[0] if found else None


def _record_refusal(con: Connection, delivery: Delivery, file_id: int, today: date, digest: str, reason: str) -> bool:
    """Writes the refusal into the ledger; False where the same content was refused for the same reason before."""
    before = con.execute(
        "SELECT 1 FROM landing.file WHERE path = ? AND content_hash = ? AND reason = ? AND outcome = 'refused'",
        [delivery.inside, digest, reason],
    ).fetchone()
    if before is None:
        record_file(con, delivery, file_id, outcome="refused", today=today, content_hash=digest, reason=reason)
    return before is None


@dataclass(frozen=True)
class Checked:
    """What the pipeline would make of one file (the form of `cme check --json`)."""

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
    """Looks at one file as a run would, in a store of its own (`open_durable(None)`).

    source, table: for a file outside an inbox folder; else its folder and name say.
    """
    by_name = named(path, source=(source or path.resolve().parent.name).lower(), inside=path.name)
    delivery = Delivery(path, path.name, by_name.source, table or by_name.table, by_name.extract_date)
    try:
        if not path.is_file():
            raise RefusedFile("there is no such file")
        declared, of_table = _declared(delivery)
        take_in(con, declared, of_table, delivery, 1, settings, today, "", None)
    except RefusedFile as refusal:
        found = source_named(delivery.source)
        known = found.table(delivery.table) if found else None
        return Checked(str(path), found and found.name, known and known.name, False, str(refusal), 0, 0, [], 0, [], [])
    rows, used, repeated, ignored = (
        con.execute("SELECT rows, used, repeated, ignored FROM landing.file").fetchone() or ()
    )
    quarantined = con.execute(
        "SELECT sheet, row_number AS row, column_name AS column, value, reason FROM valid.quarantine ORDER BY ALL"
    )
    held = f"landing.held_{declared.name}_{of_table.name}"
    findings = con.execute(
        f"""SELECT sheet, row_number AS row, column_name AS column, reason
            FROM valid.issue JOIN {held} USING (row_id) WHERE NOT quarantines AND state = 'used' ORDER BY ALL"""
    )
    return Checked(
        str(path),
        declared.name,
        of_table.name,
        True,
        None,
        rows,
        used,
        _records(quarantined),
        repeated,
        _records(findings),
        list(ignored),
    )


def _records(result: Connection) -> list[dict[str, object]]:
    """The rows as dictionaries; a sheet is named only where the file has sheets."""
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return [{k: v for k, v in row.items() if k != "sheet" or v is not None} for row in rows]
