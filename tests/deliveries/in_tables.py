"""Headings, rows and values: what people, exports and Excel do to a table before it is sent."""

from __future__ import annotations

from tests.deliveries.kinds import ANN, BENEFITS, ENROLMENTS, RETURNS, ROLLS, H, Kind
from tests.deliveries.words import EMPTY, NO_HEADINGS, NO_ROW, NO_UPN, NOT_BORN, NOT_LEFT

E = "Student ID,DfE No,Enrol status,Entry date,Leaving date\n"
R = "DfE No,School,Pupil ref,Surname,Forename,DOB\n"
OAK = "852/6001,Oak House,1,Ash,Ann,01/02/2016\n"
C = "DfE No,UPN,Surname,Forename,DOB\n"


def _born(title: str, text: str, says: str, born: str | None = None) -> Kind:
    """A date of birth written in some way."""
    return Kind(title, f"{H}1,Ash,Ann,{text}\n", says, reads=("date_of_birth", (born,)) if born else None)


def _left(title: str, text: str, says: str) -> Kind:
    """A leaving date written in some way."""
    return Kind(title, f"{E}1,852/1234,C,01/09/2020,{text}\n", says, table=ENROLMENTS)


def _value(
    title: str, heading: str, text: str, says: str, reads: tuple[str, tuple[str | None, ...]] | None = None
) -> Kind:
    """A student with one more value."""
    return Kind(title, H.strip() + f",{heading}\n1,Ash,Ann,01/02/2016,{text}\n", says, reads=reads)


HEADINGS = (
    Kind(
        "a title, a line drawn under the headings, a total",
        "Extract of students\n\nRun on:,01/11/2026\n" + H + "---,---,---,---\n" + ANN + "Total,1\n(1 rows affected)\n",
        "1 used, 5 passed over",
    ),
    Kind(
        "headings in other spellings",
        "STUDENT_ID,Legal Surname,First Name(s),Date of Birth (dd/mm/yyyy)\n" + ANN,
        "1 used",
    ),
    Kind("headings with line breaks in them", '"Student\nID",Surname,Forename,"Date of\nbirth"\n' + ANN, "1 used"),
    Kind(
        "a heading twice",
        "Student ID,Surname,Forename,DOB,Surname\n1,Ash,Ann,01/02/2016,Oak\n",
        ("refused: the column surname stands there twice ('Surname' and 'Surname'); remove or rename one"),
    ),
    Kind(
        "a column twice under two names",
        "Student ID,DOB,Surname,Forename,Birth date\n",
        ("refused: the column date_of_birth stands there twice ('DOB' and 'Birth date'); remove or rename one"),
    ),
    Kind(
        "a heading renamed to one nobody knows",
        H.replace("Student ID", "Pupil key") + ANN,
        ("refused: it lacks the column student_id; add what is missing, or name its heading in cme.toml"),
    ),
    Kind(
        "two headings renamed",
        "Pupil key,Family,Forename,DOB\n" + ANN,
        ("refused: it lacks the columns student_id, surname; add what is missing, or name its heading in cme.toml"),
    ),
    Kind("all headings renamed", "A,B,C,D\n" + ANN, NO_HEADINGS),
    Kind("no headings", ANN, NO_HEADINGS),
    Kind("headings and no row", H, NO_ROW),
    Kind("headings and blank rows", H + ",,,\n\n", NO_ROW),
    Kind("headings below row 60", "about this file\n" * 61 + H + ANN, NO_HEADINGS),
    Kind("the headings again after some rows", H + ANN + H + ANN.replace("1,", "2,"), "2 used, 1 passed over"),
    Kind(
        "columns nobody declared",
        "Student ID,Ethnicity,Surname,Forename,DOB\n1,W,Ash,Ann,01/02/2016\n",
        "1 used; not stored: Ethnicity",
    ),
    Kind(
        "two thousand columns",
        H.strip() + "".join(f",c{n}" for n in range(2000)) + "\n" + ANN.strip() + "," * 2000 + "\n",
        "1 used; not stored: c0, c1, c2, ...",
    ),
    Kind(
        "the columns moved one to the right under their headings",
        H.strip() + ",Sex\n" + ",1,Ash,Ann,01/02/2016\n" * 2,
        (
            "0 used, 1 quarantined, 1 repeated; row 2 quarantined, student_id is missing; row 2 "
            "quarantined, date_of_birth is not a date of birth (write day/month/year, for example "
            "31/08/2016, no later than the day of the extract)"
        ),
    ),
    Kind("surname and date of birth swapped", H + "1,01/02/2016,Ann,Ash\n", NOT_BORN),
    Kind(
        "the enrolments named students",
        E + "1,852/1234,C,01/09/2020,\n",
        "refused: its headings are those of enrolments, not of students; name it by what it holds",
    ),
    Kind(
        "the students named enrolments",
        H + ANN,
        "refused: its headings are those of students, not of enrolments; name it by what it holds",
        table=ENROLMENTS,
    ),
    Kind("nothing", "", EMPTY),
    Kind("nothing but blanks and ends of lines", " \r\n\t\r\n", EMPTY),
    Kind("a byte-order mark and nothing else", b"\xef\xbb\xbf", EMPTY),
    Kind(
        "a financial column",
        "Claim ref,Child no,Surname,Forename,DOB,Address,Postcode,From,Weekly rent\n"
        "C1,1,Ash,Ann,01/02/2016,1 High St,SO14 7DU,01/01/2026,90\n",
        ("refused: it carries the financial column 'Weekly rent', which may not be used; send it without"),
        table=BENEFITS,
    ),
    Kind(
        "a financial word within a harmless one",
        "Claim ref,Child no,Surname,Forename,DOB,Address,Postcode,From,Parent\n"
        "C1,1,Ash,Ann,01/02/2016,1 High St,SO14 7DU,01/01/2026,Bo\n",
        "1 used; not stored: Parent",
        table=BENEFITS,
    ),
)

ROWS = (
    Kind(
        "a row with a cell too many",
        H + ANN + "2,Oak,the,Bo,01/02/2016\n",
        "1 used, 1 quarantined; row 3 quarantined, the row has 5 cells where the headings have 4",
    ),
    Kind(
        "a row with a cell too few",
        H + ANN + "2,Bo,01/02/2016\n" + ANN.replace("1,", "3,"),
        "2 used, 1 quarantined; row 3 quarantined, the row has 3 cells where the headings have 4",
    ),
    Kind("a row twice", H + ANN + ANN, "1 used, 1 repeated"),
    Kind(
        "a key twice with different names",
        H + ANN + "1,Oak,Ann,01/02/2016\n2,Elm,Bo,01/02/2016\n",
        (
            "1 used, 2 quarantined; row 2 quarantined, its key stands in the file more than once with "
            "different content; row 3 quarantined, its key stands in the file more than once with "
            "different content"
        ),
    ),
    Kind(
        "a row without its key",
        H + ANN + ",Oak,Bo,01/02/2016\n",
        "1 used, 1 quarantined; row 3 quarantined, student_id is missing",
    ),
    Kind("a child without a forename", H + "1,Ash,,01/02/2016\n", "1 used; row 2 noted, forename is blank"),
    Kind(
        "a child without a surname",
        H + "1,,Ann,01/02/2016\n",
        "0 used, 1 quarantined; row 2 quarantined, surname is missing",
    ),
    Kind(
        "a table that was as long as ten rows",
        C + "".join(f"850/1234,,Ash,Ann{n},01/02/2016\n" for n in range(10)),
        "10 used",
        table=ROLLS,
    ),
    Kind(
        "and comes again with six",
        C + "".join(f"850/1234,,Ash,Ann{n},01/02/2016\n" for n in range(6)),
        (
            "refused: it has 6 rows where the establishments it names had 10 in their last accepted "
            "files, a fall of more than 30%; if that is right, run once with --accept-shrink "
            "cross_border/rolls"
        ),
        table=ROLLS,
    ),
)

DATES = (
    _born("a day that no month has", "31/02/2016", NOT_BORN),
    _born("a date in American order", "12/31/2016", NOT_BORN),
    _born("a date in American words", "Dec 31 2016", NOT_BORN),
    _born("a date that could be American: it is read as ours", "03/04/2016", "1 used", "2016-04-03"),
    _born("two digits for the year", "31/08/16", "1 used", "2016-08-31"),
    _born("two digits for a year long ago", "31/08/69", "1 used", "1969-08-31"),
    _born("a year of the wrong century", "31/08/0016", NOT_BORN),
    _born("ISO order", "2016-08-31", "1 used", "2016-08-31"),
    _born("ISO order with a time of day and a zone", "2016-08-31T00:00:00Z", "1 used", "2016-08-31"),
    _born("a date in words", "31st August 2016", "1 used", "2016-08-31"),
    _born("a date without its leading zeros", "1/9/2016", "1 used", "2016-09-01"),
    _born("eight digits", "20160831", "1 used", "2016-08-31"),
    _born("seven digits of eight, the first zero lost", "1092016", NOT_BORN),
    _born("the number by which Excel knows a day", "42613", "1 used", "2016-08-31"),
    _born("that number for a day out of this age", "17", NOT_BORN),
    _born("a date of birth after the day of the extract", "01/11/2026", NOT_BORN),
    _born("zeros for a date", "00/00/0000", NOT_BORN),
    _born("a word for a date", "unknown", NOT_BORN),
    _born("a date that Excel shows as #########", "########", NOT_BORN),
    _left("a leaving date that cannot be read, which is no blank", "soon", NOT_LEFT),
    _left("a leaving date that is blank", "", "1 used"),
)

VALUES = (
    _value("a UPN as Excel shows a long number", "UPN", "1.23E+12", NO_UPN),
    _value("a UPN whose check letter is wrong", "UPN", "B852200001001", NO_UPN),
    _value(
        "a UPRN as Excel shows a long number",
        "UPRN",
        "1.00062E+11",
        "1 used; row 2 noted, uprn is not a UPRN (up to twelve digits)",
    ),
    _value("a UPRN with its leading zeros", "UPRN", "000123456789", "1 used", ("uprn", ("123456789",))),
    _value(
        "a UPRN that is longer than any",
        "UPRN",
        "1234567890123456",
        "1 used; row 2 noted, uprn is not a UPRN (up to twelve digits)",
    ),
    _value(
        "a postcode with the letter O for a zero",
        "Postcode",
        "SOI4 7DU",
        "1 used; row 2 noted, postcode is not a postcode",
    ),
    _value(
        "a postcode without its blank, in small letters", "Postcode", "so147du", "1 used", ("postcode", ("SO14 7DU",))
    ),
    _value("a code that is none", "Sex", "Z", "1 used; row 2 noted, sex is none of the codes M, F, U"),
    _value("a code in words", "Sex", "female", "1 used", ("sex", ("F",))),
    _value("what databases write for nothing", "Middle names", "NULL", "1 used", ("middle_names", (None,))),
    Kind("a child called Null", H + "1,Null,None,01/02/2016\n", "1 used", reads=("surname", ("Null",))),
    Kind("text that looks like a formula", H + "1,=1+1,@Ann,01/02/2016\n", "1 used", reads=("surname", ("=1+1",))),
    Kind(
        "a student's number with leading zeros",
        H + "0007,Ash,Ann,01/02/2016\n",
        "1 used",
        reads=("student_id", ("0007",)),
    ),
    Kind(
        "a student's number as Excel shows a long one",
        H + "1.23E+15,Ash,Ann,01/02/2016\n",
        "1 used",
        reads=("student_id", ("1.23E+15",)),
    ),
    Kind(
        "a DfE number that went through floating point",
        E + "1,8521234.0,C,01/09/2020,\n",
        "1 used",
        table=ENROLMENTS,
        reads=("laestab", ("8521234",)),
    ),
    Kind(
        "a DfE number of six digits",
        E + "1,852123,C,01/09/2020,\n",
        ("0 used, 1 quarantined; row 2 quarantined, laestab is not a DfE number of seven digits (852/1234)"),
        table=ENROLMENTS,
    ),
    Kind(
        "a status that is no code",
        E + "1,852/1234,Z,01/09/2020,\n",
        ("0 used, 1 quarantined; row 2 quarantined, enrol_status is none of the codes C, M, S, F, O, G, P"),
        table=ENROLMENTS,
    ),
    Kind(
        "a blank status",
        E + "1,852/1234,,01/09/2020,\n",
        "1 used; row 2 noted, enrol_status is blank and counts as C (current)",
        table=ENROLMENTS,
    ),
    Kind("no-break spaces", H + "1,Van\u00a0Dyck,Ann,01/02/2016\u00a0\n", "1 used", reads=("surname", ("Van Dyck",))),
    Kind(
        "characters of no width", H + "1,A\u200bs\u2060h\ufeff,Ann,01/02/2016\n", "1 used", reads=("surname", ("Ash",))
    ),
    Kind(
        "marks of direction from right to left",
        H + "1,\u200fAsh\u202e,Ann,\u200e01/02/2016\n",
        "1 used",
        reads=("surname", ("Ash",)),
    ),
    Kind("a name in Arabic", H + "1,خالد,Ann,01/02/2016\n", "1 used", reads=("surname", ("خالد",))),
    Kind(
        "characters that ring bells and colour screens",
        H + "1,A\x07s\x1b[31mh,Ann,01/02/2016\n",
        "1 used",
        reads=("surname", ("As[31mh",)),
    ),
    Kind("a picture for a name", H + "1,Ash,🦊,01/02/2016\n", "1 used", reads=("forename", ("🦊",))),
    Kind("digits of another script in a date", H + "1,Ash,Ann,٠١/٠٢/٢٠١٦\n", NOT_BORN),
    Kind(
        "Excel's apostrophe before a number",
        H + "'0007,Ash,Ann,01/02/2016\n",
        "1 used",
        reads=("student_id", ("0007",)),
    ),
    Kind("an error of Excel's saved as text", E + "1,852/1234,C,01/09/2020,#N/A\n", NOT_LEFT, table=ENROLMENTS),
)

OF_SCHOOLS = (
    Kind(
        "the school above the headings, notes and a total below",
        "School: Oak House  DfE No: 852/6001\n"
        "Pupil ref,Surname,Forename,DOB\n1,Ash,Ann,01/02/2016\nTotal pupils: 1\n"
        "Please telephone us in term time\n",
        "1 used, 3 passed over",
        table=RETURNS,
    ),
    Kind(
        "a nil return",
        "School: Elm House  DfE No: 852/6002\nPupil ref,Surname,Forename,DOB\n",
        "0 used, 1 passed over",
        table=RETURNS,
    ),
    Kind(
        "a nil return that says so in a row", R + "852/6003,Fir House,,Nil,,\n", "0 used, 1 passed over", table=RETURNS
    ),
    Kind(
        "no nil return: a row names a school, and says that it has not answered",
        R.replace("DOB", "DOB,Comments").strip()
        + "\n"
        + OAK.replace("852/6001", "852/6021").replace("\n", ",\n")
        + "852/6025,Fir House,,,,,not yet returned\n",
        "1 used, 1 passed over; not stored: Comments; a row names a school and no pupil, but something else than that "
        "there is none: it is no return",
        table=RETURNS,
    ),
    Kind(
        "two schools one below the other on a sheet",
        "School: Oak House  DfE No: 852/6021\nPupil ref,Surname,Forename,DOB\n1,Ash,Ann,01/02/2016\n\n"
        "School: Elm House  DfE No: 852/6002\nPupil ref,Surname,Forename,DOB\n1,Oak,Oz,01/02/2016\n",
        "refused: row 5 names another school than the rows above it; put the pupils of each school on a sheet or in a "
        "file of its own",
        table=RETURNS,
    ),
    Kind(
        "the same school named again below, in another spelling",
        "School: Oak House  DfE No: 852/6022\nPupil ref,Surname,Forename,DOB\n1,Ash,Ann,01/02/2016\n"
        "DfE No: 852 6022\n2,Oak,Oz,01/02/2016\n",
        "2 used, 2 passed over",
        table=RETURNS,
    ),
    Kind(
        "more on the line of the school's number above the headings",
        "Head of school: Mrs Jones\nSchool name: Oak House\nDfE No: 852/6023 Date: 15/09/2026\n"
        "Pupil ref,Surname,Forename,DOB\n1,Ash,Ann,01/02/2016\n",
        "1 used, 3 passed over",
        table=RETURNS,
        reads=("laestab", ("8526023",)),
    ),
    Kind(
        "a school above the headings, and rows of another by its URN",
        "School: Oak House  DfE No: 852/6024\nURN,Pupil ref,Surname,Forename,DOB\n"
        ",1,Ash,Ann,01/02/2016\n116002,2,Oak,Oz,01/02/2016\n",
        "2 used, 1 passed over",
        table=RETURNS,
        reads=("laestab", ("8526024", None)),
    ),
    Kind(
        "headings repeated below in another order",
        f"{H}{ANN}Student ID,Forename,Surname,DOB\n2,Oz,Oak,01/02/2016\n",
        "refused: row 3 repeats the headings in another order; put what stands below it on a sheet of its own",
    ),
    Kind(
        "a nil return of a school whose number cannot be read",
        "School: Yew House  DfE No: 852\nPupil ref,Surname,Forename,DOB\n",
        ("refused: it is a nil return, but the DfE number or URN of its school cannot be read; correct it"),
        table=RETURNS,
    ),
    Kind(
        "headings, no pupil, and no school",
        "Pupil ref,Surname,Forename,DOB\n",
        (
            "refused: it lacks the columns establishment_name, laestab or urn; add what is missing, "
            "or name its heading in cme.toml"
        ),
        table=RETURNS,
    ),
    Kind(
        "a return that names no school's number",
        "School,Pupil ref,Surname,Forename,DOB\nOak House,1,Ash,Ann,01/02/2016\n",
        ("refused: it lacks the column laestab or urn; add what is missing, or name its heading in cme.toml"),
        table=RETURNS,
    ),
    Kind(
        "headings between classes",
        R + "Year 3,,,,,\n" + OAK + "Reception,,,,,\n" + OAK.replace(",1,Ash", ",2,Oak"),
        "2 used, 2 passed over",
        table=RETURNS,
    ),
    Kind(
        "a pupil without a date of birth",
        R + OAK + "852/6001,Oak House,2,Oak,Bo,\n",
        "1 used, 1 quarantined; row 3 quarantined, date_of_birth is missing",
        table=RETURNS,
    ),
)

KINDS = (*HEADINGS, *ROWS, *DATES, *VALUES, *OF_SCHOOLS)
