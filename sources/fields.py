"""How each kind of value is read from text: one field, one way of reading it, the same for every source.

A field gives the DuckDB expression that turns cleaned text into a typed value (NULL where it cannot be read), the
words for a value that cannot be read, and the pandera check that every value so read has to pass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sources import authorities

if TYPE_CHECKING:
    import pandera.pandas as pa

EARLIEST = date(1880, 1, 1)
"""No date before this one is read: a two-digit year typed as 0016 is a mistake, not the year 16."""

UNREADABLE = "unreadable"
"""What stands for a text that cannot be read where a blank would say something."""

UPN_PATTERN = r"[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z\d]"
POSTCODE_PATTERN = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"


@dataclass(frozen=True)
class Field:
    """A kind of value.

    read: DuckDB expression over `{text}` (cleaned, never blank), NULL where it cannot be read.
    kind: the DuckDB type of the value.   reason: what is said of text that cannot be read.
    is_words: it stands as it was written, in capitals and small letters.   is_name: and so does the word NULL.
    pattern, codes: what pandera holds every value read to.
    otherwise: the value that stands where the text cannot be read (None: no value); it is a finding all the same.
    not_after_extract: a date later than the day that the extract describes is not read.
    """

    kind: str
    read: str
    reason: str
    pattern: str | None = None
    codes: frozenset[str] | None = None
    is_words: bool = False
    is_name: bool = False
    otherwise: str | None = None
    not_after_extract: bool = False

    def pandera_checks(self) -> list[pa.Check]:
        """The checks that a typed column must pass (imported late: pandera takes seconds to load)."""
        import pandas as pd
        import pandera.pandas as pa

        checks: list[pa.Check] = []
        if self.pattern is not None:
            checks.append(pa.Check.str_matches(rf"^(?:{self.pattern})$", name="pattern"))
        if self.codes is not None:
            checks.append(pa.Check.isin(sorted(self.codes), name="codes"))
        if self.kind == "DATE":
            checks.append(pa.Check.ge(pd.Timestamp(EARLIEST), name="earliest date"))
        return checks


def codes(*canonical: str, aliases: dict[str, str] | None = None) -> Field:
    """A code list. Codes are accepted in any case, with spaces, hyphens and underscores ignored; so are the aliases."""
    accepted = {_squeeze(code): code for code in canonical} | {_squeeze(k): v for k, v in (aliases or {}).items()}
    pairs = " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in sorted(accepted.items()))
    listed = ", ".join(canonical)
    return Field(
        "VARCHAR",
        f"CASE regexp_replace(upper({{text}}), '[ _/-]', '', 'g') {pairs} END",
        f"is none of the codes {listed}",
        codes=frozenset(canonical),
    )


def _squeeze(text: str) -> str:
    return "".join(c for c in text.upper() if c not in " _/-")


TEXT = Field("VARCHAR", "read_words({text})", "cannot be read", is_words=True)
NAME = Field("VARCHAR", "read_words({text})", "cannot be read", is_words=True, is_name=True)
DATE = Field("DATE", "read_date({text})", "is not a date (write day/month/year, for example 31/08/2016)")
BIRTH_DATE = Field(
    "DATE",
    "read_date({text})",
    "is not a date of birth (write day/month/year, for example 31/08/2016, no later than the day of the extract)",
    not_after_extract=True,
)
"""Nobody in an extract is born after the day it describes."""
UPN = Field("VARCHAR", "read_upn({text})", "is not a valid UPN (its check letter or form is wrong)", UPN_PATTERN)
POSTCODE = Field("VARCHAR", "read_postcode({text})", "is not a postcode", POSTCODE_PATTERN)
LAESTAB = Field("VARCHAR", "read_laestab({text})", "is not a DfE number of seven digits (852/1234)", r"\d{7}")
URN = Field("VARCHAR", "read_urn({text})", "is not a URN (five to eight digits)", r"\d{5,8}")
NHS_NUMBER = Field(
    "VARCHAR", "read_nhs_number({text})", "is not a valid NHS number (ten digits, the last one a check)", r"\d{10}"
)
UPRN = Field("VARCHAR", "read_uprn({text})", "is not a UPRN (up to twelve digits)", r"[1-9]\d{0,11}")
LA_CODE = Field(
    "VARCHAR",
    authorities.reading("{text}"),
    "is neither an authority's three digits nor a known one's name",
    r"\d{3}",
)
RESPONSIBLE_LA = replace(LA_CODE, otherwise=UNREADABLE, pattern=rf"\d{{3}}|{UNREADABLE}")
"""What cannot be read is not blank, which is the authority itself."""
YEAR = Field("INTEGER", "read_year({text})", "is not a year (2026 for September 2026)")
AGE = Field("INTEGER", "read_age({text})", "is not an age in whole years")
SEX = codes("M", "F", "U", aliases={"MALE": "M", "FEMALE": "F", "UNKNOWN": "U", "BOY": "M", "GIRL": "F", "X": "U"})
YES_NO = codes("Y", "N", aliases={"YES": "Y", "NO": "N", "TRUE": "Y", "FALSE": "N", "1": "Y", "0": "N"})
RESTRICTED = replace(YES_NO, otherwise="Y", reason=f"{YES_NO.reason}, so the address is kept restricted")
"""Whatever stands there that is not a plain no keeps an address from being shown."""
NC_YEAR = codes(
    *("E1", "E2", "N1", "N2", "R", *(str(n) for n in range(1, 15)), "X"),
    aliases={"REC": "R", "RECEPTION": "R", "YR": "R", "YEARR": "R"}
    | {f"{prefix}{n}": str(n) for n in range(1, 15) for prefix in ("Y", "YEAR", "0")},
)

_SPACES = r"\t\n\x0b\f\r\x{85}\x{a0}\x{2007}\x{2028}\x{2029}\x{202f}\x{3000}"
_STEERING = r"\x00-\x08\x0e-\x1f\x{7f}-\x{84}\x{86}-\x{9f}"
_INVISIBLE = _STEERING + r"\x{ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}\x{feff}"

MACROS = (
    # Invisible characters (zero-width spaces, marks of direction and byte order, what steers screens and printers) are
    # no part of a value; a no-break
    # space or a line break within a cell is a space; a blank is NULL.
    f"""CREATE OR REPLACE TEMP MACRO clean(t) AS CASE
        WHEN regexp_matches(t, '[{_SPACES}{_INVISIBLE}]|  ')
        THEN nullif(trim(regexp_replace(regexp_replace(t, '[{_INVISIBLE}]', '', 'g'), '[ {_SPACES}]+', ' ', 'g')), '')
        ELSE nullif(trim(t), '') END""",
    # Of a cleaned text: what a database export writes for no value, and the apostrophe by which Excel marks text
    # ('0123), are none of it. A family can be called Null, so that a surname is never taken for no value.
    "CREATE OR REPLACE TEMP MACRO as_name(c) AS c",
    r"""CREATE OR REPLACE TEMP MACRO as_optional_name(c) AS CASE WHEN c NOT IN ('NULL', '(null)', '(NULL)', '\N')
        THEN c END""",
    r"""CREATE OR REPLACE TEMP MACRO as_text(c) AS CASE WHEN c NOT IN ('NULL', 'null', '(null)', '(NULL)', '\N')
        THEN CASE WHEN starts_with(c, '''') THEN nullif(ltrim(c, ''' '), '') ELSE c END END""",
    "CREATE OR REPLACE TEMP MACRO as_value(c) AS upper(as_text(c))",
    "CREATE OR REPLACE TEMP MACRO clean_value(t) AS as_value(clean(t))",
    # An error of Excel's, or a formula that it has not worked out, is no name and no text.
    """CREATE OR REPLACE TEMP MACRO read_words(t) AS CASE WHEN t NOT IN ('#ERROR', '#FORMULA', '#N/A', '#REF!',
        '#NAME?', '#VALUE!', '#DIV/0!', '#NUM!', '#NULL!', '#SPILL!', '#CALC!') THEN t END""",
    # ISO and UK order with any separator, month names, a weekday before, a time of day behind; two-digit years;
    # Excel serials 1980 to 2050. Never US order: 12/31/2016 and Dec 31 2016 are not read.
    r"""CREATE OR REPLACE TEMP MACRO iso_date(t) AS CASE
        WHEN regexp_full_match(t, '\d{4}-\d{2}-\d{2}') THEN try_cast(t AS DATE)
        WHEN regexp_full_match(t, '\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ]\d.*)?')
            THEN try_strptime(regexp_replace(regexp_extract(t, '^[\d/.-]+'), '[/.]', '-', 'g'), '%Y-%m-%d')::DATE
        WHEN regexp_full_match(t, '(19|20)\d{6}') THEN try_strptime(t, '%Y%m%d')::DATE END""",
    r"""CREATE OR REPLACE TEMP MACRO serial_date(t) AS CASE
        WHEN regexp_full_match(t, '\d{5}(\.\d+)?') AND t::DOUBLE >= 29221 AND t::DOUBLE < 55154
            THEN DATE '1899-12-30' + floor(t::DOUBLE)::INTEGER END""",
    r"""CREATE OR REPLACE TEMP MACRO plain_uk_date(t) AS regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
        '[T ,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M)?Z?$', ''),
        '^(MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*[ ,.]+', ''),
        '^(\d{1,2})(ST|ND|RD|TH)\b', '\1'), '[-. ,/]+', '/', 'g').replace('/SEPT/', '/SEP/')""",
    r"""CREATE OR REPLACE TEMP MACRO uk_date(t) AS CASE
        WHEN regexp_full_match(t, '\d{1,2}/\d{1,2}/\d{4}') THEN try_strptime(t, '%d/%m/%Y')
        WHEN regexp_full_match(t, '\d{1,2}/\d{1,2}/\d{2}') THEN try_strptime(t, '%d/%m/%y')
        WHEN regexp_full_match(t, '\d{1,2}/[A-Z]{3}/\d{4}') THEN try_strptime(t, '%d/%b/%Y')
        WHEN regexp_full_match(t, '\d{1,2}/[A-Z]{3}/\d{2}') THEN try_strptime(t, '%d/%b/%y')
        WHEN regexp_full_match(t, '\d{1,2}/[A-Z]{4,9}/\d{4}') THEN try_strptime(t, '%d/%B/%Y')
        WHEN regexp_full_match(t, '\d{1,2}/[A-Z]{4,9}/\d{2}') THEN try_strptime(t, '%d/%B/%y') END::DATE""",
    f"""CREATE OR REPLACE TEMP MACRO not_too_early(d) AS CASE WHEN d >= DATE '{EARLIEST.isoformat()}' THEN d END""",
    # A value that stands within [...] is put into the place of a name once; a macro's own is put in wherever it stands.
    """CREATE OR REPLACE TEMP MACRO read_date(t) AS not_too_early(coalesce(iso_date(t), serial_date(t),
        list_transform([plain_uk_date(t)], lambda plain: uk_date(plain))[1]))""",
    # DfE UPN guide: check letter = sum of value times position (2 to 13), modulo 23;
    # letters count from A = 0 without I, O, S.
    "CREATE OR REPLACE TEMP MACRO upn_value(c) AS strpos('0123456789', c) + strpos('ABCDEFGHJKLMNPQRTUVWXYZ', c) - 1",
    "CREATE OR REPLACE TEMP MACRO upn_checked(u) AS CASE WHEN "
    f"regexp_full_match(u, '{UPN_PATTERN}') AND substr('ABCDEFGHJKLMNPQRTUVWXYZ', 1 + ("
    + " + ".join(f"{k} * upn_value(substr(u, {k}, 1))" for k in range(2, 14))
    + ") % 23, 1) = left(u, 1) THEN u END",
    "CREATE OR REPLACE TEMP MACRO read_upn(t) AS "
    "list_transform([replace(t, ' ', '')], lambda upn: upn_checked(upn))[1]",
    # ZZ99 is the health service's postcode for nowhere; it places nobody.
    r"""CREATE OR REPLACE TEMP MACRO read_postcode(t) AS CASE
        WHEN regexp_full_match(regexp_replace(t, '[ .-]', '', 'g'), '[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}')
            AND t NOT LIKE 'ZZ99%'
        THEN regexp_replace(regexp_replace(t, '[ .-]', '', 'g'), '(...)$', ' \1') END""",
    r"""CREATE OR REPLACE TEMP MACRO read_laestab(t) AS nullif(regexp_replace(regexp_extract(t,
        '^\d{3} ?[/ -]? ?\d{4}(\.0)?$'), '\.0$|[^\d.]', '', 'g'), '')""",
    r"CREATE OR REPLACE TEMP MACRO read_urn(t) AS nullif(regexp_extract(t, '^(\d{5,8})(?:\.0)?$', 1), '')",
    r"""CREATE OR REPLACE TEMP MACRO read_uprn(t) AS
        nullif(ltrim(regexp_extract(t, '^(\d{1,12})(?:\.0)?$', 1), '0'), '')""",
    # Ten digits; their sum, each times 10, 9, ... 1, divides by eleven.
    "CREATE OR REPLACE TEMP MACRO nhs_checked(n) AS CASE WHEN regexp_full_match(n, '\\d{10}') AND ("
    + " + ".join(f"{11 - k} * coalesce(try_cast(substr(n, {k}, 1) AS INTEGER), 0)" for k in range(1, 11))
    + ") % 11 = 0 THEN n END",
    "CREATE OR REPLACE TEMP MACRO read_nhs_number(t) AS nhs_checked(regexp_replace(t, '[ -]', '', 'g'))",
    r"""CREATE OR REPLACE TEMP MACRO read_year(t) AS CASE
        WHEN regexp_full_match(t, '20\d\d([/-](20)?\d\d|\.0)?') THEN left(t, 4)::INTEGER END""",
    r"""CREATE OR REPLACE TEMP MACRO read_age(t) AS CASE
        WHEN regexp_full_match(t, '\d{1,2}(\.0)?') THEN floor(t::DOUBLE)::INTEGER END""",
)
"""The readers that the fields name, as DuckDB macros. Every cell is cleaned; readers get upper case, trimmed text."""
