"""A delivered file as rows of declared columns, each with the sheet and row number a person sees in Excel.

Title, blank and total rows, repeated headings and notes below a table typed by hand are no rows: they are passed over
and counted. A row with too many or too few cells is kept, marked malformed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import RefusedFile
from pipeline.files.headings import (
    SCHOOL_NUMBER,
    Layout,
    find_layout,
    known_headings,
    refuse_forbidden,
    school_key,
    stated_above,
)
from pipeline.files.sheet import UNREAD_FORMULA, Block, Irregular, Row, Sheet, sheets
from sources.source import Table, heading_key

TOTAL = re.compile(
    r"(grand |sub[ -]?)?totals?\b|(number|no\.?|count) of (pupils|children|students|rows|records)\b"
    r"|end of (report|file|return|list|extract)\b|eof$|\(?\d+ (rows?|records?|pupils?|children)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"[\d.,%£ -]+")
RULE = re.compile(r"[-=_*+.~ ]{2,}|-")
"""A line drawn under headings, as database clients print it."""
RULED = "^(--|==|__|[*][*])"
SERIAL = re.compile(r"(\d{5})(\.\d+)?")
LONGEST_CELL = 32_767
"""Characters, by Excel's own limit."""
ENOUGH = 5
"""Rows of which not one is sound before the file is refused for it."""
END_OF_DOS = "\x1a"
NIL = re.compile(r"\bnil\b|\bno (pupils|children|leavers|joiners|changes)\b|\bnone\b", re.IGNORECASE)
SECTION = re.compile(
    r"(year|class|form|key stage|reception|nursery|pre-?school|boys|girls|leavers|joiners|starters|new starters"
    r"|new pupils|primary|secondary|senior|junior|infant|sixth form)\b.*",
    re.IGNORECASE,
)
"""A heading between groups of pupils in a table typed by hand."""


@dataclass
class Reading:
    """What one file holds.

    ignored: headings that no declared column has.   notes: what else was passed over, in words.
    passed_over: title, blank, total and note rows.   nil: what a nil return says of its school, column -> text.
    sound, unsound: rows with as many cells as the headings, and the malformed ones.
    (The last four are complete only when `batches` has been read to the end.)
    """

    path: Path
    table: Table
    layouts: list[tuple[Sheet, Layout]]
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    passed_over: int = 0
    nil: list[dict[str, str]] = field(default_factory=list)
    sound: int = 0
    unsound: int = 0

    def batches(self) -> Iterator[pa.Table]:
        """Arrow tables: sheet, row_number, malformed (why, or null), raw (all of a malformed row: to tell two of them
        apart, never to be stored), and every declared column as text, null where the file has no such column.

        Raises RefusedFile where the file cannot be read on, or stops in the middle of a row.
        """
        while self.layouts:  # A sheet is read once, and its cells need not be held while other files are read.
            sheet, layout = self.layouts.pop(0)
            rows = unsound = 0
            for block in sheet.body(layout.first, layout.width):
                regular, malformed = self._sort_out(block, layout)
                rows += len(regular.numbers) + len(malformed)
                unsound += len(malformed)
                if len(regular.numbers):
                    yield self._regular(sheet, layout, regular)
                if malformed:
                    yield self._malformed(sheet, layout, malformed)
            self.sound += rows - unsound
            self.unsound += unsound
            if rows == 0 and self._names_establishment(layout.stated):
                self._add_nil(layout.stated)
        if self.unsound >= ENOUGH and not self.sound:
            raise RefusedFile(
                f"not one of its {self.unsound} rows has as many cells as its headings; "
                "ask for it again with one delimiter throughout"
            )

    def _sort_out(self, block: Block, layout: Layout) -> tuple[Block, list[Irregular]]:
        """The block's real rows, and the malformed ones; the others are counted as passed over.

        Only rows that lack what every row needs, or repeat a heading, are looked at one by one.
        """
        table = self.table
        needed = sum(c.required or c.must_stand for c in table.columns) + len(table.one_of)
        filled = pa.array([0] * len(block.numbers), pa.int32())
        doubtful = pa.array([False] * len(block.numbers), pa.bool_())
        for column, heading in zip(block.cells.columns, _padded(layout), strict=True):
            filled = pc.add(filled, pc.cast(pc.not_equal(column, ""), pa.int32()))
            if heading.strip():
                doubtful = pc.or_(doubtful, pc.equal(column, heading))
        doubtful = pc.or_(doubtful, pc.less(filled, max(3, needed)))
        doubtful = pc.or_(doubtful, pc.match_substring_regex(block.cells.column(0), RULED))
        at = pc.indices_nonzero(doubtful)
        rows = zip(*(column.to_pylist() for column in block.cells.take(at).columns), strict=True)
        passed = []
        for place, cells in zip(at.to_pylist(), rows, strict=True):
            if self._is_no_row(list(cells), layout):
                self._refuse_another_table(block.numbers[place].as_py(), list(cells), layout)
                passed.append(place)
        malformed = []
        for row in block.irregular:
            if self._is_no_row(row.cells, layout):
                self._refuse_another_table(row.number, row.cells, layout)
                self.passed_over += 1
            elif row.is_cut_off:
                raise RefusedFile(f"it is truncated: its last row, {row.number}, is not complete; ask for it again")
            else:
                malformed.append(row)
        if not passed:
            return block, malformed
        self.passed_over += len(passed)
        kept = pc.invert(pc.is_in(pa.array(range(len(block.numbers)), pa.int32()), pa.array(passed, pa.int32())))
        return Block(block.cells.filter(kept), block.numbers.filter(kept), []), malformed

    def _is_no_row(self, row: Row, layout: Layout) -> bool:
        filled = [text for cell in row if (text := cell.strip().strip(END_OF_DOS)) not in ("", UNREAD_FORMULA)]
        if not filled or row == layout.headings or all(RULE.fullmatch(text) for text in filled):
            return True
        if TOTAL.match(filled[0]) and (len(filled) <= 2 or all(NUMBER.fullmatch(text) for text in filled[1:])):
            return True
        repeated = sum(heading_key(text) in layout.keys for text in filled)
        if repeated > 2 and repeated > len(filled) / 2:
            return True
        if not self.table.typed_by_hand:
            return False
        if self._is_nil_row(row, layout):
            return True
        only = filled[0] if len(filled) == 1 else ""
        return len(only.split()) >= 4 or ":" in only or SECTION.fullmatch(only) is not None

    def _refuse_another_table(self, number: int, row: Row, layout: Layout) -> None:
        """Raises RefusedFile where a second table begins below the first: its rows would be read as the first one's."""
        keys = [heading_key(cell) for cell in row]
        expected = {heading_key(heading): at for at, heading in enumerate(layout.headings)}
        if sum(key in expected for key in keys if key) > 2 and any(
            key and expected.get(key, at) != at for at, key in enumerate(keys)
        ):
            raise RefusedFile(
                f"row {number} repeats the headings in another order; put what stands below it on a sheet of its own"
            )
        stated = stated_above([row], self.table)
        for name in self.table.numbers_of_establishment:
            above, now = (school_key(said.get(name)) for said in (layout.stated, stated))
            if above and now and above != now:
                raise RefusedFile(
                    f"row {number} names another school than the rows above it; "
                    "put the pupils of each school on a sheet or in a file of its own"
                )

    def _is_nil_row(self, row: Row, layout: Layout) -> bool:
        """A row that names a school and no pupil: a nil return of that school."""
        filled = {name: row[at].strip() for name, at in layout.positions.items() if at < len(row) and row[at].strip()}
        said = {name: text for name, text in filled.items() if name in self.table.stated_above}
        # "Nil" is typed into whichever cell comes first, the school's or the pupil's.
        nothing = [name for name, text in filled.items() if NIL.search(text)]
        if any(name not in said and name not in nothing for name in filled):
            return False
        said = {name: text for name, text in said.items() if name not in nothing}
        if (
            said
            and not nothing
            and any(cell.strip() for at, cell in enumerate(row) if at not in layout.positions.values())
        ):
            note = "a row names a school and no pupil, but something else than that there is none: it is no return"
            self.notes += [] if note in self.notes else [note]
            return True
        named = layout.stated | said
        numbers = (named.get(name, "") for name in self.table.numbers_of_establishment)
        if self._names_establishment(named) and (nothing or any(SCHOOL_NUMBER.fullmatch(text) for text in numbers)):
            self._add_nil(named)
            return True
        return bool(nothing)

    def _names_establishment(self, stated: dict[str, str]) -> bool:
        return any(name in stated for name in self.table.numbers_of_establishment)

    def _add_nil(self, said: dict[str, str]) -> None:
        if said not in self.nil:
            self.nil.append(said)

    def _regular(self, sheet: Sheet, layout: Layout, block: Block) -> pa.Table:
        rows = len(block.numbers)
        columns = _about(sheet, block.numbers, [None] * rows, [None] * rows)
        has_number = self._has_number(block, layout)
        for column in self.table.columns:
            at, stated = layout.positions.get(column.name), layout.stated.get(column.name)
            cells = block.cells.column(at) if at is not None else pa.nulls(rows, pa.string())
            if at is not None:
                _refuse_overlong(cells, block.numbers)
            if at is not None and sheet.counts_from_1904 and column.field.kind == "DATE":
                cells = _counted_from_1900(cells)
            elif stated is not None:
                is_meant = _is_blank(cells)
                if column.name in self.table.numbers_of_establishment:
                    is_meant = pc.and_(is_meant, pc.invert(has_number))
                cells = pc.if_else(is_meant, stated, cells)
            columns[column.name] = cells
        return pa.table(columns)

    def _has_number(self, block: Block, layout: Layout) -> pa.Array:
        """Of each row, whether it gives a number of its school itself, so that none above the headings is meant."""
        has = pa.array([False] * len(block.numbers), pa.bool_())
        for name in self.table.numbers_of_establishment:
            if (at := layout.positions.get(name)) is not None:
                has = pc.or_(has, pc.invert(_is_blank(block.cells.column(at))))
        return has

    def _malformed(self, sheet: Sheet, layout: Layout, rows: list[Irregular]) -> pa.Table:
        """Of a malformed row only cells that no undeclared column can have slipped into."""
        counts = [f"{n} cell" if n == 1 else f"{n} cells" for n in (len(row.cells) for row in rows)]
        why = [f"has {said} where the headings have {layout.width}" for said in counts]
        raw = ["\x1f".join(row.cells) for row in rows]
        columns = _about(sheet, pa.array([row.number for row in rows], pa.int32()), why, raw)
        for column in self.table.columns:
            at = layout.positions.get(column.name)
            kept = [row.cells[at] if at is not None and _may_be_kept(row, at, layout) else None for row in rows]
            columns[column.name] = pa.array(kept, pa.string())
        return pa.table(columns)


def _refuse_overlong(cells: pa.ChunkedArray, numbers: pa.Array) -> None:
    """Raises RefusedFile for a cell longer than any that a program of tables can hold: something is not closed."""
    if (pc.max(pc.binary_length(cells)).as_py() or 0) <= LONGEST_CELL:
        return
    for at in pc.indices_nonzero(pc.greater(pc.utf8_length(cells), LONGEST_CELL)).to_pylist():
        raise RefusedFile(
            f"row {numbers[at]} has a cell of more than {LONGEST_CELL:,} characters, which is no value; "
            "mend or export it again"
        )


def _is_blank(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.equal(pc.coalesce(pc.utf8_trim_whitespace(cells), ""), "")


def _counted_from_1900(cells: pa.ChunkedArray) -> pa.Array:
    """Days by number, as a workbook that counts from 1904 writes them, by the number that others know them by."""
    days = (SERIAL.fullmatch(text) for text in cells.to_pylist())
    return pa.array(
        [str(int(day[1]) + 1462) if day else text for day, text in zip(days, cells.to_pylist(), strict=True)]
    )


def _padded(layout: Layout) -> Row:
    return (layout.headings + [""] * layout.width)[: layout.width]


def _about(
    sheet: Sheet, numbers: pa.Array, why: Sequence[str | None], raw: Sequence[str | None]
) -> dict[str, pa.Array]:
    return {
        "sheet": pa.array([sheet.name] * len(numbers), pa.string()),
        "row_number": numbers,
        "malformed": pa.array(why, pa.string()),
        "raw": pa.array(raw, pa.string()),
    }


def _may_be_kept(row: Irregular, at: int, layout: Layout) -> bool:
    """Whether the cell is of a declared column, wherever in the row the surplus or missing cells are."""
    shift = len(row.cells) - layout.width
    reach = range(max(at - max(shift, 0), 0), min(at - min(shift, 0), layout.width - 1) + 1)
    return at < len(row.cells) and all(position in layout.positions.values() for position in reach)


def _refuse_swapped(sheet: Sheet, table: Table, others: Sequence[Table]) -> None:
    for other in others:
        if _is_of(other, other.heading_index(), sheet.head):
            of = f"the headings of its sheet '{sheet.name}'" if sheet.name else "its headings"
            raise RefusedFile(f"{of} are those of {other.name}, not of {table.name}; name it by what it holds")


def _is_of(table: Table, index: dict[str, str], rows: list[Row]) -> bool:
    """Whether one of the rows holds every heading that a table must have."""
    needed = {column.name for column in table.columns if column.required or column.must_stand}
    return any(needed <= {index.get(heading_key(cell)) for cell in row} for row in rows)


def read(path: Path, table: Table, index: dict[str, str], others: Sequence[Table] = ()) -> Reading:
    """Opens a file and finds its headings. Raises RefusedFile with the reason.

    index: `Table.heading_index`.   others: tables of the same source, of which one may have been sent by this name.
    """
    reading = Reading(path, table, [])
    is_partly_hidden = False
    for sheet in sheets(path, lambda rows: known_headings(rows, index)):
        reading.notes.extend(sheet.notes)
        is_partly_hidden = is_partly_hidden or sheet.is_hidden
        if not _is_of(table, index, sheet.head):
            _refuse_swapped(sheet, table, others)
        layout = find_layout(sheet, table, index)
        if layout is None:
            for row in sheet.head:
                if known_headings([row], index):
                    refuse_forbidden(row, table)
            if sheet.name is not None and not sheet.notes and any(any(row) for row in sheet.head):
                reading.notes.append(f"sheet '{sheet.name}' has no headings of this table and was passed over")
            continue
        reading.layouts.append((sheet, layout))
        reading.ignored.extend(heading for heading in layout.ignored if heading not in reading.ignored)
        reading.passed_over += layout.above
    if not reading.layouts:
        needed = ", ".join(c.name for c in table.columns if c.required or c.must_stand)
        an = "an" if table.name[0] in "aeiou" else "a"
        shown = " on the sheets that are not hidden" if is_partly_hidden else ""
        raise RefusedFile(f"no row of headings was found{shown}; {an} {table.name} file needs {needed}")
    return reading
