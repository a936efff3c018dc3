"""Entries: what officers said, one after the other, and what stands of it. Entries are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.roundtrip.subjects import Cell
from pipeline.roundtrip.text import same_heading
from pipeline.store import Connection, transaction

ENTRY = (
    *("entry_id", "subject", "column_name", "value", "officer", "decided_on", "read_on"),
    *("list", "file", "file_hash", "version"),
)
CONFLICT = ("entry_id", "other_entry_id")
UNKNOWN = "unknown"
"""Who said it, where the column Officer of the row is empty."""


@dataclass(frozen=True)
class Source:
    """The workbook an entry is from, and when that was saved and read. file: its name. code: of the list."""

    code: str
    file: str
    file_hash: str
    version: str
    decided_on: date
    read_on: date


@dataclass(frozen=True)
class Standing:
    """What stands in a cell (None: it was emptied), by which entry, from which workbook."""

    value: str | None
    entry_id: int
    decided_on: date
    file: str


class Book:
    """The entries of the store, and those that a run adds: what stands follows them as they are added."""

    def __init__(self, con: Connection) -> None:
        self._con = con
        self._led_to: dict[str, str] = dict(con.execute("SELECT child_id, now FROM identity.child_now").fetchall())
        rows = con.execute(f"SELECT subject, column_name, value, entry_id, decided_on, file FROM ({NEWEST})").fetchall()
        self._standing = {(subject, column): Standing(*rest) for subject, column, *rest in rows}
        self._spelled: dict[tuple[str, str], str] = {}
        for subject, column in self._standing:
            if ": " in subject:
                self.spelled(subject.partition(": ")[0], column)
        self._last = int(con.execute("SELECT coalesce(max(entry_id), 0) FROM decisions.entry").fetchall()[0][0])
        self._new: list[list[object]] = []
        self._conflicts: list[list[object]] = []

    def stands(self, cell: Cell) -> str:
        """What stands in a cell, of a child merged into another as of that one; "" where nothing does."""
        standing = self._standing.get(self._now(cell))
        return (standing.value or "") if standing else ""

    def said_in(self, cell: Cell) -> str:
        """The workbook in which it was said what stands in a cell; "" where nothing was ever said."""
        standing = self._standing.get(self._now(cell))
        return standing.file if standing else ""

    def is_still(self, cell: Cell, entry_id: int | None) -> bool:
        """Whether it is that entry by which the cell holds what it holds."""
        standing = self._standing.get(self._now(cell))
        return standing is not None and standing.entry_id == entry_id

    def spelled(self, code: str, heading: str) -> str:
        """The heading of a column that officers added to a list, as whoever came first spelt it."""
        return self._spelled.setdefault((code, same_heading(heading)), heading)

    def add(self, cell: Cell, value: str, who: str, source: Source, *, is_conflict: bool) -> None:
        """One more entry. It stands unless what stands was said on a later day. is_conflict: whoever said it did not
        know of what stands."""
        now = self._now(cell)
        before = self._standing.get(now)
        self._last += 1
        self._new.append(
            [
                *(self._last, *cell, value or None, who or UNKNOWN, source.decided_on, source.read_on),
                *(source.code, source.file, source.file_hash, source.version),
            ]
        )
        if is_conflict and before:
            self._conflicts.append([self._last, before.entry_id])
        if before is None or source.decided_on >= before.decided_on:
            self._standing[now] = Standing(value or None, self._last, source.decided_on, source.file)

    def keep(self) -> int:
        """Stores what was added, within the caller's transaction; returns how many entries."""
        kept = len(self._new)
        _insert(self._con, "decisions.entry", ENTRY, self._new)
        _insert(self._con, "decisions.conflict", CONFLICT, self._conflicts)
        self._new, self._conflicts = [], []
        return kept

    def _now(self, cell: Cell) -> Cell:
        subject, column = cell
        place, mark, key = subject.rpartition(": ")
        child, rest = key[:11], key[11:]
        if child in self._led_to and (not rest or rest[0] == " "):
            return f"{place}{mark}{self._led_to[child]}{rest}", column
        return cell


def _insert(con: Connection, table: str, columns: tuple[str, ...], rows: list[list[object]]) -> None:
    """Many rows at once; one statement for each takes DuckDB a hundred times as long."""
    import pyarrow as pa

    if rows:
        con.register("added", pa.table(dict(zip(columns, zip(*rows, strict=True), strict=True))))
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM added")
        con.unregister("added")


NEWEST = """
    SELECT * FROM decisions.entry_now
    QUALIFY row_number() OVER (PARTITION BY subject, column_name
        ORDER BY entry_id IN (FROM decisions.yielding), decided_on DESC, entry_id DESC) = 1"""


def standing(con: Connection) -> dict[Cell, str | None]:
    """What officers last said of each case, of a child merged into another as of that one."""
    rows = con.execute(f"SELECT subject, column_name, value FROM ({NEWEST})").fetchall()
    return {(subject, column): value for subject, column, value in rows}


def said_from(con: Connection, version: str) -> set[tuple[str, str, str | None]]:
    """What was read from any copy of that version of a list: (subject, column, value)."""
    rows = con.execute("SELECT subject, column_name, value FROM decisions.entry WHERE version = ?", [version])
    return set(rows.fetchall())


def keep_all(con: Connection, book: Book, workbook: list[object]) -> int:
    """Stores in one step what a workbook said, and that it was read."""
    with transaction(con):
        kept = book.keep()
        con.execute("INSERT INTO decisions.workbook VALUES (?, ?, ?, ?, ?, ?)", workbook)
    return kept
