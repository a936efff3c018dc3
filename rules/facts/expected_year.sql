/*
title = "Expected year group and compulsory school age"
policy = "Education Act 1996 s.8; Starting education; delayed entry of summer-born children"
says = "A child's entry year is the year of an agreed delayed entry, else the academic year of the fifth birthday; the expected National Curriculum year counts from it, 0 being Reception."
reads = ["child", "application"]

[columns]
child_id = "VARCHAR"
entry_year = "INTEGER"
expected_year = "INTEGER"
is_csa = "BOOLEAN"

[[example]]
name = "born on 31 August 2022: of school age the day after the summer, and in Reception since September"
params = { as_at = 2027-08-31, current_year = 2026 }
given.child = '''
child_id | reception_year | csa_starts_on | csa_ends_on
a        | 2026           | 2027-08-31    | 2038-06-25
'''
expect = '''
child_id | entry_year | expected_year | is_csa
a        | 2026       | 0             | true
'''

[[example]]
name = "one day earlier the child is not yet of compulsory school age"
params = { as_at = 2027-08-30, current_year = 2026 }
given.child = '''
child_id | reception_year | csa_starts_on | csa_ends_on
a        | 2026           | 2027-08-31    | 2038-06-25
'''
expect = '''
child_id | entry_year | expected_year | is_csa
a        | 2026       | 0             | false
'''

[[example]]
name = "the last Friday in June of Year 11 is still compulsory school age; the day after is not"
params = { as_at = 2027-06-25, current_year = 2026 }
given.child = '''
child_id | reception_year | csa_starts_on | csa_ends_on
last day | 2015           | 2016-08-31    | 2027-06-25
gone     | 2015           | 2016-08-31    | 2027-06-24
'''
expect = '''
child_id | entry_year | expected_year | is_csa
last day | 2015       | 11            | true
gone     | 2015       | 11            | false
'''

[[example]]
name = "an agreed delayed entry moves the entry year, the later of two; a withdrawn application agrees nothing"
params = { as_at = 2026-10-31, current_year = 2026 }
given.child = '''
child_id  | reception_year | csa_starts_on | csa_ends_on
delayed   | 2025           | 2026-08-31    | 2037-06-26
twice     | 2025           | 2026-08-31    | 2037-06-26
withdrawn | 2025           | 2026-08-31    | 2037-06-26
'''
given.application = '''
child_id  | application_status | delayed_entry_to
delayed   | OPEN               | 2026
twice     | CLOSED             | 2026
twice     | OPEN               | 2027
withdrawn | WITHDRAWN          | 2026
'''
expect = '''
child_id  | entry_year | expected_year | is_csa
delayed   | 2026       | 0             | true
twice     | 2027       | -1            | true
withdrawn | 2025       | 1             | true
'''
*/
WITH delayed AS (
    SELECT child_id, max(delayed_entry_to) AS entry_year
    FROM application
    WHERE delayed_entry_to IS NOT NULL AND application_status NOT IN ('WITHDRAWN', 'REMOVED')
    GROUP BY child_id
)
SELECT
    child.child_id,
    coalesce(delayed.entry_year, child.reception_year) AS entry_year,
    $current_year - coalesce(delayed.entry_year, child.reception_year) AS expected_year,
    $as_at BETWEEN child.csa_starts_on AND child.csa_ends_on AS is_csa
FROM child
LEFT JOIN delayed ON delayed.child_id = child.child_id
