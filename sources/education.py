"""The education database (Capita ONE): students, enrolments, involvements, establishments. Daily.

The council's own record of every child it knows; the only source whose records are never two for one child.
"""

from sources import fields, people
from sources.people import date, required, text
from sources.source import Column, People, Source, Table

ENROL_STATUS = fields.codes(
    *("C", "M", "S", "F", "O", "G", "P"),
    aliases={"CURRENT": "C", "SINGLE": "C", "MAIN": "M", "CURRENTMAIN": "M", "SUBSIDIARY": "S"}
    | {"CURRENTSUBSIDIARY": "S", "FECOLLEGE": "F", "OTHERPROVIDER": "O", "GUEST": "G", "PREVIOUS": "P"},
)
INVOLVEMENT = fields.codes(
    *("EHE", "EOTAS", "PEX", "EHCP", "EHCNA", "OON", "CME", "FTT", "CLA", "CP", "CIN", "YOS"),
)

STUDENTS = Table(
    "students",
    (
        required(people.STUDENT_ID),
        people.UPN,
        Column("former_upn", fields.UPN, aliases=("Previous UPN", "Old UPN", "UPN former")),
        people.SURNAME,
        people.FORENAME,
        people.MIDDLE_NAMES,
        Column(
            "preferred_surname",
            fields.NAME,
            aliases=("Pref surname", "Chosen surname", "Known as surname"),
        ),
        Column(
            "preferred_forename",
            fields.NAME,
            aliases=("Pref forename", "Chosen forename", "Known as forename"),
        ),
        people.DATE_OF_BIRTH,
        people.SEX,
        people.ADDRESS_LINE_1,
        text("address_line_2", "Address 2", "Addr line 2", "Addr 2", "Address line two"),
        text("town", "Post town", "City", "Town or city", "Address town"),
        people.POSTCODE,
        people.UPRN,
        Column("home_la", fields.LA_CODE, aliases=("Home LA code", "Home authority", "LA of residence", "Home LEA")),
        people.NC_YEAR_ACTUAL,
        Column("record_active", fields.YES_NO, aliases=("Active", "Active record", "Is active")),
        date("date_of_death", "Deceased on", "Death date", "DOD", "Deceased date"),
        Column(
            "restricted_address",
            fields.RESTRICTED,
            aliases=("Address restricted", "Sensitive address", "Confidential address"),
        ),
    ),
    key=("student_id",),
    keeps_everyone=True,
    people=People("student_id", apart="'education'"),
)

ENROLMENTS = Table(
    "enrolments",
    (
        required(people.STUDENT_ID),
        required(people.LAESTAB),
        Column(
            "enrol_status",
            ENROL_STATUS,
            decides=True,
            blank="is blank and counts as C (current)",
            aliases=("Enrolment status", "Registration status"),
        ),
        required(people.ENTRY_DATE),
        people.LEAVING_DATE,
        text("leaving_reason", "Reason for leaving", "Leave reason"),
        text("ground_for_deletion", "Ground", "Grounds for deletion", "Deletion ground", "Ground for removal"),
        Column(
            "destination_laestab",
            fields.LAESTAB,
            aliases=("Destination DfE No", "Destination DfE number", "Dest LAEstab", "Destination estab"),
        ),
        people.DESTINATION,
        date("destination_confirmed_on", "Destination confirmed", "Confirmed on", "Date destination confirmed"),
        date("notified_on", "Notified", "Date notified", "Notification date"),
    ),
    key=("student_id", "laestab", "entry_date"),
    of_record="'education/students:' || student_id",
    canonical={
        "roll_record": """
            SELECT record, source, laestab, NULL AS establishment_name, enrol_status, entry_date, leaving_date,
                leaving_reason, ground_for_deletion,
                destination_laestab, destination, destination_confirmed_on, notified_on, NULL::DATE AS returned_on,
                NULL::DATE AS first_named_on,
                file, sheet, row_number, row_id
            FROM rows"""
    },
)

INVOLVEMENTS = Table(
    "involvements",
    (
        required(people.STUDENT_ID),
        Column("involvement", INVOLVEMENT, required=True, aliases=("Involvement type", "Involvement code")),
        date("start_date", "Start", "Date started", "Date opened", required=True, decides=True),
        date("end_date", "End", "Date ended", "Date closed", decides=True),
        text("outcome", "Closure reason", "Outcome code"),
    ),
    key=("student_id", "involvement", "start_date"),
    of_record="'education/students:' || student_id",
    canonical={
        "involvement": """
            SELECT record, source, involvement, start_date,
                end_date, upper(outcome) AS outcome, NULL AS responsible_la, extract_date
            FROM rows"""
    },
)

ESTABLISHMENTS = Table(
    "establishments",
    (
        required(people.LAESTAB),
        people.URN,
        people.ESTABLISHMENT_NAME,
        text("type_of_establishment", "Type of establishment (name)", "Establishment type"),
        text("phase", "Phase of education", "Phase of education (name)"),
        Column("statutory_low_age", fields.AGE, aliases=("Low age", "Age from", "Lowest age")),
        Column("statutory_high_age", fields.AGE, aliases=("High age", "Age to", "Highest age")),
        Column(
            "la_code",
            fields.LA_CODE,
            required=True,
            aliases=("LA (code)", "LA", "LEA", "LA No", "Local authority code"),
        ),
        Column(
            "establishment_status",
            fields.codes("OPEN", "CLOSED", aliases={"OPEN, BUT PROPOSED TO CLOSE": "OPEN"}),
            aliases=("Establishment status (name)",),
        ),
        date("open_date", "Date opened", "Opened"),
        date("close_date", "Date closed", "Closed"),
    ),
    key=("laestab",),
    canonical={
        "establishment": """
            SELECT laestab, urn, establishment_name, la_code, statutory_low_age AS low_age,
                statutory_high_age AS high_age, type_of_establishment, phase, establishment_status AS status,
                open_date, close_date
            FROM rows"""
    },
)

SOURCE = Source("education", "Education database", (STUDENTS, ENROLMENTS, INVOLVEMENTS, ESTABLISHMENTS))
