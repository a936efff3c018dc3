"""Validate: text becomes typed rows, once per distinct row; what cannot be read is quarantined or becomes a finding.

A row is quarantined when a required value is missing or unreadable, when a value that decides where a child is stands
there unreadable, when it is malformed, or when its key stands in the file twice with different content. Anything else
wrong is a finding: the row is used without that value.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store import Connection, table_id
from sources.source import Column, Source, Table

BATCH = 200_000


@dataclass(frozen=True)
class Counted:
    """rows = used + quarantined + repeated, for one file."""

    rows: int
    used: int
    quarantined: int
    repeated: int


def validate_file(con: Connection, source: Source, table: Table, file_id: int) -> Counted:
    """Types the rows that file_id brought and settles what becomes of every row it holds."""
    name = table_id(source, table)
    _type_rows(con, table, name, file_id)
    _find_issues(con, source, table, file_id)
    _hold_to_contract(con, source, table)
    parts = [f"({part})::VARCHAR" for part in table.key]
    readable = " AND ".join(f"{part} IS NOT NULL" for part in parts)
    con.execute(
        f"""INSERT INTO valid.{name} BY NAME
            SELECT * EXCLUDE (n, malformed), malformed IS NOT NULL AS is_malformed, [{", ".join(parts)}] AS key_parts,
                CASE WHEN {readable} THEN concat_ws(chr(31), {", ".join(parts)}) END AS key,
                NOT EXISTS (FROM issues WHERE issues.row_id = typed.row_id AND quarantines) AS is_usable
            FROM typed"""
    )
    con.execute(
        f"""INSERT INTO valid.issue
            SELECT '{source.name}', '{table.name}', row_id, column_name, value, reason, quarantines FROM issues"""
    )
    return _settle(con, source, table, name, file_id)


def _type_rows(con: Connection, table: Table, name: str, file_id: int) -> None:
    """`typed`: one row per row new with this file; `cleaned`: the text each value was read from."""
    cleaned = ", ".join(f"{_clean(column)}({column.name}) AS {column.name}" for column in table.columns)
    read = ", ".join(f"{column.field.read.replace('{text}', column.name)} AS {column.name}" for column in table.columns)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE cleaned AS
            SELECT row_number() OVER (ORDER BY row_id) - 1 AS n, row_id, malformed, {cleaned}
            FROM landing.row_{name} WHERE file_id = {file_id}"""
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE typed AS SELECT n, row_id, malformed, {read} FROM cleaned")


def _clean(column: Column) -> str:
    if column.field.is_name:
        return "clean"
    return "clean_text" if column.field.read == "{text}" else "clean_value"


def _find_issues(con: Connection, source: Source, table: Table, file_id: int) -> None:
    """`issues`: row_id, column_name, value as written, reason, quarantines."""
    written = f"landing.row_{table_id(source, table)}"
    con.execute(
        """CREATE OR REPLACE TEMP TABLE issues (
            row_id BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR, quarantines BOOLEAN)"""
    )
    con.execute(
        f"""INSERT INTO issues SELECT row_id, NULL, raw, 'the row ' || malformed, true
            FROM {written} WHERE file_id = {file_id} AND malformed IS NOT NULL"""
    )
    for column in table.columns:
        if column.required:
            con.execute(
                f"""INSERT INTO issues SELECT row_id, '{column.name}', NULL, '{column.name} is missing', true
                    FROM cleaned WHERE {column.name} IS NULL AND malformed IS NULL"""
            )
        if column.field.read != "{text}":
            con.execute(
                f"""INSERT INTO issues
                    SELECT row_id, '{column.name}', written.{column.name}, ?, {column.required or column.decides}
                    FROM cleaned JOIN typed USING (row_id) JOIN {written} AS written USING (row_id)
                    WHERE cleaned.{column.name} IS NOT NULL AND typed.{column.name} IS NULL
                        AND cleaned.malformed IS NULL""",
                [f"{column.name} {column.field.reason}"],
            )
        if column.must_stand and not column.required:
            con.execute(
                f"""INSERT INTO issues SELECT row_id, '{column.name}', NULL, '{column.name} is blank', false
                    FROM cleaned WHERE {column.name} IS NULL AND malformed IS NULL"""
            )
    for group in table.one_of:
        missing = " AND ".join(f"typed.{name} IS NULL" for name in group)
        con.execute(
            f"""INSERT INTO issues SELECT row_id, '{group[0]}', NULL, '{" or ".join(group)} is missing', true
                FROM typed WHERE {missing} AND malformed IS NULL"""
        )


def _hold_to_contract(con: Connection, source: Source, table: Table) -> None:
    """Holds the typed rows to the table's pandera contract; a value that breaks it counts as unreadable."""
    sound = f"""SELECT n, {", ".join(column.name for column in table.columns)} FROM typed
        WHERE NOT EXISTS (FROM issues WHERE issues.row_id = typed.row_id AND quarantines) ORDER BY n"""
    reader = con.execute(sound).to_arrow_reader(BATCH)
    broken: list[tuple[int, str, str]] = []
    contract = None
    for batch in reader:
        import pandera.errors

        contract = contract or table.contract()
        frame = batch.to_pandas(date_as_object=False).set_index("n")
        try:
            contract.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            cases = errors.failure_cases
            broken.extend(zip(cases["index"].astype(int), cases["column"], cases["check"].astype(str), strict=True))
    for n, name, check in broken:
        column = table.column(name)
        con.execute(
            f"""INSERT INTO issues SELECT row_id, ?, {name}::VARCHAR, ?, ? FROM cleaned WHERE n = ?""",
            [name, f"{name} breaks the table's contract ({check})", column.required or column.decides, n],
        )
        con.execute(f"UPDATE typed SET {name} = NULL WHERE n = ?", [n])


def _settle(con: Connection, source: Source, table: Table, name: str, file_id: int) -> Counted:
    """What becomes of every row the file holds: used, quarantined or repeated."""
    values = ", ".join(f"coalesce(valid.{column.name}::VARCHAR, '')" for column in table.columns)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE settled AS
            WITH of_file AS (
                SELECT held.sheet, held.row_number, valid.row_id, valid.key, valid.is_usable, valid.is_malformed,
                    md5_number(concat_ws(chr(31), valid.is_usable, valid.is_malformed, {values})) AS meaning
                FROM landing.held_{name} AS held JOIN valid.{name} AS valid USING (row_id)
                WHERE held.file_id = {file_id}),
            keyed AS (
                SELECT key, count(DISTINCT meaning) AS meanings
                FROM of_file WHERE key IS NOT NULL AND NOT is_malformed GROUP BY key)
            SELECT of_file.*, coalesce(meanings > 1, false) AND NOT is_malformed AS clashes,
                row_number() OVER (PARTITION BY coalesce(key, row_id::VARCHAR), meaning ORDER BY sheet, row_number) > 1
                    AS repeats
            FROM of_file LEFT JOIN keyed USING (key)"""
    )
    con.execute(
        f"""UPDATE landing.held_{name} AS held SET state = CASE
                WHEN settled.clashes THEN 'quarantined' WHEN settled.repeats THEN 'repeated'
                WHEN settled.is_usable THEN 'used' ELSE 'quarantined' END
            FROM settled
            WHERE held.file_id = {file_id} AND held.row_id = settled.row_id AND held.row_number = settled.row_number
                AND held.sheet IS NOT DISTINCT FROM settled.sheet"""
    )
    _record_quarantine(con, source, table, name, file_id)
    states = con.execute(f"SELECT state, count(*) FROM landing.held_{name} WHERE file_id = {file_id} GROUP BY 1")
    counts = dict(states.fetchall())
    used, quarantined, repeated = (counts.get(state, 0) for state in ("used", "quarantined", "repeated"))
    return Counted(used + quarantined + repeated, used, quarantined, repeated)


def _record_quarantine(con: Connection, source: Source, table: Table, name: str, file_id: int) -> None:
    """`valid.quarantine`: one line per quarantined row and reason; new where that row was never quarantined before."""
    key_name = " + ".join(part if part.isidentifier() else "key" for part in table.key[:1])
    con.execute(
        f"""INSERT INTO valid.quarantine
            WITH reasons AS (
                SELECT row_id, column_name, value, reason FROM valid.issue
                WHERE source = '{source.name}' AND table_name = '{table.name}' AND quarantines
                UNION ALL
                SELECT DISTINCT row_id, '{key_name}', NULL,
                    'its key stands in the file more than once with different content' FROM settled WHERE clashes)
            SELECT {file_id}, held.sheet, held.row_number, held.row_id, column_name, value, reason,
                NOT EXISTS (
                    FROM valid.quarantine AS before JOIN landing.file USING (file_id)
                    WHERE before.row_id = held.row_id AND source = '{source.name}' AND table_name = '{table.name}')
            FROM landing.held_{name} AS held JOIN reasons USING (row_id)
            WHERE held.file_id = {file_id} AND held.state = 'quarantined'"""
    )
