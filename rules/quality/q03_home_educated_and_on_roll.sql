/*
title = "Home educated and on a roll"
policy = "Scope: electively home educated children; DQ list: open EHE and on roll"
says = "A child with home education open who is on a roll counts as on roll, and in the number of home-educated children."
reads = ["open_involvement", "current_roll", "child"]

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
given.child = '''
child_id | student_id
both     | 1
only ehe | 2
'''
expect = '''
child_id | record
both     | education/students:1
'''

*/
SELECT
    child.child_id,
    'education/students:' || child.student_id AS record,
    'Home education is open and a roll names the child: close the one that is over.' AS what
FROM child
WHERE
    child.child_id IN (SELECT child_id FROM open_involvement WHERE involvement = 'EHE')
    AND child.child_id IN (SELECT child_id FROM current_roll)
