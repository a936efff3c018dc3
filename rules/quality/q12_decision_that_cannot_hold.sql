/*
title = "Officer's decision on match-review that cannot hold"
policy = "Matching: two different permanent UPNs are never linked; a decision stands until withdrawn"
says = "'Same' of two records that another decision keeps apart, or whose children have two different permanent UPNs: they stay two children. Of the latter only one record is named."
reads = ["pair_decision", "person"]

[[example]]
name = "against another decision both records are named, against two UPNs only one"
given.pair_decision = '''
record_a | record_b | decision  | child_a | child_b | against                            | has_two_upns
r1       | r2       | Same      | a       | b       | an officer said they are different | false
r3       | r4       | Same      | c       | d       | two different permanent UPNs       | true
r3       | r5       | Same      | c       | e       | two different permanent UPNs       | true
r6       | r7       | Same      | f       | f       |                                    | false
r1       | r8       | Different | a       | g       |                                    | false
'''
given.person = '''
record | child_id | file  | row_number
r1     | a        | s.csv | 2
r2     | b        | s.csv | 3
r3     | c        | s.csv | 4
r4     | d        | s.csv | 5
'''
expect = '''
child_id | record | row_number | what
a        | r1     | 2          | An officer said that this is the same child as r2, and that it is not (another decision keeps their children apart): withdraw one of the two on match-review.
c        | r3     | 4          | An officer said that this is the same child as another record; that cannot hold, for the children have two different permanent UPNs.
'''
*/
WITH told AS (
    SELECT DISTINCT
        said.record_a AS record,
        CASE
            WHEN said.has_two_upns
                THEN
                    'An officer said that this is the same child as another record; that cannot hold, for the children '
                    || 'have two different permanent UPNs.'
            WHEN said.against = 'an officer said they are different'
                THEN
                    'An officer said that this is the same child as ' || said.record_b || ', and that it is not '
                    || '(another decision keeps their children apart): withdraw one of the two on match-review.'
            ELSE
                'An officer said that this is the same child as ' || said.record_b || '; that cannot hold: '
                || said.against || '.'
        END AS what
    FROM pair_decision AS said
    WHERE said.against IS NOT NULL
)

SELECT
    person.child_id, person.record, person.file, person.sheet, person.row_number,
    string_agg(told.what, ' ' ORDER BY told.what) AS what
FROM told
INNER JOIN person ON person.record = told.record
GROUP BY person.child_id, person.record, person.file, person.sheet, person.row_number
