"""Children who applied in-year in the three years before, and are still nowhere."""

from .places import PRIMARY, SECONDARY
from .telling import Child, application, child, roll


def arrived(name: str, born: str, received: str, line: str, why: str, *, jun: str | None = None, **offer: str) -> Child:
    """A child without an education record, known only by one in-year application, with an offer if one is told."""
    made = {"offer_status": "OFFERED", "offered_laestab": SECONDARY.laestab} | offer if offer else {}
    applied = application("IN-YEAR", received) | made
    return child(name, born=born, in_education=False, applications=[applied], line=line, jun=jun, why=why)


LAST_YEAR = (
    arrived(
        "Adaeze Nwosu",
        "2013-09-19",
        "2026-09-01",
        "in_year_processing 2026",
        "received on the first day of the academic year 2026/27",
    ),
    arrived(
        "Leon Hartmann",
        "2013-10-08",
        "2026-08-31",
        "in_year_processing 2025",
        "received on the last day of 2025/26: that year's line",
    ),
    arrived(
        "Tara Quinn",
        "2013-11-27",
        "2026-02-02",
        "in_year_failed_to_register 2025",
        "offered a place from March 2026, never registered",
        expected_start="2026-03-02",
    ),
    arrived(
        "Osman Yildiz",
        "2013-12-30",
        "2026-06-15",
        "in_year_under_offer 2025",
        "applied last year, the start put off to 12 April 2027: under offer until then, on last year's line",
        expected_start="2027-04-12",
        jun="in_year_failed_to_register 2025",
    ),
)

TWO_YEARS_AGO = (
    arrived(
        "Bronwen Lloyd",
        "2012-10-21",
        "2025-03-10",
        "in_year_processing 2024",
        "of 2024/25 and never offered",
    ),
    arrived(
        "Marius Ionescu",
        "2012-11-11",
        "2025-05-19",
        "in_year_under_offer 2024",
        "of 2024/25, the start put off to September 2027",
        expected_start="2027-09-02",
    ),
    arrived(
        "Chidi Eze",
        "2012-12-05",
        "2024-09-01",
        "in_year_failed_to_register 2024",
        "received on the first day of 2024/25, offered, never registered",
        expected_start="2024-09-16",
    ),
)

THREE_YEARS_AGO = (
    arrived(
        "Agnieszka Wrona",
        "2013-01-15",
        "2024-08-31",
        "in_year_failed_to_register 2023",
        "received on the last day of 2023/24, offered",
        offered_on="2024-09-10",
    ),
    arrived(
        "Theo Callaghan",
        "2013-02-22",
        "2024-01-15",
        "in_year_failed_to_register 2023",
        "of 2023/24 with a start put off to September 2027: that year has no line for places under offer",
        expected_start="2027-09-02",
    ),
    arrived(
        "Fatou Jallow",
        "2013-03-06",
        "2023-09-01",
        "in_year_no_offer 2023",
        "received on the first day of 2023/24, no offer recorded",
    ),
    arrived(
        "Lorcan Tierney",
        "2013-04-28",
        "2024-04-22",
        "in_year_no_offer 2023",
        "of 2023/24, refused: no offer",
        offer_status="REFUSED",
    ),
    arrived(
        "Halina Mazur",
        "2013-05-16",
        "2023-08-31",
        "historical",
        "received the day before 2023/24: too old for any in-year line, and nothing known since",
        expected_start="2023-09-11",
    ),
)

WHO_ALSO_LEFT = (
    child(
        "Ellis Vaughan",
        born="2017-10-12",
        rolls=[roll(PRIMARY, "2022-09-05", "2026-03-27")],
        applications=[application("IN-YEAR", "2026-04-13", offered=PRIMARY, expected_start="2026-04-27")],
        line="in_year_failed_to_register 2025, also leavers 2025",
        why="left in March 2026, offered a place from 27 April, never registered",
    ),
    child(
        "Sorcha Madden",
        born="2017-11-20",
        rolls=[roll(PRIMARY, "2022-09-05", "2025-10-17")],
        applications=[application("IN-YEAR", "2024-05-13")],
        line="in_year_no_offer 2023, also leavers 2025",
        why="an application of 2023/24 without an offer still comes before the leaving of October 2025",
    ),
)

CHILDREN = (*LAST_YEAR, *TWO_YEARS_AGO, *THREE_YEARS_AGO, *WHO_ALSO_LEFT)
