"""Early years headcount: every child at a nursery, pre-school or childminder in the city. Termly.

The policy follows every child who has attended a setting, so a child stays known after the last headcount naming them.
"""

from sources import people
from sources.people import date, text
from sources.source import AddsUp, People, Source, Table

HEADCOUNT = Table(
    "headcount",
    (
        text("ey_child_id", "Child ID", "Headcount ID", "EY child reference", "EY ID", required=True),
        people.SURNAME,
        people.FORENAME,
        people.MIDDLE_NAMES,
        people.DATE_OF_BIRTH,
        people.SEX,
        people.ADDRESS_LINE_1,
        people.POSTCODE,
        text("provider_urn", "Setting URN", "Ofsted URN", "Provider Ofsted URN"),
        text("provider_name", "Provider", "Setting", "Setting name", required=True),
        date("start_date", "Date started", "First day", required=True, decides=True),
        date("end_date", "Date left", "Leaving date", "Last day", decides=True),
    ),
    key=("ey_child_id", "coalesce(provider_urn, lower(provider_name))", "start_date"),
    adds_up=AddsUp.KNOWN_ONCE,
    ended_by="end_date",
    max_shrink=0.60,
    max_age_days=150,
    people=People("ey_child_id", recorded_on="start_date"),
    canonical={
        "sighting": """
            SELECT record, source, start_date AS began_on,
                end_date AS ended_on, extract_date, first_named_on, provider_name AS place,
                coalesce(provider_urn, lower(provider_name)) AS place_key
            FROM rows"""
    },
)

SOURCE = Source("early_years", "Early years headcount", (HEADCOUNT,))
