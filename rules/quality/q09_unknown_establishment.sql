/*
title = "Enrolment at an unknown establishment"
policy = "DQ list: establishment not in the list"
says = "An establishment that is not on the list has no known ages, so nobody there can be out of phase."
reads = ["roll_record", "establishment"]

[[example]]
name = "on the list, and not"
given.roll_record = '''
child_id | record | laestab | file  | row_number
a        | r1     | 8529999 | e.csv | 2
b        | r2     | 8529001 | e.csv | 3
'''
given.establishment = '''
laestab
8529001
'''
expect = '''
child_id | record | file  | row_number
a        | r1     | e.csv | 2
'''

*/
SELECT
    child_id, record, file, sheet, row_number, row_id,
    'The establishment ' || laestab || ' is not among the establishments: add it, or correct the number.' AS what
FROM roll_record
WHERE laestab NOT IN (SELECT laestab FROM establishment)
