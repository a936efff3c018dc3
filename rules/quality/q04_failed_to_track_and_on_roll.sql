/*
title = "Failed to track and on a roll"
policy = "Historical children; DQ list: failed-to-track base and on roll"
says = "A child of the failed-to-track base whom a roll names has been found."
reads = ["open_involvement", "current_roll", "person"]

[[example]]
name = "both, and one of them"
given.open_involvement = '''
child_id | involvement
found    | FTT
gone     | FTT
'''
given.current_roll = '''
child_id | establishment_name
found    | Oak House
'''
given.person = '''
child_id | record | source    | file  | row_number
found    | r1     | education | s.csv | 4
gone     | r2     | education | s.csv | 5
'''
expect = '''
child_id | record | row_number
found    | r1     | 4
'''

*/
SELECT
    child_id, record, file, sheet, row_number,
    'The child is in the failed-to-track base and a roll names the child: close the involvement.' AS what
FROM person
WHERE
    source = 'education'
    AND child_id IN (SELECT child_id FROM open_involvement WHERE involvement = 'FTT')
    AND child_id IN (SELECT child_id FROM current_roll)
