/*
title = "Date of birth that no child can have"
policy = "DQ list: impossible date of birth"
says = "Who left compulsory school age more than ten years ago is no child of any of these systems; nor is one of school age at an early years setting who began there a year or more after school age had begun."
reads = ["person", "child", "sighting"]

[[example]]
name = "ten years after Year 11, and a day less; begun at a setting a year after school age, and a day earlier"
params = { as_at = 2026-06-26 }
given.child = '''
child_id | date_of_birth | csa_starts_on | csa_ends_on
a        | 2000-05-01    | 2005-08-31    | 2016-06-25
b        | 2000-05-01    | 2005-08-31    | 2016-06-26
c        | 2016-08-31    | 2021-08-31    | 2032-06-25
d        | 2016-08-31    | 2021-08-31    | 2032-06-25
'''
given.person = '''
child_id | record | file  | row_number
a        | r1     | s.csv | 2
b        | r2     | s.csv | 3
c        | r3     | h.csv | 4
d        | r4     | h.csv | 5
'''
given.sighting = '''
child_id | record | source      | began_on
c        | r3     | early_years | 2022-08-31
d        | r4     | early_years | 2022-08-30
'''
expect = '''
child_id | record | row_number
a        | r1     | 2
c        | r3     | 4
'''
*/
WITH too_old_for_setting AS (
    SELECT sighting.record
    FROM sighting
    INNER JOIN child ON child.child_id = sighting.child_id
    WHERE sighting.source = 'early_years' AND sighting.began_on - child.csa_starts_on >= 365
)

SELECT
    person.child_id, person.record, person.file, person.sheet, person.row_number,
    'Nobody born on ' || strftime(child.date_of_birth, '%d/%m/%Y') || ' can be in this system: correct the date of birth.' AS what
FROM person
INNER JOIN child ON child.child_id = person.child_id
WHERE
    $as_at - child.csa_ends_on > 3652
    OR person.record IN (SELECT record FROM too_old_for_setting)
