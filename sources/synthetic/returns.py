"""Independent schools' returns, typed by hand: workbooks and lists of each school's own making, one a term."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import date, datetime

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from sources.synthetic import seen
from sources.synthetic.city import City
from sources.synthetic.days import academic_year, as_days
from sources.synthetic.writing import written

TEXT_FORMS = ("%d/%m/%Y", "%d.%m.%y", "%d-%b-%Y")
COLUMNS = {
    # as declared -> how different schools head it
    "pupil_ref": ("Adm No", "Pupil No"),
    "upn": ("UPN", "Unique Pupil Number"),
    "surname": ("Surname", "Family name"),
    "forename": ("First name", "Forename(s)"),
    "date_of_birth": ("DOB", "Date of Birth"),
    "sex": ("M/F", "Gender"),
    "address_line_1": ("Home address", "Address (line 1)"),
    "postcode": ("Postcode", "Post Code"),
    "nc_year_actual": ("Year group", "NC Year"),
    "entry_date": ("Date joined", "Start date"),
    "leaving_date": ("Date left", "Leaving date"),
    "destination": ("Destination", "Next school"),
    "house": ("House", "Form"),
}
Cell = str | date | None


def pupils(city: City, laestab: int, on: np.datetime64, before: np.datetime64) -> pd.DataFrame:
    """Who the school names on the day: columns of COLUMNS as values (dates as dates), and person and record."""
    rolls = city.rolls[city.rolls["laestab"].to_numpy() == laestab]
    rolls = rolls[seen.listed_in_return(rolls, on, before)]
    who = rolls["person"].to_numpy()
    people, names = city.people.iloc[who], written(city, "independent").iloc[who]
    numbers = city.people.iloc[names["number_of"].to_numpy()]
    group = int(academic_year(as_days([on]))[0]) - people["entry_year"].to_numpy()
    leave = as_days(rolls["leave"])
    left = leave <= on
    entry = np.where(rolls["is_entry_blank"], np.datetime64("NaT", "D"), as_days(rolls["entry"]))
    table = pd.DataFrame(
        {
            "person": who,
            "pupil_ref": rolls["pupil_ref"].to_numpy(),
            "upn": np.where((people["draw"] < 0.3) & names["has_numbers"], numbers["upn"], ""),
            "surname": names["surname"].to_numpy(),
            "forename": names["forename"].to_numpy(),
            "date_of_birth": _dates(names["born"]),
            "sex": names["sex"].to_numpy(),
            "address_line_1": names["address_line_1"].to_numpy(),
            "postcode": names["postcode"].to_numpy(),
            "nc_year_actual": [str(g) if g > 0 else "R" for g in group.tolist()],
            "entry_date": _dates(entry),
            "leaving_date": _dates(np.where(left, leave, np.datetime64("NaT", "D"))),
            "destination": np.where(left, rolls["destination"], ""),
            "house": [("Drake", "Nelson", "Cook", "Franklin")[p % 4] for p in who.tolist()],
        }
    )
    named = _stated_number(city, laestab)
    keys = [ref or _short_hash(*who) for ref, *who in zip(*(table[c] for c in _KEY), strict=True)]
    table["record"] = [f"independent/returns:{named}-{key}" for key in keys]
    return table.sort_values(["nc_year_actual", "surname", "forename"], kind="stable")


_KEY = ("pupil_ref", "surname", "forename", "date_of_birth")


def _short_hash(surname: str, forename: str, born: date) -> str:
    """The key of a pupil whom the school gives no reference."""
    words = "|".join(part for part in (surname, forename, born.isoformat()) if part)
    return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()[:10]


def _dates(days: object) -> list[date | None]:
    return [None if pd.isna(d) else d.astype(date) for d in as_days(days)]


def _stated_number(city: City, laestab: int) -> str:
    """By what the school names itself: the first by its URN, the others by their DfE number."""
    if laestab == city.schools.independent()[0]:
        return str(city.schools.lookup("urn")[laestab])
    return str(laestab)


def file_name(city: City, laestab: int, on: np.datetime64) -> str:
    """returns_<date>_<school>, .csv for every fourth school."""
    name = re.sub(r"[^a-z]+", "-", str(city.schools.lookup("name")[laestab]).lower()).strip("-")
    return f"returns_{on}_{name}.{'csv' if _style(city, laestab) % 4 == 3 else 'xlsx'}"


def _style(city: City, laestab: int) -> int:
    return city.schools.independent().index(laestab)


def write(city: City, laestab: int, table: pd.DataFrame, on: np.datetime64) -> bytes:
    """The file: title rows with the school's name and number, headings, pupils, a total; one sheet or one a phase."""
    style = _style(city, laestab)
    name = str(city.schools.lookup("name")[laestab])
    number = _stated_number(city, laestab)
    label = f"URN: {number}" if len(number) < 7 else f"DfE No: {number[:3]}/{number[3:]}"
    title = [f"Pupils on roll as at {on.astype(date):%d %B %Y}", f"School: {name}    {label}"]
    headings = [heads[style % 2] for heads in COLUMNS.values()]
    if style % 4 == 3:
        return _as_csv(title, headings, _rows(table, TEXT_FORMS[style % 3]), style)
    workbook = Workbook()
    for sheet in workbook.worksheets:
        workbook.remove(sheet)
    senior = np.array([g not in {"R", "1", "2", "3", "4", "5", "6"} for g in table["nc_year_actual"]], dtype=np.bool_)
    parts = {"Pupils": table}
    if style % 3 == 1 and senior.any() and not senior.all():
        parts = {"Prep": table[~senior], "Senior": table[senior]}
    for part_name, part in parts.items():
        sheet = workbook.create_sheet(part_name)
        rows = _rows(part, None if style % 2 == 0 else TEXT_FORMS[style % 3])
        _fill(sheet, title, headings, rows, style)
    notes = workbook.create_sheet("Notes")
    notes["A1"] = "Returned by the school office. Please telephone with any questions."
    return _bytes(workbook)


def _rows(table: pd.DataFrame, form: str | None) -> list[list[Cell]]:
    """The pupils' cells; dates as they are, or typed as text in that form."""
    cells = [table[column].tolist() for column in COLUMNS]
    rows = [list(row) for row in zip(*cells, strict=True)]
    if form is None:
        return rows
    return [[c.strftime(form) if isinstance(c, date) else c for c in row] for row in rows]


def _as_csv(title: list[str], headings: list[str], rows: list[list[Cell]], style: int) -> bytes:
    lines: list[list[Cell]] = [[title[0]], [title[1]], [], [*headings], *rows]
    if rows:
        lines.append([f"Total pupils: {len(rows)}"])
    table = pd.DataFrame([row + [""] * (len(headings) - len(row)) for row in lines])
    text = table.to_csv(index=False, header=False, lineterminator="\r\n", sep=";" if style % 8 == 7 else ",")
    return text.encode("utf-8-sig")


def _fill(sheet: Worksheet, title: list[str], headings: list[str], rows: list[list[Cell]], style: int) -> None:
    for line in title:
        sheet.append([line])
        sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=6)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([None])
    first = len(title) + 2
    for column, heading in enumerate(headings, 1):
        sheet.cell(first, column, heading).font = Font(bold=True)
    at = first
    for number, row in enumerate(rows):
        at += 2 if style % 5 == 2 and number and number % 30 == 0 else 1
        for column, value in enumerate(row, 1):
            if value not in (None, ""):
                cell = sheet.cell(at, column, value)
                if isinstance(value, date):
                    cell.number_format = "dd/mm/yyyy"
    if rows:
        sheet.cell(at + 2, 1, f"Total pupils: {len(rows)}")


STILL = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook's own times have no zone; fixed, so that the bytes are)


def _bytes(workbook: Workbook) -> bytes:
    """The workbook as bytes that depend on its cells alone: its times of making are fixed."""
    workbook.properties.creator = "School office"
    workbook.properties.created = STILL
    raw, still = io.BytesIO(), io.BytesIO()
    workbook.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in made.infolist():
            content = made.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            fixed = zipfile.ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            archive.writestr(fixed, content)
    return still.getvalue()
