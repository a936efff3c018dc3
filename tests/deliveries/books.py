"""Workbooks made part by part, so that each part can be spoilt by itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OF_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEADINGS = ("Student ID", "Surname", "Forename", "DOB")
ROW = ("1", "Ash", "Ann", "01/02/2016")
SHEET = "xl/worksheets/sheet1.xml"
Cell = str | int | float | None
Parts = dict[str, str | bytes]


class Raw(str):
    """A cell as XML: what stands between <c r=".." and </c>."""

    __slots__ = ()


def cells(rows: Sequence[Sequence[Cell]], first: int = 1) -> str:
    """Rows of a sheet as XML; text stands in its cell, numbers as numbers."""
    return "".join(
        f'<row r="{n}">' + "".join(_cell(f"{_letters(at)}{n}", cell) for at, cell in enumerate(row)) + "</row>"
        for n, row in enumerate(rows, first)
    )


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Raw):
        return f'<c r="{place}"{cell}</c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def sheet(data: str, *, before: str = "", after: str = "") -> str:
    """A sheet: its rows as XML, and what stands before and after them."""
    return f'<worksheet xmlns="{NAMESPACE}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def parts(*sheets: str, states: Sequence[str] = (), about: str = "", type_of_book: str = "sheet.main") -> Parts:
    """The parts of a workbook of these sheets. states: hidden or veryHidden, by sheet.   about: of the whole book."""
    states = [*states, *[""] * (len(sheets) - len(states))]
    listed = "".join(
        f'<sheet name="Sheet{n}" sheetId="{n}" state="{state or "visible"}" r:id="rId{n}"/>'
        for n, state in enumerate(states, 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{OF_SHEETS}.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    main = type_of_book if "/" in type_of_book else f"{OF_SHEETS}.{type_of_book}+xml"
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="rId99" Type="{LINKS}/styles" Target="styles.xml"/>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return {
        "[Content_Types].xml": f'{head}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{overrides}</Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{NAMESPACE}" xmlns:r="{LINKS}">{about}<sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": f'{head}<styleSheet xmlns="{NAMESPACE}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{n}.xml": f"{head}{content}" for n, content in enumerate(sheets, 1)},
    }


def zipped(members: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 10, 31, 6, 0, 0)), content, method)
    return stream.getvalue()


def book(*rows: Sequence[Cell], headings: Sequence[Cell] = HEADINGS, about: str = "", after: str = "") -> bytes:
    """A workbook of one sheet of students."""
    return zipped(parts(sheet(cells([headings, *(rows or [ROW])]), after=after), about=about))


def with_parts(changed: Parts) -> bytes:
    """A sound workbook with some parts put in, or in the place of its own."""
    return zipped(parts(sheet(cells([HEADINGS, ROW]))) | changed)


def without(name: str) -> bytes:
    """A sound workbook without one of its parts."""
    return zipped({part: content for part, content in parts(sheet(cells([HEADINGS, ROW]))).items() if part != name})
