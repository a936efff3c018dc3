/*
title = "Where the child is"
policy = "Definition of CME and what it does not include; Appendix 1"
says = "The first that fits: 1 deceased, 2 not of compulsory school age, 3 on roll, 4 home educated, 5 provision by the authority, 6 failed to track, 7 tracked, 8 another authority's, 9 without provision."
reads = ["child", "deceased", "expected_year", "home_authority", "current_roll", "open_involvement", "standing_decision", "tracked"]

[columns]
child_id = "VARCHAR"
status = "INTEGER"

[[example]]
name = "one child for each status, each fitting every later one too"
given.child = '''
child_id
1
2
3
4
5
6
7
8
9
'''
given.deceased = '''
child_id
1
'''
given.expected_year = '''
child_id | is_csa
1        | false
2        | false
3        | true
4        | true
5        | true
6        | true
7        | true
8        | true
9        | true
'''
given.home_authority = '''
child_id | is_ours
1        | false
2        | false
3        | false
4        | false
5        | false
6        | false
7        | false
8        | false
9        | true
'''
given.current_roll = '''
child_id
1
2
3
'''
given.open_involvement = '''
child_id | involvement
1        | EHE
2        | EHE
3        | EHE
4        | EHE
4        | EOTAS
5        | EOTAS
5        | FTT
6        | FTT
'''
given.tracked = '''
child_id | tracked_on
5        | 2026-01-01
6        | 2026-01-01
7        | 2026-01-01
'''
expect = '''
child_id | status
1        | 1
2        | 2
3        | 3
4        | 4
5        | 5
6        | 6
7        | 7
8        | 8
9        | 9
'''

[[example]]
name = "home education assessed as unsuitable is not provision; not yet assessed, it is"
given.child = '''
child_id
unsuitable
open
'''
given.expected_year = '''
child_id   | is_csa
unsuitable | true
open       | true
'''
given.home_authority = '''
child_id   | is_ours
unsuitable | true
open       | true
'''
given.open_involvement = '''
child_id   | involvement | outcome
unsuitable | EHE         | UNSUITABLE
open       | EHE         |
'''
expect = '''
child_id   | status
unsuitable | 9
open       | 4
'''

[[example]]
name = "what officers have confirmed"
given.child = '''
child_id
enrolled
home educated
'''
given.expected_year = '''
child_id      | is_csa
enrolled      | true
home educated | true
'''
given.home_authority = '''
child_id      | is_ours
enrolled      | true
home educated | true
'''
given.standing_decision = '''
child_id      | status
enrolled      | Enrolled - confirmed
home educated | Home educated - confirmed
'''
expect = '''
child_id      | status
enrolled      | 3
home educated | 4
'''
*/
WITH said AS (
    SELECT
        child_id,
        bool_or(involvement = 'EHE' AND coalesce(outcome, '') <> 'UNSUITABLE') AS is_home_educated,
        bool_or(involvement = 'EOTAS') AS has_la_provision,
        bool_or(involvement = 'FTT') AS is_failed_to_track
    FROM open_involvement
    GROUP BY child_id
)

SELECT
    child.child_id,
    CASE
        WHEN child.child_id IN (SELECT child_id FROM deceased) THEN 1
        WHEN NOT expected_year.is_csa THEN 2
        WHEN child.child_id IN (SELECT child_id FROM current_roll) OR decision.status = 'Enrolled - confirmed' THEN 3
        WHEN said.is_home_educated OR decision.status = 'Home educated - confirmed' THEN 4
        WHEN said.has_la_provision THEN 5
        WHEN said.is_failed_to_track THEN 6
        WHEN tracked.child_id IS NOT NULL THEN 7
        WHEN NOT home_authority.is_ours THEN 8
        ELSE 9
    END AS status
FROM child
INNER JOIN expected_year ON expected_year.child_id = child.child_id
INNER JOIN home_authority ON home_authority.child_id = child.child_id
LEFT JOIN said ON said.child_id = child.child_id
LEFT JOIN standing_decision AS decision ON decision.child_id = child.child_id
LEFT JOIN tracked ON tracked.child_id = child.child_id
