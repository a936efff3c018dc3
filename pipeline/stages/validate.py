"""Validate: text becomes typed rows, once per distinct row; what cannot be read is quarantined or becomes a finding.

A row is quarantined when a required value is missing or unreadable, when a value that decides where a child is stands
there unreadable, when it is malformed, or when its key stands in the file twice with different content. Anything else
wrong is a finding: the row is used without that value.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store import Connection, count, drop_temporary, table_id
from sources.source import Column, Source, Table

BATCH = 200_000
"""Rows held to the contract at once."""
STATES = ("used", "quarantined", "repeated")


def validate_files(con: Connection, source: Source, table: Table) -> None:
    """Types the rows that the files of temporary `taken` brought, and settles what becomes of every row they hold
    (temporary `placed`); each file for itself, whatever stands in the others.

    Writes valid.<table>, valid.issue, landing.held_<table>, valid.quarantine, and of each file's line of the ledger how
    many of its rows are used, quarantined and repeated (together: all of them).
    """
    name = table_id(source, table)
    first = count(con, "SELECT min(file_id) FROM taken")
    new = f"(FROM landing.row_{name} WHERE file_id >= {first})"
    if count(con, f"SELECT count(*) FROM {new}"):
        _type_rows(con, table, new)
        _find_issues(con, table, f"landing.row_{name}")
        _hold_to_contract(con, table)
        _store(con, source, table, name)
        drop_temporary(con, "typed", "issues")
    _settle(con, table, name)
    _record_quarantine(con, source, table, name)
    drop_temporary(con, "several", "settled", "placed", "taken")


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


def _type_rows(con: Connection, table: Table, new: str) -> None:
    """`typed`: one row per row of `new`: n, row_id, malformed and of each column has_<column> (the file has it),
    text_<column> (cleaned, NULL: blank) and its value. A malformed row's values are read too: its key tells which
    record could not be read."""
    readings = _read_distinct(con, table, new)
    selected, joins = [], []
    for column in table.columns:
        # The text of a column that the file does not have at all is NULL; of a blank cell it is ''.
        of, reading = f"of_{column.name}", readings[_way(column)]
        selected.append(f"written.{column.name} IS NOT NULL AS has_{column.name}")
        value = f"{of}.value"
        if column.field.not_after_extract:
            value = f"CASE WHEN {value} <= extract_date THEN {value} END"
        selected.append(f"{of}.text AS text_{column.name}, {value} AS {column.name}")
        joins.append(f"LEFT JOIN {reading} AS {of} ON {of}.raw = written.{column.name}")
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE typed AS
            SELECT row_number() OVER () - 1 AS n, row_id, malformed, {", ".join(selected)}
            FROM {new} AS written JOIN taken USING (file_id) {" ".join(joins)}"""
    )
    drop_temporary(con, *readings.values())


def _way(column: Column) -> tuple[str, str]:
    """How a column is read: the macro by which its cleaned text is taken, and the expression of its value."""
    field = column.field
    read = field.read.replace("{text}", "text")
    value = f"coalesce({read}, '{field.otherwise}')" if field.otherwise else read
    if field.is_name:
        return "as_name" if column.required else "as_optional_name", value
    return "as_text" if field.is_words else "as_value", value


def _read_distinct(con: Connection, table: Table, new: str) -> dict[tuple[str, str], str]:
    """Every way in which the table's columns are read -> a table of (raw, text, value).

    A text is read once, however often it stands in the files: reading it costs more than finding it again.
    """
    tables: dict[tuple[str, str], str] = {}
    for way in dict.fromkeys(_way(column) for column in table.columns):
        taken, value = way
        tables[way] = f"reading_{len(tables)}"
        cells = ", ".join(column.name for column in table.columns if _way(column) == way)
        con.execute(
            # Without MATERIALIZED, DuckDB reckons what is cleaned more than once: it takes twice the time.
            f"""CREATE OR REPLACE TEMP TABLE {tables[way]} AS
                WITH written AS MATERIALIZED (SELECT DISTINCT unnest([{cells}]) AS raw FROM {new}),
                cleaned AS MATERIALIZED (
                    SELECT raw, {taken}(c) AS text FROM (SELECT raw, clean(raw) AS c FROM written))
                SELECT raw, text, {value} AS value FROM cleaned WHERE text IS NOT NULL"""
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


def _settle(con: Connection, table: Table, name: str) -> None:
    """What becomes of every row that a file holds: used, quarantined or repeated.

    Rows of one key that mean the same are one row, the others repeated; where they differ, all are quarantined.
    """
    values = ", ".join(column.name for column in table.columns)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE several AS
            WITH keyed AS (
                SELECT file_id, row_id, key FROM placed JOIN valid.{name} USING (row_id)
                WHERE key IS NOT NULL AND NOT is_malformed),
            doubled AS (SELECT file_id, key FROM keyed GROUP BY ALL HAVING count(*) > 1)
            SELECT file_id, key, count(DISTINCT (is_usable, {values})) > 1 AS clashes
            FROM keyed JOIN doubled USING (file_id, key) JOIN valid.{name} USING (row_id, key)
            GROUP BY file_id, key"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE settled AS
            WITH doubled AS (SELECT file_id, row_id FROM placed GROUP BY ALL HAVING count(*) > 1),
            known AS (
                SELECT placed.*, is_usable, coalesce(clashes, false) AS clashes,
                    CASE WHEN several.key IS NOT NULL THEN 'key ' || several.key
                        WHEN doubled.row_id IS NOT NULL THEN 'row ' || placed.row_id END AS same
                FROM placed JOIN valid.{name} AS valid USING (row_id)
                LEFT JOIN several
                    ON several.file_id = placed.file_id AND several.key = valid.key AND NOT is_malformed
                LEFT JOIN doubled ON doubled.file_id = placed.file_id AND doubled.row_id = placed.row_id),
            repeats AS (
                SELECT file_id, sheet, row_number FROM known WHERE same IS NOT NULL AND NOT clashes
                QUALIFY row_number() OVER (PARTITION BY file_id, same ORDER BY sheet, row_number) > 1)
            SELECT known.file_id, known.sheet, known.row_number, row_id, clashes,
                CASE WHEN clashes THEN 'quarantined' WHEN repeats.row_number IS NOT NULL THEN 'repeated'
                    WHEN is_usable THEN 'used' ELSE 'quarantined' END AS state
            FROM known LEFT JOIN repeats ON repeats.file_id = known.file_id
                AND repeats.row_number = known.row_number AND repeats.sheet IS NOT DISTINCT FROM known.sheet"""
    )
    con.execute(
        f"""INSERT INTO landing.held_{name}
            SELECT file_id, row_id, sheet, row_number, state FROM settled ORDER BY file_id, row_id"""
    )
    states = ", ".join(f"count(*) FILTER (state = '{state}') AS {state}" for state in STATES)
    con.execute(
        f"""UPDATE landing.file SET {", ".join(f"{state} = counted.{state}" for state in STATES)}
            FROM (SELECT file_id, {states} FROM settled GROUP BY file_id) AS counted
            WHERE file.file_id = counted.file_id"""
    )


def _record_quarantine(con: Connection, source: Source, table: Table, name: str) -> None:
    """`valid.quarantine`: one line per quarantined row and reason; new where that row was never quarantined before."""
    by_name = next((part for part in table.key if part.isidentifier()), table.columns[0].name)
    con.execute(
        f"""INSERT INTO valid.quarantine
            WITH bad AS (
                SELECT *, file_id = min(file_id) OVER (PARTITION BY row_id) AS is_first
                FROM settled WHERE state = 'quarantined'),
            known AS (
                SELECT DISTINCT row_id FROM valid.quarantine JOIN landing.file USING (file_id)
                WHERE source = $source AND table_name = $table),
            reasons AS (
                SELECT NULL::INTEGER AS of_file, row_id, column_name, value, reason FROM valid.issue
                WHERE source = $source AND table_name = $table AND quarantines
                    AND row_id IN (SELECT row_id FROM bad)
                UNION ALL
                SELECT DISTINCT bad.file_id, row_id, '{by_name}', text,
                    'its key stands in the file more than once with different content'
                FROM bad JOIN (SELECT row_id, {by_name} AS text FROM landing.row_{name}) USING (row_id)
                WHERE clashes)
            SELECT file_id, sheet, row_number, row_id, column_name, value, reason,
                is_first AND row_id NOT IN (SELECT row_id FROM known) AS is_new
            FROM bad JOIN reasons USING (row_id) WHERE coalesce(of_file, file_id) = file_id
            ORDER BY file_id""",
        {"source": source.name, "table": table.name},
    )
