/*
title = "Next action"
policy = "Casework of the CME Officer: timely follow-up of every case"
says = "The date that stands in 'Next action date' of a case. It is overdue from the day after; what is no date is not."
reads = ["officer_said"]

[columns]
child_id = "VARCHAR"
due_on = "DATE"
is_overdue = "BOOLEAN"

[[example]]
name = "due on the day, overdue the day after; another column and what is no date say nothing"
params = { as_at = 2026-10-31 }
given.officer_said = '''
child_id | heading          | value
today    | Next action date | 2026-10-31
late     | Next action date | 2026-10-30
asap     | Next action date | as soon as possible
noted    | Notes            | 2026-10-01
'''
expect = '''
child_id | due_on     | is_overdue
today    | 2026-10-31 | false
late     | 2026-10-30 | true
'''
*/
SELECT child_id, try_cast(value AS DATE) AS due_on, try_cast(value AS DATE) < $as_at AS is_overdue
FROM officer_said
WHERE heading = 'Next action date' AND try_cast(value AS DATE) IS NOT NULL
