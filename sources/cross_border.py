"""Rolls of Hampshire, Portsmouth and Isle of Wight schools, under the sharing agreement; each school's newest counts.

Almost all of these pupils are of no interest here: a record alone makes a child only with a postcode of ours.
"""

from dataclasses import replace

from sources import people
from sources.people import required
from sources.source import AddsUp, People, Source, Table

NUMBER = "coalesce(upn, substr(md5(concat_ws('|', upper(surname), upper(forename), date_of_birth)), 1, 10))"

ROLLS = Table(
    "rolls",
    (
        required(people.LAESTAB),
        replace(people.ESTABLISHMENT_NAME, required=False),
        people.UPN,
        people.SURNAME,
        people.FORENAME,
        people.DATE_OF_BIRTH,
        people.SEX,
        people.POSTCODE,
        people.ENTRY_DATE,
        people.LEAVING_DATE,
        people.DESTINATION,
    ),
    # By the UPN; a pupil without one by names and date of birth.
    key=(
        "laestab",
        "coalesce('upn ' || upn, '')",
        "CASE WHEN upn IS NULL THEN upper(surname) ELSE '' END",
        "CASE WHEN upn IS NULL THEN coalesce(upper(forename), '') ELSE '' END",
        "CASE WHEN upn IS NULL THEN date_of_birth::VARCHAR ELSE '' END",
    ),
    adds_up=AddsUp.SNAPSHOT_PER_ESTABLISHMENT,
    stated_above=("laestab", "establishment_name"),
    typed_by_hand=True,
    # Rolls are asked for each term, as independent schools' returns are.
    max_age_days=150,
    people=People(f"laestab || '-' || {NUMBER}", apart="establishment || extract_date", makes_child=False),
    gap="a child placed at a school there counts as without provision",
    old="who was on roll at a school there still counts as on roll, whoever has left since; a child placed there since "
    "counts as without provision",
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

SOURCE = Source("cross_border", "Rolls of neighbouring authorities", (ROLLS,))
