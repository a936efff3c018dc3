/*
title = "Home educated and on a roll"
policy = "Scope: electively home educated children; DQ list: open EHE and on roll"
says = "A child with home education open who is on a roll counts as on roll, and in the number of home-educated children."
reads = ["open_involvement", "current_roll", "person"]

[[example]]
name = "both, and one of them"
given.open_involvement = '''
child_id | involvement
both     | EHE
only ehe | EHE
'''
given.current_roll = '''
child_id | establishment_name
both     | Oak House
on roll  | Oak House
'''
given.person = '''
child_id | record | source    | file  | row_number
both     | r1     | education | s.csv | 4
only ehe | r2     | education | s.csv | 5
'''
expect = '''
child_id | record | row_number
both     | r1     | 4
'''

*/
SELECT
    child_id, record, file, sheet, row_number,
    'Home education is open and a roll names the child: close the one that is over.' AS what
FROM person
WHERE
    source = 'education'
    AND child_id IN (SELECT child_id FROM open_involvement WHERE involvement = 'EHE')
    AND child_id IN (SELECT child_id FROM current_roll)
