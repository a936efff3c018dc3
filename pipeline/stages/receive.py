"""Receive: goes through the inbox; its new files are landed and validated in batches, each in one transaction, and each
file is taken in whole, or refused whole and alone.

The same file twice changes nothing; a corrected file of the same table and day stands for the earlier one. A refused
file is tried again each night (its heading may have been named in cme.toml since), but is news only the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from pipeline.errors import RefusedFile
from pipeline.files.delivery import Delivery, deliveries, is_text
from pipeline.settings import Settings
from pipeline.stages.files_before import is_known, refuse_shrunk, replaced, shrunk_returns
from pipeline.stages.land import Arrival, read_rows, store_rows
from pipeline.stages.validate import validate_files
from pipeline.store import Connection, count, drop_temporary, table_id, transaction
from sources import SOURCES, source_named
from sources.source import Source, Table

STILL_BEING_SENT = (".part", ".partial", ".filepart", ".crdownload", ".tmp")
"""How programs end the name of a file that they have not yet written to its end."""
FILES, BYTES = 64, 5_000_000
"""What a batch holds at most, unless a single file is longer."""


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
    for batch in _batches(con, _to_read(con, settings, received, max(today, as_at))):
        with transaction(con):
            take_in(con, settings, batch, today, accept_shrink)
        _tell(con, batch, received, say)
    return received


def _to_read(con: Connection, settings: Settings, received: Received, latest: date) -> Iterator[Delivery]:
    """What lies in the inbox and is to be read, in order; received is told of what is not. latest: a file's last day.

    A file that was accepted at its place and lies there still (by size and time of change) is not looked at.
    """
    found = con.execute(
        """SELECT path, size, modified FROM landing.file
            QUALIFY row_number() OVER (PARTITION BY path ORDER BY file_id DESC) = 1 AND outcome <> 'refused'"""
    )
    accepted = set(found.fetchall())
    for delivery in deliveries(settings.inbox):
        source = source_named(delivery.source)
        if source is not None and not settings.is_on(source.name):
            received.off.add(source.name)
        elif (delivery.inside, delivery.size, delivery.modified) in accepted:
            continue
        elif delivery.extract_date is not None and delivery.extract_date > latest:
            received.future.append(delivery.inside)
        else:
            yield delivery


def _batches(con: Connection, found: Iterable[Delivery]) -> Iterator[list[Arrival]]:
    """Files to be taken in together; the next batch is begun when the one before has been taken in.

    Two files of one content for one table and day are never in one: whether the second is repeated hangs on the first.
    """
    batch: list[Arrival] = []
    held = 0
    contents: set[tuple[object, ...]] = set()
    for delivery in found:
        arrival = arrive(delivery)
        content = (delivery.source, delivery.table, delivery.extract_date, arrival.digest)
        if batch and (len(batch) == FILES or held + delivery.size > BYTES or content in contents):
            yield batch
            batch, held, contents = [], 0, set()
        arrival.n = len(batch)
        arrival.is_repeated = not arrival.refusal and is_known(con, arrival)
        batch.append(arrival)
        held += delivery.size
        contents.add(content)
    if batch:
        yield batch


def arrive(delivery: Delivery) -> Arrival:
    """The file as it comes, its content hashed and not yet read: alone in its batch, and refused where it must be."""
    arrival = Arrival(0, delivery)
    try:
        arrival.of = declared(delivery)
        arrival.digest = delivery.content_hash()
    except RefusedFile as refusal:
        arrival.refusal = str(refusal)
    return arrival


def declared(delivery: Delivery) -> tuple[Source, Table]:
    """The source and table a delivery is of. Raises RefusedFile where folder, name or ending say nothing known."""
    source = source_named(delivery.source)
    if source is None:
        known = ", ".join(s.name for s in SOURCES)
        where = f"its folder '{delivery.source}' is no source" if delivery.source else "it lies in no source's folder"
        raise RefusedFile(f"{where}; the sources are {known}")
    if delivery.path.is_dir():
        raise RefusedFile(f"it is a folder; files are read only where they lie directly in the folder {source.name}")
    if not is_text(delivery.path.name):
        raise RefusedFile("its name holds bytes that are no letters; rename it")
    if delivery.form in STILL_BEING_SENT:
        raise RefusedFile("it is still being sent, or was broken off; it is read when it has its own name")
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
    con: Connection, settings: Settings, batch: list[Arrival], today: date, accept_shrink: Collection[str] = ()
) -> None:
    """Lands and validates the files of a batch and writes their lines of the ledger; within a transaction.

    Of each arrival it fills in what the file holds, why it is refused, and its file_id. All files are read first; then
    it is decided of one after the other, in order, whether it is taken; then the rows of those that are, are stored.
    """
    read = _by_table(batch)
    for source, table, files in read:
        read_rows(con, source, table, files, table.heading_index(settings.aliases.get(source.name, {})))
    file_id = count(con, "SELECT coalesce(max(file_id), 0) + 1 FROM landing.file")
    for arrival in batch:
        facts = {} if arrival.refusal or arrival.is_repeated else _decide(con, settings, arrival, accept_shrink)
        if _is_news(con, arrival):
            arrival.file_id = file_id
            _record(con, arrival, today, facts)
            file_id += 1
    for source, table, files in _by_table(batch):
        store_rows(con, source, table, files)
        validate_files(con, source, table)
    for source, table, _ in read:
        name = table_id(source, table)
        drop_temporary(con, f"incoming_{name}", f"named_{name}")


def _by_table(batch: Iterable[Arrival]) -> list[tuple[Source, Table, list[Arrival]]]:
    """The files of a batch that are neither refused nor repeated, by their table."""
    tables: dict[str, tuple[Source, Table, list[Arrival]]] = {}
    for arrival in batch:
        if arrival.of and not arrival.refusal and not arrival.is_repeated:
            tables.setdefault(table_id(*arrival.of), (*arrival.of, []))[2].append(arrival)
    return list(tables.values())


def _decide(con: Connection, settings: Settings, arrival: Arrival, accept_shrink: Collection[str]) -> dict[str, object]:
    """Whether a file that was read is taken: what the ledger says of it, or nothing, and it is told why not."""
    assert arrival.of is not None, "only a file of a known table is read"
    source, table = arrival.of
    limit = settings.max_shrink(source.name, table.name, table.max_shrink)
    try:
        if limit is not None and f"{source.name}/{table.name}" not in accept_shrink:
            refuse_shrunk(con, source, table, arrival, limit)
        arrival.delivery.refuse_changed()
    except RefusedFile as refusal:
        arrival.refusal = str(refusal)
        return {}
    return {
        "rows": arrival.rows,
        "passed_over": arrival.passed_over,
        "ignored": arrival.ignored,
        "notes": [*arrival.notes, *shrunk_returns(con, source, table, arrival)],
        "replaces": replaced(con, source, table, arrival),
    } | dict.fromkeys(("used", "quarantined", "repeated"), 0)


def _is_news(con: Connection, arrival: Arrival) -> bool:
    """Whether the ledger is to be told: not where the same content was refused for the same reason before."""
    if not arrival.refusal:
        return True
    before = con.execute(
        "SELECT 1 FROM landing.file WHERE path = ? AND content_hash = ? AND reason = ? AND outcome = 'refused'",
        [arrival.delivery.inside, arrival.digest, arrival.refusal],
    ).fetchone()
    return before is None


def _record(con: Connection, arrival: Arrival, today: date, facts: dict[str, object]) -> None:
    """Writes the file's line of the ledger (facts: columns of it), and of returns which establishments it names."""
    delivery = arrival.delivery
    line: dict[str, object] = {
        "file_id": arrival.file_id,
        "source": delivery.source,
        "table_name": delivery.table,
        "extract_date": delivery.extract_date,
        "path": delivery.inside,
        "content_hash": arrival.digest,
        "size": delivery.size,
        "modified": delivery.modified,
        "outcome": "refused" if arrival.refusal else "repeated" if arrival.is_repeated else "accepted",
        "reason": arrival.refusal or None,
        "landed_on": today,
        **facts,
    }
    marks = ", ".join("?" for _ in line)
    con.execute(f"INSERT INTO landing.file ({', '.join(line)}) VALUES ({marks})", list(line.values()))
    if facts and arrival.of and arrival.of[1].is_by_establishment:
        con.execute(
            f"""INSERT INTO landing.establishment_named
                SELECT ?, laestab, urn, pupils FROM named_{table_id(*arrival.of)} WHERE n = ?""",
            [arrival.file_id, arrival.n],
        )


def _tell(con: Connection, batch: list[Arrival], received: Received, say: Callable[[str], None]) -> None:
    """Says of each file of a batch what became of it."""
    ids = [arrival.file_id for arrival in batch]
    accepted = con.execute(
        """SELECT file_id, rows, used, quarantined, repeated FROM landing.file
            WHERE outcome = 'accepted' AND file_id IN (SELECT unnest(?))""",
        [ids],
    )
    counted = {file_id: counts for file_id, *counts in accepted.fetchall()}
    for arrival in batch:
        inside = arrival.delivery.inside
        if arrival.refusal and arrival.file_id:
            received.refused.append(inside)
            say(f"refused {inside}: {arrival.refusal}")
        elif arrival.file_id in counted:
            received.accepted.append(arrival.file_id)
            rows, used, quarantined, repeated = counted[arrival.file_id]
            say(f"read {inside}: {rows} rows, {used} used, {quarantined} quarantined, {repeated} repeated")
    new = con.execute(
        """SELECT count(DISTINCT (file_id, sheet, row_number)) FROM valid.quarantine
            WHERE is_new AND file_id IN (SELECT unnest(?))""",
        [ids],
    ).fetchone()
    received.quarantined += new[0] if new else 0
