/*
title = "No postcode to write to"
policy = "DQ list: no correspondence address or postcode; letters to every child of the Reception transfer group"
says = "An education record without a postcode that can be read keeps a child of school age, or of this or next September's Reception, out of letters and of transfer groups. A restricted address is none of it."
reads = ["person", "expected_year", "deceased"]

[[example]]
name = "of school age or of the next Reception; not where it is restricted, nor of the Reception after it"
params = { current_year = 2026 }
given.person = '''
child_id | record | source     | postcode | is_restricted | file  | row_number
a        | r1     | education  |          | false         | s.csv | 2
b        | r2     | education  |          | true          | s.csv | 3
c        | r3     | education  | SO14 0AA | false         | s.csv | 4
d        | r4     | education  |          | false         | s.csv | 5
e        | r5     | education  |          | false         | s.csv | 6
f        | r6     | admissions |          | false         | a.csv | 7
g        | r7     | education  |          | false         | s.csv | 8
'''
given.expected_year = '''
child_id | entry_year | is_csa
a        | 2020       | true
b        | 2020       | true
c        | 2020       | true
d        | 2027       | false
e        | 2028       | false
f        | 2020       | true
g        | 2020       | true
'''
given.deceased = '''
child_id
g
'''
expect = '''
child_id | record | row_number
a        | r1     | 2
d        | r4     | 5
'''
*/
SELECT
    person.child_id, person.record, person.file, person.sheet, person.row_number,
    'The record has no postcode that can be read: the child gets no letter and is in no transfer group.' AS what
FROM person
INNER JOIN expected_year ON expected_year.child_id = person.child_id
WHERE
    person.source = 'education'
    AND person.postcode IS NULL
    AND NOT person.is_restricted
    AND (expected_year.is_csa OR expected_year.entry_year IN ($current_year, $current_year + 1))
    AND person.child_id NOT IN (SELECT child_id FROM deceased)
