"""Land: every row of a delivered file is kept as text, with file, sheet and row; a bad file is refused whole.

A row is stored once, however many nights it stands in the extract; `landing.held_*` says which file held it where.
"""

from __future__ import annotations

from datetime import date

from pipeline.errors import RefusedFile
from pipeline.files.delivery import Delivery
from pipeline.files.rows import Reading, read
from pipeline.store import Connection, count, drop_temporary, table_id
from sources.source import Source, Table

NAMED_SHRINK = 0.30
"""Share of an establishment's pupils that may be gone before its return is named (a return is never refused for it)."""


def land_rows(
    con: Connection, source: Source, table: Table, delivery: Delivery, file_id: int, index: dict[str, str]
) -> Reading:
    """Reads a file: its rows not stored before go into `landing.row_*` under file_id.

    Writes temporary `placed` (sheet, row_number, row_id; one row per row of the file) for validate to settle, and
    `landing.establishment_named`. Raises RefusedFile with the reason where the file is refused whole; the caller rolls
    the transaction back.
    """
    name = table_id(source, table)
    reading = read(delivery.path, table, index)
    _collect(con, table, reading)
    _store(con, table, name, file_id)
    if table.is_by_establishment:
        _establishments_named(con, table, file_id, reading)
    elif not count(con, "SELECT count(*) FROM placed"):
        raise RefusedFile("it has headings and no row; ask for it again")
    drop_temporary(con, "incoming")
    return reading


def _collect(con: Connection, table: Table, reading: Reading) -> None:
    """`incoming`: the file's rows as text, with the hash of their content. Rows blank throughout are no rows."""
    columns = [column.name for column in table.columns]
    texts = ", ".join(f"{column} VARCHAR" for column in columns)
    content = ", ".join(f"coalesce({column}, '')" for column in ("malformed", "raw", *columns))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE incoming (
            sheet VARCHAR, row_number INTEGER, malformed VARCHAR, {texts}, content UHUGEINT)"""
    )
    for batch in reading.batches():
        con.register("batch", batch)
        con.execute(
            f"""INSERT INTO incoming BY NAME
                SELECT * EXCLUDE (raw), md5_number(concat_ws(chr(31), {content})) AS content FROM batch"""
        )
        con.unregister("batch")
    # Columns that a row needs come first: where one is filled, the others are not looked at.
    in_order = sorted(table.columns, key=lambda column: not column.required)
    all_blank = " AND ".join(f"clean({column.name}) IS NULL" for column in in_order)
    blank = con.execute(f"DELETE FROM incoming WHERE malformed IS NULL AND {all_blank}").fetchone()
    reading.passed_over += blank[0] if blank else 0


def _store(con: Connection, table: Table, name: str, file_id: int) -> None:
    columns = ", ".join(column.name for column in table.columns)
    con.execute(
        f"""INSERT INTO landing.row_{name} BY NAME
            WITH added AS (
                SELECT min(rowid) AS place, content FROM incoming
                WHERE content NOT IN (SELECT content FROM landing.row_{name}) GROUP BY content)
            SELECT (SELECT coalesce(max(row_id), 0) FROM landing.row_{name}) + row_number() OVER (ORDER BY place)
                    AS row_id,
                content, {file_id} AS file_id, malformed, {columns}
            FROM added JOIN incoming USING (content) WHERE incoming.rowid = place"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE placed AS
            SELECT sheet, row_number, row_id FROM incoming JOIN landing.row_{name} USING (content)"""
    )


def _establishments_named(con: Connection, table: Table, file_id: int, reading: Reading) -> None:
    """Which establishments a file of returns stands for, the nil ones too.

    Raises RefusedFile where it has no row and is no nil return, or one whose number cannot be read.
    """
    urn = "urn" if "urn" in table.numbers_of_establishment else "NULL::VARCHAR"
    con.execute(
        f"""INSERT INTO landing.establishment_named
            SELECT {file_id}, read_laestab(clean_value(laestab)) AS of_laestab, read_urn(clean_value(urn)) AS of_urn,
                sum(pupils)
            FROM (SELECT laestab, {urn} AS urn, count(*) AS pupils FROM incoming WHERE malformed IS NULL GROUP BY ALL)
            GROUP BY of_laestab, of_urn HAVING of_laestab IS NOT NULL OR of_urn IS NOT NULL"""
    )
    for said in reading.nil:
        numbers = con.execute(
            "SELECT read_laestab(clean_value(?)), read_urn(clean_value(?))", [said.get("laestab"), said.get("urn")]
        ).fetchone() or (None, None)
        if numbers == (None, None):
            raise RefusedFile("it is a nil return, but the DfE number or URN of its school cannot be read; correct it")
        con.execute(
            """INSERT INTO landing.establishment_named SELECT $file, $laestab, $urn, 0
                WHERE NOT EXISTS (
                    FROM landing.establishment_named WHERE file_id = $file AND (laestab = $laestab OR urn = $urn))""",
            {"file": file_id, "laestab": numbers[0], "urn": numbers[1]},
        )
    if not reading.nil and not count(con, "SELECT count(*) FROM placed"):
        raise RefusedFile("it has headings and no row; if that is right, a nil return must name its school above them")


def shrunk_returns(con: Connection, table: Table, delivery: Delivery, file_id: int) -> list[str]:
    """A note for every establishment whose return names far fewer pupils than its last accepted one."""
    if not table.is_by_establishment:
        return []
    shrunk = con.execute(
        f"""{_NOW_AND_BEFORE}
            SELECT establishment, now, before FROM compared WHERE before - now > $limit * before ORDER BY 1""",
        _of_file(delivery, file_id) | {"limit": NAMED_SHRINK},
    ).fetchall()
    return [f"{school} names {now} pupils where its last return named {before}" for school, now, before in shrunk]


_NOW_AND_BEFORE = """
    WITH earlier AS (
        SELECT laestab, urn, pupils FROM landing.establishment_named JOIN landing.file USING (file_id)
        WHERE source = $source AND table_name = $table AND outcome = 'accepted' AND extract_date <= $day
        QUALIFY row_number() OVER (PARTITION BY laestab, urn ORDER BY extract_date DESC, file_id DESC) = 1),
    compared AS (
        SELECT coalesce(named.laestab, 'URN ' || named.urn) AS establishment, named.pupils AS now,
            earlier.pupils AS before
        FROM landing.establishment_named AS named
        JOIN earlier ON earlier.laestab IS NOT DISTINCT FROM named.laestab
            AND earlier.urn IS NOT DISTINCT FROM named.urn
        WHERE named.file_id = $file)"""
"""`compared`: of each establishment that a file names, its pupils now and in its last accepted file."""


def _of_file(delivery: Delivery, file_id: int) -> dict[str, object]:
    return {
        **{"source": delivery.source, "table": delivery.table, "day": delivery.extract_date},
        "file": file_id,
    }


def refuse_shrunk(
    con: Connection, source: Source, table: Table, delivery: Delivery, file_id: int, limit: float
) -> None:
    """Raises RefusedFile where the file holds far fewer rows than the last accepted one dated no later.

    Where each establishment's newest file stands for it, a file need not name those of the one before: only the
    establishments that it names are compared, each with its own last file. A nil return is no fall: it is
    welcome, and named (`shrunk_returns`).
    """
    if table.is_by_establishment:
        row = con.execute(
            f"""{_NOW_AND_BEFORE}
                SELECT sum(before)::BIGINT, sum(now)::BIGINT FROM compared WHERE now > 0""",
            _of_file(delivery, file_id),
        ).fetchone()
        before, rows = row or (None, 0)
        had = f"the establishments it names had {before} in their last accepted files"
    else:
        row = con.execute(
            """SELECT rows FROM landing.file
               WHERE source = ? AND table_name = ? AND outcome = 'accepted' AND extract_date <= ?
               ORDER BY extract_date DESC, file_id DESC LIMIT 1""",
            [source.name, table.name, delivery.extract_date],
        ).fetchone()
        before, rows = row[0] if row else None, count(con, "SELECT count(*) FROM placed")
        had = f"the last accepted file had {before}"
    if before and before - rows > limit * before:
        raise RefusedFile(
            f"it has {rows} rows where {had}, a fall of more than {limit:.0%}; "
            f"if that is right, run once with --accept-shrink {source.name}/{table.name}"
        )


def next_file_id(con: Connection) -> int:
    """The number the next file gets."""
    return count(con, "SELECT coalesce(max(file_id), 0) + 1 FROM landing.file")


def record_file(
    con: Connection, delivery: Delivery, file_id: int, *, outcome: str, today: date, content_hash: str, **facts: object
) -> None:
    """Writes the file's line of the ledger. facts: columns of landing.file."""
    line: dict[str, object] = {
        "file_id": file_id,
        "source": delivery.source,
        "table_name": delivery.table,
        "extract_date": delivery.extract_date,
        "path": delivery.inside,
        "content_hash": content_hash,
        "size": delivery.size,
        "modified": delivery.modified,
        "outcome": outcome,
        "landed_on": today,
        **facts,
    }
    marks = ", ".join("?" for _ in line)
    con.execute(f"INSERT INTO landing.file ({', '.join(line)}) VALUES ({marks})", list(line.values()))
