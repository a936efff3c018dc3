/*
title = "CME involvement open of a child who is provided for"
policy = "DQ list: open CME and on roll; all CME involvements are accurately recorded"
says = "A child who is on a roll, home educated or provided for by the authority needs no open CME involvement."
reads = ["open_involvement", "status", "person"]

[[example]]
name = "on roll, home educated, provided for, failed to track, and without provision"
given.open_involvement = '''
child_id | involvement
roll     | CME
home     | CME
provided | CME
lost     | CME
missing  | CME
other    | EHCP
'''
given.status = '''
child_id | status
roll     | 3
home     | 4
provided | 5
lost     | 6
missing  | 9
other    | 3
'''
given.person = '''
child_id | record | source    | file  | row_number
roll     | r1     | education | s.csv | 2
home     | r2     | education | s.csv | 3
provided | r3     | education | s.csv | 4
lost     | r4     | education | s.csv | 5
missing  | r5     | education | s.csv | 6
other    | r6     | education | s.csv | 7
'''
expect = '''
child_id | record
roll     | r1
home     | r2
provided | r3
'''
*/
SELECT
    child_id, record, file, sheet, row_number,
    'A CME involvement is open and the child is provided for: close it with its outcome.' AS what
FROM person
WHERE
    source = 'education'
    AND child_id IN (SELECT child_id FROM open_involvement WHERE involvement = 'CME')
    AND child_id IN (SELECT child_id FROM status WHERE status BETWEEN 3 AND 5)
