"""Child Health (Southern Health): children known to the health service, at an address.

The NHS number tells whether a row was typed rightly; nothing else uses it and no output shows it.
"""

from sources import fields, people
from sources.people import date, text
from sources.source import AddsUp, Column, People, Source, Table

CHILDREN = Table(
    "children",
    (
        Column("nhs_number", fields.NHS_NUMBER, aliases=("NHS No", "NHS", "NHS num")),
        text(
            "person_id",
            *("Child Health ID", "Child ID", "Person ref", "Person reference", "Person number", "Patient ID"),
            required=True,
        ),
        people.SURNAME,
        people.FORENAME,
        people.DATE_OF_BIRTH,
        people.SEX,
        people.ADDRESS_LINE_1,
        people.POSTCODE,
        date("start_date", "Start", "Date started", "Known from", "Date registered", decides=True),
        date("end_date", "End", "Date ended", "Known to", "Date deregistered", decides=True),
    ),
    key=("person_id", "coalesce(start_date::VARCHAR, '')"),
    adds_up=AddsUp.KNOWN_ONCE,
    ended_by="end_date",
    # Sent for the Reception cohort, each term.
    max_age_days=150,
    people=People("person_id", recorded_on="start_date", exists_from="start_date"),
    gap="a child whom only the health service knows is not found",
    old="who was known to the service then stays known; a child whom it has come to know since is not found",
    canonical={
        "sighting": """
            SELECT record, source, coalesce(start_date, first_named_on) AS began_on, end_date AS ended_on,
                extract_date, first_named_on, NULL AS place, NULL AS place_key
            FROM rows"""
    },
)

SOURCE = Source("health", "Child Health", (CHILDREN,))
