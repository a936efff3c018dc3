/*
title = "Involvements open on the day"
policy = "Scope; Roles and responsibilities: involvements on the education database"
says = "An involvement is open from its start until its end, both days included."
reads = ["involvement"]

[columns]
child_id = "VARCHAR"
involvement = "VARCHAR"
source = "VARCHAR"
start_date = "DATE"
outcome = "VARCHAR"
responsible_la = "VARCHAR"

[[example]]
name = "open without an end and on its last day; closed the day after"
params = { as_at = 2026-10-31 }
given.involvement = '''
child_id | involvement | start_date | end_date
no end   | EHE         | 2026-10-31 |
last day | EHE         | 2026-01-01 | 2026-10-31
over     | EHE         | 2026-01-01 | 2026-10-30
'''
expect = '''
child_id | involvement | start_date
no end   | EHE         | 2026-10-31
last day | EHE         | 2026-01-01
'''
*/
SELECT child_id, involvement, source, start_date, outcome, responsible_la
FROM involvement
WHERE start_date <= $as_at AND (end_date IS NULL OR end_date >= $as_at)
