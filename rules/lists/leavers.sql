/*
title = "Leavers"
policy = "Withdrawal from school; Appendix 3, LEAVERS"
says = "Every child who fits the line of leavers, whichever line counts the child: the last school episode ended in this academic year or the last, and the child is without provision."
use = [
    "Sort by 'Last school' to ask each school for its children at once.",
    "'What is missing' says what to ask for: nothing received, destination unknown, or destination not confirmed.",
    "'Line' says where Appendix 3 counts the child, if elsewhere.",
]
reads = ["fit", "counted", "listed_child", "leaver", "missing_since"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "last_school", "left_on", "days_missing", "missing", "destination", "reason", "line", "line_year", "flags", "year_group", "address_line_1", "postcode", "note"]
reference = ["upn", "source_records"]
fed_by = ["education/enrolments", "independent/returns", "cross_border/rolls"]

[[example]]
name = "who fits the line, counted there or elsewhere"
given.fit = '''
child_id | measure | year
leaver   | leavers | 2026
excluded | leavers | 2026
other    | cla     |
'''
given.counted = '''
child_id | measure              | year
leaver   | leavers              | 2026
excluded | permanently_excluded |
other    | cla                  |
'''
given.listed_child = '''
child_id
leaver
excluded
other
'''
given.leaver = '''
child_id | school          | left_on    | missing
leaver   | Harbour Primary | 2026-09-30 | destination unknown
excluded | Oak House       | 2026-09-20 | nothing received
'''
expect = '''
case     | last_school     | line                 | missing
leaver   | Harbour Primary | leavers              | destination unknown
excluded | Oak House       | permanently_excluded | nothing received
'''
*/
SELECT
    fit.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    leaver.school AS last_school,
    leaver.left_on,
    missing_since.days_missing,
    leaver.missing,
    leaver.destination,
    leaver.leaving_reason AS reason,
    counted.measure AS line,
    counted.year AS line_year,
    listed_child.flags,
    listed_child.year_group,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.note,
    listed_child.source_records,
    fit.child_id AS row_key
FROM fit
INNER JOIN listed_child ON listed_child.child_id = fit.child_id
INNER JOIN leaver ON leaver.child_id = fit.child_id
LEFT JOIN counted ON counted.child_id = fit.child_id
LEFT JOIN missing_since ON missing_since.child_id = fit.child_id
WHERE fit.measure = 'leavers'
ORDER BY listed_child.flags IS NULL, leaver.left_on, leaver.school, listed_child.surname, fit.child_id
