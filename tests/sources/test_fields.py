"""How values are read from text: dates in UK order only, UPNs with their check letter, postcodes, codes."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.gb import nhs

from sources import fields
from sources.education import ENROL_STATUS, INVOLVEMENT
from sources.fields import Field

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for macro in fields.MACROS:
        con.execute(macro)
    return con


def read(con: duckdb.DuckDBPyConnection, field: Field, text: str) -> object:
    """The value that a cell of this text has."""
    row = con.execute(f"SELECT {field.read.replace('{text}', 'text')} FROM (SELECT clean_value(?) AS text)", [text])
    return (row.fetchone() or (None,))[0]


@pytest.mark.parametrize(
    "text",
    [
        *("31/08/2016", "31-08-2016", "31.08.2016", "31 08 2016", "31/8/2016", "31/08/16", "31.08.16", "31-8-16"),
        *(
            "31-Aug-2016",
            "31 aug 2016",
            "31-AUG-16",
            "31/Aug/16",
            "31 August 2016",
            "31st August 2016",
            "31 August, 2016",
        ),
        *("Wednesday 31 August 2016", "Wed 31 Aug 2016", "Wednesday, 31 August 2016"),
        *("2016-08-31", "2016/08/31", "2016-8-31", "20160831", "2016-08-31T00:00:00", "2016-08-31 09:30:00.000Z"),
        *("31/08/2016 00:00", "31/08/2016 12:00:00 AM", "31-Aug-2016 00:00:00"),
        *("42613", "42613.0", "42613.25", "'31/08/2016", " 31/08/2016 ", "31/08/2016\u00a0"),
    ],
)
def test_a_date_is_read_in_every_form_that_uk_systems_write(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(con, fields.DATE, text) == date(2016, 8, 31)


@pytest.mark.parametrize(
    "text",
    [
        *("08/31/2016", "8/31/16", "Aug 31 2016", "August 31, 2016", "2016-31-08", "12.31.2016"),
        *(
            "31/09/2016",
            "29/02/2015",
            "00/01/2016",
            "01/00/2016",
            "0000-00-00",
            "99/99/9999",
            "31/08",
            "08/2016",
            "2016",
        ),
        *(
            "31/08/016",
            "31/08/0016",
            "0016-08-31",
            "31 Augst 2016",
            "31 Mayflower 2016",
            "unknown",
            "N/A",
            "-",
            "#ERROR",
        ),
        *("29220", "55154", "1", "426130", "4261", "2016083", "31082016", "31/08/2016 and more", "31//08//2016x"),
    ],
)
def test_what_is_no_date_in_uk_order_is_not_read(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(con, fields.DATE, text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29221", date(1980, 1, 1)),
        ("55153", date(2050, 12, 31)),
        ("29/02/2016", date(2016, 2, 29)),
        ("05/06/2016", date(2016, 6, 5)),
        ("Sept 1 2016", None),
        ("1 Sept 2016", date(2016, 9, 1)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/9999", date(9999, 12, 31)),
    ],
)
def test_dates_at_their_bounds(con: duckdb.DuckDBPyConnection, text: str, day: date | None) -> None:
    assert read(con, fields.DATE, text) == day


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(1970, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d-%b-%Y", "%d %B %Y", "%Y-%m-%d", "%d/%m/%Y %H:%M:%S", "%a %d %b %Y"]),
)
def test_every_day_is_read_back_from_every_form(con: duckdb.DuckDBPyConnection, day: date, form: str) -> None:
    assert read(con, fields.DATE, day.strftime(form)) == day


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1980, 1, 1), date(2050, 12, 31)))
def test_excel_counts_days_from_the_end_of_1899(con: duckdb.DuckDBPyConnection, day: date) -> None:
    assert read(con, fields.DATE, str((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@pytest.mark.parametrize("upn", ["H801200001001", "B801200005001", "V852427821001", "V852431121001", "P80180001701A"])
def test_upns_with_their_check_letter_are_read(con: duckdb.DuckDBPyConnection, upn: str) -> None:
    assert read(con, fields.UPN, f" {upn.lower()} ") == upn
    assert read(con, fields.UPN, f"{upn[:4]} {upn[4:]}") == upn


@pytest.mark.parametrize(
    "upn", ["Q207000016049", "A801200001001", "H80120000100", "H8012000010011", "I801200001001", "H80120000100O", "UN1"]
)
def test_upns_with_a_wrong_letter_or_form_are_not(con: duckdb.DuckDBPyConnection, upn: str) -> None:
    assert read(con, fields.UPN, upn) is None


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[0-9]{11}[0-9A-HJ-NP-RT-Z]", fullmatch=True), st.sampled_from(LETTERS))
def test_a_upn_has_one_check_letter(con: duckdb.DuckDBPyConnection, body: str, letter: str) -> None:
    total = sum((int(c) if c.isdigit() else LETTERS.index(c)) * k for k, c in enumerate(body, 2))
    assert (read(con, fields.UPN, letter + body) is not None) == (letter == LETTERS[total % 23])


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (fields.POSTCODE, "so147du", "SO14 7DU"),
        (fields.POSTCODE, "SO14  7DU", "SO14 7DU"),
        (fields.POSTCODE, "W1A-1AA", "W1A 1AA"),
        (fields.POSTCODE, "M1 1AA", "M1 1AA"),
        (fields.POSTCODE, "ZZ99 3VZ", None),
        (fields.POSTCODE, "SO14", None),
        (fields.POSTCODE, "SO14 O7U", None),
        (fields.LAESTAB, "852/1234", "8521234"),
        (fields.LAESTAB, "8521234", "8521234"),
        (fields.LAESTAB, "852 1234", "8521234"),
        (fields.LAESTAB, "852-1234", "8521234"),
        (fields.LAESTAB, "8521234.0", "8521234"),
        (fields.LAESTAB, "852/123", None),
        (fields.LAESTAB, "85212345", None),
        (fields.URN, "116458", "116458"),
        (fields.URN, "116458.0", "116458"),
        (fields.URN, "EY123", None),
        (fields.UPRN, "000100012345", "100012345"),
        (fields.UPRN, "1.00012E+11", None),
        (fields.LA_CODE, "852", "852"),
        (fields.LA_CODE, "0852", "852"),
        (fields.LA_CODE, "852.0", "852"),
        (fields.LA_CODE, "HAMPSHIRE", "850"),
        (fields.LA_CODE, "HAMPSHIRE COUNTY COUNCIL", "850"),
        (fields.LA_CODE, "THE COUNCIL OF THE ISLE OF WIGHT", "921"),
        (fields.LA_CODE, "I.O.W.", "921"),
        (fields.LA_CODE, "850 - HANTS CC", "850"),
        (fields.LA_CODE, "PORTSMOUTH (851)", "851"),
        (fields.LA_CODE, "850 PORTSMOUTH", None),
        (fields.LA_CODE, "NORTH HAMPSHIRE TRUST", None),
        (fields.LA_CODE, "COUNTY COUNCIL", None),
        (fields.LA_CODE, "85", None),
        (fields.LA_CODE, "1852", None),
        (fields.RESPONSIBLE_LA, "PORTSMOUTH", "851"),
        (fields.RESPONSIBLE_LA, "SOMEWHERE ELSE", None),
        (fields.YEAR, "2026", 2026),
        (fields.YEAR, "2026/27", 2026),
        (fields.YEAR, "26", None),
        (fields.AGE, "4", 4),
        (fields.AGE, "11.0", 11),
        (fields.AGE, "4-11", None),
        (fields.SEX, "female", "F"),
        (fields.SEX, "m", "M"),
        (fields.SEX, "?", None),
        (fields.YES_NO, "yes", "Y"),
        (fields.YES_NO, "FALSE", "N"),
        (fields.NC_YEAR, "Year 3", "3"),
        (fields.NC_YEAR, "03", "3"),
        (fields.NC_YEAR, "n2", "N2"),
        (fields.NC_YEAR, "reception", "R"),
        (fields.NC_YEAR, "15", None),
        (ENROL_STATUS, "current (main)", None),
        (ENROL_STATUS, "current main", "M"),
        (ENROL_STATUS, "s", "S"),
        (INVOLVEMENT, "ehcp", "EHCP"),
        (INVOLVEMENT, "SEND", None),
    ],
)
def test_values_are_read_or_not(con: duckdb.DuckDBPyConnection, field: Field, text: str, value: object) -> None:
    assert read(con, field, text) == value


@pytest.mark.parametrize("text", ["", "   ", "\u00a0", "NULL", "null", "(null)", "\\N", "'"])
def test_what_stands_for_no_value_is_blank(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert con.execute("SELECT clean_value(?)", [text]).fetchone() == (None,)


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_cleaning_is_done_once_and_for_all(con: duckdb.DuckDBPyConnection, text: str) -> None:
    once = (con.execute("SELECT clean(?)", [text]).fetchone() or ("",))[0]
    assert con.execute("SELECT clean(?)", [once]).fetchone() == (once,)
    assert once is None or (once == once.strip(" ") and "  " not in once and "\n" not in once)


@given(st.from_regex(r"\A[0-9]{10}\Z"))
@settings(max_examples=30, deadline=None)
def test_an_nhs_number_is_valid_where_its_check_digit_is(con: duckdb.DuckDBPyConnection, number: str) -> None:
    """With each last digit, of which one at most is right; python-stdnum is the judge."""
    for text in (number[:9] + digit for digit in "0123456789"):
        assert read(con, fields.NHS_NUMBER, text) == (text if nhs.is_valid(text) else None)


@pytest.mark.parametrize("text", ["943 476 5919", "943-476-5919", " 9434765919 ", "'9434765919"])
def test_an_nhs_number_is_read_however_it_is_spaced(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(con, fields.NHS_NUMBER, text) == "9434765919"


@pytest.mark.parametrize("text", ["9434765918", "943476591", "94347659190", "943476591X", "none"])
def test_what_is_no_nhs_number_is_not_read(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(con, fields.NHS_NUMBER, text) is None
