/*
title = "Perhaps one child with two education records"
policy = "DQ list: same person, two IDs; matching: a duplicate to report, never a silent merge"
says = "Two education records with the same names and date of birth may be one child; they are never merged."
reads = ["person"]

[[example]]
name = "same names in any case, and date of birth"
given.person = '''
child_id | record | source    | surname | forename | date_of_birth | file  | row_number
a        | r1     | education | Brown   | Ann      | 2015-01-05    | s.csv | 2
b        | r2     | education | BROWN   | ANN      | 2015-01-05    | s.csv | 3
c        | r3     | education | Brown   | Ann      | 2015-01-06    | s.csv | 4
d        | r4     | benefits  | Brown   | Ann      | 2015-01-06    | b.csv | 5
'''
expect = '''
child_id | record | what
a        | r1     | Same names and date of birth as r2: if it is one child, merge the two records.
b        | r2     | Same names and date of birth as r1: if it is one child, merge the two records.
'''

*/
SELECT
    one.child_id, one.record, one.file, one.sheet, one.row_number,
    'Same names and date of birth as ' || min(other.record) || ': if it is one child, merge the two records.' AS what
FROM person AS one
INNER JOIN person AS other
    ON
        upper(other.surname) = upper(one.surname)
        AND upper(other.forename) = upper(one.forename)
        AND other.date_of_birth = one.date_of_birth
        AND other.record <> one.record
WHERE one.source = 'education' AND other.source = 'education'
GROUP BY one.child_id, one.record, one.file, one.sheet, one.row_number
