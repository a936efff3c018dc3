"""Validate: text becomes typed rows, once per distinct row; what cannot be read is quarantined or becomes a finding.

A row is quarantined when a required value is missing or unreadable, when a value that decides where a child is stands
there unreadable, when it is malformed, or when its key stands in the file twice with different content. Anything else
wrong is a finding: the row is used without that value.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store import Connection, count, drop_temporary, table_id
from sources.fields import Field
from sources.source import Column, Source, Table

BATCH = 200_000
"""Rows held to the contract at once."""


@dataclass(frozen=True)
class Counted:
    """rows = used + quarantined + repeated, for one file."""

    rows: int
    used: int
    quarantined: int
    repeated: int


def validate_file(con: Connection, source: Source, table: Table, file_id: int) -> Counted:
    """Types the rows that file_id brought and settles what becomes of every row it holds (temporary `placed`).

    Writes valid.<table>, valid.issue, landing.held_<table> and valid.quarantine.
    """
    name = table_id(source, table)
    if count(con, f"SELECT count(*) FROM landing.row_{name} WHERE file_id = {file_id}"):
        _type_rows(con, table, name, file_id)
        _find_issues(con, table, f"landing.row_{name}")
        _hold_to_contract(con, table)
        _store(con, source, table, name)
        drop_temporary(con, "typed", "issues")
    counted = _settle(con, source, table, name, file_id)
    drop_temporary(con, "several", "settled", "placed")
    return counted


def _store(con: Connection, source: Source, table: Table, name: str) -> None:
    parts = [f"({part})::VARCHAR" for part in table.key]
    readable = " AND ".join(f"{part} IS NOT NULL" for part in parts)
    typed = ", ".join(column.name for column in table.columns)
    con.execute(
        f"""INSERT INTO valid.{name} BY NAME
            SELECT row_id, {typed}, malformed IS NOT NULL AS is_malformed, [{", ".join(parts)}] AS key_parts,
                CASE WHEN {readable} THEN concat_ws(chr(31), {", ".join(parts)}) END AS key,
                row_id NOT IN (SELECT row_id FROM issues WHERE quarantines) AS is_usable
            FROM typed"""
    )
    con.execute(
        """INSERT INTO valid.issue
            SELECT ?, ?, row_id, column_name, value, reason, quarantines FROM issues ORDER BY row_id""",
        [source.name, table.name],
    )


def _type_rows(con: Connection, table: Table, name: str, file_id: int) -> None:
    """`typed`: one row per row new with this file: n, row_id, malformed and of each column has_<column> (the file has
    it), text_<column> (cleaned, NULL: blank) and its value. A malformed row's values are read too: its key tells which
    record could not be read."""
    readings = _read_distinct(con, table, name, file_id)
    selected, joins = [], []
    for column in table.columns:
        # The text of a column that the file does not have at all is NULL; of a blank cell it is ''.
        of, reading = f"of_{column.name}", readings[_way(column)]
        selected.append(f"written.{column.name} IS NOT NULL AS has_{column.name}")
        selected.append(f"{of}.text AS text_{column.name}, {of}.value AS {column.name}")
        joins.append(f"LEFT JOIN {reading} AS {of} ON {of}.raw = written.{column.name}")
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE typed AS
            SELECT row_number() OVER () - 1 AS n, row_id, malformed, {", ".join(selected)}
            FROM (FROM landing.row_{name} WHERE file_id = {file_id}) AS written {" ".join(joins)}"""
    )
    drop_temporary(con, *readings.values())


def _way(column: Column) -> tuple[Field, str]:
    """How a column is read: its field, and the macro by which its cleaned text is taken."""
    if column.field.is_name:
        return column.field, "as_name" if column.required else "as_optional_name"
    return column.field, "as_text" if column.field.read == "{text}" else "as_value"


def _read_distinct(con: Connection, table: Table, name: str, file_id: int) -> dict[tuple[Field, str], str]:
    """Every way in which the table's columns are read -> a table of (raw, text, value).

    A text is read once, however often it stands in the file: reading it costs more than finding it again.
    """
    tables: dict[tuple[Field, str], str] = {}
    for way in dict.fromkeys(_way(column) for column in table.columns):
        field, taken = way
        tables[way] = f"reading_{len(tables)}"
        cells = ", ".join(column.name for column in table.columns if _way(column) == way)
        read = field.read.replace("{text}", "text")
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE {tables[way]} AS
                SELECT raw, text, {f"coalesce({read}, '{field.otherwise}')" if field.otherwise else read} AS value
                FROM (SELECT raw, {taken}(cleaned) AS text FROM (
                    SELECT raw, clean(raw) AS cleaned FROM (
                        SELECT DISTINCT unnest([{cells}]) AS raw FROM landing.row_{name} WHERE file_id = {file_id})))
                WHERE text IS NOT NULL"""
        )
    return tables


@dataclass(frozen=True)
class _Doubt:
    """Something that can be wrong with a row. where: over `typed`, rows that are not malformed."""

    column: str
    reason: str
    quarantines: bool
    where: str


def _doubts(table: Table) -> list[_Doubt]:
    """Everything that can be wrong with the values of a row."""
    doubts = []
    for column in table.columns:
        name, text = column.name, f"text_{column.name}"
        if column.required:
            doubts.append(_Doubt(name, f"{name} is missing", True, f"{text} IS NULL"))
        elif column.blank:
            doubts.append(_Doubt(name, f"{name} {column.blank}", False, f"{text} IS NULL AND has_{name}"))
        if column.field.read != "{text}":
            read = name if column.field.otherwise is None else column.field.read.replace("{text}", text)
            unread = f"{text} IS NOT NULL AND {read} IS NULL"
            doubts.append(_Doubt(name, f"{name} {column.field.reason}", column.required or column.decides, unread))
    for group in table.one_of:
        either, missing = " or ".join(group), " AND ".join(f"text_{name} IS NULL" for name in group)
        unread = " AND ".join(f"{name} IS NULL" for name in group)
        doubts.append(_Doubt(group[0], f"{either} is missing", True, missing))
        doubts.append(_Doubt(group[0], f"{either} cannot be read", True, f"{unread} AND NOT ({missing})"))
    return doubts


def _find_issues(con: Connection, table: Table, written: str) -> None:
    """`issues`: row_id, column_name, value (as written in the table `written`), reason, quarantines."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE issues (
            row_id BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR, quarantines BOOLEAN)"""
    )
    doubts = _doubts(table)
    counts = ", ".join(f"count(*) FILTER (malformed IS NULL AND {doubt.where})" for doubt in doubts)
    malformed, *found = con.execute(f"SELECT count(malformed), {counts} FROM typed").fetchone() or (0,)
    if malformed:
        texts = ", ".join(f"nullif(written.{column.name}, '')" for column in table.columns)
        con.execute(
            f"""INSERT INTO issues SELECT row_id, NULL, concat_ws(' | ', {texts}), 'the row ' || typed.malformed, true
                FROM typed JOIN {written} AS written USING (row_id) WHERE typed.malformed IS NOT NULL"""
        )
    for doubt in (doubt for doubt, rows in zip(doubts, found, strict=True) if rows):
        con.execute(
            f"""INSERT INTO issues
                SELECT row_id, '{doubt.column}', nullif(trim(written.{doubt.column}), ''), ?, {doubt.quarantines}
                FROM (SELECT row_id FROM typed WHERE malformed IS NULL AND {doubt.where})
                JOIN {written} AS written USING (row_id)""",
            [doubt.reason],
        )


def _hold_to_contract(con: Connection, table: Table) -> None:
    """Holds the typed rows to the table's pandera contract; a value that breaks it counts as unreadable."""
    reader = con.execute(
        f"""SELECT n, {", ".join(column.name for column in table.columns)} FROM typed
            WHERE row_id NOT IN (SELECT row_id FROM issues WHERE quarantines)"""
    ).to_arrow_reader(BATCH)
    broken: list[tuple[int, str]] = []
    contract = None
    for batch in reader:
        if batch.num_rows == 0:
            continue
        import pandera.errors

        contract = contract or table.contract()
        frame = batch.to_pandas(date_as_object=False).set_index("n")
        try:
            contract.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            # Its own words hold the values; only the places are taken from it.
            cases = errors.failure_cases
            broken.extend(zip(cases["index"].astype(int), cases["column"], strict=True))
    for n, name in dict.fromkeys(broken):
        column = table.column(name)
        con.execute(
            f"INSERT INTO issues SELECT row_id, ?, text_{name}, ?, ? FROM typed WHERE n = ?",
            [name, f"{name} breaks the table's contract", column.required or column.decides, n],
        )
        con.execute(f"UPDATE typed SET {name} = NULL WHERE n = ?", [n])


def _settle(con: Connection, source: Source, table: Table, name: str, file_id: int) -> Counted:
    """What becomes of every row the file holds: used, quarantined or repeated.

    Rows of one key that mean the same are one row, the others repeated; where they differ, all are quarantined.
    """
    values = ", ".join(column.name for column in table.columns)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE several AS
            SELECT key, count(DISTINCT (is_usable, {values})) > 1 AS clashes
            FROM valid.{name} WHERE NOT is_malformed AND key IN (
                SELECT key FROM placed JOIN valid.{name} USING (row_id)
                WHERE key IS NOT NULL AND NOT is_malformed GROUP BY key HAVING count(*) > 1)
                AND row_id IN (SELECT row_id FROM placed)
            GROUP BY key"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE settled AS
            WITH doubled AS (SELECT row_id FROM placed GROUP BY row_id HAVING count(*) > 1),
            known AS (
                SELECT placed.*, is_usable, coalesce(clashes, false) AS clashes,
                    CASE WHEN several.key IS NOT NULL THEN 'key ' || several.key
                        WHEN doubled.row_id IS NOT NULL THEN 'row ' || placed.row_id END AS same
                FROM placed JOIN valid.{name} AS valid USING (row_id)
                LEFT JOIN several ON several.key = valid.key AND NOT is_malformed
                LEFT JOIN doubled ON doubled.row_id = placed.row_id),
            repeats AS (
                SELECT sheet, row_number FROM known WHERE same IS NOT NULL AND NOT clashes
                QUALIFY row_number() OVER (PARTITION BY same ORDER BY sheet, row_number) > 1)
            SELECT known.sheet, known.row_number, row_id, clashes,
                CASE WHEN clashes THEN 'quarantined' WHEN repeats.row_number IS NOT NULL THEN 'repeated'
                    WHEN is_usable THEN 'used' ELSE 'quarantined' END AS state
            FROM known LEFT JOIN repeats
                ON repeats.row_number = known.row_number AND repeats.sheet IS NOT DISTINCT FROM known.sheet"""
    )
    con.execute(
        f"""INSERT INTO landing.held_{name}
            SELECT {file_id}, row_id, sheet, row_number, state FROM settled ORDER BY row_id"""
    )
    _record_quarantine(con, source, table, name, file_id)
    states = con.execute("SELECT state, count(*) FROM settled GROUP BY 1")
    counts = dict(states.fetchall())
    used, quarantined, repeated = (counts.get(state, 0) for state in ("used", "quarantined", "repeated"))
    return Counted(used + quarantined + repeated, used, quarantined, repeated)


def _record_quarantine(con: Connection, source: Source, table: Table, name: str, file_id: int) -> None:
    """`valid.quarantine`: one line per quarantined row and reason; new where that row was never quarantined before."""
    by_name = next((part for part in table.key if part.isidentifier()), table.columns[0].name)
    con.execute(
        f"""INSERT INTO valid.quarantine
            WITH bad AS (SELECT * FROM settled WHERE state = 'quarantined'),
            known AS (
                SELECT DISTINCT row_id FROM valid.quarantine JOIN landing.file USING (file_id)
                WHERE source = $source AND table_name = $table),
            reasons AS (
                SELECT row_id, column_name, value, reason FROM valid.issue
                WHERE source = $source AND table_name = $table AND quarantines
                    AND row_id IN (SELECT row_id FROM bad)
                UNION ALL
                SELECT DISTINCT row_id, '{by_name}', text, 'its key stands in the file more than once with different '
                    || 'content' FROM bad JOIN (SELECT row_id, {by_name} AS text FROM landing.row_{name}) USING (row_id)
                WHERE clashes)
            SELECT {file_id}, sheet, row_number, row_id, column_name, value, reason,
                row_id NOT IN (SELECT row_id FROM known) AS is_new
            FROM bad JOIN reasons USING (row_id)""",
        {"source": source.name, "table": table.name},
    )
