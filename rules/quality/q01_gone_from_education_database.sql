/*
title = "No longer on the education database"
policy = "Interrogation routines of the education database; every child with a record is captured"
says = "A child of compulsory school age whom an earlier extract of students named and the newest does not: the record no longer counts, and nobody should vanish from the database."
reads = ["gone_record"]

[[example]]
name = "on the last day of compulsory school age, and the day after"
params = { as_at = 2027-06-25 }
given.gone_record = '''
record | child_id | csa_starts_on | csa_ends_on | last_named_on | file  | row_number
r1     | a        | 2016-08-31    | 2027-06-25  | 2026-10-30    | s.csv | 7
r2     | b        | 2016-08-31    | 2027-06-24  | 2026-10-30    | s.csv | 8
'''
expect = '''
child_id | record | file  | row_number | what
a        | r1     | s.csv | 7          | The record was last in the extract of 30/10/2026 and is gone: find out why, and where the child is.
'''
*/
SELECT
    child_id, record, file, sheet, row_number,
    'The record was last in the extract of ' || strftime(last_named_on, '%d/%m/%Y') || ' and is gone: find out why, and where the child is.'
        AS what
FROM gone_record
WHERE $as_at BETWEEN csa_starts_on AND csa_ends_on
