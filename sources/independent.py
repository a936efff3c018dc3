"""Independent schools' returns: their pupils, typed by hand at each school. Termly, one file per school or several."""

from sources import people
from sources.people import text
from sources.source import AddsUp, People, Source, Table

PUPIL_REF = "coalesce(pupil_ref, substr(md5(concat_ws('|', surname, forename, date_of_birth)), 1, 10))"
RECORD = f"coalesce(laestab, urn) || '-' || {PUPIL_REF}"

RETURNS = Table(
    "returns",
    (
        people.LAESTAB,
        people.URN,
        people.ESTABLISHMENT_NAME,
        text("pupil_ref", "Pupil reference", "Pupil no", "Pupil number", "Pupil ID", "Admission number", "Adm no"),
        people.UPN,
        people.SURNAME,
        people.FORENAME,
        people.DATE_OF_BIRTH,
        people.SEX,
        people.ADDRESS_LINE_1,
        people.POSTCODE,
        people.NC_YEAR_ACTUAL,
        people.ENTRY_DATE,
        people.LEAVING_DATE,
        people.DESTINATION,
    ),
    # By the school's own reference or the UPN; a pupil without either by names and date of birth.
    key=(
        "coalesce(laestab, 'URN ' || urn)",
        "coalesce('ref ' || pupil_ref, 'upn ' || upn, '')",
        "CASE WHEN coalesce(pupil_ref, upn) IS NULL THEN upper(surname) ELSE '' END",
        "CASE WHEN coalesce(pupil_ref, upn) IS NULL THEN coalesce(upper(forename), '') ELSE '' END",
        "CASE WHEN coalesce(pupil_ref, upn) IS NULL THEN date_of_birth::VARCHAR ELSE '' END",
    ),
    adds_up=AddsUp.SNAPSHOT_PER_ESTABLISHMENT,
    one_of=(("laestab", "urn"),),
    stated_above=("laestab", "urn", "establishment_name"),
    typed_by_hand=True,
    max_shrink=None,
    max_age_days=150,
    people=People(RECORD, apart="establishment || extract_date"),
    canonical={
        "roll_record": """
            SELECT record, source, establishment AS laestab, establishment_name, 'C' AS enrol_status,
                entry_date, leaving_date,
                NULL AS leaving_reason, NULL AS ground_for_deletion, NULL AS destination_laestab, destination,
                NULL::DATE AS destination_confirmed_on, NULL::DATE AS notified_on, extract_date AS returned_on,
                first_named_on,
                file, sheet, row_number, row_id
            FROM rows"""
    },
)

SOURCE = Source("independent", "Independent schools' returns", (RETURNS,))
