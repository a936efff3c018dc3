/*
title = "Officer's decision that no longer stands"
policy = "Officers' decisions: until newer evidence overrules them, or their days have passed"
says = "A decision that has lapsed or was overruled has no effect; where the child is without provision the case is open again, and marked with what overrules it."
reads = ["decision", "overruled_decision", "status"]

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
given.overruled_decision = '''
child_id | overruled_by
lapsed   | an application received on 2026-02-01
placed   | a roll that began on 2026-02-01: Oak House
'''
given.status = '''
child_id | status
lapsed   | 9
stands   | 7
placed   | 3
'''
expect = '''
child_id | what
lapsed   | 'Home educated - confirmed' of 2026-01-01 no longer stands: an application received on 2026-02-01.
'''
*/
SELECT
    decision.child_id,
    '''' || decision.status || ''' of ' || decision.decided_on || ' no longer stands: '
    || overruled_decision.overruled_by || '.' AS what
FROM decision
INNER JOIN overruled_decision ON overruled_decision.child_id = decision.child_id
INNER JOIN status ON status.child_id = decision.child_id
WHERE status.status = 9
