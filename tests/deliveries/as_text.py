"""CSV files as systems and people write and spoil them: encodings, delimiters, ends of lines, quotation marks."""

from __future__ import annotations

import codecs

from tests.deliveries.kinds import ANN, H, Kind
from tests.deliveries.words import CUT_OFF, NO_ENCODING, NO_HEADINGS, NULLS, TOO_LONG

ZOE = "0007,Núñez,Zoë,31/08/2016\n"
SPANISH = ("surname", ("Núñez",))
ASH = ("surname", ("Ash",))
MANY = "".join(f"{n},Núñez,Zoë,31/08/2016\n" for n in range(9))


def _zoe(title: str, content: bytes, says: str = "1 used") -> Kind:
    return Kind(title, content, says, reads=SPANISH)


ENCODINGS = (
    _zoe("UTF-8", (H + ZOE).encode()),
    _zoe("UTF-8 with a byte-order mark", (H + ZOE).encode("utf-8-sig")),
    _zoe(
        "two files with byte-order marks, one put behind the other",
        (H + ZOE + "\ufeff" + H).encode("utf-8-sig"),
        "1 used, 1 passed over",
    ),
    _zoe("UTF-16, little end first, with its mark", codecs.BOM_UTF16_LE + (H + ZOE).encode("utf-16-le")),
    _zoe("UTF-16, big end first, with its mark", codecs.BOM_UTF16_BE + (H + ZOE).encode("utf-16-be")),
    _zoe("UTF-16, little end first, without a mark", (H + ZOE).encode("utf-16-le")),
    _zoe("UTF-16, big end first, without a mark", (H + ZOE).encode("utf-16-be")),
    _zoe("Windows-1252", (H + ZOE).encode("cp1252")),
    Kind(
        "UTF-8 with one name in Windows-1252",
        (H + MANY).encode() + b"9,M\xfcller,Ann,31/08/2016\n",
        ("10 used; some of its characters are not UTF-8 like the others and were read as Windows-1252"),
        reads=("surname", ("Núñez",) * 9 + ("Müller",)),
    ),
    Kind(
        "UTF-32, little end first",
        codecs.BOM_UTF32_LE + (H + ZOE).encode("utf-32-le"),
        "refused: it is UTF-32, which no table is sent in; export it again as UTF-8",
    ),
    Kind(
        "UTF-32, big end first",
        codecs.BOM_UTF32_BE + (H + ZOE).encode("utf-32-be"),
        "refused: it is UTF-32, which no table is sent in; export it again as UTF-8",
    ),
    Kind("UTF-32 without a mark", (H + ZOE).encode("utf-32-le"), NULLS),
    Kind("EBCDIC, as a mainframe writes", (H + ZOE).encode("cp500"), NO_ENCODING),
    Kind("a byte that no encoding of ours has", (H + ANN).encode() + b"2,N\xfa\xf1ez\x81,Bo,01/02/2016\n", NO_ENCODING),
    Kind(
        "UTF-8 by its mark, and then not",
        codecs.BOM_UTF8 + (H + ANN).encode() + b"2,\xff,Bo,01/02/2016\n",
        ("refused: it begins as UTF-8 but does not go on so: it is damaged or truncated; export it again as UTF-8"),
    ),
    Kind(
        "UTF-16 cut in the middle of a character",
        (H + ZOE).encode("utf-16")[:-1],
        ("refused: it begins as UTF-16 but does not go on so: it is damaged or truncated; export it again as UTF-8"),
    ),
    Kind("UTF-8 cut in the middle of a character", (H + ANN + "2,Núñ").encode()[:-1], CUT_OFF),
    Kind("a null byte within a name", H + ANN + "2,Be\0ech,Bo,01/02/2016\n", NULLS),
    Kind("null bytes where its end should be, as a broken copy leaves", (H + ANN).encode() + bytes(512), NULLS),
    Kind("nothing but null bytes", bytes(512), NULLS),
    Kind(
        "accents as characters of their own",
        (H + "1,Nu\u0301n\u0303ez,Zoe,31/08/2016\n").encode(),
        "1 used",
        reads=("surname", ("Nu\u0301n\u0303ez",)),
    ),
    Kind(
        "UTF-8 read as Windows-1252 and written again, before it came here",
        H + ZOE.encode().decode("cp1252"),
        "1 used",
        reads=("surname", ("NÃºÃ±ez",)),
    ),
)

DELIMITERS = (
    Kind("semicolons between cells", (H + ANN).replace(",", ";"), "1 used", reads=ASH),
    Kind("tabs between cells", (H + ANN).replace(",", "\t"), "1 used", reads=ASH),
    Kind("upright lines between cells", (H + ANN).replace(",", "|"), "1 used", reads=ASH),
    Kind("Excel's first line that names the delimiter", "sep=;\n" + (H + ANN).replace(",", ";"), "1 used", reads=ASH),
    Kind("colons between cells", (H + ANN).replace(",", ":"), NO_HEADINGS),
    Kind(
        "blanks between cells, in columns of one width",
        "Student ID   Surname   Forename   DOB\n1   Ash   Ann\n",
        NO_HEADINGS,
    ),
    Kind(
        "headings with semicolons above rows with commas",
        H.replace(",", ";") + "".join(f"{n},Ash,Ann,01/02/2016\n" for n in range(6)),
        (
            "refused: not one of its 6 rows has as many cells as its headings; ask for it again with "
            "one delimiter throughout"
        ),
    ),
    Kind(
        "a comma within an address, unquoted",
        "Student ID,Surname,Forename,DOB,Address,Town\n"
        "1,Ash,Ann,01/02/2016,1 High Street,Ely\n2,Oak,Bo,01/02/2016,Flat 2,3 High Street,Ely\n",
        "1 used, 1 quarantined; row 3 quarantined, the row has 7 cells where the headings have 6",
    ),
    Kind(
        "a delimiter behind every row but the headings",
        H + "".join(f"{n},Ash,Ann,01/02/2016,\n" for n in range(6)),
        "6 used",
    ),
)

LINES = (
    Kind("lines that end as on old Macs", (H + ANN).replace("\n", "\r"), "1 used", reads=ASH),
    Kind("lines that end as in Windows", (H + ANN).replace("\n", "\r\n"), "1 used", reads=ASH),
    Kind(
        "lines that end in three ways",
        H.replace("\n", "\r\n") + ANN.replace("\n", "\r") + ANN.replace("1,", "2,"),
        "2 used",
    ),
    Kind("a last line without an end", (H + ANN).rstrip(), "1 used", reads=ASH),
    Kind(
        "a line break within an address",
        'Student ID,Surname,Forename,DOB,Address\n1,Ash,Ann,01/02/2016,"Flat 1\n2 High Street"\n',
        "1 used",
        reads=("address_line_1", ("Flat 1 2 High Street",)),
    ),
    Kind("blank lines between rows", H + "\n" + ANN + "\n,,,\n  \n" + ANN.replace("1,", "2,"), "2 used, 4 passed over"),
    Kind("the mark by which DOS ends a file", H + ANN + "\x1a", "1 used, 1 passed over"),
    Kind(
        "a form feed between pages, with the headings again",
        H + ANN + "\x0c\n" + H + ANN.replace("1,", "2,"),
        "2 used, 2 passed over",
    ),
    Kind("a line separator of Unicode within a name", H + "1,As\u2028h,Ann,01/02/2016\n", "1 used"),
    Kind("a row of three million characters", H + ANN + f"2,{'x' * 3_000_000},Bo,01/02/2016\n", TOO_LONG),
    Kind("one line of three million characters and nothing else", "x" * 3_000_000, NO_HEADINGS),
    Kind("a cell of 200,000 characters", H + ANN + f"2,{'x' * 200_000},Bo,01/02/2016\n", TOO_LONG),
    Kind("a heading of 200,000 characters", f"{'x' * 200_000},{H}0,{ANN}", NO_HEADINGS),
)

QUOTES = (
    Kind(
        "every cell in quotation marks",
        '"Student ID","Surname","Forename","DOB"\n"1","Ash","Ann","01/02/2016"\n',
        "1 used",
        reads=ASH,
    ),
    Kind(
        "quotation marks within a name",
        H + '1,O"Hara,"Ann ""Annie""",01/02/2016\n',
        "1 used",
        reads=("forename", ('Ann "Annie"',)),
    ),
    Kind(
        "curly quotation marks, which are letters",
        H + "1,“Ash”,Ann,01/02/2016\n",
        "1 used",
        reads=("surname", ("“Ash”",)),
    ),
    Kind(
        "a quotation mark that is never closed",
        H + ANN + '2,"Oak,Bo,01/02/2016\n' + ANN.replace("1,", "3,") * 9,
        ("refused: row 3 has an unclosed quotation mark that swallows the rows below it; mend or export it again"),
    ),
    Kind(
        "a quotation mark that is closed rows further down",
        H + '1,"Ash,Ann,01/02/2016\n2,Oak,Bo,01/02/2016\n3,"Elm",Cy,01/02/2016\n',
        ("refused: row 2 has an unclosed quotation mark that swallows the rows below it; mend or export it again"),
    ),
    Kind("a quotation mark opened in the headings", '"Student ID,Surname,Forename,DOB\n' + ANN, NO_HEADINGS),
    Kind("cut off within quotation marks", H + ANN + '2,"Oa', CUT_OFF),
    Kind("cut off within a row", H + ANN + "2,Oak,B", CUT_OFF),
    Kind(
        "cut off within the headings",
        "Student ID,Surname,Fore",
        ("refused: it lacks the columns forename, date_of_birth; add what is missing, or name its heading in cme.toml"),
    ),
    Kind("cut off between rows: nothing in it shows that", H + ANN, "1 used"),
)

KINDS = (*ENCODINGS, *DELIMITERS, *LINES, *QUOTES)
