/*
title = "Next September's Reception children"
policy = "Starting education: building the Reception cohort"
says = "Every child of ours, from whatever source, whose Reception year begins next September, an agreed delayed entry counted, and whether an application that stands has been received. The deceased are left out."
reads = ["child", "deceased", "expected_year", "home_authority", "september_application"]

[columns]
child_id = "VARCHAR"
has_applied = "BOOLEAN"

[[example]]
name = "next September's children of ours, alive, applied or not"
params = { current_year = 2026 }
given.child = '''
child_id
none
withdrew
applied
junior
this year
theirs
dead
'''
given.deceased = '''
child_id
dead
'''
given.expected_year = '''
child_id  | entry_year
none      | 2027
withdrew  | 2027
applied   | 2027
junior    | 2027
this year | 2026
theirs    | 2027
dead      | 2027
'''
given.home_authority = '''
child_id  | is_ours
none      | true
withdrew  | true
applied   | true
junior    | true
this year | true
theirs    | false
dead      | true
'''
given.september_application = '''
child_id | application_type | is_standing
withdrew | RECEPTION        | false
applied  | RECEPTION        | true
junior   | JUNIOR           | true
'''
expect = '''
child_id | has_applied
none     | false
withdrew | false
applied  | true
junior   | false
'''
*/
SELECT
    child.child_id,
    coalesce(applied.is_standing, false) AS has_applied
FROM child
INNER JOIN expected_year ON expected_year.child_id = child.child_id
INNER JOIN home_authority ON home_authority.child_id = child.child_id
LEFT JOIN september_application AS applied
    ON applied.child_id = child.child_id AND applied.application_type = 'RECEPTION'
WHERE
    expected_year.entry_year = $current_year + 1
    AND home_authority.is_ours
    AND child.child_id NOT IN (SELECT child_id FROM deceased)
