/*
title = "CME involvement open past school age"
policy = "DQ list: compulsory school age ended but CME open"
says = "A CME or failed-to-track involvement of who is past compulsory school age is to be closed."
reads = ["open_involvement", "child", "person"]

[[example]]
name = "on the last day of school age, and the day after"
params = { as_at = 2027-06-25 }
given.child = '''
child_id | csa_ends_on
a        | 2027-06-25
b        | 2027-06-24
c        | 2027-06-24
'''
given.open_involvement = '''
child_id | involvement
a        | CME
b        | FTT
c        | EHCP
'''
given.person = '''
child_id | record | source    | file  | row_number
a        | r1     | education | s.csv | 2
b        | r2     | education | s.csv | 3
c        | r3     | education | s.csv | 4
'''
expect = '''
child_id | record
b        | r2
'''
*/
SELECT
    child_id, record, file, sheet, row_number,
    'A CME or failed-to-track involvement is open past compulsory school age: close it.' AS what
FROM person
WHERE
    source = 'education'
    AND child_id IN (SELECT child_id FROM child WHERE csa_ends_on < $as_at)
    AND child_id IN (SELECT child_id FROM open_involvement WHERE involvement IN ('CME', 'FTT'))
