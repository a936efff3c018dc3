"""What officers do to a workbook, and the programs they do it with: a model of a workbook as plain Python, and two
ways of saving it that no part of the product knows.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

import openpyxl
from office import save
from openpyxl.utils import get_column_letter

DAY_STYLE = 1
EXCELS_FIRST_DAY = date(1899, 12, 30)
ROW_KEY = "Row key"


@dataclass
class Line:
    """A row of the model. case: whose row it is to look at, "" for a blank one. cells: column number -> value."""

    case: str
    cells: dict[int, object]


@dataclass
class Sheet:
    """A sheet: its columns from left to right as (number, heading), its rows, and lines typed above the headings."""

    title: str
    columns: list[tuple[int, str]]
    rows: list[Line]
    above: int = 0

    def grid(self) -> list[list[object]]:
        """The sheet as a program would save it."""
        titles: list[list[object]] = [["To be discussed on Thursday"] for _ in range(self.above)]
        rows = [[line.cells.get(number) for number, _ in self.columns] for line in self.rows]
        return [*titles, [heading or None for _, heading in self.columns], *rows]

    def number(self, heading: str) -> int | None:
        """The column of that heading, however it is typed."""
        same = " ".join(heading.split()).casefold()
        return next((n for n, typed in self.columns if " ".join(typed.split()).casefold() == same), None)


@dataclass
class Workbook:
    """A workbook: its sheets with rows, and the stamp that its program keeps for it ("" where it keeps none)."""

    sheets: list[Sheet] = field(default_factory=list)
    stamp: str = ""


def opened(path: Path) -> Workbook:
    """A list as it was written."""
    book = openpyxl.load_workbook(path)
    found = Workbook()
    for sheet in book.worksheets[1:]:
        found.stamp = sheet.defined_names["cme_list"].attr_text
        titles, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        columns = list(enumerate(map(str, titles)))
        case = titles.index("Case")
        lines = [
            Line(str(row[case]), {n: value for n, value in enumerate(row) if value is not None})
            for row in rows
            if row[case]
        ]
        found.sheets.append(Sheet(sheet.title, columns, lines))
    return found


def saved_by_openpyxl(book: Workbook, path: Path, written: bytes, day: date) -> None:
    """Over the list as it was written, so that drop-downs, styles and names stay."""
    target = openpyxl.load_workbook(io.BytesIO(written))
    for sheet in target.worksheets[1:]:
        target.remove(sheet)
    for content in book.sheets:
        sheet = target.create_sheet(content.title)
        for row in content.grid():
            sheet.append(row)
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            cell.data_type = "s"
        if book.stamp:
            sheet.defined_names["cme_list"] = openpyxl.workbook.defined_name.DefinedName(
                "cme_list", attr_text=book.stamp
            )
    save(target, path, day)


def saved_raw(book: Workbook, path: Path, day: date, *, shared: bool) -> None:
    """As a program would that shares nothing with ours. shared: strings in a table of their own, else in the cells."""
    strings: list[str] = []
    names = "".join(
        f'<definedName name="cme_list" localSheetId="{n}" hidden="1">{escape(book.stamp)}</definedName>'
        for n in range(len(book.sheets))
    )
    sheets = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(book.sheets, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    with ZipFile(path, "w") as archive:
        for n, sheet in enumerate(book.sheets, 1):
            rows = "".join(_row(number, row, strings, shared) for number, row in enumerate(sheet.grid(), 1))
            archive.writestr(
                f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
            )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>{sheets}</sheets>'
            + (f"<definedNames>{names}</definedNames>" if book.stamp else "")
            + "</workbook>",
        )
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(book.sheets) + 1)]
        targets += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{links}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets, 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>'
        )
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        )
        table = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{table}</sst>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "docProps/core.xml",
            f'<c:coreProperties xmlns:c="{package}/metadata/core-properties" xmlns:d="http://purl.org/dc/terms/">'
            f"<d:modified>{day}T16:30:00Z</d:modified></c:coreProperties>",
        )


def _row(number: int, row: list[object], strings: list[str], shared: bool) -> str:
    cells = "".join(
        _cell(f"{get_column_letter(n)}{number}", value, strings, shared)
        for n, value in enumerate(row, 1)
        if value is not None
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: object, strings: list[str], shared: bool) -> str:
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return f'<c r="{place}" s="{DAY_STYLE}"><v>{(day - EXCELS_FIRST_DAY).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if shared:
        strings.append(str(value))
        return f'<c r="{place}" t="s"><v>{len(strings) - 1}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
