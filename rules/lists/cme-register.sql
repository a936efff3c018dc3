/*
title = "CME register"
policy = "Appendix 3; Roles and responsibilities: casework of the CME Officer"
says = "Every child of total CME: the children of TOTAL (out of phase included) and the historical cases, each once, on the line where Appendix 3 counts the child."
use = [
    "Work from the top: cases that came back, then excluded, looked-after and SEND children, then other vulnerable ones, then those missing longest; historical cases last.",
    "'Line' is where Appendix 3 counts the child; 'Also fits' names the other lines.",
    "Say what you know in 'Status'; what decides where a child is takes effect with the next run.",
]
reads = ["counted", "fit", "listed_child", "roll_episode", "last_known", "missing_since"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "line", "line_year", "also_fits", "days_missing", "flags", "year_group", "last_school", "left_on", "last_known_on", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "source_records"]
fed_by = ["education/students", "education/enrolments", "education/involvements", "admissions/applications", "independent/returns", "early_years/headcount", "benefits/children"]

[[example]]
name = "excluded children first, then by days missing"
given.counted = '''
child_id | measure              | year | also_fits
a        | leavers              | 2026 |
b        | permanently_excluded |      | leavers 2026
c        | leavers              | 2026 |
'''
given.fit = '''
child_id | measure              | year | rank
a        | leavers              | 2026 | 11
b        | permanently_excluded |      | 1
b        | leavers              | 2026 | 11
c        | leavers              | 2026 | 11
'''
given.listed_child = '''
child_id | surname
a        | Ash
b        | Beech
c        | Cedar
'''
given.missing_since = '''
child_id | days_missing
a        | 10
c        | 20
'''
expect = '''
case | surname | line                 | line_year | also_fits    | days_missing | row_key
b    | Beech   | permanently_excluded |           | leavers 2026 |              | b
c    | Cedar   | leavers              | 2026      |              | 20           | c
a    | Ash     | leavers              | 2026      |              | 10           | a
'''
*/
SELECT
    counted.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    counted.measure AS line,
    counted.year AS line_year,
    counted.also_fits,
    missing_since.days_missing,
    listed_child.flags,
    listed_child.year_group,
    coalesce(last_school.establishment_name, last_school.laestab) AS last_school,
    last_school.leaving_date AS left_on,
    last_known.last_known_on,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    counted.child_id AS row_key
FROM counted
INNER JOIN listed_child ON listed_child.child_id = counted.child_id
INNER JOIN fit
    ON
        fit.child_id = counted.child_id
        AND fit.measure = counted.measure
        AND fit.year IS NOT DISTINCT FROM counted.year
LEFT JOIN roll_episode AS last_school ON last_school.child_id = counted.child_id AND last_school.is_last_school
LEFT JOIN last_known ON last_known.child_id = counted.child_id
LEFT JOIN missing_since ON missing_since.child_id = counted.child_id
ORDER BY
    coalesce(listed_child.is_back, false) DESC, least(fit.rank, 4), counted.measure = 'historical',
    listed_child.flags IS NULL, missing_since.days_missing DESC NULLS LAST, listed_child.surname, counted.child_id
