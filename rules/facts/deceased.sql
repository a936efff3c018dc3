/*
title = "Deceased"
policy = "Definition of CME; officers' decisions"
says = "A child with a date of death, or whom an officer's standing decision says to be deceased."
reads = ["child", "standing_decision"]

[columns]
child_id = "VARCHAR"

[[example]]
name = "by the record or by the officer; another decision says nothing of it"
given.child = '''
child_id | date_of_death
record   | 2026-05-05
officer  |
abroad   |
'''
given.standing_decision = '''
child_id | status
officer  | Deceased
abroad   | Moved abroad - confirmed
'''
expect = '''
child_id
record
officer
'''
*/
SELECT child_id
FROM child
WHERE
    date_of_death IS NOT NULL
    OR child_id IN (SELECT child_id FROM standing_decision WHERE status = 'Deceased')
