/*
title = "Left, and nothing said of why or where to"
policy = "DQ list: leaving date with no reason, ground or destination"
says = "An enrolment on the education database that ended this academic year or last, with neither a reason, a ground nor a destination."
reads = ["roll_record"]

[[example]]
name = "none of them, and one of each; the year before last is past"
params = { current_year = 2026 }
given.roll_record = '''
child_id | record | source      | leaving_date | left_in_year | leaving_reason | ground_for_deletion | destination_laestab | destination | file  | row_number
a        | r1     | education   | 2026-09-30   | 2026         |                |                     |                     |             | e.csv | 2
b        | r2     | education   | 2026-09-30   | 2026         | Transfer       |                     |                     |             | e.csv | 3
c        | r3     | education   | 2026-09-30   | 2026         |                | M                   |                     |             | e.csv | 4
d        | r4     | education   | 2026-09-30   | 2026         |                |                     | 8509001             |             | e.csv | 5
e        | r5     | education   | 2026-09-30   | 2026         |                |                     |                     | unknown     | e.csv | 6
f        | r6     | education   | 2025-09-01   | 2025         |                |                     |                     |             | e.csv | 7
g        | r7     | education   | 2025-08-31   | 2024         |                |                     |                     |             | e.csv | 8
h        | r8     | independent | 2026-09-30   | 2026         |                |                     |                     |             | i.csv | 9
'''
expect = '''
child_id | row_number
a        | 2
f        | 7
'''
*/
SELECT
    child_id, record, file, sheet, row_number, row_id,
    'The child left on ' || strftime(leaving_date, '%d/%m/%Y') || ' and neither reason, ground nor destination is recorded: ask the school.'
        AS what
FROM roll_record
WHERE
    source = 'education'
    AND left_in_year IN ($current_year, $current_year - 1)
    AND leaving_reason IS NULL
    AND ground_for_deletion IS NULL
    AND destination_laestab IS NULL
    AND destination IS NULL
