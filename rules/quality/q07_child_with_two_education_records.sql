/*
title = "Perhaps one child with two education records"
policy = "DQ list: same person, two IDs; matching: a duplicate to report, never a silent merge"
says = "Two education records with the same names and date of birth, or alike enough for match-review, may be one child; where an officer has said so they are one. Never a pair with two different permanent UPNs."
reads = ["person", "possible_link", "pair_decision"]

[[example]]
name = "same names in any case, and date of birth"
given.person = '''
child_id | record | source    | surname | forename | date_of_birth | file  | row_number
a        | r1     | education | Brown   | Ann      | 2015-01-05    | s.csv | 2
b        | r2     | education | BROWN   | ANN      | 2015-01-05    | s.csv | 3
c        | r3     | education | Brown   | Ann      | 2015-01-06    | s.csv | 4
d        | r4     | benefits  | Brown   | Ann      | 2015-01-06    | b.csv | 5
'''
expect = '''
child_id | record | what
a        | r1     | Perhaps the same child as r2: if it is one child, merge the two records.
b        | r2     | Perhaps the same child as r1: if it is one child, merge the two records.
'''

[[example]]
name = "alike enough for review; said by an officer, then they are one child and still two records"
given.person = '''
child_id | record | source    | surname | forename | file  | row_number
a        | r1     | education | Brown   | Ann      | s.csv | 2
b        | r2     | education | Browne  | Annie    | s.csv | 3
c        | r3     | education | Green   | Bo       | s.csv | 4
c        | r4     | education | Grene   | Beau     | s.csv | 5
d        | r5     | benefits  | Browne  | Annie    | b.csv | 6
e        | r6     | education | Black   | Cy       | s.csv | 7
f        | r7     | education | Blake   | Cyril    | s.csv | 8
'''
given.possible_link = '''
record_a | record_b | why
r1       | r2       | two records of one list
r1       | r5       | review
r6       | r7       | a twin or sibling
'''
given.pair_decision = '''
record_a | record_b | decision
r3       | r4       | Same
r6       | r7       | Don't know
'''
expect = '''
child_id | record | what
a        | r1     | Perhaps the same child as r2: if it is one child, merge the two records.
b        | r2     | Perhaps the same child as r1: if it is one child, merge the two records.
c        | r3     | The same child as r4, as an officer said: merge the two records.
c        | r4     | The same child as r3, as an officer said: merge the two records.
'''

[[example]]
name = "a pair with two different permanent UPNs is named nowhere, whichever record of the children holds them; nor one an officer told apart"
given.person = '''
child_id | record | source    | surname | forename | date_of_birth | upn_identity
a        | r1     | education | Brown   | Ann      | 2015-01-05    | H1
b        | r2     | education | Brown   | Ann      | 2015-01-05    | H2
c        | r3     | education | Green   | Bo       | 2015-01-05    | H3
c        | r4     | education | Green   | Bo       | 2015-01-05    | H3
d        | r5     | education | Black   | Cy       | 2015-01-05    | H4
e        | r6     | education | Black   | Cy       | 2015-01-05    |
e        | r7     | benefits  | Black   | Cy       | 2015-01-05    | H5
f        | r8     | education | White   | Di       | 2015-01-05    |
g        | r9     | education | White   | Di       | 2015-01-05    |
'''
given.pair_decision = '''
record_a | record_b | decision
r1       | r2       | Same
r8       | r9       | Different
'''
expect = '''
child_id | record | what
c        | r3     | Perhaps the same child as r4: if it is one child, merge the two records.
c        | r4     | Perhaps the same child as r3: if it is one child, merge the two records.
'''
*/
WITH alike AS (
    SELECT one.record, other.record AS other_record
    FROM person AS one
    INNER JOIN person AS other
        ON
            upper(other.surname) = upper(one.surname)
            AND upper(other.forename) = upper(one.forename)
            AND other.date_of_birth = one.date_of_birth
            AND other.record <> one.record
    WHERE one.source = 'education' AND other.source = 'education'
    UNION
    SELECT record_a AS record, record_b AS other_record
    FROM possible_link
    WHERE why = 'two records of one list'
    UNION
    SELECT record_b AS record, record_a AS other_record
    FROM possible_link
    WHERE why = 'two records of one list'
    UNION
    SELECT record_a AS record, record_b AS other_record
    FROM pair_decision
    WHERE decision = 'Same'
    UNION
    SELECT record_b AS record, record_a AS other_record
    FROM pair_decision
    WHERE decision = 'Same'
),

child_upn AS (
    SELECT DISTINCT child_id, upn_identity
    FROM person
    WHERE upn_identity IS NOT NULL
),

two_upns AS (
    SELECT one.child_id, other.child_id AS other_child_id
    FROM (
        SELECT DISTINCT mine.child_id, theirs.child_id AS other_child_id
        FROM alike
        INNER JOIN person AS mine ON mine.record = alike.record
        INNER JOIN person AS theirs ON theirs.record = alike.other_record
    ) AS pair
    INNER JOIN child_upn AS one ON one.child_id = pair.child_id
    INNER JOIN child_upn AS other ON other.child_id = pair.other_child_id
    WHERE one.upn_identity <> other.upn_identity
),

named AS (
    SELECT
        one.child_id,
        one.record,
        one.file,
        one.sheet,
        one.row_number,
        min(CASE WHEN said.decision = 'Same' THEN alike.other_record END) AS same_record,
        min(CASE WHEN said.decision IS DISTINCT FROM 'Same' THEN alike.other_record END) AS alike_record
    FROM alike
    INNER JOIN person AS one ON one.record = alike.record
    INNER JOIN person AS other ON other.record = alike.other_record
    LEFT JOIN two_upns ON two_upns.child_id = one.child_id AND two_upns.other_child_id = other.child_id
    LEFT JOIN pair_decision AS said
        ON
            said.record_a = least(alike.record, alike.other_record)
            AND said.record_b = greatest(alike.record, alike.other_record)
    WHERE
        one.source = 'education'
        AND other.source = 'education'
        AND two_upns.child_id IS NULL
        AND said.decision IS DISTINCT FROM 'Different'
    GROUP BY one.child_id, one.record, one.file, one.sheet, one.row_number
)

SELECT
    child_id, record, file, sheet, row_number,
    concat_ws(
        ' ',
        'The same child as ' || same_record || ', as an officer said: merge the two records.',
        'Perhaps the same child as ' || alike_record || ': if it is one child, merge the two records.'
    ) AS what
FROM named
