"""The town's establishments, all invented, and the dates on which its systems send their files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class School:
    """An establishment: LAEstab, name, statutory ages (None: unknown). listed: stands in education/establishments."""

    laestab: str
    name: str
    low_age: int | None
    high_age: int | None
    urn: str = ""
    status: str = "OPEN"
    listed: bool = True

    @property
    def la_code(self) -> str:
        return self.laestab[:3]


INFANT = School("852/9001", "Hollybank Infant School", 4, 7)
JUNIOR = School("852/9002", "Hollybank Junior School", 7, 11)
PRIMARY = School("852/9003", "Riverside Primary School", 4, 11)
FIVE_TO_ELEVEN = School("852/9004", "Dock Road Primary School", 5, 11)
SECONDARY = School("852/9005", "Itchen Vale School", 11, 16)
THROUGH = School("852/9006", "Harbour All-through School", 4, 16)
NURSERY = School("852/9007", "Seabird Nursery School", 2, 5)
SPECIAL = School("852/9008", "Larkrise Special School", 4, 19)
AGES_UNKNOWN = School("852/9009", "Canute Centre", None, None)
CLOSED = School("852/9010", "Old Quay Primary School", 4, 11, status="CLOSED")
UNLISTED = School("852/9011", "Not in the list of establishments", None, None, listed=False)

BRANNOC = School("852/9061", "St Brannoc's School", 4, 16, urn="900061")
WALLED_GARDEN = School("852/9062", "The Walled Garden School", 4, 11, urn="900062")
GULLS = School("852/9063", "Gulls Way School", 4, 16, urn="900063")

HAMPSHIRE_PRIMARY = School("850/9001", "Meadow Lane Primary School, Hampshire", 4, 11)
HAMPSHIRE_SECONDARY = School("850/9005", "Test Water School, Hampshire", 11, 16)

SCHOOLS = (
    *(INFANT, JUNIOR, PRIMARY, FIVE_TO_ELEVEN, SECONDARY, THROUGH, NURSERY, SPECIAL, AGES_UNKNOWN, CLOSED, UNLISTED),
    *(BRANNOC, WALLED_GARDEN, GULLS, HAMPSHIRE_PRIMARY, HAMPSHIRE_SECONDARY),
)

EDUCATION_FILES = ("2026-10-31", "2026-12-30", "2027-03-31", "2027-06-30")
ADMISSIONS_FILES = ("2026-10-31", "2026-12-31", "2027-03-31", "2027-06-30")
"""In December a day newer than education's: the newer record's postcode says where a child lives."""

EARLY_YEARS_FILES = ("2024-06-20", "2025-06-19", "2026-10-15", "2027-01-21", "2027-05-20")
BENEFITS_FILES = ("2025-06-30", "2026-10-31", "2026-12-31", "2027-03-31", "2027-06-30")

RETURN_DATES = {
    BRANNOC: ("2025-06-10", "2025-10-06", "2026-10-05", "2027-01-21"),
    WALLED_GARDEN: ("2025-09-22",),
    GULLS: ("2026-10-08", "2027-02-04"),
}
"""Each independent school returns on its own days; the Walled Garden has not for more than 400 days by March."""

RETURNED_BY_URN = {(GULLS, "2027-02-04"), (WALLED_GARDEN, "2025-09-22")}
"""The returns that give a URN in place of the LAEstab."""
