/*
title = "Something open of a child who has died"
policy = "DQ list: deceased with an open base"
says = "A roll or an involvement that is open after a child's death: nobody should write to the family about it."
reads = ["deceased", "roll_episode", "open_involvement", "person"]

[[example]]
name = "a roll or an involvement open, and nothing"
given.deceased = '''
child_id
a
b
c
'''
given.roll_episode = '''
child_id | is_open
a        | true
c        | false
d        | true
'''
given.open_involvement = '''
child_id | involvement
b        | EHCP
'''
given.person = '''
child_id | record | source    | file  | row_number
a        | r1     | education | s.csv | 2
b        | r2     | education | s.csv | 3
c        | r3     | education | s.csv | 4
d        | r4     | education | s.csv | 5
'''
expect = '''
child_id | record
a        | r1
b        | r2
'''
*/
SELECT
    child_id, record, file, sheet, row_number,
    'The child has died and a roll or an involvement is still open: close it.' AS what
FROM person
WHERE
    source = 'education'
    AND child_id IN (SELECT child_id FROM deceased)
    AND (
        child_id IN (SELECT child_id FROM roll_episode WHERE is_open)
        OR child_id IN (SELECT child_id FROM open_involvement)
    )
