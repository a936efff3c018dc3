/*
title = "Roll episodes"
policy = "Definition of CME: registered pupils; Phase transfer"
says = "A registration counts with status C, M, S, F, O or blank. A guest's (G) is none; a previous one (P) is history once it has ended. The leaving date is the last day on roll. What lists tell of the destination and the leaving reason is withheld of a child whose address is restricted. School is an establishment that teaches beyond nursery age, attended in the entry year or later."
reads = ["roll_record", "establishment", "expected_year", "child"]

[columns]
child_id = "VARCHAR"
record = "VARCHAR"
source = "VARCHAR"
laestab = "VARCHAR"
establishment_name = "VARCHAR"
la_code = "VARCHAR"
low_age = "INTEGER"
high_age = "INTEGER"
entry_date = "DATE"
entered_in_year = "INTEGER"
leaving_date = "DATE"
left_in_year = "INTEGER"
leaving_reason = "VARCHAR"
told_reason = "VARCHAR"
ground_for_deletion = "VARCHAR"
destination_laestab = "VARCHAR"
destination = "VARCHAR"
destination_key = "VARCHAR"
told_destination = "VARCHAR"
destination_confirmed_on = "DATE"
notified_on = "DATE"
returned_on = "DATE"
first_named_on = "DATE"
is_open = "BOOLEAN"
is_school = "BOOLEAN"
is_last = "BOOLEAN"
is_last_school = "BOOLEAN"

[[example]]
name = "on roll on the leaving date, gone the day after"
params = { as_at = 2026-10-31 }
given.expected_year = '''
child_id | entry_year
last day | 2020
gone     | 2020
'''
given.roll_record = '''
child_id | laestab | enrol_status | entry_date | leaving_date
last day | 8529001 | C            | 2020-09-01 | 2026-10-31
gone     | 8529001 | C            | 2020-09-01 | 2026-10-30
'''
expect = '''
child_id | is_open | is_school | is_last | is_last_school
last day | true    | true      | true    | true
gone     | false   | true      | true    | true
'''

[[example]]
name = "a guest has no episode, a previous registration only once it has ended, a blank status counts"
params = { as_at = 2026-10-31 }
given.expected_year = '''
child_id | entry_year
guest    | 2020
ended    | 2020
not over | 2020
blank    | 2020
'''
given.roll_record = '''
child_id | laestab | enrol_status | entry_date | leaving_date
guest    | 8529001 | G            | 2020-09-01 |
ended    | 8529001 | P            | 2020-09-01 | 2026-10-30
not over | 8529001 | P            | 2020-09-01 |
blank    | 8529001 |              | 2020-09-01 |
'''
expect = '''
child_id | is_open
ended    | false
blank    | true
'''

[[example]]
name = "a nursery school is no school, nor is a nursery class left before the entry year; one left on 1 September is"
params = { as_at = 2026-10-31 }
given.expected_year = '''
child_id | entry_year
nursery  | 2025
class    | 2025
stayed   | 2025
unknown  | 2025
'''
given.establishment = '''
laestab | la_code | high_age
8529100 | 852     | 5
8529001 | 852     | 11
'''
given.roll_record = '''
child_id | laestab | enrol_status | entry_date | leaving_date
nursery  | 8529100 | C            | 2024-09-01 | 2025-12-19
class    | 8529001 | C            | 2024-09-01 | 2025-08-31
stayed   | 8529001 | C            | 2024-09-01 | 2025-09-01
unknown  | 8529999 | C            | 2024-09-01 | 2025-09-01
'''
expect = '''
child_id | is_school | is_last_school
nursery  | false     | false
class    | false     | false
stayed   | true      | true
unknown  | true      | true
'''

[[example]]
name = "the last episode is the open one, else the one left last, else the one entered last"
params = { as_at = 2026-10-31 }
given.expected_year = '''
child_id | entry_year
open     | 2020
left     | 2020
entered  | 2020
'''
given.roll_record = '''
child_id | laestab | enrol_status | entry_date | leaving_date
open     | 8529001 | C            | 2020-09-01 |
open     | 8529002 | C            | 2024-09-01 | 2026-07-21
left     | 8529001 | C            | 2020-09-01 | 2026-07-21
left     | 8529002 | C            | 2024-09-01 | 2026-07-20
entered  | 8529001 | C            | 2020-09-01 | 2026-07-21
entered  | 8529002 | C            | 2024-09-01 | 2026-07-21
'''
expect = '''
child_id | laestab | is_last
open     | 8529001 | true
open     | 8529002 | false
left     | 8529001 | true
left     | 8529002 | false
entered  | 8529001 | false
entered  | 8529002 | true
'''

[[example]]
name = "of a restricted address neither destination nor leaving reason is told, only that there is one"
params = { as_at = 2026-10-31 }
given.child = '''
child_id | is_restricted
told     | false
hidden   | true
nothing  | true
'''
given.expected_year = '''
child_id | entry_year
told     | 2020
number   | 2020
hidden   | 2020
nothing  | 2020
'''
given.roll_record = '''
child_id | laestab | enrol_status | entry_date | leaving_date | leaving_reason | destination | destination_laestab
told     | 8529001 | C            | 2020-09-01 | 2026-07-21   | Moved          | Leeds       | 3834001
number   | 8529001 | C            | 2020-09-01 | 2026-07-21   |                |             | 3834001
hidden   | 8529001 | C            | 2020-09-01 | 2026-07-21   | Moved to Leeds | Leeds       |
nothing  | 8529001 | C            | 2020-09-01 | 2026-07-21   |                |             |
'''
expect = '''
child_id | told_reason | told_destination
told     | Moved       | Leeds
number   |             | 3834001
hidden   | withheld    | withheld
nothing  |             |
'''
*/
WITH episode AS (
    SELECT
        roll.child_id,
        roll.record,
        roll.source,
        roll.laestab,
        coalesce(establishment.establishment_name, roll.establishment_name) AS establishment_name,
        coalesce(establishment.la_code, left(roll.laestab, 3)) AS la_code,
        establishment.low_age,
        establishment.high_age,
        roll.entry_date,
        roll.entered_in_year,
        roll.leaving_date,
        roll.left_in_year,
        roll.leaving_reason,
        CASE WHEN child.is_restricted AND roll.leaving_reason IS NOT NULL THEN 'withheld' ELSE roll.leaving_reason END
            AS told_reason,
        roll.ground_for_deletion,
        roll.destination_laestab,
        roll.destination,
        roll.destination_key,
        CASE
            WHEN child.is_restricted AND coalesce(roll.destination, roll.destination_laestab) IS NOT NULL THEN 'withheld'
            ELSE coalesce(roll.destination, roll.destination_laestab)
        END AS told_destination,
        roll.destination_confirmed_on,
        roll.notified_on,
        roll.returned_on,
        roll.first_named_on,
        roll.leaving_date IS NULL OR roll.leaving_date >= $as_at AS is_open,
        (establishment.high_age IS NULL OR establishment.high_age > $nursery_high_age)
        AND coalesce(roll.leaving_date, $as_at) >= make_date(expected_year.entry_year, 9, 1) AS is_school
    FROM roll_record AS roll
    INNER JOIN expected_year ON expected_year.child_id = roll.child_id
    LEFT JOIN child ON child.child_id = roll.child_id
    LEFT JOIN establishment ON establishment.laestab = roll.laestab
    WHERE
        coalesce(roll.enrol_status, 'C') IN ('C', 'M', 'S', 'F', 'O')
        OR (roll.enrol_status = 'P' AND roll.leaving_date < $as_at)
),

placed AS (
    SELECT
        *,
        row_number() OVER (latest_first) AS place,
        count(CASE WHEN is_school THEN 1 END) OVER (
            latest_first ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS schools
    FROM episode
    WINDOW
        latest_first AS (
            PARTITION BY child_id
            ORDER BY
                is_open DESC, leaving_date DESC NULLS FIRST, entry_date DESC NULLS LAST,
                destination_confirmed_on DESC NULLS LAST, laestab, record
        )
)

SELECT
    child_id,
    record,
    source,
    laestab,
    establishment_name,
    la_code,
    low_age,
    high_age,
    entry_date,
    entered_in_year,
    leaving_date,
    left_in_year,
    leaving_reason,
    told_reason,
    ground_for_deletion,
    destination_laestab,
    destination,
    destination_key,
    told_destination,
    destination_confirmed_on,
    notified_on,
    returned_on,
    first_named_on,
    is_open,
    is_school,
    place = 1 AS is_last,
    is_school AND schools = 1 AS is_last_school
FROM placed
