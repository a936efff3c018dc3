/*
title = "Admissions deadlines"
policy = "School Admissions Code 2021, in-year admissions: 10 and 15 school days; notices of own admission authorities within two"
says = "In-year applications of this academic year and the three before, not withdrawn or removed, of whose outcome the parents have not been told: more than 15 school days after receipt, and more than 10. And this year's applications to own admission authority schools of which the school told the authority more than two school days after it received them. School days are counted from the day after receipt."
use = [
    "Over 15: the parents must have been told by now; children without provision come first.",
    "Over 10: tell the parents before the fifteenth school day.",
    "Own admission authority: remind the school; what is listed has arrived, but late.",
    "Where the outcome was told, enter the day on the application; the row goes with the next extract.",
]
reads = ["application", "listed_child", "without_provision", "establishment"]
left = "The outcome was notified, or the application was withdrawn or is too old."
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "application", "received_on", "school_days_waiting", "outcome", "told_on", "school_days_to_notice", "offered_school", "where_now", "flags", "address_line_1", "postcode", "note"]
reference = ["source_records"]
sheets = ["Over 15 school days", "Over 10 school days", "Own admission authority"]
fed_by = ["admissions/applications"]
counts_school_days = true

[[example]]
name = "on the tenth and fifteenth school day an application is in time, the day after it is not"
params = { current_year = 2026 }
given.application = '''
child_id | record | application_ref | application_type | received_on | received_in_year | application_status | offer_status | outcome_notified_on | school_days_open
tenth    | a1     | 1               | IN-YEAR          | 2026-10-01  | 2026             | OPEN               |              |                     | 10
eleventh | a2     | 2               | IN-YEAR          | 2026-10-01  | 2026             | OPEN               |              |                     | 11
15th     | a3     | 3               | IN-YEAR          | 2026-10-01  | 2026             | OPEN               | OFFERED      |                     | 15
16th     | a4     | 4               | IN-YEAR          | 2026-10-01  | 2026             | CLOSED             |              |                     | 16
told     | a5     | 5               | IN-YEAR          | 2026-10-01  | 2026             | OPEN               | OFFERED      | 2026-10-29          | 16
gone     | a6     | 6               | IN-YEAR          | 2026-10-01  | 2026             | WITHDRAWN          |              |                     | 16
phase    | a7     | 7               | SECONDARY        | 2026-10-01  | 2026             | OPEN               |              |                     | 16
oldest   | a8     | 8               | IN-YEAR          | 2023-10-01  | 2023             | OPEN               |              |                     | 600
too old  | a9     | 9               | IN-YEAR          | 2023-08-31  | 2022             | OPEN               |              |                     | 620
'''
given.listed_child = '''
child_id
tenth
eleventh
15th
16th
told
gone
phase
oldest
too old
'''
given.without_provision = '''
child_id
16th
'''
expect = '''
case     | sheet               | school_days_waiting | outcome                           | row_key
16th     | Over 15 school days | 16                  | none                              | 16th a4
oldest   | Over 15 school days | 600                 | none                              | oldest a8
15th     | Over 10 school days | 15                  | offered, the parents not yet told | 15th a3
eleventh | Over 10 school days | 11                  | none                              | eleventh a2
'''

[[example]]
name = "a notice on the second school day is in time, on the third it is late; of last year it is past"
params = { current_year = 2026 }
given.application = '''
child_id | record | application_ref | application_type | received_on | received_in_year | application_status | offered_laestab | outcome_notified_on | notified_by_school_on | school_days_open | school_days_to_notice
second   | a1     | 1               | IN-YEAR          | 2026-10-01  | 2026             | OPEN               | 8529001         | 2026-10-08          | 2026-10-05            | 5                | 2
third    | a2     | 2               | IN-YEAR          | 2026-10-01  | 2026             | OPEN               | 8529001         | 2026-10-08          | 2026-10-06            | 5                | 3
last     | a3     | 3               | IN-YEAR          | 2026-07-01  | 2025             | OPEN               | 8529001         | 2026-07-08          | 2026-07-06            | 5                | 3
'''
given.establishment = '''
laestab | establishment_name
8529001 | Harbour Primary
'''
given.listed_child = '''
child_id
second
third
last
'''
expect = '''
case  | sheet                   | told_on    | school_days_to_notice | offered_school
third | Own admission authority | 2026-10-06 | 3                     | Harbour Primary
'''
*/
WITH late AS (
    SELECT
        *,
        CASE WHEN school_days_open > $outcome_limit_days THEN 'Over 15 school days' ELSE 'Over 10 school days' END
            AS sheet
    FROM application
    WHERE
        application_type = 'IN-YEAR'
        AND application_status NOT IN ('WITHDRAWN', 'REMOVED')
        AND received_in_year BETWEEN $current_year - 3 AND $current_year
        AND outcome_notified_on IS NULL
        AND school_days_open > $outcome_aim_days
    UNION ALL
    SELECT *, 'Own admission authority' AS sheet
    FROM application
    WHERE
        application_status NOT IN ('WITHDRAWN', 'REMOVED')
        AND received_in_year = $current_year
        AND school_days_to_notice > $notice_aim_days
)

SELECT
    late.child_id AS "case",
    listed_child.student_id,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    late.application_ref AS application,
    late.received_on,
    CASE WHEN late.outcome_notified_on IS NULL THEN late.school_days_open END AS school_days_waiting,
    CASE
        WHEN late.outcome_notified_on IS NOT NULL THEN 'told'
        WHEN late.offer_status IS NULL THEN 'none'
        ELSE lower(late.offer_status) || ', the parents not yet told'
    END AS outcome,
    late.notified_by_school_on AS told_on,
    late.school_days_to_notice,
    coalesce(establishment.establishment_name, late.offered_laestab) AS offered_school,
    listed_child.where_now,
    listed_child.flags,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.note,
    listed_child.source_records,
    late.sheet,
    late.child_id || ' ' || late.record AS row_key
FROM late
INNER JOIN listed_child ON listed_child.child_id = late.child_id
LEFT JOIN without_provision ON without_provision.child_id = late.child_id
LEFT JOIN establishment ON establishment.laestab = late.offered_laestab
ORDER BY
    without_provision.child_id IS NULL, listed_child.flags IS NULL, school_days_waiting DESC NULLS LAST,
    late.school_days_to_notice DESC NULLS LAST, listed_child.surname, late.record
