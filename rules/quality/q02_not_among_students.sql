/*
title = "Row of a student who is not on the education database"
policy = "Interrogation routines of the education database"
says = "An enrolment or involvement of a student who is not among the students belongs to no child."
reads = ["orphan"]

[[example]]
name = "each of them"
given.orphan = '''
what       | record               | file  | row_number
enrolments | education/students:9 | e.csv | 4
'''
expect = '''
child_id | record               | file  | row_number
         | education/students:9 | e.csv | 4
'''

*/
SELECT
    NULL AS child_id, record, file, sheet, row_number, row_id,
    'A row of ' || what || ' names a student who is not among the students; it belongs to no child.' AS what
FROM orphan
