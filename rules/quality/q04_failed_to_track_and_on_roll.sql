/*
title = "Failed to track and on a roll"
policy = "Historical children; DQ list: failed-to-track base and on roll"
says = "A child of the failed-to-track base whom a roll names has been found."
reads = ["open_involvement", "current_roll", "child"]

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
given.child = '''
child_id | student_id
found    | 1
gone     | 2
'''
expect = '''
child_id | record
found    | education/students:1
'''

*/
SELECT
    child.child_id,
    'education/students:' || child.student_id AS record,
    'The child is in the failed-to-track base and a roll names the child: close the involvement.' AS what
FROM child
WHERE
    child.child_id IN (SELECT child_id FROM open_involvement WHERE involvement = 'FTT')
    AND child.child_id IN (SELECT child_id FROM current_roll)
