/*
title = "Inactive record"
policy = "Historical children: records made inactive; record_active has no effect"
says = "A record marked inactive counts like any other; one of a child on a roll is wrong."
reads = ["person", "current_roll"]

[[example]]
name = "inactive and on a roll"
given.person = '''
child_id | record | is_active | file  | row_number
a        | r1     | false     | s.csv | 2
b        | r2     | true      | s.csv | 3
c        | r3     | false     | s.csv | 4
'''
given.current_roll = '''
child_id
a
b
'''
expect = '''
child_id | record | file  | row_number
a        | r1     | s.csv | 2
'''

*/
SELECT
    child_id, record, file, sheet, row_number,
    'The record is marked inactive and a roll names the child: make it active.' AS what
FROM person
WHERE NOT is_active AND child_id IN (SELECT child_id FROM current_roll)
