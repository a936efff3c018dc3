/*
title = "Officer's decision that no longer stands"
policy = "Officers' decisions: until newer evidence overrules them, or their days have passed"
says = "A decision that has lapsed or was overruled has no effect; the case is open again."
reads = ["decision", "standing_decision", "status"]

[columns]
child_id = "VARCHAR"
what = "VARCHAR"

[[example]]
name = "lapsed, standing, and of no consequence"
given.decision = '''
child_id | status                    | decided_on
lapsed   | Home educated - confirmed | 2026-01-01
stands   | Moved abroad - confirmed  | 2026-10-01
placed   | Enrolled - confirmed      | 2026-01-01
'''
given.standing_decision = '''
child_id | status                   | decided_on
stands   | Moved abroad - confirmed | 2026-10-01
'''
given.status = '''
child_id | status
lapsed   | 9
stands   | 7
placed   | 3
'''
expect = '''
child_id | what
lapsed   | 'Home educated - confirmed' of 2026-01-01 no longer stands: its days have passed, or newer evidence overrules it.
'''

*/
SELECT
    decision.child_id,
    '''' || decision.status || ''' of ' || decision.decided_on
    || ' no longer stands: its days have passed, or newer evidence overrules it.' AS what
FROM decision
INNER JOIN status ON status.child_id = decision.child_id
WHERE
    status.status = 9
    AND (decision.status LIKE '% confirmed' OR decision.status = 'Deceased')
    AND decision.child_id NOT IN (SELECT child_id FROM standing_decision)
