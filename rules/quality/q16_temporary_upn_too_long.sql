/*
title = "Temporary UPN for more than a term"
policy = "DQ list: temporary UPN for longer than a term"
says = "A temporary number (its last character is a letter) is to be replaced within a term (120 days) of the child's arrival at a school."
reads = ["person", "roll_episode"]

[[example]]
name = "on roll for 121 days, and for 120; a permanent number, and nobody on a roll"
params = { as_at = 2026-10-31 }
given.person = '''
child_id | record | source    | upn           | file  | row_number
a        | r1     | education | A85220001601A | s.csv | 2
b        | r2     | education | B85220001602B | s.csv | 3
c        | r3     | education | T852200016001 | s.csv | 4
d        | r4     | education | A85220001601A | s.csv | 5
'''
given.roll_episode = '''
child_id | entry_date | is_open | is_school
a        | 2026-07-02 | true    | true
b        | 2026-07-03 | true    | true
c        | 2020-09-02 | true    | true
d        | 2020-09-02 | false   | true
'''
expect = '''
child_id | record | row_number
a        | r1     | 2
'''
*/
SELECT
    child_id, record, file, sheet, row_number,
    'The UPN ' || upn || ' is temporary and the child has been on roll for more than a term: ask for the permanent one.'
        AS what
FROM person
WHERE
    source = 'education'
    AND right(upn, 1) > '9'
    AND child_id IN (
        SELECT child_id
        FROM roll_episode
        WHERE is_open AND is_school AND $as_at - entry_date > $temporary_upn_days
    )
