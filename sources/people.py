"""Columns that every list of people shares, with the headings that systems give them."""

from __future__ import annotations

from dataclasses import replace

from sources import fields
from sources.source import Column

STUDENT_ID = Column(
    "student_id",
    fields.TEXT,
    aliases=("Stud ID", "One ID", "OneID", "One student ID", "Student ref", "Student reference", "Student number"),
)
UPN = Column("upn", fields.UPN, aliases=("Unique pupil number", "Current UPN", "UPN number", "Pupil UPN"))
SURNAME = Column(
    "surname",
    fields.NAME,
    required=True,
    aliases=(
        *("Legal surname", "Last name", "Family name", "Child surname", "Child's surname", "Pupil surname"),
        *("Surname legal", "Legal last name", "Child last name", "Student surname", "Legal family name"),
    ),
)
FORENAME = Column(
    "forename",
    fields.NAME,
    must_stand=True,
    blank="is blank",
    aliases=(
        *("Legal forename", "First name", "Given name", "Forenames", "Forename(s)", "First names", "Given names"),
        *("Child forename", "Child's forename", "Pupil forename", "Legal first name", "Child first name"),
        *("Student forename", "Forename legal", "First name(s)", "Legal forename(s)"),
    ),
)
MIDDLE_NAMES = Column("middle_names", fields.NAME, aliases=("Middle name", "Middle name(s)", "Legal middle names"))
DATE_OF_BIRTH = Column(
    "date_of_birth",
    fields.BIRTH_DATE,
    required=True,
    aliases=(
        *("DOB", "Birth date", "Date of birth (dd/mm/yyyy)", "Child DOB", "Child's date of birth", "Pupil DOB"),
        *("Child date of birth", "Pupil date of birth", "Student DOB", "Born", "DoB (dd/mm/yyyy)"),
    ),
)
SEX = Column("sex", fields.SEX, aliases=("Gender", "Legal sex", "Sex code", "M/F", "Gender (M/F)", "Sex (M/F)"))
ADDRESS_LINE_1 = Column(
    "address_line_1",
    fields.TEXT,
    aliases=(
        *("Address", "Address 1", "Addr line 1", "Addr 1", "Home address", "House and street", "Street address"),
        *("First line of address", "Address line one", "Correspondence address 1", "Address (line 1)"),
    ),
)
POSTCODE = Column("postcode", fields.POSTCODE, aliases=("Post code", "Home postcode", "Postal code", "Home post code"))
UPRN = Column("uprn", fields.UPRN, aliases=("Unique property reference number", "Property UPRN", "Address UPRN"))
LAESTAB = Column(
    "laestab",
    fields.LAESTAB,
    aliases=(
        *("DfE No", "DfE Number", "DfES No", "DfES Number", "DCSF No", "DCSF Number", "LA Estab", "LA/Estab"),
        *("LEA Estab", "LAEstab No", "LAEstab number", "School DfE No", "School DfE number"),
        *("LA Establishment number", "DfE code"),
    ),
)
URN = Column("urn", fields.URN, aliases=("School URN", "Unique reference number", "Establishment URN", "URN number"))
ESTABLISHMENT_NAME = Column(
    "establishment_name",
    fields.TEXT,
    required=True,
    aliases=("School", "School name", "Establishment", "Name of school", "Estab name", "Name of establishment"),
)
NC_YEAR_ACTUAL = Column(
    "nc_year_actual",
    fields.NC_YEAR,
    aliases=("NC year", "NCY", "Year group", "NCyearActual", "National curriculum year", "NC year group"),
)


def required(column: Column) -> Column:
    """The column, as one that every row must fill."""
    return replace(column, required=True)


def date(name: str, *aliases: str, required: bool = False, decides: bool = False) -> Column:
    """A column of dates. decides: it bounds a period, so one that cannot be read quarantines its row."""
    return Column(name, fields.DATE, required=required, decides=decides, aliases=aliases)


def text(name: str, *aliases: str, required: bool = False) -> Column:
    """A column of free text or references."""
    return Column(name, fields.TEXT, required=required, aliases=aliases)


ENTRY_DATE = date(
    "entry_date",
    *("Date of entry", "Start date", "Admission date", "Date of admission", "Date joined"),
    *("Date started", "Date of joining", "School start date", "On roll from"),
    decides=True,
)
LEAVING_DATE = date(
    "leaving_date",
    *("Date of leaving", "Leave date", "Date left", "End date", "School end date", "DOL"),
    *("Last day on roll", "On roll to"),
    decides=True,
)
DESTINATION = text(
    "destination", "Destination school", "Forwarding destination", "Next school", "Leaving to", "Destination name"
)
