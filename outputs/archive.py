"""The zip file that a workbook is: every part stamped with the report's day, and long sheets streamed into it.

A list can have tens of thousands of rows. openpyxl builds the sheet up to its headings, the rows are written here as
text, about ten times as fast; and no child's row passes through a temporary file outside the folder of the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl import Workbook

_DIMENSION = re.compile(rb'<dimension ref="[^"]*" ?/>')
_ROWS_END = b"</sheetData>"
_CHUNK = 500


@dataclass(frozen=True)
class StreamedRows:
    """Rows that follow what stands on a sheet already, as XML (see outputs/rows.py). last_cell: "AB5001", say."""

    last_cell: str
    xml: Iterable[str] = field(repr=False)


class StampedZip(ZipFile):
    """A zip file, open for writing, in which every part has the time 00:00 of one day and the same attributes."""

    def __init__(self, file: IO[bytes], day: date, streamed: Mapping[str, StreamedRows]) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)
        self._day = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
        self._streamed = streamed

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *_: Any, **__: Any) -> None:
        """Writes one part from memory."""
        name = zinfo_or_arcname.filename if isinstance(zinfo_or_arcname, ZipInfo) else zinfo_or_arcname
        super().writestr(self._part(name), data)

    def write_sheet(self, name: str, data: bytes) -> None:
        """Writes one sheet; one with streamed rows gets them behind the rows it has."""
        rows = self._streamed.get(name)
        if rows is None:
            self.writestr(name, data)
            return
        head, end, tail = data.partition(_ROWS_END)
        if not end:
            raise ValueError(f"{name} has no rows to add to.")
        head = _DIMENSION.sub(f'<dimension ref="A1:{rows.last_cell}"/>'.encode(), head, count=1)
        with self.open(self._part(name), "w") as part:
            part.write(head)
            waiting: list[str] = []
            for row in rows.xml:
                waiting.append(row)
                if len(waiting) == _CHUNK:
                    part.write("".join(waiting).encode())
                    waiting.clear()
            part.write("".join(waiting).encode() + end + tail)

    def _part(self, name: str) -> ZipInfo:
        part = ZipInfo(name, self._day)
        part.compress_type = ZIP_DEFLATED
        part.create_system = 3
        part.external_attr = 0o600 << 16
        return part


def write_parts(workbook: Workbook, archive: StampedZip) -> None:
    """Writes the workbook into the archive, each sheet from memory.

    openpyxl by itself writes every sheet to the machine's folder of temporary files first, for anybody to find there
    after a run that was killed.
    """
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class FromMemory(ExcelWriter):
        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            sheet = BytesIO()
            writer: Any = WorksheetWriter(ws, sheet)
            writer.write()
            ws._rels = writer._rels
            archive.write_sheet(ws.path[1:], sheet.getvalue())
            self.manifest.append(ws)

    FromMemory(workbook, archive).save()
