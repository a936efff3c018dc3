"""Revenues and Benefits: children in a household known to the council, so seen at an address on a date.

Read only where the authority has recorded the law that lets it (`legal_gateway`); a file that carries anything
financial is refused whole.
"""

from sources import people
from sources.people import date, required, text
from sources.source import AddsUp, People, Source, Table

FINANCIAL = (
    *("income", "award", "arrears", "rent", "earnings", "salary", "wage", "savings", "capital", "payment", "debt"),
    *(
        "ni number",
        "ni no",
        "nino",
        "national insurance",
        "bank",
        "sort code",
        "account number",
        "account no",
        "iban",
        "entitlement",
        "universal credit",
        "tax credit",
        "housing cost",
        "deduction",
        "mortgage",
        "lha rate",
        "gross pay",
        "net pay",
        "net profit",
        "sum paid",
        "amount",
    ),
    *("benefit amount", "weekly amount", "amount", "pension", "balance", "overpayment", "liability", "charge"),
)

CHILDREN = Table(
    "children",
    (
        text("claim_ref", "Claim reference", "Claim number", "Claim ref no", required=True),
        text("child_number", "Child no", "Dependant number", "Dependant no", required=True),
        people.SURNAME,
        people.FORENAME,
        people.DATE_OF_BIRTH,
        people.SEX,
        required(people.ADDRESS_LINE_1),
        required(people.POSTCODE),
        people.UPRN,
        date("from_date", "From", "Date from", "Valid from", "Start date", required=True, decides=True),
        date("to_date", "To", "Date to", "Valid to", "End date", decides=True),
    ),
    key=("claim_ref", "child_number"),
    adds_up=AddsUp.KNOWN_ONCE,
    ended_by="to_date",
    max_age_days=45,
    forbidden=FINANCIAL,
    people=People("claim_ref || '-' || child_number", apart="claim_ref", recorded_on="from_date"),
    canonical={
        "sighting": """
            SELECT record, source, from_date AS began_on, to_date AS ended_on, extract_date, first_named_on,
                NULL AS place, NULL AS place_key
            FROM rows"""
    },
)

SOURCE = Source("benefits", "Revenues and Benefits", (CHILDREN,), needs_gateway=True)
