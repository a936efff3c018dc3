/*
title = "Electively home educated"
measure = "ehe"
counts_in = "base"
policy = "Appendix 3, running totals"
says = "Children of ours of compulsory school age with home education open, not assessed as unsuitable, whether or not a roll names them too."
reads = ["child", "deceased", "expected_year", "home_authority", "open_involvement"]

[[example]]
name = "of school age, alive, ours and not unsuitable"
given.child = '''
child_id
in
not csa
dead
other
'''
given.deceased = '''
child_id
dead
'''
given.expected_year = '''
child_id | is_csa
in       | true
not csa  | false
dead     | true
other    | true
'''
given.home_authority = '''
child_id | is_ours
in       | true
not csa  | true
dead     | true
other    | true
'''
given.open_involvement = '''
child_id | involvement | outcome
in       | EHE         |
not csa  | EHE         |
dead     | EHE         |
other    | EHE         | UNSUITABLE
'''
expect = '''
child_id | year
in       |
'''
*/
SELECT DISTINCT child.child_id, NULL::INTEGER AS year
FROM child
INNER JOIN expected_year ON expected_year.child_id = child.child_id
INNER JOIN home_authority ON home_authority.child_id = child.child_id
INNER JOIN open_involvement ON open_involvement.child_id = child.child_id
WHERE
    child.child_id NOT IN (SELECT child_id FROM deceased)
    AND expected_year.is_csa
    AND open_involvement.involvement = 'EHE'
    AND coalesce(open_involvement.outcome, '') <> 'UNSUITABLE'
    AND home_authority.is_ours
