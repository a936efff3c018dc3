/*
title = "Officers' decisions that stand"
policy = "Officers' decisions: a decision counts until newer evidence overrules it"
says = "A decision counts from its date until something overrules it (see 'What overrules an officer's decision')."
reads = ["decision", "child", "overruled_decision"]

[columns]
child_id = "VARCHAR"
status = "VARCHAR"
decided_on = "DATE"

[[example]]
name = "every status that decides, unless it is overruled; what only describes, or is of a pair, decides nothing"
given.child = '''
child_id
tracked
abroad
at home
enrolled
dead
overruled
working
pair
'''
given.decision = '''
child_id  | status                          | decided_on
tracked   | Tracked - destination confirmed | 2026-10-05
abroad    | Moved abroad - confirmed        | 2026-10-05
at home   | Home educated - confirmed       | 2026-10-05
enrolled  | Enrolled - confirmed            | 2026-10-05
dead      | Deceased                        | 2026-10-05
overruled | Moved abroad - confirmed        | 2026-10-05
working   | In progress                     | 2026-10-05
pair      | Duplicate record                | 2026-10-05
'''
given.overruled_decision = '''
child_id  | overruled_by
overruled | an application received on 2026-10-06
'''
expect = '''
child_id | status                          | decided_on
tracked  | Tracked - destination confirmed | 2026-10-05
abroad   | Moved abroad - confirmed        | 2026-10-05
at home  | Home educated - confirmed       | 2026-10-05
enrolled | Enrolled - confirmed            | 2026-10-05
dead     | Deceased                        | 2026-10-05
'''

[[example]]
name = "of a child who is in no extract any more nothing is decided"
given.decision = '''
child_id | status   | decided_on
gone     | Deceased | 2026-10-05
'''
expect = '''
child_id | status
'''
*/
SELECT decision.child_id, decision.status, decision.decided_on
FROM decision
INNER JOIN child ON child.child_id = decision.child_id
LEFT JOIN overruled_decision ON overruled_decision.child_id = decision.child_id
WHERE
    overruled_decision.child_id IS NULL
    AND decision.status IN (
        'Tracked - destination confirmed',
        'Moved abroad - confirmed',
        'Home educated - confirmed',
        'Enrolled - confirmed',
        'Deceased'
    )
