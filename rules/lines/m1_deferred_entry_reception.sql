/*
title = "Deferred entry until Reception next year"
measure = "deferred_entry_reception"
counts_in = "memo"
policy = "Appendix 3, TRANSITION: deferred entry (delayed entry of summer-born children)"
says = "Children of ours, alive and not yet of compulsory school age, with a Reception application that agrees a start next September. In no total."
reads = ["child", "deceased", "expected_year", "home_authority", "application"]

[[example]]
name = "agreed for next September; not for another year, nor withdrawn, nor of school age already, nor another authority's"
params = { current_year = 2026 }
given.child = '''
child_id
next
later
withdrawn
of age
theirs
dead
'''
given.deceased = '''
child_id
dead
'''
given.expected_year = '''
child_id  | is_csa
next      | false
later     | false
withdrawn | false
of age    | true
theirs    | false
dead      | false
'''
given.home_authority = '''
child_id  | is_ours
next      | true
later     | true
withdrawn | true
of age    | true
theirs    | false
dead      | true
'''
given.application = '''
child_id  | application_type | application_status | delayed_entry_to
next      | RECEPTION        | OPEN               | 2027
later     | RECEPTION        | OPEN               | 2028
withdrawn | RECEPTION        | WITHDRAWN          | 2027
of age    | RECEPTION        | OPEN               | 2027
theirs    | RECEPTION        | OPEN               | 2027
dead      | RECEPTION        | OPEN               | 2027
'''
expect = '''
child_id | year
next     | 2027
'''
*/
SELECT DISTINCT child.child_id, $current_year + 1 AS year
FROM child
INNER JOIN expected_year ON expected_year.child_id = child.child_id
INNER JOIN home_authority ON home_authority.child_id = child.child_id
INNER JOIN application ON application.child_id = child.child_id
WHERE
    child.child_id NOT IN (SELECT child_id FROM deceased)
    AND NOT expected_year.is_csa
    AND home_authority.is_ours
    AND application.application_type = 'RECEPTION'
    AND application.application_status NOT IN ('WITHDRAWN', 'REMOVED')
    AND application.delayed_entry_to = $current_year + 1
