"""Children's social care (PARIS): who is looked after, on a protection plan, in need, or open for another reason."""

from sources import fields, people
from sources.people import date, text
from sources.source import Column, People, Source, Table

CHILDREN = Table(
    "children",
    (
        text(
            "person_id",
            *("PARIS ID", "PARIS number", "Person ref", "Person reference", "Person number", "Client ID"),
            *("Child ID", "Social care ID"),
            required=True,
        ),
        people.UPN,
        people.SURNAME,
        people.FORENAME,
        people.DATE_OF_BIRTH,
        people.SEX,
        people.ADDRESS_LINE_1,
        people.POSTCODE,
        Column(
            "status",
            fields.codes(
                *("CLA", "CP", "CIN", "OPEN"),
                aliases={"LAC": "CLA", "LOOKED AFTER": "CLA", "CHILD LOOKED AFTER": "CLA", "CPP": "CP"}
                | {"CHILD PROTECTION": "CP", "CHILD PROTECTION PLAN": "CP", "CHILD IN NEED": "CIN"}
                | {"OPEN CASE": "OPEN"},
            ),
            required=True,
            aliases=("Case status", "Social care status", "Category"),
        ),
        date("start_date", "Start", "Date started", "Status start", "Date opened", required=True, decides=True),
        date("end_date", "End", "Date ended", "Status end", "Date closed", decides=True),
        Column(
            "responsible_la",
            fields.RESPONSIBLE_LA,
            aliases=(
                "Responsible authority",
                "Responsible LA code",
                "Placing authority",
                "Placing LA",
                "Responsible local authority",
            ),
        ),
    ),
    key=("person_id", "status", "start_date"),
    max_age_days=35,
    people=People("person_id", recorded_on="start_date", exists_from="start_date"),
    gap="only what the education database records of children looked after, protected or in need is known",
    old="who was looked after, protected or in need then still counts so; who has become so since is known only as the "
    "education database records it",
    canonical={
        "involvement": """
            SELECT record, source, status AS involvement, start_date, end_date, NULL AS outcome, responsible_la,
                extract_date
            FROM rows""",
        "sighting": """
            SELECT record, source, start_date AS began_on, end_date AS ended_on, extract_date,
                NULL::DATE AS first_named_on, NULL AS place, NULL AS place_key
            FROM rows""",
    },
)

SOURCE = Source("social_care", "Children's social care", (CHILDREN,))
