/*
title = "Unregistered offers"
policy = "Failing to register at a new school"
says = "Every application of this academic year and the three before with a standing offer whose start, and the days of grace after it, have passed, and whose child has not been on the offered school's roll since the start."
use = [
    "Stage 1 belongs to Admissions: contact the parents, and release the place where the child is elsewhere.",
    "Stage 2 belongs to the CME officer: cases that cannot be progressed.",
    "'Where now' says whether the child is at another school, home educated, or nowhere.",
]
reads = ["application", "listed_child", "without_provision", "roll_episode", "establishment"]
left = "Registered, or the offer no longer stands."
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "application", "application_type", "application_year", "offered_school", "offered_on", "due_on", "days_late", "where_now", "stage", "flags", "address_line_1", "postcode", "note"]
reference = ["source_records"]
fed_by = ["admissions/applications", "education/enrolments", "independent/returns", "cross_border/rolls"]

[[example]]
name = "from the day after the last day of grace; never once the child was on that roll on or after the start"
params = { as_at = 2026-10-31, current_year = 2026, register_grace_days = 7 }
given.application = '''
child_id   | record | application_ref | application_type | entry_year | received_on | received_in_year | application_status | offer_status | offered_laestab | offered_on | expected_start
late       | a1     | 1               | IN-YEAR          |            | 2026-09-20  | 2026             | OPEN               | ACCEPTED     | 8529001         | 2026-10-01 | 2026-10-23
grace      | a2     | 2               | IN-YEAR          |            | 2026-09-20  | 2026             | OPEN               | ACCEPTED     | 8529001         | 2026-10-01 | 2026-10-24
came       | a3     | 3               | IN-YEAR          |            | 2026-09-20  | 2026             | OPEN               | ACCEPTED     | 8529001         | 2026-10-01 | 2026-10-05
left early | a4     | 4               | IN-YEAR          |            | 2026-09-20  | 2026             | OPEN               | ACCEPTED     | 8529001         | 2026-10-01 | 2026-10-05
phase      | a5     | 5               | SECONDARY        |            | 2025-10-20  | 2025             | CLOSED             | ACCEPTED     | 8529001         | 2026-03-02 |
old        | a6     | 6               | IN-YEAR          |            | 2022-09-20  | 2022             | OPEN               | ACCEPTED     | 8529001         | 2022-10-01 | 2022-10-05
withdrawn  | a7     | 7               | IN-YEAR          |            | 2026-09-20  | 2026             | WITHDRAWN          | ACCEPTED     | 8529001         | 2026-10-01 | 2026-10-05
'''
given.listed_child = '''
child_id   | where_now
late       | without provision
grace      | without provision
came       | without provision
left early | without provision
phase      | on roll: Oak House
old        | without provision
withdrawn  | without provision
'''
given.without_provision = '''
child_id
late
left early
'''
given.roll_episode = '''
child_id   | laestab | leaving_date
came       | 8529001 | 2026-10-05
left early | 8529001 | 2026-10-04
'''
expect = '''
case       | application | due_on     | days_late | stage           | row_key
phase      | 5           | 2026-09-01 | 60        | 1 Admissions    | phase a5
left early | 4           | 2026-10-05 | 26        | 1 Admissions    | left early a4
late       | 1           | 2026-10-23 | 8         | 1 Admissions    | late a1
'''
*/
WITH offer AS (
    SELECT
        *,
        CASE
            WHEN application_type = 'IN-YEAR' THEN received_in_year
            ELSE coalesce(entry_year, received_in_year + 1)
        END AS application_year,
        coalesce(
            expected_start,
            CASE
                WHEN application_type <> 'IN-YEAR' THEN make_date(coalesce(entry_year, received_in_year + 1), 9, 1)
                ELSE coalesce(offered_on + $offer_start_days, received_on + $offer_start_days)
            END
        ) AS due_on
    FROM application
    WHERE
        offer_status IN ('ALLOCATED', 'PROVISIONAL', 'OFFERED', 'ACCEPTED')
        AND offered_laestab IS NOT NULL
        AND application_status NOT IN ('WITHDRAWN', 'REMOVED')
),

registered AS (
    SELECT DISTINCT offer.record
    FROM offer
    INNER JOIN roll_episode AS roll
        ON
            roll.child_id = offer.child_id
            AND roll.laestab = offer.offered_laestab
            AND (roll.leaving_date IS NULL OR roll.leaving_date >= offer.due_on)
)

SELECT
    offer.child_id AS "case",
    listed_child.student_id,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    offer.application_ref AS application,
    offer.application_type,
    offer.application_year,
    coalesce(establishment.establishment_name, offer.offered_laestab) AS offered_school,
    offer.offered_on,
    offer.due_on,
    ($as_at - offer.due_on)::INTEGER AS days_late,
    listed_child.where_now,
    CASE
        WHEN missing.child_id IS NOT NULL AND $as_at - offer.due_on > $escalation_days THEN '2 CME officer'
        ELSE '1 Admissions'
    END AS stage,
    listed_child.flags,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.note,
    listed_child.source_records,
    offer.child_id || ' ' || offer.record AS row_key
FROM offer
INNER JOIN listed_child ON listed_child.child_id = offer.child_id
LEFT JOIN without_provision AS missing ON missing.child_id = offer.child_id
LEFT JOIN establishment ON establishment.laestab = offer.offered_laestab
WHERE
    offer.application_year BETWEEN $current_year - 3 AND $current_year
    AND $as_at > offer.due_on + $register_grace_days
    AND offer.record NOT IN (SELECT record FROM registered)
ORDER BY missing.child_id IS NULL, days_late DESC, listed_child.surname, offer.record
