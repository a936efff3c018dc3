/*
title = "Not on education database"
policy = "Starting education: adding children to the education database so they are then tracked"
says = "Children of compulsory school age, and of the Reception cohorts of this September and the next, who live in a district of ours and have no education record."
use = [
    "Check each child on the education database; add the child, or record the number there on the source's record.",
    "Children without provision come first.",
]
reads = ["child", "deceased", "listed_child", "expected_year", "home_authority", "without_provision", "person"]
left = "On the education database by now, of another age, or living elsewhere."
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "where_now", "seen_in", "address_line_1", "postcode", "address_on", "note"]
reference = ["source_records"]
fed_by = ["education/students", "early_years/headcount", "admissions/applications", "benefits/children", "independent/returns", "cross_border/rolls", "social_care/children", "youth_justice/children", "health/children"]

[[example]]
name = "of school age or of the next two Reception cohorts, living here, and not on the education database"
params = { current_year = 2026 }
given.child = '''
child_id   | has_education_record
of age     | false
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
given.listed_child = '''
child_id
of age
next
later
known
elsewhere
dead
'''
given.expected_year = '''
child_id  | entry_year | is_csa
of age    | 2020       | true
next      | 2027       | false
later     | 2028       | false
known     | 2020       | true
elsewhere | 2020       | true
dead      | 2020       | true
'''
given.home_authority = '''
child_id  | lives_here
of age    | true
next      | true
later     | true
known     | true
elsewhere | false
dead      | true
'''
given.without_provision = '''
child_id
of age
'''
given.person = '''
child_id | source
of age   | benefits
of age   | admissions
next     | early_years
'''
expect = '''
case   | seen_in
of age | admissions, benefits
next   | early_years
'''
*/
WITH seen AS (
    SELECT child_id, string_agg(DISTINCT source, ', ' ORDER BY source) AS seen_in
    FROM person
    GROUP BY child_id
)

SELECT
    child.child_id AS "case",
    listed_child.student_id,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    listed_child.where_now,
    seen.seen_in,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    child.child_id AS row_key
FROM child
INNER JOIN listed_child ON listed_child.child_id = child.child_id
INNER JOIN expected_year ON expected_year.child_id = child.child_id
INNER JOIN home_authority ON home_authority.child_id = child.child_id
LEFT JOIN without_provision AS missing ON missing.child_id = child.child_id
LEFT JOIN seen ON seen.child_id = child.child_id
WHERE
    NOT child.has_education_record
    AND child.child_id NOT IN (SELECT child_id FROM deceased)
    AND home_authority.lives_here
    AND (expected_year.is_csa OR expected_year.entry_year IN ($current_year, $current_year + 1))
ORDER BY missing.child_id IS NULL, child.date_of_birth, listed_child.surname, child.child_id
