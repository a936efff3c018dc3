"""Spoilt CSV files and workbooks, many in one night: none may end it, and what is landed is what the file holds."""

from __future__ import annotations

import csv
import io
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import openpyxl

from pipeline import settings, store
from pipeline.stages.receive import receive
from sources.education import STUDENTS
from tests.deliveries.books import NAMESPACE, cells, parts, sheet, zipped
from tests.torture.spoiling import archive_of, bytes_of

DAY = date(2026, 10, 31)
AT_ONCE = 50
HEADINGS = ("Student ID", "Surname", "Forename", "Date of birth", "UPN", "Address", "Ethnicity")
NAMES = (
    "Ash",
    "Núñez",
    "O'Hara",
    'Ann "Annie"',
    "Zoë",
    "Smith, jr",
    "Two\nlines",
    " blank ",
    "",
    "Œuvre",
    "خالد",
    "=1+1",
)
COLUMNS = [column.name for column in STUDENTS.columns]
OURS = ("#ERROR", "#FORMULA")
Held = dict[tuple[str | None, int], list[str]]
"""(sheet, row as Excel counts) -> its cells."""
Landed = dict[tuple[str | None, int], dict[str, str]]


@dataclass(frozen=True)
class File:
    """What lies in the inbox. is_compared: its rows are looked up in another reading of it."""

    table: str
    ending: str
    content: bytes
    is_compared: bool = True


def csv_file(random: Random) -> File:
    """A CSV file, spoilt or (one in ten) sound."""
    text = io.StringIO()
    quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    line_end, delimiter = random.choice(("\n", "\r\n", "\r")), random.choice(",;\t|")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(
        [HEADINGS, *_rows(random)]
    )
    encoding = random.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"))
    content = text.getvalue().encode(encoding, errors="replace")
    return File("education/students", ".csv", content if random.random() < 0.1 else bytes_of(random, content))


def return_file(random: Random) -> File:
    """A school's return as it is typed: titles, the school above the headings or in the rows, totals, nil returns."""
    heading = ("DfE No", "School", "Pupil ref", "Surname", "Forename", "DOB", "Leaving date")
    pupils = [("852/6001", "Oak House", f"{n}", *row[1:4], "") for n, row in enumerate(_rows(random))]
    lines: list[tuple[str, ...]] = [
        *random.choice(([], [("Autumn return",), ()], [("School: Oak House   DfE No: 852/6001",)])),
        *random.choice(([], [heading])),
        heading,
        *random.choice(([], pupils, pupils, pupils, [("852/6002", "Elm House", "Nil")])),
        *random.choice(([], [("Total", str(len(pupils)))], [("Year 3",)], [("Signed: the head",), ()])),
    ]
    table = "independent/returns"
    if random.random() < 0.5:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(lines)
        return File(table, ".csv", bytes_of(random, text.getvalue().encode()), is_compared=False)
    merged = '<mergeCells count="1"><mergeCell ref="B3:B9"/></mergeCells>'
    return File(table, ".xlsx", archive_of(random, zipped(parts(sheet(cells(lines), after=merged)))), is_compared=False)


def workbook_file(random: Random) -> File:
    """A workbook, spoilt or (one in ten) sound: made part by part, or as openpyxl writes them."""
    rows = _rows(random)
    if random.random() < 0.5:
        content = zipped(parts(sheet(cells([HEADINGS, *rows])), sheet(cells([("notes",), HEADINGS, *rows[:2]]))))
    else:
        book = openpyxl.Workbook()
        for row in [HEADINGS, *rows]:
            book.worksheets[0].append(row)
        for number in range(2, len(rows) + 2):
            book.worksheets[0].cell(number, 4).value = date(2010, 1, 1) + timedelta(random.randrange(4000))
        stream = io.BytesIO()
        book.save(stream)
        content = stream.getvalue()
    return File("education/students", ".xlsx", content if random.random() < 0.1 else archive_of(random, content))


def _rows(random: Random) -> list[tuple[str, ...]]:
    return [
        (
            f"{n:04}",
            random.choice(NAMES),
            random.choice(NAMES),
            f"{n % 28 + 1:02}/0{n % 9 + 1}/201{n % 7}",
            "",
            "1 High St",
            "W",
        )
        for n in range(random.randint(1, 12))
    ]


def nights(seed: int, count: int, made: Callable[[Random], File]) -> Iterator[str]:
    """Nights of spoilt files; yields a sentence for each thing that is not as it should be."""
    for first in range(0, count, AT_ONCE):
        files = {n: made(Random(f"{seed}/{n}")) for n in range(first, min(first + AT_ONCE, count))}
        with tempfile.TemporaryDirectory(prefix="cme-fuzz-") as folder:
            yield from (f"seed {seed}: {wrong}" for wrong in _night(Path(folder), files))


def _night(home: Path, files: dict[int, File]) -> Iterator[str]:
    for n, file in files.items():
        path = home / "inbox" / f"{file.table}_{DAY}_{n}{file.ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    con = store.open_durable(None)
    said: list[str] = []
    shrink = settings.table_names()
    receive(con, settings.load(home), today=DAY, as_at=DAY, accept_shrink=shrink, say=said.append)
    ledger = con.execute(
        "SELECT file_id, path, outcome, reason, rows, used + quarantined + repeated, passed_over FROM landing.file"
    ).fetchall()
    if len(ledger) != len(files) or len(said) != sum(outcome != "repeated" for _, _, outcome, *_ in ledger):
        yield f"{len(files)} files, of which {len(ledger)} are in the ledger and {len(said)} were said"
    for file_id, path, outcome, reason, rows, settled, passed_over in ledger:
        number = int(path.rsplit("_", 1)[1].split(".")[0])
        file = files[number]
        if outcome == "refused" and (not reason or any(name in reason for name in NAMES[:5])):
            yield f"file {number} was refused with the words {reason!r}"
        if outcome == "accepted":
            if rows != settled:
                yield f"file {number} has {rows} rows of which {settled} are settled"
            if file.is_compared and (wrong := _compared(file, _landed(con, file_id), rows + passed_over)):
                yield f"file {number} ({file.ending}): {wrong}"
    con.close()


def _compared(file: File, landed: Landed, counted: int) -> str:
    """What no other reading of the file bears out, "" where one does or none can be had."""
    is_text = file.ending == ".csv"
    differences = []
    for held in _text_readings(file.content) if is_text else book_reading(file.content):
        differences.append(_difference(landed, held) or (_lost(counted, held) if is_text else ""))
        if not differences[-1]:
            return ""
    return min(differences, key=len, default="")


def _landed(con: store.Connection, file_id: int) -> Landed:
    rows = con.execute(
        f"""SELECT sheet, row_number, {", ".join(COLUMNS)} FROM landing.held_education_students
            JOIN landing.row_education_students AS row USING (row_id)
            WHERE held_education_students.file_id = ? AND malformed IS NULL""",
        [file_id],
    ).fetchall()
    return {
        (name, number): {c: value for c, value in zip(COLUMNS, values, strict=True) if value is not None}
        for name, number, *values in rows
    }


def _difference(landed: Landed, held: Held) -> str:
    """What is landed otherwise than it is held, "" for nothing. A column has one place in all rows of a sheet."""
    places: dict[tuple[str | None, str], set[int]] = {}
    known = {name for name, _ in held}
    for (name, number), values in landed.items():
        if name is not None and name not in known:
            # openpyxl leaves out sheets to which the list of parts does not lead.
            continue
        row = held.get((name, number))
        if row is None:
            return f"row {number} of {name} is landed and not there"
        for column, value in values.items():
            at = {n for n, cell in enumerate(row) if _plain(cell) == _plain(value) or value in OURS}
            at |= set(range(len(row), 99)) if not value else set()
            left = places.get((name, column), at) & at
            if not left:
                return f"row {number} of {name} has another {column}"
            places[name, column] = left
    return ""


def _lost(counted: int, held: Held) -> str:
    """Rows that are neither landed nor passed over: beside the headings only blank ones above them are not counted."""
    blank = sum(not any(cell.strip() for cell in row) for row in held.values())
    return "" if counted + 1 <= len(held) <= counted + 1 + blank else f"of {len(held)} rows {counted} are counted"


def _plain(text: str) -> str:
    """Without the difference that blocks make of line ends, and that programs make of blanks around text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _text_readings(content: bytes) -> Iterator[Held]:
    """The file in every encoding and with every delimiter in which the csv module can read it."""
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mixed"):
        try:
            text = _mixed(content) if encoding == "mixed" else content.decode(encoding)
        except UnicodeError:
            continue
        for delimiter in ",;\t|":
            try:
                rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            except csv.Error:
                continue
            yield {(None, number): row for number, row in enumerate(rows, 1)}


def _mixed(content: bytes) -> str:
    text = content.decode("utf-8", "surrogateescape")
    return "".join(bytes([ord(c) - 0xDC00]).decode("cp1252") if "\udc80" <= c <= "\udcff" else c for c in text)


def book_reading(content: bytes) -> Iterator[Held]:
    """The workbook as openpyxl reads it; nothing where it cannot."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception:  # noqa: BLE001 (whatever it raises: it is asked only where it can read)
        return
    if not all(map(_is_to_the_letter, _sheets_of(content))):
        return
    yield {
        (page.title, number): [_as_text(cell) for cell in row]
        for page in book.worksheets
        for number, row in enumerate(page.iter_rows(values_only=True), 1)
    }


def _sheets_of(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from (archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))


def _is_to_the_letter(sheet: bytes) -> bool:
    """Whether cells stand only in rows and hold no more than a value or a text: else a file says nothing certain."""
    root = ElementTree.fromstring(sheet)
    rows = [row for data in root.findall(f"{{{NAMESPACE}}}sheetData") for row in data]
    inner = [cell for row in rows for cell in row]
    places = [cell.get("r") for cell in inner]
    return (
        len(places) == len(set(places))
        and all(row.tag == f"{{{NAMESPACE}}}row" for row in rows)
        and len(inner) == sum(1 for element in root.iter(f"{{{NAMESPACE}}}c"))
        and all(map(_holds_one_thing, inner))
    )


def _holds_one_thing(cell: ElementTree.Element) -> bool:
    tags = sorted(part.tag.split("}")[-1] for part in cell)
    texts = [part for inline in cell for part in inline]
    return (
        tags in ([], ["is"], ["v"], ["f", "v"], ["f"])
        and (not tags or (cell.get("t") == "inlineStr") == ("is" in tags))
        and all(len(part) == 0 and part.tag == f"{{{NAMESPACE}}}t" for part in texts)
        and len(texts) <= 1
    )


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat().removesuffix("T00:00:00")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
