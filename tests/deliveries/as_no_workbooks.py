"""Files that are not what their names say, and workbooks spoilt by bad luck or ill will."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.deliveries.books import (
    HEADINGS,
    ROW,
    SHEET,
    Raw,
    book,
    cells,
    parts,
    sheet,
    with_parts,
    without,
    zipped,
)
from tests.deliveries.kinds import Kind, workbook
from tests.deliveries.words import (
    ANOTHER_KIND,
    DAMAGED,
    EMPTY,
    NO_HEADINGS,
    NO_SHEETS,
    NO_XLSX,
    NULLS,
    OLD_EXCEL,
    WEB_PAGE,
)

ASH = ("surname", ("Ash",))
MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def _entity(declared: str, name: str) -> str:
    """A sheet in which a surname is an entity."""
    return declared + sheet(cells([HEADINGS, ROW])).replace("Ash", f"&{name};")


def _sum_changed() -> bytes:
    """The sheet's checksum in the directory is another."""
    sound = bytearray(book())
    at = sound.index(b"PK\x01\x02", sound.rindex(b"PK\x03\x04"))
    while SHEET.encode() not in sound[at : at + 46 + 60]:
        at = sound.index(b"PK\x01\x02", at + 4)
    sound[at + 16 : at + 20] = struct.pack("<I", 0x12345678)
    return bytes(sound)


def _flagged(bit: int) -> bytes:
    """Every member is marked in its flags."""
    sound = bytearray(book())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = sound.find(mark)
        while at >= 0:
            sound[at + offset] |= bit
            at = sound.find(mark, at + 4)
    return bytes(sound)


def _twice() -> bytes:
    """Its sheet stands in the archive twice, with different rows."""
    stream = io.BytesIO(book())
    with zipfile.ZipFile(stream, "a") as archive:
        other = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
        archive.writestr(other, sheet(cells([HEADINGS, ("2", "Oak", "Bo", "01/02/2016")])))
    return stream.getvalue().replace(b"xl/worksheets/sheet2.xml", SHEET.encode())


DISGUISED = (
    workbook(
        "a CSV file named .xlsx",
        "Student ID,Surname,Forename,DOB\n1,Ash,Ann,02/02/2016\n",
        "refused: it is not an Excel workbook, whatever its name says; export it again",
    ),
    workbook("a web page named .xlsx", "<html><body><table></table></body></html>", WEB_PAGE),
    workbook("an old .xls named .xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), OLD_EXCEL),
    workbook(
        "a workbook behind a password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        OLD_EXCEL,
    ),
    workbook(
        "a workbook with macros (.xlsm) named .xlsx",
        lambda: zipped(parts(sheet(cells([HEADINGS, ROW])), type_of_book=MACRO) | {"xl/vbaProject.bin": b"macros"}),
        ("refused: it holds macros, so it is no .xlsx whatever its name says; save it as .xlsx without them"),
    ),
    workbook(
        "a binary workbook (.xlsb) named .xlsx",
        lambda: zipped({"xl/workbook.bin": b"\x83\x01", "[Content_Types].xml": "<x/>"}),
        NO_XLSX,
    ),
    workbook(
        "an OpenDocument sheet (.ods) named .xlsx",
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        NO_XLSX,
    ),
    workbook("a zip of other files named .xlsx", lambda: zipped({"students.csv": "Student ID,Surname\n"}), NO_XLSX),
    workbook("nothing named .xlsx", b"", EMPTY),
    Kind(
        "a workbook named .csv",
        lambda: book(("2", *ROW[1:])),
        ("refused: it is an Excel workbook or a zip file named .csv; name it .xlsx or save it as CSV"),
    ),
    Kind("an old .xls named .csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), OLD_EXCEL),
    Kind("a web page named .csv", "<!DOCTYPE html><html><body>Please log in</body></html>", WEB_PAGE),
    Kind(
        "a web page named .csv, behind a remark",
        "<!-- saved -->\n<html><table><tr><td>Ash</td></tr></table></html>",
        WEB_PAGE,
    ),
    Kind("XML named .csv", '<?xml version="1.0"?><students><student/></students>', WEB_PAGE),
    Kind("a web page in UTF-16 named .csv", "<html><body>Please log in</body></html>".encode("utf-16"), WEB_PAGE),
    Kind("JSON named .csv", '{"error": "session expired", "code": 401}', NO_HEADINGS),
    Kind("a PDF named .csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", ANOTHER_KIND),
    Kind("a picture named .csv", b"\x89PNG\r\n\x1a\n" + bytes(64), ANOTHER_KIND),
    Kind("a packed file (.gz) named .csv", b"\x1f\x8b\x08\x00" + bytes(64), ANOTHER_KIND),
    Kind("a database named .csv", b"SQLite format 3\x00" + bytes(64), NULLS),
    Kind("a message instead of a table", "ORA-12541: TNS:no listener\n", NO_HEADINGS),
)

SPOILT = (
    workbook("cut off half way", lambda: book()[: len(book()) // 2], DAMAGED),
    workbook("without its last bytes", lambda: book()[:-10], DAMAGED),
    workbook("bytes behind its end", lambda: book() + b"\r\n" * 4, "1 used"),
    workbook("bytes before its beginning", lambda: b"PK" + bytes(30) + book(), "1 used"),
    workbook("a checksum that is wrong", _sum_changed, DAMAGED),
    workbook(
        "its parts behind a password",
        lambda: _flagged(1),
        "refused: it is encrypted; save it as .xlsx without a password",
    ),
    workbook(
        "its parts packed in a way of their own",
        lambda: zipped(parts(sheet(cells([HEADINGS, ROW]))), zipfile.ZIP_LZMA),
        NO_SHEETS,
    ),
    workbook("zeros over a part of it", lambda: book()[:1000] + bytes(40) + book()[1040:], DAMAGED),
    workbook("without the part of its sheet", lambda: without(SHEET), NO_SHEETS),
    workbook("without the list of its parts", lambda: without("xl/_rels/workbook.xml.rels"), NO_SHEETS),
    workbook("without its styles", lambda: without("xl/styles.xml"), "1 used", reads=ASH),
    workbook("without its types", lambda: without("[Content_Types].xml"), "1 used"),
    workbook("a sheet that is no XML", lambda: with_parts({SHEET: b"\x00\x01\x02 not XML"}), NO_SHEETS),
    workbook(
        "a sheet whose XML breaks off", lambda: with_parts({SHEET: sheet(cells([HEADINGS, ROW]))[:-60]}), NO_SHEETS
    ),
    workbook(
        "a sheet whose tags do not match",
        lambda: with_parts({SHEET: sheet(cells([HEADINGS, ROW])).replace("</t></is></c></row>", "</t></c></row>")}),
        NO_SHEETS,
    ),
    workbook(
        "a sheet in an encoding that nobody knows",
        lambda: with_parts({SHEET: '<?xml version="1.0" encoding="UToF-8"?>' + sheet(cells([HEADINGS, ROW]))}),
        NO_SHEETS,
    ),
    workbook("an empty part for a sheet", lambda: with_parts({SHEET: b""}), NO_SHEETS),
    workbook(
        "a sheet in UTF-16",
        lambda: with_parts(
            {SHEET: ('<?xml version="1.0" encoding="UTF-16"?>' + sheet(cells([HEADINGS, ROW]))).encode("utf-16")}
        ),
        NO_SHEETS,
    ),
    workbook(
        "a shared text that is not there", lambda: book(("1", Raw(' t="s"><v>99</v>'), "Ann", "01/02/2016")), NO_SHEETS
    ),
    workbook("a number that is none", lambda: book(("1", Raw("><v>Ash</v>"), "Ann", "01/02/2016")), "1 used"),
    workbook(
        "a cell at a place that is none",
        lambda: with_parts({SHEET: sheet(cells([HEADINGS, ROW]).replace('r="B2"', 'r="2B"'))}),
        NO_SHEETS,
    ),
    workbook("its sheet in the archive twice", _twice, DAMAGED),
    workbook("a member whose name leads out of the archive", lambda: with_parts({"../../etc/passwd": "x"}), "1 used"),
    workbook(
        "a workbook within the workbook", lambda: with_parts({"xl/embeddings/book.xlsx": book()}), "1 used", reads=ASH
    ),
    workbook(
        "a zip bomb",
        lambda: with_parts({SHEET: b" " * 210_000_000}),
        "refused: it unpacks to far more than a workbook should; ask the sender for a CSV file",
    ),
    workbook("an entity bomb in its sheet", lambda: with_parts({SHEET: _entity(LAUGHS, "j")}), NO_SHEETS),
    workbook("an entity that reads a file of ours", lambda: with_parts({SHEET: _entity(OUTSIDE, "a")}), NO_SHEETS),
    workbook(
        "an entity bomb in the list of sheets",
        lambda: with_parts(
            {
                "xl/workbook.xml": LAUGHS
                + str(parts(sheet(""))["xl/workbook.xml"]).split("?>")[1].replace("Sheet1", "&j;")
            }
        ),
        NO_SHEETS,
    ),
)

KINDS = (*DISGUISED, *SPOILT)
