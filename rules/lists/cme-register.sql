/*
title = "CME register"
policy = "Appendix 3; Roles and responsibilities: casework of the CME Officer"
says = "Every child of total CME: the children of TOTAL (out of phase included) and the historical cases, each once, on the line where Appendix 3 counts the child."
use = [
    "Work from the top: cases that came back, then excluded, looked-after and SEND children, then other vulnerable ones, then those missing longest; historical cases after them, and the backlog of go-live, in the same order, last.",
    "Filter 'Overdue' for next actions whose date has passed, 'New' for what came on the list with this day, 'State of case' to leave the backlog out.",
    "'Line' is where Appendix 3 counts the child; 'Also fits' names the other lines.",
    "Say what you know in 'Status'; what decides where a child is takes effect with the next run.",
    "The children of the second sheet may each be one with a child in school: decide on match-review. They are in no number until then.",
]
reads = ["counted", "fit", "awaiting_review", "possible_match", "pupil_elsewhere", "neighbours_pupil", "services_only", "without_provision", "listed_child", "roll_episode", "last_known", "missing_since", "tracing_check", "open_case", "next_action"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "line", "line_year", "also_fits", "days_missing", "case_age", "case_state", "overdue", "flags", "year_group", "last_school", "left_on", "last_known_on", "checks_left", "possible_matches", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "case_opened_on", "line_since", "reopened_on", "source_records"]
sheets = ["CME register", "Awaiting match review"]
names_whom_only_services_know = true
fed_by = ["education/students", "education/enrolments", "education/involvements", "admissions/applications", "independent/returns", "cross_border/rolls", "early_years/headcount", "benefits/children", "social_care/children", "youth_justice/children", "health/children"]

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
given.tracing_check = '''
child_id | answered
b        | 16
c        | 5
'''
expect = '''
case | surname | line                 | line_year | also_fits    | days_missing | checks_left | row_key
b    | Beech   | permanently_excluded |           | leavers 2026 |              | 0           | b
c    | Cedar   | leavers              | 2026      |              | 20           | 11          | c
a    | Ash     | leavers              | 2026      |              | 10           |             | a
'''

[[example]]
name = "the backlog of go-live comes after the others, however long missing, except who came back; a reopened case is none"
given.counted = '''
child_id | measure    | year
old      | leavers    | 2025
again    | leavers    | 2026
new      | historical |
back     | leavers    | 2025
'''
given.fit = '''
child_id | measure    | year | rank
old      | leavers    | 2025 | 11
again    | leavers    | 2026 | 11
new      | historical |      | 14
back     | leavers    | 2025 | 11
'''
given.listed_child = '''
child_id | surname | is_back
old      | Ash     |
again    | Beech   |
new      | Cedar   |
back     | Elm     | true
'''
given.missing_since = '''
child_id | days_missing
old      | 400
again    | 40
'''
given.open_case = '''
child_id | opened_on  | reopened_on | days_open | is_backlog
old      | 2026-09-01 |             | 60        | true
again    | 2026-09-01 | 2026-10-29  | 2         | false
new      | 2026-10-30 |             | 1         | false
back     | 2026-09-01 |             | 60        | true
'''
given.next_action = '''
child_id | is_overdue
again    | true
old      | false
'''
expect = '''
case  | case_age | case_state | overdue | case_opened_on | reopened_on
back  | 60       | backlog    |         | 2026-09-01     |
again | 2        | reopened   | overdue | 2026-09-01     | 2026-10-29
new   | 1        |            |         | 2026-10-30     |
old   | 60       | backlog    |         | 2026-09-01     |
'''

[[example]]
name = "who awaits match review is on a sheet of its own, without a line, beside the child it may be"
given.counted = '''
child_id | measure | year
a        | leavers | 2026
'''
given.fit = '''
child_id | measure | year | rank
a        | leavers | 2026 | 11
'''
given.awaiting_review = '''
child_id | other_child_id
w        | p
'''
given.possible_match = '''
child_id | other_child_id | score
a        | w              | 0.6
w        | a              | 0.6
w        | p              | 0.9
p        | w              | 0.9
'''
given.listed_child = '''
child_id | surname | forename | where_now
a        | Ash     | Ann      | without provision
w        | Willow  | Kate     | awaiting match review
p        | Willow  | Katie    | on roll: Oak House
'''
expect = '''
sheet                 | case | line    | possible_matches
CME register          | a    | leavers | Kate Willow (w): awaiting match review
Awaiting match review | w    |         | Katie Willow (p): on roll: Oak House; Ann Ash (a): without provision
'''
*/
WITH entry AS (
    SELECT
        'CME register' AS sheet,
        counted.child_id,
        counted.measure AS line,
        counted.year AS line_year,
        counted.also_fits,
        least(fit.rank, 4) AS urgency
    FROM counted
    INNER JOIN fit
        ON
            fit.child_id = counted.child_id
            AND fit.measure = counted.measure
            AND fit.year IS NOT DISTINCT FROM counted.year
    UNION ALL
    SELECT
        'Awaiting match review' AS sheet,
        child_id,
        NULL AS line,
        NULL AS line_year,
        NULL AS also_fits,
        9 AS urgency
    FROM awaiting_review
),

told AS (
    SELECT child_id, concat_ws(' ', forename, surname) AS name, where_now
    FROM listed_child
    WHERE
        child_id NOT IN (SELECT child_id FROM services_only)
        OR child_id IN (SELECT child_id FROM without_provision)
    UNION ALL
    SELECT DISTINCT
        pupil_elsewhere.child_id,
        concat_ws(' ', pupil_elsewhere.forename, pupil_elsewhere.surname) AS name,
        neighbours_pupil.words AS where_now
    FROM neighbours_pupil
    INNER JOIN pupil_elsewhere ON pupil_elsewhere.child_id = neighbours_pupil.child_id
),

maybe AS (
    SELECT
        possible_match.child_id,
        string_agg(
            other.name || ' (' || other.child_id || '): ' || other.where_now,
            '; ' ORDER BY possible_match.score DESC, other.child_id
        ) AS possible_matches
    FROM possible_match
    INNER JOIN told AS other ON other.child_id = possible_match.other_child_id
    GROUP BY possible_match.child_id
)

SELECT
    entry.sheet,
    entry.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    entry.line,
    entry.line_year,
    entry.also_fits,
    missing_since.days_missing,
    open_case.days_open AS case_age,
    CASE
        WHEN open_case.is_backlog THEN 'backlog'
        WHEN open_case.reopened_on IS NOT NULL THEN 'reopened'
    END AS case_state,
    CASE WHEN next_action.is_overdue THEN 'overdue' END AS overdue,
    open_case.opened_on AS case_opened_on,
    open_case.line_since,
    open_case.reopened_on,
    listed_child.flags,
    listed_child.year_group,
    coalesce(last_school.establishment_name, last_school.laestab) AS last_school,
    last_school.leaving_date AS left_on,
    last_known.last_known_on,
    16 - tracing_check.answered AS checks_left,
    maybe.possible_matches,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    entry.child_id AS row_key
FROM entry
INNER JOIN listed_child ON listed_child.child_id = entry.child_id
LEFT JOIN roll_episode AS last_school ON last_school.child_id = entry.child_id AND last_school.is_last_school
LEFT JOIN last_known ON last_known.child_id = entry.child_id
LEFT JOIN missing_since ON missing_since.child_id = entry.child_id
LEFT JOIN tracing_check ON tracing_check.child_id = entry.child_id
LEFT JOIN open_case ON open_case.child_id = entry.child_id
LEFT JOIN next_action ON next_action.child_id = entry.child_id
LEFT JOIN maybe ON maybe.child_id = entry.child_id
ORDER BY
    entry.sheet DESC, coalesce(listed_child.is_back, false) DESC, coalesce(open_case.is_backlog, false), entry.urgency,
    entry.line = 'historical', listed_child.flags IS NULL, missing_since.days_missing DESC NULLS LAST, listed_child.surname, entry.child_id
