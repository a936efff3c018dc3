/*
title = "Register of decisions"
policy = "Officers' decisions; decision-making has to be open to later scrutiny"
says = "Every status that decides where a child is, as often as it was given: for whom, by whom, on which day, where it was typed, and whether it stands, was replaced or withdrawn, or was overruled and by what."
use = [
    "Work the first sheet: these decisions no longer hold, so look into each case again and give it a status that fits.",
    "A decision is withdrawn by changing or emptying 'Status' here or on any other list; what was decided before stays in this register.",
    "Decisions on pairs of records stand on match-review, on its sheet 'Decided'.",
]
reads = ["decision_made", "standing_decision", "overruled_decision", "listed_child"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "status_given", "decided_on", "decided_by", "standing", "standing_why", "where_now", "flags", "note"]
reference = ["upn", "typed_on_list", "typed_in_file", "source_records"]
sheets = ["No longer stands", "Stands", "Replaced or withdrawn"]
names_whom_only_services_know = true

[[example]]
name = "one that stands, one that was overruled, one that was replaced and one that was withdrawn; what only describes is no decision"
given.decision_made = '''
child_id | entry_id | status                    | decided_on | officer | list    | file         | next_status              | next_on    | is_newest
a        | 1        | Moved abroad - confirmed  | 2026-10-01 | P Lee   | leavers | leavers.xlsx |                          |            | true
b        | 2        | Enrolled - confirmed      | 2026-09-01 | A Roy   | leavers | my copy.xlsx |                          |            | true
c        | 3        | Enrolled - confirmed      | 2026-09-01 | A Roy   | leavers | leavers.xlsx | Home educated - confirmed | 2026-09-03 | false
c        | 4        | Home educated - confirmed | 2026-09-03 | P Lee   | leavers | leavers.xlsx |                          | 2026-09-10 | false
d        | 5        | In progress               | 2026-09-03 | P Lee   | leavers | leavers.xlsx |                          |            | true
'''
given.standing_decision = '''
child_id | status
a        | Moved abroad - confirmed
'''
given.overruled_decision = '''
child_id | overruled_by
b        | the 30 days it holds without a roll have passed
'''
given.listed_child = '''
child_id | surname
a        | Ash
b        | Beech
c        | Cedar
d        | Dogwood
'''
expect = '''
sheet                 | case | surname | status_given              | standing  | standing_why                                    | row_key
No longer stands      | b    | Beech   | Enrolled - confirmed      | overruled | the 30 days it holds without a roll have passed | b decision 2
Stands                | a    | Ash     | Moved abroad - confirmed  | stands    |                                                 | a decision 1
Replaced or withdrawn | c    | Cedar   | Home educated - confirmed | withdrawn | the cell was emptied on 2026-09-10              | c decision 4
Replaced or withdrawn | c    | Cedar   | Enrolled - confirmed      | replaced  | by 'Home educated - confirmed' of 2026-09-03    | c decision 3
'''

[[example]]
name = "of two children found to be one, the decision that does not count was replaced by nobody"
given.decision_made = '''
child_id | entry_id | status                   | decided_on | next_status             | next_on    | is_newest | one_with
a        | 1        | Moved abroad - confirmed | 2026-10-01 | Home educated - confirmed | 2026-10-02 | false     | b
'''
expect = '''
sheet                 | case | standing        | standing_why
Replaced or withdrawn | a    | found to be one | the child was found to be one with b, of whom 'Home educated - confirmed' of 2026-10-02 counts
'''

[[example]]
name = "a decision on a child who is in no extract any more stays in the register"
given.decision_made = '''
child_id | entry_id | status   | decided_on | is_newest
gone     | 1        | Deceased | 2026-10-01 | true
'''
expect = '''
sheet            | case | surname | standing        | standing_why
No longer stands | gone |         | of no effect    | the child is in no extract any more
'''
*/
WITH told AS (
    SELECT
        made.*,
        CASE
            WHEN made.one_with IS NOT NULL THEN 'found to be one'
            WHEN NOT made.is_newest AND made.next_status IS NULL THEN 'withdrawn'
            WHEN NOT made.is_newest THEN 'replaced'
            WHEN standing.child_id IS NOT NULL THEN 'stands'
            WHEN overruled.child_id IS NOT NULL THEN 'overruled'
            ELSE 'of no effect'
        END AS standing,
        CASE
            WHEN made.one_with IS NOT NULL
                THEN 'the child was found to be one with ' || made.one_with
                    || coalesce(', of whom ''' || made.next_status || ''' of ' || made.next_on || ' counts', '')
            WHEN NOT made.is_newest AND made.next_status IS NULL THEN 'the cell was emptied on ' || made.next_on
            WHEN NOT made.is_newest THEN 'by ''' || made.next_status || ''' of ' || made.next_on
            WHEN standing.child_id IS NULL THEN coalesce(overruled.overruled_by, 'the child is in no extract any more')
        END AS standing_why
    FROM decision_made AS made
    LEFT JOIN standing_decision AS standing ON standing.child_id = made.child_id
    LEFT JOIN overruled_decision AS overruled ON overruled.child_id = made.child_id
    WHERE made.status LIKE '% confirmed' OR made.status = 'Deceased'
)

SELECT
    CASE
        WHEN told.standing = 'stands' THEN 'Stands'
        WHEN told.standing IN ('replaced', 'withdrawn', 'found to be one') THEN 'Replaced or withdrawn'
        ELSE 'No longer stands'
    END AS sheet,
    told.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    told.status AS status_given,
    told.decided_on,
    told.officer AS decided_by,
    told.standing,
    told.standing_why,
    listed_child.where_now,
    listed_child.flags,
    listed_child.note,
    told.list AS typed_on_list,
    told.file AS typed_in_file,
    listed_child.source_records,
    told.child_id || ' decision ' || told.entry_id AS row_key
FROM told
LEFT JOIN listed_child ON listed_child.child_id = told.child_id
ORDER BY
    told.standing = 'stands', told.standing IN ('replaced', 'withdrawn', 'found to be one'), listed_child.where_now <> 'without provision',
    told.decided_on DESC, told.entry_id DESC
