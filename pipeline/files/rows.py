"""A delivered file as rows of declared columns, each with the sheet and row number a person sees in Excel.

Title, blank and total rows, repeated headings and notes below a table typed by hand are no rows: they are passed over
and counted. A row with too many or too few cells is kept, marked malformed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipeline.errors import RefusedFile
from pipeline.files.cells import Row, Sheet, sheets
from pipeline.files.headings import Layout, find_layout, known_headings
from sources.source import Table

TOTAL = re.compile(
    r"(grand |sub[ -]?)?totals?\b|(number|no\.?|count) of (pupils|children|students|rows|records)\b"
    r"|end of (report|file|return|list|extract)\b|\(?\d+ (rows?|records?|pupils?|children)\b",
    re.IGNORECASE,
)
NIL = re.compile(r"\bnil\b|\bno (pupils|children|leavers|joiners|changes)\b|\bnone\b", re.IGNORECASE)


@dataclass
class Reading:
    """What one file holds.

    ignored: headings that no declared column has.   notes: what else was passed over, in words.
    passed_over: title, blank, total and note rows.   nil: what a nil return says of its school, column -> text.
    (All are complete only when `batches` has been read to the end.)
    """

    path: Path
    table: Table
    layouts: list[tuple[Sheet, Layout]]
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    passed_over: int = 0
    nil: list[dict[str, str]] = field(default_factory=list)

    def batches(self) -> Iterator[pa.Table]:
        """Arrow tables: sheet, row_number, malformed (reason or null), raw (a malformed row as written), and every
        declared column as text (null where the file has no such column)."""
        for sheet, layout in self.layouts:
            rows_before = 0
            for first, block in sheet.blocks_from(layout.first):
                kept = self._sort_out(first, block, layout)
                rows_before += len(kept)
                if kept:
                    yield self._arrow(sheet, layout, kept)
            if rows_before == 0 and self._names_establishment(layout.stated):
                self.nil.append(layout.stated)

    def _names_establishment(self, stated: dict[str, str]) -> bool:
        return all(any(name in stated for name in group) for group in self.table.one_of) and bool(self.table.one_of)

    def _sort_out(self, first: int, block: list[Row], layout: Layout) -> list[tuple[int, Row, str | None]]:
        """(row number, cells, why malformed) of the block's real rows; the others are counted as passed over."""
        width, kept = layout.width, []
        for number, row in enumerate(block, first):
            cells = len(row)
            if cells == width and width - row.count("") > 2 and row != layout.headings:
                kept.append((number, row, None))
            elif self._is_no_row(row, layout):
                self.passed_over += 1
            elif self.table.typed_by_hand and self.path.suffix.lower() != ".csv":
                kept.append((number, row[:width], None))
            elif cells == width:
                kept.append((number, row, None))
            else:
                kept.append((number, row, f"has {cells} cells where the headings have {width}"))
        return kept

    def _is_no_row(self, row: Row, layout: Layout) -> bool:
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or row == layout.headings:
            return True
        if len(filled) <= 2 and TOTAL.match(filled[0]):
            return True
        if not self.table.typed_by_hand:
            return False
        if self._is_nil_row(row, layout):
            return True
        is_note = len(filled) == 1 and (len(filled[0].split()) >= 4 or ":" in filled[0])
        repeats = sum(cell in layout.headings for cell in filled) > len(filled) / 2
        return is_note or repeats

    def _is_nil_row(self, row: Row, layout: Layout) -> bool:
        """A row that names a school and no pupil: a nil return of that school."""
        filled = {name: row[at].strip() for name, at in layout.positions.items() if at < len(row) and row[at].strip()}
        said = {name: text for name, text in filled.items() if name in self.table.stated_above}
        rest = [text for name, text in filled.items() if name not in said]
        if any(not NIL.search(text) for text in rest):
            return False
        if self._names_establishment(layout.stated | said):
            self.nil.append(layout.stated | said)
            return True
        return bool(rest)

    def _arrow(self, sheet: Sheet, layout: Layout, kept: list[tuple[int, Row, str | None]]) -> pa.Table:
        width = layout.width
        malformed = [why for _, _, why in kept]
        padded = [row if len(row) == width else (row + [""] * width)[:width] for _, row, _ in kept]
        by_position = list(zip(*padded, strict=True))
        columns: dict[str, pa.Array] = {
            "sheet": pa.nulls(len(kept), pa.string()) if sheet.name is None else pa.array([sheet.name] * len(kept)),
            "row_number": pa.array([number for number, _, _ in kept], pa.int32()),
            "malformed": pa.array(malformed, pa.string()),
            "raw": pa.array([" | ".join(row) if why else None for _, row, why in kept], pa.string()),
        }
        for column in self.table.columns:
            at, stated = layout.positions.get(column.name), layout.stated.get(column.name)
            if at is None:
                columns[column.name] = pa.array([stated] * len(kept), pa.string())
            elif stated is None:
                columns[column.name] = pa.array(by_position[at], pa.string())
            else:
                columns[column.name] = pa.array([cell.strip() or stated for cell in by_position[at]], pa.string())
        return pa.table(columns)


def read(path: Path, table: Table, index: dict[str, str]) -> Reading:
    """Opens a file and finds its headings. index: `Table.heading_index`. Raises RefusedFile with the reason."""
    reading = Reading(path, table, [])
    for sheet in sheets(path, lambda rows: known_headings(rows, index)):
        reading.notes.extend(sheet.notes)
        layout = find_layout(sheet, table, index)
        if layout is None:
            if sheet.name is not None and not sheet.notes and any(any(row) for row in sheet.head):
                reading.notes.append(f"sheet '{sheet.name}' has no headings of this table and was passed over")
            continue
        reading.layouts.append((sheet, layout))
        reading.ignored.extend(heading for heading in layout.ignored if heading not in reading.ignored)
        reading.passed_over += layout.above
    if not reading.layouts:
        needed = ", ".join(c.name for c in table.columns if c.required or c.must_stand)
        raise RefusedFile(f"no row of headings was found; a {table.name} file needs {needed}")
    return reading
