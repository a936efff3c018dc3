"""Receive: goes through the inbox; each file is landed and validated in one transaction, or refused whole.

The same file twice changes nothing; a corrected file of the same table and day stands for the earlier one. A refused
file is tried again each night (its heading may have been named in cme.toml since), but is news only the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from pipeline.errors import RefusedFile
from pipeline.files.delivery import Delivery, deliveries
from pipeline.settings import Settings
from pipeline.stages.land import land_rows, next_file_id, record_file, refuse_shrunk, shrunk_returns
from pipeline.stages.validate import Counted, validate_file
from pipeline.store import Connection, count, transaction
from sources import SOURCES, source_named
from sources.source import Source, Table


@dataclass
class Received:
    """What a run's look into the inbox came to.

    accepted: file_ids.   refused: files refused now and never before with that content and reason.
    future: files dated after the day and after today, not read.   off: sources with files that may not be read.
    quarantined: rows quarantined now and never before.
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
    """Lands and validates every new file of the inbox. accept_shrink: tables ("source/table") that may have shrunk.

    say gets one sentence for every file read or refused; it names no child. Raises StoreError
    where the store cannot be written; what was received before stays.
    """
    received = Received()
    for delivery in deliveries(settings.inbox):
        source = source_named(delivery.source)
        if source is not None and not settings.is_on(source.name):
            received.off.add(source.name)
        elif _is_unchanged(con, delivery):
            continue
        elif delivery.extract_date is not None and delivery.extract_date > max(today, as_at):
            received.future.append(delivery.inside)
        else:
            _receive_one(con, settings, delivery, received, today, accept_shrink, say)
    return received


def _is_unchanged(con: Connection, delivery: Delivery) -> bool:
    """Whether the file that was last accepted at this place lies there still (by size and time of change)."""
    last = con.execute(
        "SELECT size, modified, outcome FROM landing.file WHERE path = ? ORDER BY file_id DESC LIMIT 1",
        [delivery.inside],
    ).fetchone()
    return last is not None and last[2] != "refused" and last[:2] == (delivery.size, delivery.modified)


def _receive_one(
    con: Connection,
    settings: Settings,
    delivery: Delivery,
    received: Received,
    today: date,
    accept_shrink: Collection[str],
    say: Callable[[str], None],
) -> None:
    file_id, digest = next_file_id(con), ""
    try:
        source, table = declared(delivery)
        digest = delivery.content_hash()
        if _is_known(con, delivery, digest):
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
    received.quarantined += count(
        con, f"SELECT count(DISTINCT (sheet, row_number)) FROM valid.quarantine WHERE file_id = {file_id} AND is_new"
    )
    say(
        f"read {delivery.inside}: {counted.rows} rows, {counted.used} used, {counted.quarantined} quarantined, "
        f"{counted.repeated} repeated"
    )


def _is_known(con: Connection, delivery: Delivery, digest: str) -> bool:
    """Whether the same content was accepted for the same table and day, and not replaced by another at its own place.

    (A file put back after a wrong correction is delivered anew: the correction is no longer there.)
    """
    known = con.execute(
        """SELECT path = ? AND content_hash <> ? FROM landing.file
            WHERE source = ? AND table_name = ? AND extract_date = ? AND outcome = 'accepted'
                AND file_id >= (
                    SELECT max(file_id) FROM landing.file
                    WHERE source = ? AND table_name = ? AND extract_date = ? AND outcome = 'accepted'
                        AND content_hash = ?)""",
        [delivery.inside, digest, *_of(delivery), *_of(delivery), digest],
    ).fetchall()
    return bool(known) and not any(replaced for (replaced,) in known)


def _of(delivery: Delivery) -> list[object]:
    return [delivery.source, delivery.table, delivery.extract_date]


def declared(delivery: Delivery) -> tuple[Source, Table]:
    """The source and table a delivery is of. Raises RefusedFile where folder, name or ending say nothing known."""
    source = source_named(delivery.source)
    if source is None:
        known = ", ".join(s.name for s in SOURCES)
        where = f"its folder '{delivery.source}' is no source" if delivery.source else "it lies in no source's folder"
        raise RefusedFile(f"{where}; the sources are {known}")
    if delivery.path.is_dir():
        raise RefusedFile(f"it is a folder; files are read only where they lie directly in the folder {source.name}")
    if delivery.form not in (".csv", ".xlsx"):
        raise RefusedFile("it is neither .csv nor .xlsx; save it as one of them")
    if delivery.extract_date is None:
        raise RefusedFile(
            f"its name has no date; name it <table>_<YYYY-MM-DD>{delivery.form}, with the date the extract describes"
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
    """Lands and validates one file and writes its line of the ledger. Raises RefusedFile.

    shrink_limit: the share of rows that may be gone since the last accepted file, None for any.
    """
    index = table.heading_index(settings.aliases.get(source.name, {}))
    con.execute("SET VARIABLE extract_date = ?::DATE", [delivery.extract_date])
    reading = land_rows(con, source, table, delivery, file_id, index)
    if shrink_limit is not None:
        refuse_shrunk(con, source, table, delivery, file_id, shrink_limit)
    counted = validate_file(con, source, table, file_id)
    delivery.refuse_changed()
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
        notes=[*reading.notes, *shrunk_returns(con, table, delivery, file_id)],
        replaces=_replaced(con, table, delivery, file_id),
    )
    return counted


def _replaced(con: Connection, table: Table, delivery: Delivery, file_id: int) -> int | None:
    """The accepted file of the same table and day (of returns: and establishment) that this one stands for now."""
    same_establishment = ""
    if table.is_by_establishment:
        same_establishment = f"""AND file_id IN (
            SELECT before.file_id FROM landing.establishment_named AS before, landing.establishment_named AS now
            WHERE now.file_id = {file_id}
                AND (before.laestab = now.laestab OR before.urn = now.urn))"""
    found = con.execute(
        f"""SELECT max(file_id) FROM landing.file
            WHERE source = ? AND table_name = ? AND extract_date = ? AND outcome = 'accepted' {same_establishment}""",
        _of(delivery),
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
