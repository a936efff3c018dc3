/*
title = "Who is on mash-reconciliation in the place of other lists"
policy = "Officers' lists; personal data of social care and youth justice"
says = "Children, alive, whom only social care or youth justice know, and who would stand on a list of children for nothing else: of compulsory school age, or of the Reception cohort of this September or the next and ours or living here; or on match-review in a pair on which nobody's provision hangs. Those lists say how many they are. Lists of all who are missing and of officers' decisions have them all."
reads = ["services_only", "deceased", "expected_year", "home_authority", "likely_pair"]

[columns]
list = "VARCHAR"
child_id = "VARCHAR"

[[example]]
name = "of age wherever the child lives, or of the two cohorts and ours or here; a pair on which a missing child hangs stays on match-review"
params = { current_year = 2026 }
given.services_only = '''
child_id
of age
this
next
looked after
later
away
dead
'''
given.deceased = '''
child_id
dead
'''
given.expected_year = '''
child_id     | entry_year | is_csa
of age       | 2020       | true
this         | 2026       | false
next         | 2027       | false
looked after | 2027       | false
later        | 2028       | false
away         | 2027       | false
dead         | 2020       | true
seen         | 2020       | true
'''
given.home_authority = '''
child_id     | is_ours | lives_here
of age       | false   | false
this         | true    | true
next         | false   | true
looked after | true    | false
later        | true    | true
away         | false   | false
dead         | true    | true
seen         | true    | true
'''
given.likely_pair = '''
child_id | other_child_id | record | other_record | urgency
later    | placed         | c:1    | e:1          | 3
this     | nursery        | c:2    | n:1          | 4
of age   | placed         | c:3    | e:1          | 2
seen     | placed         | b:1    | e:1          | 3
'''
expect = '''
list              | child_id
lists of children | of age
lists of children | this
lists of children | next
lists of children | looked after
match-review      | later
match-review      | this
'''
*/
SELECT 'lists of children' AS list, services_only.child_id
FROM services_only
INNER JOIN expected_year ON expected_year.child_id = services_only.child_id
INNER JOIN home_authority ON home_authority.child_id = services_only.child_id
WHERE
    services_only.child_id NOT IN (SELECT child_id FROM deceased)
    AND (
        expected_year.is_csa
        OR (
            expected_year.entry_year IN ($current_year, $current_year + 1)
            AND (home_authority.is_ours OR home_authority.lives_here)
        )
    )
UNION ALL
SELECT DISTINCT 'match-review' AS list, services_only.child_id
FROM likely_pair AS pair
INNER JOIN services_only
    ON services_only.child_id = pair.child_id OR services_only.child_id = pair.other_child_id
WHERE pair.urgency >= 3
