"""The Youth Offending Service: who is open to it, and since when."""

from sources import people
from sources.people import date, text
from sources.source import People, Source, Table

CHILDREN = Table(
    "children",
    (
        text(
            "person_id",
            *("YOS ID", "YOS number", "YOT ID", "Person ref", "Person reference", "Person number", "Client ID"),
            required=True,
        ),
        people.SURNAME,
        people.FORENAME,
        people.DATE_OF_BIRTH,
        people.SEX,
        people.POSTCODE,
        date("start_date", "Start", "Date started", "Date opened", required=True, decides=True),
        date("end_date", "End", "Date ended", "Date closed", decides=True),
    ),
    key=("person_id", "start_date"),
    max_age_days=35,
    people=People("person_id", recorded_on="start_date", exists_from="start_date"),
    gap="only what the education database records of children open to the service is known",
    old="who was open to the service then still counts so; who has become so since is known only as the education "
    "database records it",
    canonical={
        "involvement": """
            SELECT record, source, 'YOS' AS involvement, start_date, end_date, NULL AS outcome,
                NULL AS responsible_la, extract_date
            FROM rows""",
        "sighting": """
            SELECT record, source, start_date AS began_on, end_date AS ended_on, extract_date,
                NULL::DATE AS first_named_on, NULL AS place, NULL AS place_key
            FROM rows""",
    },
)

SOURCE = Source("youth_justice", "Youth Offending Service", (CHILDREN,))
