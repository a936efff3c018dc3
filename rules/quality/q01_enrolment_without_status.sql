/*
title = "Enrolment without a status"
policy = "Interrogation routines of the education database"
says = "An enrolment with no status counts as a current single registration."
reads = ["roll_record"]

[[example]]
name = "blank, and given"
given.roll_record = '''
child_id | record | enrol_status | file  | row_number
a        | r1     |              | e.csv | 2
b        | r2     | C            | e.csv | 3
'''
expect = '''
child_id | record | file  | row_number
a        | r1     | e.csv | 2
'''

*/
SELECT
    child_id, record, file, sheet, row_number,
    'The enrolment has no status; it was taken as C (single registration). Enter the status.' AS what
FROM roll_record
WHERE enrol_status IS NULL
