"""Land: every row of a delivered file is kept as text, with file, sheet and row; a bad file is refused whole.

A row is stored once, however many nights it stands in the extract; `landing.held_*` says which file held it where. The
files of a batch are read one after the other; their rows are then stored together, table by table, for what a
statement costs beside its rows would else be paid for every small return.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from pipeline.errors import RefusedFile
from pipeline.files.delivery import Delivery
from pipeline.files.rows import read
from pipeline.store import Connection, table_id
from sources.source import Source, Table

TOGETHER = 50_000
"""Rows handed to the database at once, of however many files."""


@dataclass
class Arrival:
    """A file on its way in.

    n: its place in the batch, from 0.   digest: SHA-256 of its content.   of: its source and table, None where unknown.
    refusal: why it is refused whole ("": it is not).   rows, passed_over, ignored, notes: what it holds, once read.
    nil: of each school whose nil return it is, what is said of it (column -> text).
    file_id: its line in the ledger, 0 where it has none.
    """

    n: int
    delivery: Delivery
    digest: str = ""
    of: tuple[Source, Table] | None = None
    is_repeated: bool = False
    refusal: str = ""
    rows: int = 0
    passed_over: int = 0
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    nil: list[dict[str, str]] = field(default_factory=list)
    file_id: int = 0


def read_rows(
    con: Connection, source: Source, table: Table, arrivals: Iterable[Arrival], index: dict[str, str]
) -> None:
    """Reads some files of a table, and fills in what each holds and why it is refused. index: `Table.heading_index`.

    Writes temporary `incoming_<table>`: n (of the arrival), sheet, row_number, malformed, the columns as text and the
    hash of their content; rows blank throughout are no rows. Of returns also `named_<table>`: n, laestab, urn, pupils,
    one row per establishment that a file stands for. Both hold rows of refused files too.
    """
    name, by_n = table_id(source, table), {arrival.n: arrival for arrival in arrivals}
    columns = [column.name for column in table.columns]
    texts = ", ".join(f"{column} VARCHAR" for column in columns)
    content = ", ".join(f"coalesce({column}, '')" for column in ("malformed", "raw", *columns))
    # Columns that a row needs come first: where one is filled, the others are not looked at.
    in_order = sorted(table.columns, key=lambda column: not column.required)
    filled = " OR ".join(f"clean({column.name}) IS NOT NULL" for column in in_order)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE incoming_{name} (
            n INTEGER, sheet VARCHAR, row_number INTEGER, malformed VARCHAR, {texts}, content UHUGEINT)"""
    )
    for rows in _together(_rows_of(by_n.values(), source, table, index)):
        con.register("arrived", rows)
        con.execute(
            f"""INSERT INTO incoming_{name} BY NAME
                SELECT * EXCLUDE (raw), md5_number(concat_ws(chr(31), {content})) AS content FROM arrived
                WHERE malformed IS NOT NULL OR {filled}"""
        )
        con.unregister("arrived")
    kept = dict(con.execute(f"SELECT n, count(*) FROM incoming_{name} GROUP BY n").fetchall())
    for n, arrival in by_n.items():
        arrival.passed_over += arrival.rows - kept.get(n, 0)
        arrival.rows = kept.get(n, 0)
    if table.is_by_establishment:
        _name_establishments(con, table, name, by_n)
    for arrival in by_n.values():
        if not arrival.refusal and not arrival.rows and not arrival.nil:
            arrival.refusal = "it has headings and no row; " + (
                "if that is right, a nil return must name its school above them"
                if table.is_by_establishment
                else "ask for it again"
            )


def _rows_of(arrivals: Iterable[Arrival], source: Source, table: Table, index: dict[str, str]) -> Iterator[pa.Table]:
    """The rows of the files (`Reading.batches`), with the n of their arrival."""
    others = [other for other in source.tables if other is not table]
    for arrival in arrivals:
        try:
            reading = read(arrival.delivery.path, table, index, others)
            for rows in reading.batches():
                arrival.rows += len(rows)
                yield rows.append_column("n", pa.repeat(pa.scalar(arrival.n, pa.int32()), len(rows)))
        except RefusedFile as refusal:
            arrival.refusal = str(refusal)
            continue
        arrival.passed_over, arrival.nil = reading.passed_over, reading.nil
        arrival.ignored, arrival.notes = reading.ignored, reading.notes


def _together(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in fewer tables."""
    held: list[pa.Table] = []
    for table in tables:
        held.append(table)
        if sum(map(len, held)) >= TOGETHER:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def _name_establishments(con: Connection, table: Table, name: str, by_n: dict[int, Arrival]) -> None:
    """Which establishments each file of returns stands for; a nil one whose number cannot be read is refused."""
    urn = "urn" if "urn" in table.numbers_of_establishment else "NULL::VARCHAR"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE named_{name} AS
            SELECT n, laestab, urn, sum(pupils)::INTEGER AS pupils
            FROM (SELECT n, read_laestab(clean_value(laestab)) AS laestab, read_urn(clean_value(urn)) AS urn, pupils
                FROM (SELECT n, laestab, {urn} AS urn, count(*) AS pupils FROM incoming_{name}
                    WHERE malformed IS NULL GROUP BY ALL))
            WHERE laestab IS NOT NULL OR urn IS NOT NULL GROUP BY ALL"""
    )
    nil = [(n, said.get("laestab"), said.get("urn")) for n, arrival in by_n.items() for said in arrival.nil]
    if not nil:
        return
    numbers = con.execute(
        """SELECT n, read_laestab(clean_value(laestab)), read_urn(clean_value(urn)) FROM (
               SELECT unnest($n) AS n, unnest($laestab::VARCHAR[]) AS laestab, unnest($urn::VARCHAR[]) AS urn,
                   generate_subscripts($n, 1) AS place)
           ORDER BY place""",
        dict(zip(("n", "laestab", "urn"), map(list, zip(*nil, strict=True)), strict=True)),
    ).fetchall()
    for n, laestab, of_urn in numbers:
        if laestab is None and of_urn is None:
            by_n[n].refusal = (
                by_n[n].refusal
                or "it is a nil return, but the DfE number or URN of its school cannot be read; correct it"
            )
            continue
        con.execute(
            f"""INSERT INTO named_{name} SELECT $n, $laestab, $urn, 0
                WHERE NOT EXISTS (FROM named_{name} WHERE n = $n AND (laestab = $laestab OR urn = $urn))""",
            {"n": n, "laestab": laestab, "urn": of_urn},
        )


def store_rows(con: Connection, source: Source, table: Table, accepted: Sequence[Arrival]) -> None:
    """The rows of these files that were not stored before go into `landing.row_*`, each under the first that has it.

    Writes temporary `taken` (n, file_id, extract_date) and `placed` (file_id, sheet, row_number, row_id; one row per
    row of the files) for validate to settle.
    """
    name = table_id(source, table)
    columns = ", ".join(column.name for column in table.columns)
    con.execute(
        """CREATE OR REPLACE TEMP TABLE taken AS
            SELECT unnest($n)::INTEGER AS n, unnest($ids)::INTEGER AS file_id, unnest($days)::DATE AS extract_date""",
        {
            "n": [arrival.n for arrival in accepted],
            "ids": [arrival.file_id for arrival in accepted],
            "days": [arrival.delivery.extract_date for arrival in accepted],
        },
    )
    con.execute(
        f"""INSERT INTO landing.row_{name} BY NAME
            WITH arrived AS (SELECT incoming.rowid AS place, incoming.*, taken.file_id
                FROM incoming_{name} AS incoming JOIN taken USING (n)),
            added AS (
                SELECT min(place) AS place, content FROM arrived
                WHERE content NOT IN (SELECT content FROM landing.row_{name}) GROUP BY content)
            SELECT (SELECT coalesce(max(row_id), 0) FROM landing.row_{name}) + row_number() OVER (ORDER BY place)
                    AS row_id,
                content, file_id, malformed, {columns}
            FROM added JOIN arrived USING (place, content)"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE placed AS
            SELECT taken.file_id, sheet, row_number, row_id
            FROM incoming_{name} JOIN taken USING (n) JOIN landing.row_{name} USING (content)"""
    )
