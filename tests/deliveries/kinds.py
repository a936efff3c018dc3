"""What one kind of delivery is: how the file is made, and what becomes of it, in the words that a night says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.stages.receive import Received
from pipeline.store import Connection, table_id
from sources import source_named

DAY = "2026-10-31"
STUDENTS, ENROLMENTS, RETURNS = "education/students", "education/enrolments", "independent/returns"
ROLLS, BENEFITS = "cross_border/rolls", "benefits/children"
H = "Student ID,Surname,Forename,DOB\n"
ANN = "1,Ash,Ann,01/02/2016\n"
Content = bytes | str | Callable[[], bytes]


@dataclass(frozen=True)
class Kind:
    """One kind of file, good or broken.

    title: what was done to it.   content: its bytes, text (UTF-8), or what makes them.   says: what becomes of it, as
    `what_became` puts it.   table, ending: where it lies; the day and a number make its name, unless it has one (its
    place below the inbox).   reads: column -> the values of it that are used, in the order of the file.
    put: makes it at its path, where it is more than bytes.   meanwhile: what happens to it while it is read.
    """

    title: str
    content: Content
    says: str
    table: str = STUDENTS
    ending: str = ".csv"
    name: str = ""
    reads: tuple[str, tuple[str | None, ...]] | None = None
    put: Callable[[Path], object] | None = None
    meanwhile: Callable[[Path], object] | None = None

    def place(self, number: int) -> str:
        """Its place below the inbox. number: its own among all kinds."""
        return self.name or f"{self.table}_{DAY}_{number:03}{self.ending}"

    def make(self, path: Path) -> None:
        """Puts it at a path."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.put:
            self.put(path)
            return
        content = self.content() if callable(self.content) else self.content
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    @property
    def outcome(self) -> str:
        """Refused, accepted, or not read."""
        first = self.says.split(":")[0]
        return first if first in ("refused", "not read", "passed by") else "read"


def workbook(title: str, content: Content, says: str, **more: object) -> Kind:
    """A kind of workbook."""
    return Kind(title, content, says, ending=".xlsx", **more)  # type: ignore[arg-type] # handed on as it came


def what_became(con: Connection, received: Received, place: str) -> str:
    """What a night made of the file at that place of the inbox, in one line; without any value of it."""
    if place in received.future:
        return "not read: dated in the future"
    if place.split("/", maxsplit=1)[0] in received.off:
        return "not read: its source is off"
    found = con.execute(
        """SELECT file_id, outcome, reason, source, table_name, used, quarantined, repeated, passed_over, ignored, notes
            FROM landing.file WHERE path = ? ORDER BY file_id DESC LIMIT 1""",
        [place],
    ).fetchone()
    if found is None:
        return "passed by: no delivery"
    file_id, outcome, reason, source, table, used, quarantined, repeated, passed_over, ignored, notes = found
    if outcome != "accepted":
        return f"{outcome}: {reason}" if reason else str(outcome)
    counts = {"used": used, "quarantined": quarantined, "repeated": repeated, "passed over": passed_over}
    parts = [", ".join(f"{number} {what}" for what, number in counts.items() if number or what == "used")]
    parts += _of_rows(con, file_id, source, table)
    parts += [f"not stored: {', '.join(ignored[:3])}" + ", ..." * (len(ignored) > 3)] if ignored else []
    return "; ".join([*parts, *notes])


def _of_rows(con: Connection, file_id: int, source: str, table: str) -> list[str]:
    """What is said of its rows, each with the row a person sees."""
    declared = source_named(source)
    of_table = declared.table(table) if declared else None
    assert declared is not None
    assert of_table is not None
    order = [column.name for column in of_table.columns]
    rows = con.execute(
        f"""SELECT sheet, row_number, column_name, reason, true FROM valid.quarantine WHERE file_id = $id
            UNION ALL
            SELECT sheet, row_number, column_name, reason, false
            FROM valid.issue JOIN landing.held_{table_id(declared, of_table)} USING (row_id)
            WHERE file_id = $id AND NOT quarantines AND state = 'used' AND source = $source AND table_name = $table""",
        {"id": file_id, "source": source, "table": table},
    ).fetchall()

    def place(row: tuple[str | None, int, str | None, str, bool]) -> tuple[str, int, int]:
        return row[0] or "", row[1], order.index(row[2]) if row[2] in order else -1

    return list(dict.fromkeys(_line(*row) for row in sorted(rows, key=place)))


def _line(sheet: str | None, row: int, column: str | None, reason: str, is_quarantined: bool) -> str:
    where = f"row {row} of '{sheet}'" if sheet else f"row {row}"
    return f"{where} {'quarantined' if is_quarantined else 'noted'}, {reason}"


def values(con: Connection, place: str, column: str) -> tuple[str | None, ...]:
    """The values of a column in the rows used of a file, as text, in the order of the file."""
    name = place.split("_20", maxsplit=1)[0].replace("/", "_").lower()
    rows = con.execute(
        f"""SELECT {column}::VARCHAR FROM landing.held_{name} JOIN valid.{name} USING (row_id)
            WHERE state = 'used' AND file_id = (SELECT max(file_id) FROM landing.file WHERE path = ?)
            ORDER BY sheet, row_number""",
        [place],
    )
    return tuple(value for (value,) in rows.fetchall())


def page(kinds: Iterable[Kind]) -> str:
    """The kinds as a page of Markdown."""
    lines = [
        "# Deliveries, good and broken\n",
        "What becomes of every kind of file, in the words that a run and `cme check` say. Written by `make docs` from",
        "`tests/deliveries/`, where each kind is made and tried by `make test`.\n",
        "A file that is refused changes nothing: the last accepted one of its table stays in force. A quarantined row",
        "is not used, and no child of whom one is quarantined is flagged without saying so; a row that is noted is",
        "used without the value named.\n",
        "| what arrives | table | | what is said |\n|---|---|---|---|",
    ]
    lines += [
        f"| {_cell(kind.title)} | {_cell(kind.table)}{kind.ending} | {kind.outcome} | {_cell(_words(kind))} |"
        for kind in kinds
    ]
    return "\n".join(lines) + "\n"


def _words(kind: Kind) -> str:
    return kind.says if kind.outcome == "read" else kind.says.removeprefix(f"{kind.outcome}: ")


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
