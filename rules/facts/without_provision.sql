/*
title = "Children without provision"
policy = "Definition of CME"
says = "Children of status 9, with the year group in which they should be; not those who await match review."
reads = ["status", "expected_year", "awaiting_review"]

[columns]
child_id = "VARCHAR"
entry_year = "INTEGER"
expected_year = "INTEGER"

[[example]]
name = "only those of status 9, and not one whose possible match an officer has yet to decide"
given.status = '''
child_id | status
on roll  | 3
other LA | 8
missing  | 9
awaits   | 9
'''
given.expected_year = '''
child_id | entry_year | expected_year
on roll  | 2020       | 6
other LA | 2020       | 6
missing  | 2020       | 6
awaits   | 2020       | 6
'''
given.awaiting_review = '''
child_id | other_child_id
awaits   | on roll
'''
expect = '''
child_id | entry_year | expected_year
missing  | 2020       | 6
'''
*/
SELECT status.child_id, expected_year.entry_year, expected_year.expected_year
FROM status
INNER JOIN expected_year ON expected_year.child_id = status.child_id
WHERE status.status = 9 AND status.child_id NOT IN (SELECT child_id FROM awaiting_review)
