/*
title = "Officer's decision that no longer stands"
policy = "Officers' decisions: until newer evidence overrules them, or their days have passed"
says = "A decision that has lapsed or was overruled has no effect; the case is open again, on top of its lists."
reads = ["lapsed_decision"]

[[example]]
name = "each of them"
given.lapsed_decision = '''
child_id | what
a        | 'Enrolled - confirmed' of 2026-01-01 no longer stands.
'''
expect = '''
child_id | record | what
a        |        | 'Enrolled - confirmed' of 2026-01-01 no longer stands.
'''
*/
SELECT child_id, NULL AS record, what
FROM lapsed_decision
