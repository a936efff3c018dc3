/*
title = "On the CME register without a CME involvement"
policy = "Policy commitments: ensuring that all CME involvements and communications are accurately recorded"
says = "A child without provision who has an education record should have a CME involvement open there."
reads = ["counted", "open_involvement", "person"]

[[example]]
name = "counted without and with an involvement; a child who is out of phase is on a roll"
given.counted = '''
child_id | measure
a        | leavers
b        | leavers
c        | out_of_phase
d        | historical
'''
given.open_involvement = '''
child_id | involvement
b        | CME
d        | EHCP
'''
given.person = '''
child_id | record | source     | file  | row_number
a        | r1     | education  | s.csv | 2
a        | r9     | admissions | a.csv | 9
b        | r2     | education  | s.csv | 3
c        | r3     | education  | s.csv | 4
d        | r4     | education  | s.csv | 5
'''
expect = '''
child_id | record
a        | r1
d        | r4
'''
*/
SELECT
    child_id, record, file, sheet, row_number,
    'The child is without provision and no CME involvement is open: record it.' AS what
FROM person
WHERE
    source = 'education'
    AND child_id IN (SELECT child_id FROM counted WHERE measure <> 'out_of_phase')
    AND child_id NOT IN (SELECT child_id FROM open_involvement WHERE involvement = 'CME')
