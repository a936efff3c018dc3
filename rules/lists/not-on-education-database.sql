/*
title = "Not on education database"
policy = "Starting education: adding children to the education database so they are then tracked"
says = "Children of compulsory school age, and of the Reception cohorts of this September and the next, who live in a district of ours and have no education record. Whom only social care or youth justice know is on mash-reconciliation instead."
use = [
    "Check each child on the education database; add the child, or record the number there on the source's record.",
    "Children without provision come first.",
]
reads = ["not_on_database", "child", "listed_child", "without_provision", "person"]
left = "On the education database by now, of another age, or living elsewhere."
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "where_now", "seen_in", "address_line_1", "postcode", "address_on", "note"]
reference = ["source_records"]
fed_by = ["education/students", "early_years/headcount", "admissions/applications", "benefits/children", "independent/returns", "cross_border/rolls", "social_care/children", "youth_justice/children", "health/children"]

[[example]]
name = "who should be on it and is not, and who knows the child"
given.not_on_database = '''
child_id
of age
next
'''
given.child = '''
child_id
of age
next
'''
given.listed_child = '''
child_id
of age
next
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
    WHERE child_id IN (SELECT child_id FROM not_on_database)
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
FROM not_on_database AS child_there
INNER JOIN child ON child.child_id = child_there.child_id
INNER JOIN listed_child ON listed_child.child_id = child.child_id
LEFT JOIN without_provision AS missing ON missing.child_id = child.child_id
LEFT JOIN seen ON seen.child_id = child.child_id
ORDER BY missing.child_id IS NULL, child.date_of_birth, listed_child.surname, child.child_id
