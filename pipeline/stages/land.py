"""Land: every row of a delivered file is kept as text, with file, sheet and row; a bad file is refused whole.

A row is stored once, however many nights it stands in the extract; `landing.held_*` says which file held it where.
"""

from __future__ import annotations

from datetime import date

from pipeline.errors import RefusedFile
from pipeline.files.delivery import Delivery
from pipeline.files.rows import Reading, read
from pipeline.store import Connection, table_id
from sources.source import Source, Table


def land_rows(
    con: Connection, source: Source, table: Table, delivery: Delivery, file_id: int, index: dict[str, str]
) -> Reading:
    """Reads a file into `landing.row_*` and `landing.held_*` under file_id.

    Raises RefusedFile with the reason where the file is refused whole; the caller rolls the transaction back.
    """
    name = table_id(source, table)
    reading = read(delivery.path, table, index)
    columns = [column.name for column in table.columns]
    texts = ", ".join(f"{column} VARCHAR" for column in columns)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE incoming (
            sheet VARCHAR, row_number INTEGER, malformed VARCHAR, raw VARCHAR, {texts})"""
    )
    for batch in reading.batches():
        con.register("batch", batch)
        con.execute("INSERT INTO incoming BY NAME SELECT * FROM batch")
        con.unregister("batch")
    _refuse_truncated(con, delivery, reading)
    all_blank = " AND ".join(f"clean({column}) IS NULL" for column in columns)
    blank = con.execute(f"DELETE FROM incoming WHERE malformed IS NULL AND {all_blank}").fetchone()
    reading.passed_over += blank[0] if blank else 0
    _store(con, name, columns, file_id)
    if _count(con, "SELECT count(*) FROM incoming") == 0 and not reading.nil:
        raise RefusedFile("it has headings and no row; if that is right, a nil return must name its school")
    _establishments_named(con, table, name, file_id, reading)
    return reading


def _store(con: Connection, name: str, columns: list[str], file_id: int) -> None:
    written = ", ".join(columns)
    content = ", ".join(f"coalesce({column}, '')" for column in columns)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE hashed AS
            SELECT *, md5_number(concat_ws(chr(31), coalesce(malformed, ''), coalesce(raw, ''), {content})) AS content
            FROM incoming"""
    )
    con.execute(
        f"""INSERT INTO landing.row_{name} BY NAME
            SELECT (SELECT coalesce(max(row_id), 0) FROM landing.row_{name})
                    + row_number() OVER (ORDER BY place) AS row_id,
                content, {file_id} AS file_id, malformed, raw, {written}
            FROM (SELECT *, row_number() OVER () AS place FROM hashed) AS incoming
            WHERE NOT EXISTS (FROM landing.row_{name} AS stored WHERE stored.content = incoming.content)
            QUALIFY row_number() OVER (PARTITION BY content ORDER BY place) = 1"""
    )
    con.execute(
        f"""INSERT INTO landing.held_{name}
            SELECT {file_id}, row_id, sheet, row_number, 'read'
            FROM hashed JOIN landing.row_{name} USING (content)"""
    )


def _refuse_truncated(con: Connection, delivery: Delivery, reading: Reading) -> None:
    """A file cut off in its last row is truncated; so is one whose last cell swallowed the rest of the file."""
    if delivery.form != ".csv":
        return
    last = con.execute("SELECT malformed, raw FROM incoming ORDER BY row_number DESC LIMIT 1").fetchone()
    with delivery.path.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - 2))
        ends_with_line_end = b"\n" in (end := stream.read()) or b"\r" in end
    if last and last[0] and (not ends_with_line_end or last[1].count("\n") > 2):
        raise RefusedFile("it is truncated: its last row is not complete; ask for it again")


def _establishments_named(con: Connection, table: Table, name: str, file_id: int, reading: Reading) -> None:
    """Which establishments a file of returns stands for, the nil ones too."""
    if not table.stated_above:
        return
    con.execute(
        f"""INSERT INTO landing.establishment_named
            SELECT {file_id}, read_laestab(clean_value(laestab)), read_urn(clean_value(urn)), count(*)
            FROM hashed GROUP BY ALL"""
    )
    for said in reading.nil:
        con.execute(
            f"""INSERT INTO landing.establishment_named
                SELECT {file_id}, read_laestab(clean_value(?)), read_urn(clean_value(?)), 0""",
            [said.get("laestab"), said.get("urn")],
        )


def refuse_shrunk(
    con: Connection, source: Source, table: Table, delivery: Delivery, file_id: int, limit: float
) -> None:
    """Raises RefusedFile where the file holds far fewer rows than the last accepted one dated no later."""
    held = f"landing.held_{table_id(source, table)}"
    before = con.execute(
        """SELECT rows, path FROM landing.file
           WHERE source = ? AND table_name = ? AND outcome = 'accepted' AND extract_date <= ?
           ORDER BY extract_date DESC, file_id DESC LIMIT 1""",
        [source.name, table.name, delivery.extract_date],
    ).fetchone()
    if before is None or not before[0]:
        return
    rows = _count(con, f"SELECT count(*) FROM {held} WHERE file_id = {file_id}")
    if rows < before[0] * (1 - limit):
        raise RefusedFile(
            f"it has {rows} rows where the last accepted file had {before[0]}, a fall of more than {limit:.0%}; "
            f"if that is right, run once with --accept-shrink {source.name}/{table.name}"
        )


def next_file_id(con: Connection) -> int:
    """The number the next file gets."""
    return _count(con, "SELECT coalesce(max(file_id), 0) + 1 FROM landing.file")


def record_file(
    con: Connection, delivery: Delivery, file_id: int, *, outcome: str, today: date, content_hash: str, **facts: object
) -> None:
    """Writes the file's line of the ledger. facts: columns of landing.file."""
    stat = delivery.path.stat()
    line: dict[str, object] = {
        "file_id": file_id,
        "source": delivery.source,
        "table_name": delivery.table,
        "extract_date": delivery.extract_date,
        "path": delivery.inside,
        "content_hash": content_hash,
        "size": stat.st_size,
        "modified": stat.st_mtime_ns,
        "outcome": outcome,
        "landed_on": today,
        **facts,
    }
    marks = ", ".join("?" for _ in line)
    con.execute(f"INSERT INTO landing.file ({', '.join(line)}) VALUES ({marks})", list(line.values()))


def _count(con: Connection, query: str) -> int:
    row = con.execute(query).fetchone()
    assert row is not None
    return int(row[0])
