"""CSV files as systems write them: encodings, delimiters, headings, cells, and rows as a person counts them."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import Inbox

NAME = "education/students_2026-10-31.csv"
HEADINGS = ["Student ID", "Surname", "Forename", "DOB"]
ZOE = ["0007", "Núñez", "Zoë", "31/08/2016"]
READ = ("0007", "Núñez", "Zoë", date(2016, 8, 31))
COLUMNS = "student_id, surname, forename, date_of_birth"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_gives_the_same_row(inbox: Inbox, encoding: str, delimiter: str) -> None:
    inbox.csv(NAME, [HEADINGS, ZOE], delimiter=delimiter, encoding=encoding)
    inbox.receive()
    assert inbox.used("education_students", COLUMNS) == [READ]


def test_utf_16_with_a_mark_in_big_endian_order_is_read(inbox: Inbox) -> None:
    inbox.put(NAME, b"\xfe\xff" + "Student ID,Surname,Forename,DOB\n0007,Núñez,Zoë,2016-08-31".encode("utf-16-be"))
    inbox.receive()
    assert inbox.used("education_students", COLUMNS) == [READ]


def test_a_stray_byte_of_windows_in_a_utf_8_file_garbles_no_other_name(inbox: Inbox) -> None:
    rows = "".join(f"{n},Núñez,Zoë,31/08/2016\r\n" for n in range(9))
    inbox.put(NAME, ",".join(HEADINGS).encode() + b"\r\n" + rows.encode() + b"9,M\xfcller,Ann,31/08/2016\r\n")
    inbox.receive()
    assert inbox.used("education_students", "surname") == [("Núñez",)] * 9 + [("Müller",)]
    assert inbox.ledger(NAME, "notes") == (
        ["some of its characters are not UTF-8 like the others and were read as Windows-1252"],
    )


@pytest.mark.parametrize(
    "headings",
    [
        ["STUDENT_ID", "SURNAME", "FORENAME", "DATE_OF_BIRTH"],
        ["student-id", "Legal Surname", "Legal Forename", "date-of-birth"],
        [" Stud. ID ", "Last name", "First Name(s)", "Date of Birth (dd/mm/yyyy)"],
    ],
)
def test_headings_are_one_whatever_their_case_spaces_and_punctuation(inbox: Inbox, headings: list[str]) -> None:
    inbox.csv(NAME, [headings, ZOE])
    inbox.receive()
    assert inbox.used("education_students", COLUMNS) == [READ]


def test_an_authority_names_its_own_headings_and_those_of_other_tables_do_no_harm(inbox: Inbox) -> None:
    (inbox.home / "cme.toml").write_text(
        '[sources.education.aliases]\n"Pupil key" = "student_id"\n"Base" = "laestab"\n', encoding="utf-8"
    )
    inbox.csv(NAME, [["Pupil key", *HEADINGS[1:]], ZOE])
    inbox.receive()
    assert inbox.used("education_students", COLUMNS) == [READ]


def test_title_blank_total_and_ruled_lines_are_no_rows_and_are_counted(inbox: Inbox) -> None:
    inbox.put(
        NAME,
        "Capita ONE extract\n\nRun on:,01/11/2026\nStudent ID,Surname,Forename,DOB\n----------,-------,--------,---\n"
        "0007,Núñez,Zoë,31/08/2016\n,,,\n   \nTotal,1\n(1 rows affected)\n",
    )
    inbox.receive()
    assert inbox.used("education_students", f"{COLUMNS}, row_number") == [(*READ, 6)]
    assert inbox.ledger(NAME, "rows, used, quarantined, repeated, passed_over") == (1, 1, 0, 0, 7)


def test_rows_are_numbered_as_excel_shows_them_with_blank_rows_and_line_breaks_in_cells(inbox: Inbox) -> None:
    inbox.put(
        NAME,
        "Student ID,Surname,Forename,DOB,Address\r\n"
        '1,Ash,Ann,01/02/2016,"Flat 1\r\n12 High Street"\r\n'  # row 2, two lines
        "\r\n"  # row 3
        "2,Beech,Bo,31/02/2016,\r\n"  # row 4: no such day
        "3,Cedar,Cy\r\n"  # row 5: too few
        "4,Deal,Di,01/02/2016,1 Low Street,Southampton\r\n"  # row 6: too many
        '5,Elm,Ed,99/02/2016,"a\r\nb"\r\n',  # row 7
    )
    inbox.receive()
    assert [(row, column) for row, column, *_ in inbox.quarantined()] == [
        (4, "date_of_birth"),
        (5, None),
        (6, None),
        (7, "date_of_birth"),
    ]
    assert inbox.used("education_students", "row_number, address_line_1") == [(2, "Flat 1 12 High Street")]


def test_excels_own_line_that_names_the_delimiter_is_neither_read_nor_counted(inbox: Inbox) -> None:
    inbox.put(NAME, "sep=;\r\nStudent ID;Surname;Forename;DOB\r\n1;Ash, the;Ann;nonsense\r\n")
    inbox.receive()
    assert inbox.quarantined()[0][:3] == (2, "date_of_birth", "nonsense")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(inbox: Inbox, line_end: str) -> None:
    inbox.put(NAME, line_end.join([",".join(HEADINGS), ",".join(ZOE), ""]))
    inbox.receive()
    assert inbox.used("education_students", COLUMNS) == [READ]


def test_quotation_marks_inside_a_cell_are_part_of_it(inbox: Inbox) -> None:
    inbox.put(NAME, 'Student ID,Surname,Forename,DOB\n1,O"Hara,"Ann ""Annie""",01/02/2016\n')
    inbox.receive()
    assert inbox.used("education_students", "surname, forename") == [('O"Hara', 'Ann "Annie"')]


def test_cells_stay_as_they_were_written(inbox: Inbox) -> None:
    inbox.csv(
        NAME,
        [
            [*HEADINGS, "UPRN", "Middle names"],
            ["000123456789012345", "Null", "None", "01/02/2016", "100012345678", "NA"],
            ["1e5", " d'Arc ", "'t Jan", "01/02/2016", "", "NULL"],
        ],
    )
    inbox.receive()
    assert inbox.used("education_students", "student_id, surname, forename, uprn, middle_names") == [
        ("000123456789012345", "Null", "None", "100012345678", "NA"),
        ("1e5", "d'Arc", "'t Jan", None, None),
    ]
    assert inbox.query("SELECT surname FROM landing.row_education_students WHERE student_id = '1e5'") == [(" d'Arc ",)]


def test_invisible_characters_and_the_apostrophe_of_excel_are_no_part_of_a_value(inbox: Inbox) -> None:
    inbox.csv(NAME, [HEADINGS, ["'0007", "Nú\u00a0ñez\u200b", "\ufeffZoë", "31/08/2016\u00a0"]])
    inbox.receive()
    assert inbox.used("education_students", COLUMNS) == [("0007", "Nú ñez", "Zoë", date(2016, 8, 31))]


def test_undeclared_columns_are_named_and_never_stored(inbox: Inbox) -> None:
    inbox.csv(
        NAME,
        [
            ["Student ID", "Ethnicity", "Surname", "Forename", "DOB", "Free school meals"],
            ["1", "WBRI", "Ash", "Ann", "01/02/2016", "FSM-yes"],
            ["2", "WBRI", "Beech", "Bo", "x", "03/02/2016", "FSM-yes"],  # a cell too many
            ["3", "WBRI", "Cedar", "04/02/2016", "FSM-yes"],  # a cell too few
        ],
    )
    inbox.receive()
    assert inbox.ledger(NAME, "ignored") == (["Ethnicity", "Free school meals"],)
    tables = inbox.query("SELECT database_name, schema_name, table_name FROM duckdb_tables() WHERE NOT temporary")
    everything = " ".join(str(inbox.query(f"FROM {d}.{s}.{t}")) for d, s, t in tables)
    assert "Ash" in everything
    assert "WBRI" not in everything
    assert "FSM-yes" not in everything
    # Of a malformed row only cells that no undeclared column can have slipped into.
    assert [row[:3] for row in inbox.quarantined()] == [(3, None, "2 | Bo | x"), (4, None, "Cedar | 04/02/2016")]


def test_a_delimiter_at_the_end_of_every_row_but_the_headings_is_no_cell(inbox: Inbox) -> None:
    rows = [f"{n},Ash,Ann,01/02/2016,\n" for n in range(6)]
    inbox.put(NAME, "Student ID,Surname,Forename,DOB\n" + "".join(rows) + "9,Ash,Ann,Mary,01/02/2016,\n")
    inbox.receive()
    assert inbox.ledger(NAME, "rows, used, quarantined") == (7, 6, 1)


def test_an_unquoted_comma_in_an_address_is_a_cell_too_many_even_where_the_last_cell_is_blank(inbox: Inbox) -> None:
    inbox.put(
        NAME,
        "Student ID,Surname,Forename,DOB,Address,Postcode\n"
        "1,Ash,Ann,01/02/2016,1 High Street,SO14 7DU\n"
        "2,Ash,Ann,01/02/2016,Flat 2,3 High Street,\n",
    )
    inbox.receive()
    assert inbox.quarantined() == [
        (
            3,
            None,
            "2 | Ash | Ann | 01/02/2016 | Flat 2 | 3 High Street",
            "the row has 7 cells where the headings have 6",
        )
    ]


def test_a_file_longer_than_a_block_keeps_its_row_numbers(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.files import text

    monkeypatch.setattr(text, "BLOCK", 1000)
    rows = [
        [str(n), "Ash", "Ann", "01/02/2016" if n % 50 else "never"] + ["more"] * (n % 70 == 3) for n in range(2, 900)
    ]
    inbox.csv(NAME, [HEADINGS, *rows])
    inbox.receive()
    used = inbox.used("education_students", "row_number, student_id")
    assert len(used) == len(rows) - 17 - 13
    assert all(str(row) == student for row, student in used)
    assert all(str(row) == value.split(" | ")[0] for row, column, value, _ in inbox.quarantined() if column is None)
