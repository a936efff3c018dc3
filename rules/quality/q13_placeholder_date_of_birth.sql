/*
title = "Date of birth that a system fills in by itself"
policy = "DQ list: placeholder date of birth; default dates carry no evidence"
says = "A record of a child born on 1 January, or in 1900, is doubtful unless a record of another source has the same date: age decides who is of compulsory school age."
reads = ["person"]

[[example]]
name = "1 January confirmed by another source is a birthday, by the same source it is not; 2 January is no default"
given.person = '''
child_id | record | source     | date_of_birth | file  | row_number
a        | r1     | education  | 2015-01-01    | s.csv | 2
b        | r2     | education  | 2015-01-01    | s.csv | 3
b        | r3     | admissions | 2015-01-01    | a.csv | 4
c        | r4     | admissions | 2016-01-01    | a.csv | 5
c        | r5     | admissions | 2016-01-01    | a.csv | 6
d        | r6     | education  | 2015-01-02    | s.csv | 7
e        | r7     | benefits   | 1900-05-03    | b.csv | 8
'''
expect = '''
child_id | record | row_number
a        | r1     | 2
c        | r4     | 5
c        | r5     | 6
e        | r7     | 8
'''
*/
SELECT
    one.child_id, one.record, one.file, one.sheet, one.row_number,
    'The date of birth ' || strftime(one.date_of_birth, '%d/%m/%Y') || ' may be filled in by the system: find out the real one.' AS what
FROM person AS one
WHERE
    (strftime(one.date_of_birth, '%m-%d') = '01-01' OR one.date_of_birth < DATE '1901-01-01')
    AND NOT EXISTS (
        SELECT 1
        FROM person AS other
        WHERE
            other.child_id = one.child_id
            AND other.source <> one.source
            AND other.date_of_birth = one.date_of_birth
    )
