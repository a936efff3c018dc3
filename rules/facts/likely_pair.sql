/*
title = "Pairs of children that may be one child, on whatever list"
policy = "Matching: possible links wait on match-review"
says = "Each pair of children once, by the pair of records that is most alike, or one of which an officer has said something. First the child whose place hangs on it: who awaits review, then who is without provision, then who has no education record. A neighbour's pupil is the other side of a child of ours without a current roll, never of another neighbour's pupil."
reads = ["possible_link", "pair_decision", "person", "child", "status", "awaiting_review", "current_roll", "pupil_elsewhere", "neighbours_pupil"]

[columns]
child_id = "VARCHAR"
other_child_id = "VARCHAR"
record = "VARCHAR"
other_record = "VARCHAR"
score = "DOUBLE"
reason = "VARCHAR"
against = "VARCHAR"
decision = "VARCHAR"
more_records = "VARCHAR"
urgency = "INTEGER"

[[example]]
name = "most consequential first: awaiting, one missing and one not, both missing, without an education record, the rest"
given.child = '''
child_id | has_education_record
awaits   | false
missing  | true
missing2 | false
placed   | true
unknown  | false
unknown2 | false
'''
given.status = '''
child_id | status
awaits   | 9
missing  | 9
missing2 | 9
placed   | 3
unknown  | 2
unknown2 | 8
'''
given.awaiting_review = '''
child_id | other_child_id
awaits   | placed
'''
given.person = '''
record | child_id
r1     | awaits
r2     | missing
r3     | missing2
r4     | placed
r5     | unknown
r6     | unknown2
'''
given.possible_link = '''
record_a | record_b | score | why
r4       | r1       | 0.9   | review
r2       | r4       | 0.9   | review
r2       | r3       | 0.9   | review
r5       | r4       | 0.9   | a twin or sibling
r5       | r6       | 0.9   | competing
'''
expect = '''
child_id | other_child_id | record | other_record | urgency | against
awaits   | placed         | r1     | r4           | 0       |
missing  | placed         | r2     | r4           | 1       |
missing  | missing2       | r2     | r3           | 2       |
unknown  | placed         | r5     | r4           | 3       | perhaps a twin, brother or sister
unknown  | unknown2       | r5     | r6           | 4       | another record fits as well or better
'''

[[example]]
name = "one row per pair of children: the records most alike, unless an officer has spoken of others; those named too"
given.child = '''
child_id | has_education_record
a        | false
b        | true
c        | false
'''
given.status = '''
child_id | status
a        | 3
b        | 3
c        | 3
'''
given.person = '''
record | child_id
a1     | a
a2     | a
b1     | b
c1     | c
'''
given.possible_link = '''
record_a | record_b | score | why                     | reason
a1       | b1       | 0.8   | review                  | one
b1       | a2       | 0.9   | review                  | two
a1       | c1       | 0.7   | two records of one list | three
a2       | c1       | 0.9   | review                  | four
'''
given.pair_decision = '''
record_a | record_b | decision
a1       | c1       | Don't know
'''
expect = '''
child_id | other_child_id | record | other_record | score | reason | against                                         | decision   | more_records
a        | b              | a2     | b1           | 0.9   | two    |                                                 |            | a1 and b1
a        | c              | a1     | c1           | 0.7   | three  | two records of one list: perhaps a second entry | Don't know | a2 and c1
'''

[[example]]
name = "the side without an education record comes first when neither is missing; one missing comes before it"
given.child = '''
child_id | has_education_record
known    | true
seen     | false
missing  | true
'''
given.status = '''
child_id | status
known    | 3
seen     | 3
missing  | 9
'''
given.person = '''
record | child_id
k      | known
s      | seen
m      | missing
'''
given.possible_link = '''
record_a | record_b | score | why
k        | s        | 0.9   | review
s        | m        | 0.9   | review
'''
expect = '''
child_id | other_child_id | urgency
seen     | known          | 3
missing  | seen           | 1
'''

[[example]]
name = "a neighbour's pupil: beside a child of ours without a current roll, whatever else is known of the child"
given.child = '''
child_id | has_education_record
awaits   | false
missing  | true
placed   | true
at home  | true
'''
given.status = '''
child_id | status
awaits   | 9
missing  | 9
placed   | 3
at home  | 4
'''
given.awaiting_review = '''
child_id | other_child_id
awaits   | n1
'''
given.current_roll = '''
child_id
placed
'''
given.person = '''
record | child_id
r1     | awaits
r2     | missing
r3     | placed
r4     | at home
'''
given.pupil_elsewhere = '''
record | child_id
x1     | n1
x2     | n2
'''
given.neighbours_pupil = '''
child_id | status
n1       | 3
n2       | 8
'''
given.possible_link = '''
record_a | record_b | score | why
x1       | r1       | 0.9   | review
r2       | x1       | 0.9   | review
r2       | x2       | 0.9   | review
r3       | x1       | 0.9   | review
r4       | x1       | 0.9   | review
'''
expect = '''
child_id | other_child_id | record | other_record | urgency
awaits   | n1             | r1     | x1           | 0
missing  | n1             | r2     | x1           | 1
missing  | n2             | r2     | x2           | 4
at home  | n1             | r4     | x1           | 4
'''
*/
WITH side AS (
    SELECT
        child.child_id,
        child.has_education_record,
        status.status,
        CASE
            WHEN child.child_id IN (SELECT child_id FROM awaiting_review) THEN 1
            WHEN status.status = 9 THEN 2
            WHEN NOT child.has_education_record THEN 3
            ELSE 4
        END AS rank
    FROM child
    INNER JOIN status ON status.child_id = child.child_id
    UNION ALL
    SELECT
        child_id,
        NULL AS has_education_record,
        status,
        5 AS rank
    FROM neighbours_pupil
),

known AS (
    SELECT record, child_id FROM person
    UNION ALL
    SELECT record, child_id FROM pupil_elsewhere
),

sided AS (
    SELECT record_a AS record, record_b AS other_record, score, reason, why
    FROM possible_link
    UNION ALL
    SELECT record_b AS record, record_a AS other_record, score, reason, why
    FROM possible_link
),

pair AS (
    SELECT
        mine.child_id,
        theirs.child_id AS other_child_id,
        sided.record,
        sided.other_record,
        sided.score,
        sided.reason,
        CASE sided.why
            WHEN 'competing' THEN 'another record fits as well or better'
            WHEN 'two records of one list' THEN 'two records of one list: perhaps a second entry'
            WHEN 'a twin or sibling' THEN 'perhaps a twin, brother or sister'
            WHEN 'another date of birth' THEN 'the dates of birth differ'
        END AS against,
        said.decision,
        CASE
            WHEN mine.status = 9 AND theirs.status = 9 THEN 2
            WHEN mine.rank = 1 AND theirs.status BETWEEN 3 AND 7 THEN 0
            WHEN mine.status = 9 AND theirs.status BETWEEN 3 AND 7 THEN 1
            WHEN mine.has_education_record <> theirs.has_education_record THEN 3
            ELSE 4
        END AS urgency,
        row_number() OVER (
            PARTITION BY mine.child_id, theirs.child_id
            ORDER BY said.record_a IS NULL, sided.why <> 'review', sided.score DESC, sided.record, sided.other_record
        ) AS place
    FROM sided
    INNER JOIN known AS one ON one.record = sided.record
    INNER JOIN known AS other ON other.record = sided.other_record
    INNER JOIN side AS mine ON mine.child_id = one.child_id
    INNER JOIN side AS theirs ON theirs.child_id = other.child_id
    LEFT JOIN pair_decision AS said
        ON
            said.record_a = least(sided.record, sided.other_record)
            AND said.record_b = greatest(sided.record, sided.other_record)
    WHERE
        (mine.rank < theirs.rank OR (mine.rank = theirs.rank AND mine.child_id < theirs.child_id))
        AND (theirs.rank < 5 OR mine.child_id NOT IN (SELECT child_id FROM current_roll))
),

more AS (
    SELECT
        child_id,
        other_child_id,
        string_agg(record || ' and ' || other_record, '; ' ORDER BY place) AS more_records
    FROM pair
    WHERE place > 1
    GROUP BY child_id, other_child_id
)

SELECT
    pair.child_id,
    pair.other_child_id,
    pair.record,
    pair.other_record,
    pair.score,
    pair.reason,
    pair.against,
    pair.decision,
    more.more_records,
    pair.urgency
FROM pair
LEFT JOIN more ON more.child_id = pair.child_id AND more.other_child_id = pair.other_child_id
WHERE pair.place = 1
