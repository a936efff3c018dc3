/*
title = "Subsidiary registration without a main one"
policy = "DQ list: S without M"
says = "A subsidiary registration (S) needs a main one (M) that is open too."
reads = ["roll_record"]

[[example]]
name = "alone, beside a single one, and beside a main one that is open or has ended"
params = { as_at = 2026-10-31 }
given.roll_record = '''
child_id | record | laestab | enrol_status | leaving_date | file  | row_number
a        | r1     | 8529001 | S            |              | e.csv | 2
b        | r2     | 8529001 | S            |              | e.csv | 3
b        | r2     | 8529002 | C            |              | e.csv | 4
c        | r3     | 8529001 | S            |              | e.csv | 5
c        | r3     | 8529002 | M            |              | e.csv | 6
d        | r4     | 8529001 | S            |              | e.csv | 7
d        | r4     | 8529002 | M            | 2026-10-30   | e.csv | 8
e        | r5     | 8529001 | S            | 2026-10-30   | e.csv | 9
'''
expect = '''
child_id | row_number
a        | 2
b        | 3
d        | 7
'''
*/
SELECT
    child_id, record, file, sheet, row_number, row_id,
    'The registration is subsidiary (S) and no main one (M) is open: correct the status of one of them.' AS what
FROM roll_record
WHERE
    enrol_status = 'S'
    AND (leaving_date IS NULL OR leaving_date >= $as_at)
    AND child_id NOT IN (
        SELECT child_id
        FROM roll_record
        WHERE enrol_status = 'M' AND (leaving_date IS NULL OR leaving_date >= $as_at)
    )
