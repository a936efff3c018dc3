"""School admissions: one row per application with its current offer. Daily."""

from sources import fields, people
from sources.people import date, text
from sources.source import Column, People, Source, Table

APPLICATIONS = Table(
    "applications",
    (
        text(
            "application_ref", "Application reference", "Application number", "App ref", "Application ID", required=True
        ),
        people.STUDENT_ID,
        people.UPN,
        people.SURNAME,
        people.FORENAME,
        people.DATE_OF_BIRTH,
        people.SEX,
        people.ADDRESS_LINE_1,
        people.POSTCODE,
        Column(
            "application_type",
            fields.codes(
                *("RECEPTION", "JUNIOR", "SECONDARY", "IN-YEAR"),
                aliases={"PRIMARY": "RECEPTION", "INYEARTRANSFER": "IN-YEAR"},
            ),
            required=True,
            aliases=("App type", "Type of application"),
        ),
        Column("entry_year", fields.YEAR, aliases=("Year of entry", "Admission year")),
        date("received_on", "Received", "Date received", "Received date", "Application date", required=True),
        Column(
            "application_status",
            fields.codes("OPEN", "CLOSED", "WITHDRAWN", "REMOVED", aliases={"CLOS": "CLOSED"}),
            required=True,
            aliases=("App status",),
        ),
        date("outcome_notified_on", "Outcome notified", "Date outcome notified", "Outcome date"),
        Column(
            "offer_status",
            fields.codes("ALLOCATED", "PROVISIONAL", "OFFERED", "ACCEPTED", "REFUSED", "DECLINED"),
            aliases=("Current offer status",),
        ),
        Column(
            "offered_laestab",
            fields.LAESTAB,
            aliases=("Offered DfE No", "Offered school DfE No", "Offered DfE number", "Offered school LAEstab"),
        ),
        date("offered_on", "Offer date", "Date offered", "Date of offer"),
        date("expected_start", "Expected start date", "Agreed start date"),
        Column("delayed_entry_to", fields.YEAR, aliases=("Delayed to", "Delayed entry year")),
        Column("home_la", fields.LA_CODE, aliases=("Home LA code", "Home authority", "LA of residence")),
        date("notified_by_school_on", "Notified by school", "School notified on"),
    ),
    key=("application_ref",),
    people=People("application_ref", recorded_on="received_on", exists_from="received_on"),
    canonical={
        "application": """
            SELECT record, application_ref, application_type,
                entry_year, received_on, application_status, outcome_notified_on, offer_status, offered_laestab,
                offered_on, expected_start, delayed_entry_to, home_la, notified_by_school_on
            FROM rows"""
    },
)

SOURCE = Source("admissions", "School admissions", (APPLICATIONS,))
