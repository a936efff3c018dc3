/*
title = "Who should be on the education database and is not"
policy = "Starting education: adding children to the education database so they are then tracked"
says = "A child of compulsory school age, or of the Reception cohort of this September or the next, alive, who lives in a district of ours and has no education record."
reads = ["child", "deceased", "expected_year", "home_authority"]

[columns]
child_id = "VARCHAR"

[[example]]
name = "of age, or of the two cohorts; known, elsewhere, dead: not"
params = { current_year = 2026 }
given.child = '''
child_id   | has_education_record
of age     | false
this       | false
next       | false
later      | false
known      | true
elsewhere  | false
dead       | false
'''
given.deceased = '''
child_id
dead
'''
given.expected_year = '''
child_id  | entry_year | is_csa
of age    | 2020       | true
this      | 2026       | false
next      | 2027       | false
later     | 2028       | false
known     | 2020       | true
elsewhere | 2020       | true
dead      | 2020       | true
'''
given.home_authority = '''
child_id  | lives_here
of age    | true
this      | true
next      | true
later     | true
known     | true
elsewhere | false
dead      | true
'''
expect = '''
child_id
of age
this
next
'''
*/
SELECT child.child_id
FROM child
INNER JOIN expected_year ON expected_year.child_id = child.child_id
INNER JOIN home_authority ON home_authority.child_id = child.child_id
WHERE
    NOT child.has_education_record
    AND child.child_id NOT IN (SELECT child_id FROM deceased)
    AND home_authority.lives_here
    AND (expected_year.is_csa OR expected_year.entry_year IN ($current_year, $current_year + 1))
