/*
title = "Match review"
policy = "Matching: a link can be confirmed or refused by an officer; that decision stands until withdrawn"
says = "Pairs of children that may be one child and were not linked; links that the model made and on which a child's provision hangs; and what officers have decided. Never a pair with two different permanent UPNs."
use = [
    "Compare the two sides; the cells in which they differ are bold on amber. Say Same, Different or Don't know in 'Decision'.",
    "'To decide' begins with children who are in no number until you have decided, then those who may be missing or may not.",
    "'Joined by the model': the weakest links first. Say Different where two children were taken for one.",
    "'Decided': empty the cell to withdraw a decision, or choose another one. Nothing overrules it but two different permanent UPNs, which set a Same aside.",
    "A neighbour's pupil, who is no child of ours until you say Same, stands as the other side only: one of its records begins with 'cross_border'.",
    "Each side is one record as it was delivered, named at the right; 'More records alike' names the others.",
    "Two children with one surname, date of birth and address may be twins: look at forename and sex.",
]
reads = ["review_pair", "hanging_link", "pair_decision", "person", "child", "listed_child", "pupil_elsewhere", "neighbours_pupil"]
left = "Decided and carried out, or no longer alike."
columns = ["case", "surname", "surname_other", "forename", "forename_other", "date_of_birth", "date_of_birth_other", "sex", "sex_other", "likeness", "alike", "against", "consequence", "where_now", "where_now_other", "address_line_1", "address_line_1_other", "postcode", "postcode_other", "decided_on", "decided_by"]
officer = ["decision"]
reference = ["student_id", "student_id_other", "record", "record_other", "case_other", "score", "differs", "upn", "upn_other", "more_records", "source_records", "source_records_other"]
marked_by = "differs"
sheets = ["To decide", "Joined by the model", "Decided"]
fed_by = ["education/students", "admissions/applications", "independent/returns", "cross_border/rolls", "early_years/headcount", "benefits/children", "social_care/children", "youth_justice/children", "health/children"]

[[example]]
name = "both sides with what differs and what hangs on it; most consequential first, don't know and what has something against it last"
given.review_pair = '''
child_id | other_child_id | record | other_record | score | reason | against   | decision   | urgency
w        | p              | b:w    | e:p          | 0.94  | alike  |           |            | 0
m        | p              | e:m    | a:p          | 0.6   | alike  |           |            | 1
m        | n              | e:m    | e:n          | 0.9   | alike  |           | Don't know | 2
n        | o              | e:n    | e:o          | 0.7   | alike  |           |            | 2
m        | o              | e:m    | e:o          | 0.8   | alike  | not a one |            | 2
x        | y              | b:x    | e:y          | 0.8   | alike  |           |            | 3
'''
given.person = '''
record | child_id | surname | forename  | date_of_birth | sex | student_id
b:w    | w        | Willow  | KATE      | 2015-01-05    |     |
e:p    | p        | Willow  | Kate      | 2015-05-01    | F   | 17
a:p    | p        | Willow  | Katherine | 2015-05-01    | F   |
e:m    | m        | Miller  | Mo        | 2015-05-01    | M   | 18
e:n    | n        | Miller  | Mo        | 2015-05-01    | M   | 19
e:o    | o        | Moller  | Mo        | 2015-05-01    | M   | 20
b:x    | x        | Exe     | Xu        | 2015-05-01    |     |
e:y    | y        | Exe     | Xu        | 2015-05-01    |     | 21
'''
given.child = '''
child_id
w
p
m
n
o
x
y
'''
given.listed_child = '''
child_id | where_now             | student_id
w        | awaiting match review |
p        | on roll: Oak House    | 17
m        | without provision     | 18
n        | without provision     | 19
o        | without provision     | 20
x        | home educated         |
y        | home educated         | 21
'''
expect = '''
sheet     | case | case_other | forename | forename_other | differs                    | likeness | consequence                                                                                     | against   | row_key
To decide | w    | p          | KATE     | Kate           | Date of birth              | strong   | If the same, the child is on roll: Oak House. If different, the child is counted as missing.     |           | pair b:w e:p
To decide | m    | p          | Mo       | Katherine      | Surname, Forename, Sex, Student ID | fair     | If the same, the child is on roll: Oak House, and leaves the register.                          |           | pair a:p e:m
To decide | n    | o          | Mo       | Mo             | Surname, Student ID        | fair     | If the same, two cases become one.                                                              |           | pair e:n e:o
To decide | m    | o          | Mo       | Mo             | Surname, Student ID        | strong   | If the same, two cases become one.                                                              | not a one | pair e:m e:o
To decide | m    | n          | Mo       | Mo             | Student ID                 | strong   | If the same, two cases become one.                                                              |           | pair e:m e:n
To decide | x    | y          | Xu       | Xu             |                            | strong   | If the same, the education record is this child's too. Nothing changes in any number today.     |           | pair b:x e:y
'''

[[example]]
name = "the model's links, weakest first, and every standing decision that holds or waits; none with two UPNs, no don't know that stands above"
given.hanging_link = '''
child_id | record | other_record | score | reason | decision
p        | b:1    | e:1          | 0.98  | alike  |
p        | b:2    | e:1          | 0.96  | alike  | Don't know
q        | b:3    | e:3          | 0.97  | alike  |
'''
given.pair_decision = '''
record_a | record_b | decision   | decided_on | officer | child_a | child_b | against                            | has_two_upns
b:2      | e:1      | Don't know | 2026-10-01 | P Lee   | p       | p       |                                    | false
b:4      | e:4      | Same       | 2026-10-02 | P Lee   | r       | r       |                                    | false
b:5      | e:4      | Different  | 2026-10-03 | A Day   | s       | r       |                                    | false
b:6      | e:4      | Same       | 2026-10-04 | A Day   | t       | r       | an officer said they are different | false
b:7      | e:4      | Same       | 2026-10-05 |         |         | r       |                                    |
b:8      | e:8      | Different  | 2026-10-05 |         | u       | v       |                                    | true
b:9      | e:4      |            |            |         | w       | r       |                                    | false
b:5      | b:6      | Don't know | 2026-10-06 |         | s       | t       |                                    | false
'''
given.person = '''
record | child_id | surname | student_id
b:1    | p        | Pike    |
b:2    | p        | Pyke    |
e:1    | p        | Pike    | 1
b:3    | q        | Quill   |
e:3    | q        | Quill   | 3
b:4    | r        | Reed    |
e:4    | r        | Reed    | 4
b:5    | s        | Sedge   |
b:6    | t        | Tarn    |
'''
given.child = '''
child_id
p
q
r
s
t
'''
given.listed_child = '''
child_id | where_now             | student_id
p        | on roll: Oak House    | 1
q        | on roll: Elm House    | 3
r        | without provision     | 4
s        | without provision     |
t        | without provision     |
'''
expect = '''
sheet               | case | student_id | student_id_other | record | record_other | against                                                                  | consequence                                             | decided_by | row_key
Joined by the model | q    |            | 3                | b:3    | e:3          |                                                                          | If different, the child of b:3 is without provision.    |            | pair b:3 e:3
Joined by the model | p    |            | 1                | b:1    | e:1          |                                                                          | If different, the child of b:1 is without provision.    |            | pair b:1 e:1
Joined by the model | p    |            | 1                | b:2    | e:1          |                                                                          | If different, the child of b:2 is without provision.    | P Lee      | pair b:2 e:1
Decided             | t    |            | 4                | b:6    | e:4          | Not in force: an officer said they are different.                        | An officer said they are one child.                     | A Day      | pair b:6 e:4
Decided             | s    |            |                  | b:5    | b:6          | In force.                                                                | An officer could not tell.                              |            | pair b:5 b:6
Decided             | r    |            | 4                | b:7    | e:4          | Waiting: b:7 is in no extract today.                                     | An officer said they are one child.                     |            | pair b:7 e:4
Decided             | s    |            | 4                | b:5    | e:4          | In force.                                                                | An officer said they are two children.                  | A Day      | pair b:5 e:4
Decided             | r    |            | 4                | b:4    | e:4          | In force.                                                                | An officer said they are one child.                     | P Lee      | pair b:4 e:4
'''

[[example]]
name = "a neighbour's pupil is the other side, in what is decided too"
given.review_pair = '''
child_id | other_child_id | record | other_record | score | urgency
m        | n1             | e:m    | c:1          | 0.9   | 1
m        | n2             | e:m    | c:2          | 0.9   | 4
'''
given.pair_decision = '''
record_a | record_b | decision  | decided_on | child_a | child_b
c:3      | e:m      | Different | 2026-10-03 | n3      | m
'''
given.person = '''
record | child_id | surname | student_id
e:m    | m        | Miller  | 18
'''
given.child = '''
child_id
m
'''
given.listed_child = '''
child_id | where_now         | student_id
m        | without provision | 18
'''
given.pupil_elsewhere = '''
record | child_id | surname
c:1    | n1       | Millar
c:2    | n2       | Muller
c:3    | n3       | Milner
'''
given.neighbours_pupil = '''
child_id | status | words
n1       | 3      | on roll: Oak House
n2       | 8      | left Elm House on 21/07/2026
n3       | 3      | on roll: Oak House
'''
expect = '''
sheet     | case | case_other | surname | surname_other | consequence                                                     | row_key
Decided   | m    | n3         | Miller  | Milner        | An officer said they are two children.                          | pair c:3 e:m
To decide | m    | n1         | Miller  | Millar        | If the same, the child is on roll: Oak House, and leaves the register. | pair c:1 e:m
To decide | m    | n2         | Miller  | Muller        | If the same, the child left Elm House on 21/07/2026.            | pair c:2 e:m
'''
*/
WITH shown AS (
    SELECT
        'To decide' AS sheet,
        record,
        other_record,
        score,
        reason,
        against,
        urgency,
        CASE WHEN decision = 'Don''t know' THEN 1 ELSE 0 END AS is_put_off
    FROM review_pair
    UNION ALL
    SELECT
        'Joined by the model' AS sheet,
        record,
        other_record,
        score,
        reason,
        NULL AS against,
        0 AS urgency,
        CASE WHEN decision = 'Don''t know' THEN 1 ELSE 0 END AS is_put_off
    FROM hanging_link
),

decided AS (
    SELECT
        pair_decision.*,
        CASE
            WHEN child_a IS NULL THEN 'Waiting: ' || record_a || ' is in no extract today.'
            WHEN child_b IS NULL THEN 'Waiting: ' || record_b || ' is in no extract today.'
            ELSE coalesce('Not in force: ' || against || '.', 'In force.')
        END AS force,
        CASE WHEN against IS NULL THEN 1 ELSE 0 END AS urgency,
        record_a IN (SELECT record FROM pupil_elsewhere) AS is_elsewhere
    FROM pair_decision
    WHERE decision IS NOT NULL AND NOT coalesce(has_two_upns, false)
),

entry AS (
    SELECT
        *,
        least(record, other_record) AS record_a,
        greatest(record, other_record) AS record_b
    FROM shown
    UNION ALL
    SELECT
        'Decided' AS sheet,
        CASE WHEN is_elsewhere THEN decided.record_b ELSE decided.record_a END AS record,
        CASE WHEN is_elsewhere THEN decided.record_a ELSE decided.record_b END AS other_record,
        NULL AS score,
        NULL AS reason,
        decided.force AS against,
        decided.urgency,
        0 AS is_put_off,
        decided.record_a,
        decided.record_b
    FROM decided
    LEFT JOIN shown
        ON
            least(shown.record, shown.other_record) = decided.record_a
            AND greatest(shown.record, shown.other_record) = decided.record_b
    WHERE decided.decision <> 'Don''t know' OR shown.record IS NULL
),

known AS (
    SELECT record, child_id, student_id, upn, surname, forename, date_of_birth, sex, address_line_1, postcode
    FROM person
    UNION ALL
    SELECT record, child_id, NULL AS student_id, upn, surname, forename, date_of_birth, sex, NULL AS address_line_1, postcode
    FROM pupil_elsewhere
),

known_child AS (
    SELECT child.child_id, listed_child.student_id, listed_child.upn, child.is_restricted, listed_child.where_now, listed_child.source_records
    FROM child
    INNER JOIN listed_child ON listed_child.child_id = child.child_id
    UNION ALL
    SELECT child_id, NULL AS student_id, NULL AS upn, false AS is_restricted, words AS where_now, source_records
    FROM neighbours_pupil
),

pair AS (
    SELECT
        entry.*,
        coalesce(one.child_id, other.child_id) AS child_id,
        coalesce(other.child_id, one.child_id) AS other_child_id,
        one.surname,
        other.surname AS surname_other,
        one.forename,
        other.forename AS forename_other,
        one.date_of_birth,
        other.date_of_birth AS date_of_birth_other,
        one.sex,
        other.sex AS sex_other,
        one.address_line_1 AS seen_address,
        other.address_line_1 AS seen_address_other,
        one.postcode AS seen_postcode,
        other.postcode AS seen_postcode_other,
        one.student_id AS seen_student_id,
        other.student_id AS seen_student_id_other,
        one.upn AS seen_upn,
        other.upn AS seen_upn_other,
        coalesce(one.child_id = other.child_id, true) AS is_one_child
    FROM entry
    LEFT JOIN known AS one ON one.record = entry.record
    LEFT JOIN known AS other ON other.record = entry.other_record
),

told AS (
    SELECT
        pair.*,
        CASE WHEN mine.is_restricted OR theirs.is_restricted THEN 'withheld' ELSE pair.seen_address END
            AS address_line_1,
        CASE WHEN mine.is_restricted OR theirs.is_restricted THEN 'withheld' ELSE pair.seen_address_other END
            AS address_line_1_other,
        CASE WHEN mine.is_restricted OR theirs.is_restricted THEN 'withheld' ELSE pair.seen_postcode END
            AS postcode,
        CASE WHEN mine.is_restricted OR theirs.is_restricted THEN 'withheld' ELSE pair.seen_postcode_other END
            AS postcode_other,
        coalesce(pair.seen_student_id, CASE WHEN NOT pair.is_one_child THEN mine.student_id END) AS student_id,
        coalesce(pair.seen_student_id_other, CASE WHEN NOT pair.is_one_child THEN theirs.student_id END)
            AS student_id_other,
        coalesce(pair.seen_upn, CASE WHEN NOT pair.is_one_child THEN mine.upn END) AS upn,
        coalesce(pair.seen_upn_other, CASE WHEN NOT pair.is_one_child THEN theirs.upn END) AS upn_other,
        mine.where_now,
        theirs.where_now AS where_now_other,
        mine.source_records,
        theirs.source_records AS source_records_other
    FROM pair
    INNER JOIN known_child AS mine ON mine.child_id = pair.child_id
    INNER JOIN known_child AS theirs ON theirs.child_id = pair.other_child_id
)

SELECT
    told.sheet,
    told.child_id AS "case",
    told.surname,
    told.surname_other,
    told.forename,
    told.forename_other,
    told.date_of_birth,
    told.date_of_birth_other,
    told.sex,
    told.sex_other,
    CASE WHEN told.score >= $strong_likeness THEN 'strong' WHEN told.score IS NOT NULL THEN 'fair' END AS likeness,
    told.reason AS alike,
    told.against,
    CASE
        WHEN told.sheet = 'Joined by the model' THEN 'If different, the child of ' || told.record || ' is without provision.'
        WHEN told.sheet = 'Decided'
            THEN
                CASE said.decision
                    WHEN 'Same' THEN 'An officer said they are one child.'
                    WHEN 'Different' THEN 'An officer said they are two children.'
                    ELSE 'An officer could not tell.'
                END
        WHEN told.urgency = 0
            THEN
                'If the same, the child is ' || told.where_now_other
                || '. If different, the child is counted as missing.'
        WHEN told.urgency = 1 THEN 'If the same, the child is ' || told.where_now_other || ', and leaves the register.'
        WHEN told.urgency = 2 THEN 'If the same, two cases become one.'
        WHEN told.urgency = 3
            THEN 'If the same, the education record is this child''s too. Nothing changes in any number today.'
        WHEN told.other_child_id IN (SELECT child_id FROM neighbours_pupil) AND told.where_now_other LIKE 'left %'
            THEN 'If the same, the child ' || told.where_now_other || '.'
        ELSE 'Nothing changes today.'
    END AS consequence,
    told.where_now,
    told.where_now_other,
    told.address_line_1,
    told.address_line_1_other,
    told.postcode,
    told.postcode_other,
    told.student_id,
    told.student_id_other,
    told.record,
    told.other_record AS record_other,
    said.decided_on,
    CASE WHEN said.decision IS NOT NULL THEN said.officer END AS decided_by,
    told.other_child_id AS case_other,
    floor(told.score * 1000) / 1000 AS score,
    nullif(
        concat_ws(
            ', ',
            CASE WHEN upper(told.surname) <> upper(told.surname_other) THEN 'Surname' END,
            CASE WHEN upper(told.forename) <> upper(told.forename_other) THEN 'Forename' END,
            CASE WHEN told.date_of_birth <> told.date_of_birth_other THEN 'Date of birth' END,
            CASE WHEN told.sex <> told.sex_other THEN 'Sex' END,
            CASE
                WHEN
                    upper(replace(replace(told.address_line_1, ',', ''), '.', ''))
                    <> upper(replace(replace(told.address_line_1_other, ',', ''), '.', ''))
                    THEN 'Address'
            END,
            CASE WHEN told.postcode <> told.postcode_other THEN 'Postcode' END,
            CASE WHEN told.student_id <> told.student_id_other THEN 'Student ID' END,
            CASE WHEN told.upn <> told.upn_other THEN 'UPN' END
        ),
        ''
    ) AS differs,
    told.upn,
    told.upn_other,
    review_pair.more_records,
    told.source_records,
    told.source_records_other,
    'pair ' || told.record_a || ' ' || told.record_b AS row_key
FROM told
LEFT JOIN pair_decision AS said ON said.record_a = told.record_a AND said.record_b = told.record_b
LEFT JOIN review_pair
    ON
        told.sheet = 'To decide'
        AND review_pair.record = told.record
        AND review_pair.other_record = told.other_record
ORDER BY
    told.urgency, told.is_put_off,
    CASE WHEN told.sheet = 'To decide' AND told.against IS NOT NULL THEN 1 ELSE 0 END,
    CASE WHEN told.sheet = 'Joined by the model' THEN -told.score ELSE told.score END DESC NULLS LAST,
    said.decided_on DESC NULLS LAST, told.record_a, told.record_b
