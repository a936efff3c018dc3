"""Workbooks as Excel, other programs and bad luck leave them."""

from __future__ import annotations

import zipfile

from tests.deliveries.books import (
    HEADINGS,
    ROW,
    Raw,
    book,
    cells,
    parts,
    sheet,
    zipped,
)
from tests.deliveries.kinds import BENEFITS, ENROLMENTS, RETURNS, workbook
from tests.deliveries.words import (
    FAR_CELL,
    NO_HEADINGS,
    NO_ROW,
    NOT_BORN_THERE,
    NOT_LEFT_THERE,
)

ASH = ("surname", ("Ash",))
BORN = ("date_of_birth", ("2016-08-31",))
OF_SCHOOL = ("Student ID", "DfE No", "Enrol status", "Entry date", "Leaving date")
OF_CLAIM = ("Claim ref", "Child no", "Surname", "Forename", "DOB", "Address", "Postcode", "From")
DATED = Raw(' s="1"><v>42613</v>')


def _student(born: str | int | float | Raw) -> bytes:
    return book(("1", "Ash", "Ann", born))


def _leaving(cell: str | int | Raw) -> bytes:
    return book(("1", "852/1234", "C", "01/09/2020", cell), headings=OF_SCHOOL)


SOUND = (
    workbook("text in every cell", book, "1 used", reads=ASH),
    workbook("real dates", lambda: _student(DATED), "1 used", reads=BORN),
    workbook("days as Excel's numbers", lambda: _student(42613), "1 used", reads=BORN),
    workbook(
        "real dates in a workbook that counts from 1904",
        lambda: book(("1", "Ash", "Ann", Raw(' s="1"><v>41151</v>')), about='<workbookPr date1904="1"/>'),
        "1 used",
        reads=BORN,
    ),
    workbook(
        "days as numbers in a workbook that counts from 1904",
        lambda: book(("1", "Ash", "Ann", 41151), about='<workbookPr date1904="1"/>'),
        "1 used",
        reads=BORN,
    ),
    workbook("a date with a time of day", lambda: _student(Raw(' s="1"><v>42613.75</v>')), "1 used", reads=BORN),
    workbook(
        "dates in ISO form, as some programs write them",
        lambda: _student(Raw(' t="d" s="1"><v>2016-08-31</v>')),
        "1 used",
        reads=BORN,
    ),
    workbook("a day before Excel's first", lambda: _student(Raw(' s="1"><v>-5</v>')), NOT_BORN_THERE),
    workbook("a day in the year 12000", lambda: _student(Raw(' s="1"><v>3700000</v>')), NOT_BORN_THERE),
    workbook(
        "a formula with its value",
        lambda: book(("1", Raw(' t="str"><f>A1</f><v>Ash</v>'), "Ann", "01/02/2016")),
        "1 used",
        reads=ASH,
    ),
    workbook(
        "a formula whose value no program has worked out",
        lambda: _leaving(Raw("><f>TODAY()</f>")),
        NOT_LEFT_THERE,
        table=ENROLMENTS,
    ),
    workbook(
        "such a formula with an empty tag for its value",
        lambda: _leaving(Raw("><f>TODAY()</f><v></v>")),
        NOT_LEFT_THERE,
        table=ENROLMENTS,
    ),
    workbook(
        "a formula whose value is no text",
        lambda: _leaving(Raw(' t="str"><f>""</f><v></v>')),
        "1 used",
        table=ENROLMENTS,
    ),
    workbook("an error of Excel's", lambda: _leaving(Raw(' t="e"><v>#REF!</v>')), NOT_LEFT_THERE, table=ENROLMENTS),
    workbook(
        "yes and no as Excel's own",
        lambda: book((*ROW, Raw(' t="b"><v>1</v>')), headings=(*HEADINGS, "Record active")),
        "1 used",
        reads=("record_active", ("Y",)),
    ),
    workbook(
        "a number longer than Excel keeps: zeros stand for its last digits",
        lambda: book((*ROW, 100062000000000000), headings=(*HEADINGS, "UPRN")),
        "1 used; row 2 of 'Sheet1' noted, uprn is not a UPRN (up to twelve digits)",
    ),
    workbook(
        "a UPRN as a number",
        lambda: book((*ROW, 100062345678), headings=(*HEADINGS, "UPRN")),
        "1 used",
        reads=("uprn", ("100062345678",)),
    ),
    workbook(
        "a UPRN as a number in powers of ten",
        lambda: book((*ROW, Raw("><v>1.00062345678E+11</v>")), headings=(*HEADINGS, "UPRN")),
        "1 used",
        reads=("uprn", ("100062345678",)),
    ),
    workbook(
        "a student's number that lost its leading zeros to Excel",
        lambda: book((7, *ROW[1:])),
        "1 used",
        reads=("student_id", ("7",)),
    ),
    workbook(
        "a student's number with a fraction", lambda: book((7.5, *ROW[1:])), "1 used", reads=("student_id", ("7.5",))
    ),
    workbook(
        "text in pieces of several fonts",
        lambda: book(("1", Raw(' t="inlineStr"><is><r><t>As</t></r><r><t>h</t></r></is>'), *ROW[2:])),
        "1 used",
        reads=ASH,
    ),
    workbook(
        "a character that XML cannot hold, as Excel writes it",
        lambda: book(("1", "As_x0007_h", "Ann", "01/02/2016")),
        "1 used",
        reads=ASH,
    ),
    workbook("cells of blanks", lambda: book(ROW, (" ", "\u00a0", " ", " ")), "1 used, 1 passed over"),
    workbook(
        "blank rows above and blank columns before the table",
        lambda: zipped(parts(sheet(cells([(None, None, *HEADINGS), (), (None, None, *ROW)], 3)))),
        "1 used, 1 passed over",
        reads=ASH,
    ),
    workbook("rows numbered backwards", lambda: zipped(parts(sheet(cells([ROW], 2) + cells([HEADINGS], 1)))), "1 used"),
    workbook(
        "cells without their places",
        lambda: zipped(
            parts(
                sheet(
                    "".join(
                        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
                        for row in (HEADINGS, ROW)
                    )
                )
            )
        ),
        "1 used",
        reads=ASH,
    ),
    workbook(
        "its parts unpacked in the archive",
        lambda: zipped(parts(sheet(cells([HEADINGS, ROW]))), zipfile.ZIP_STORED),
        "1 used",
        reads=ASH,
    ),
)

SHEETS = (
    workbook(
        "two sheets of students",
        lambda: zipped(
            parts(sheet(cells([HEADINGS, ROW])), sheet(cells([HEADINGS, ("2", "Oak", "Bo", "31/02/2016")])))
        ),
        (
            "1 used, 1 quarantined; row 2 of 'Sheet2' quarantined, date_of_birth is not a date of "
            "birth (write day/month/year, for example 31/08/2016, no later than the day of the "
            "extract)"
        ),
    ),
    workbook(
        "a sheet of notes beside the table",
        lambda: zipped(parts(sheet(cells([("Type here",)])), sheet(cells([HEADINGS, ROW])))),
        "1 used; sheet 'Sheet1' has no headings of this table and was passed over",
    ),
    workbook(
        "a financial column on a sheet that is not read",
        lambda: zipped(
            parts(
                sheet(
                    cells([OF_CLAIM, ("C1", "1", "Ash", "Ann", "01/02/2016", "1 High St", "SO14 7DU", "01/01/2026")])
                ),
                sheet(cells([("Claim ref", "Weekly amount"), ("C1", "90")])),
            )
        ),
        "refused: it carries the financial column 'Weekly amount', which may not be used; send it without",
        table=BENEFITS,
    ),
    workbook(
        "a hidden sheet",
        lambda: zipped(
            parts(
                sheet(cells([HEADINGS, ROW])),
                sheet(cells([HEADINGS, ("2", "Oak", "Bo", "01/02/2016")])),
                states=("", "hidden"),
            )
        ),
        "1 used; sheet 'Sheet2' is hidden and was passed over",
        reads=ASH,
    ),
    workbook(
        "a sheet hidden from Excel's own menu",
        lambda: zipped(
            parts(
                sheet(cells([HEADINGS, ROW])),
                sheet(cells([HEADINGS, ("2", "Oak", "Bo", "01/02/2016")])),
                states=("", "veryHidden"),
            )
        ),
        "1 used; sheet 'Sheet2' is hidden and was passed over",
        reads=ASH,
    ),
    workbook(
        "nothing but a hidden sheet",
        lambda: zipped(parts(sheet(cells([HEADINGS, ROW])), states=("hidden",))),
        (
            "refused: no row of headings was found on the sheets that are not hidden; a students file "
            "needs student_id, surname, forename, date_of_birth"
        ),
    ),
    workbook(
        "hidden rows, as a filter leaves them: they are read",
        lambda: zipped(parts(sheet(cells([HEADINGS, ROW]).replace('<row r="2">', '<row r="2" hidden="1">')))),
        "1 used",
        reads=ASH,
    ),
    workbook(
        "hidden columns: they are read",
        lambda: zipped(parts(sheet(cells([HEADINGS, ROW]), before='<cols><col min="2" max="3" hidden="1"/></cols>'))),
        "1 used",
        reads=ASH,
    ),
    workbook(
        "a second sheet that lacks a column",
        lambda: zipped(parts(sheet(cells([HEADINGS, ROW])), sheet(cells([HEADINGS[:3], ROW[:3]])))),
        (
            "refused: sheet 'Sheet2' lacks the column date_of_birth; add what is missing, or name its "
            "heading in cme.toml"
        ),
    ),
    workbook("sheets without a cell", lambda: zipped(parts(sheet(""), sheet(""))), NO_HEADINGS),
    workbook("no sheet at all", lambda: zipped(parts()), NO_HEADINGS),
    workbook("headings and no row in a workbook", lambda: zipped(parts(sheet(cells([HEADINGS])))), NO_ROW),
    workbook(
        "a school's name merged down beside its pupils",
        lambda: book(
            ("852/6001", "Oak House", "1", "Ash", "Ann", "01/02/2015"),
            (None, None, "2", "Elm", "Bo", "01/02/2016"),
            headings=("DfE No", "School", "Pupil ref", "Surname", "Forename", "DOB"),
            after='<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/></mergeCells>',
        ),
        "2 used",
        table=RETURNS,
        reads=("establishment_name", ("Oak House", "Oak House")),
    ),
    workbook(
        "a title merged over all columns",
        lambda: zipped(
            parts(
                sheet(
                    cells([("Students",), HEADINGS, ROW]),
                    after='<mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells>',
                )
            )
        ),
        "1 used, 1 passed over",
        reads=ASH,
    ),
    workbook(
        "two headings merged into one",
        lambda: zipped(
            parts(
                sheet(
                    cells([("Student ID", "Surname", None, "DOB"), ROW]),
                    after='<mergeCells count="1"><mergeCell ref="B1:C1"/></mergeCells>',
                )
            )
        ),
        ("refused: sheet 'Sheet1' lacks the column forename; add what is missing, or name its heading in cme.toml"),
    ),
    workbook(
        "a merge over the whole sheet and beyond",
        lambda: zipped(
            parts(
                sheet(cells([HEADINGS, ROW]), after='<mergeCells count="1"><mergeCell ref="A2:A1048576"/></mergeCells>')
            )
        ),
        "1 used",
        reads=ASH,
    ),
    workbook(
        "a cell filled far outside its table",
        lambda: zipped(parts(sheet(cells([HEADINGS, ROW]) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))),
        FAR_CELL,
    ),
    workbook(
        "a far row and a far column, each named only once",
        lambda: zipped(
            parts(
                sheet(
                    cells([HEADINGS, ROW])
                    + '<row r="5"><c r="XFD5"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
                )
            )
        ),
        FAR_CELL,
    ),
    workbook("a remark beside the table", lambda: book((*ROW, "a remark")), "1 used", reads=ASH),
)

KINDS = (*SOUND, *SHEETS)
