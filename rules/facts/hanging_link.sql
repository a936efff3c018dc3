/*
title = "Links of the model on which a child's provision hangs"
policy = "Matching: a false link hides a missing child behind somebody else's school"
says = "Of a child on roll, home educated, with provision by the authority, failed to track or tracked: what is joined by the model alone, where the records on one side of the link show no such provision. Without the link that side would be a child without provision. Links just above the threshold, and every link that takes a student's place from records of another source."
reads = ["link", "core", "person", "status", "roll_episode", "involvement", "pair_decision"]

[columns]
child_id = "VARCHAR"
record = "VARCHAR"
other_record = "VARCHAR"
score = "DOUBLE"
reason = "VARCHAR"
decision = "VARCHAR"

[[example]]
name = "the record without provision on one side of the model's link, the roll on the other; not where both have one or a key joins them"
params = { as_at = 2026-10-31 }
given.status = '''
child_id | status
hangs    | 3
both     | 3
missing  | 9
at home  | 4
'''
given.person = '''
record | child_id | source
h1     | hangs    | education
h2     | hangs    | benefits
h3     | hangs    | admissions
b1     | both     | education
b2     | both     | independent
m1     | missing  | education
m2     | missing  | benefits
e1     | at home  | education
e2     | at home  | benefits
'''
given.core = '''
record | core
h1     | h1
h2     | h2
h3     | h1
b1     | b1
b2     | b2
m1     | m1
m2     | m2
e1     | e1
e2     | e2
'''
given.link = '''
record_a | record_b | how   | score | reason
h1       | h2       | model | 0.96  | alike
h2       | h3       | model | 0.955 | less alike
h1       | h3       | key   |       | key
b1       | b2       | model | 0.96  | alike
m1       | m2       | model | 0.96  | alike
e2       | e1       | model | 0.96  | alike
'''
given.roll_episode = '''
child_id | record | is_open
hangs    | h1     | true
both     | b1     | true
both     | b2     | true
'''
given.involvement = '''
child_id | record | involvement | start_date | end_date
at home  | e1     | EHE         | 2026-01-01 |
'''
expect = '''
child_id | record | other_record | score | reason | decision
hangs    | h2     | h1           | 0.96  | alike  |
at home  | e2     | e1           | 0.96  | alike  |
'''

[[example]]
name = "below 0.99; above it only where the roll is another source's and the student would have none"
params = { as_at = 2026-10-31 }
given.status = '''
child_id | status
just     | 3
sure     | 3
taken    | 3
'''
given.person = '''
record | child_id | source
j1     | just     | education
j2     | just     | benefits
s1     | sure     | education
s2     | sure     | benefits
t1     | taken    | education
t2     | taken    | independent
'''
given.core = '''
record | core
j1     | j1
j2     | j2
s1     | s1
s2     | s2
t1     | t1
t2     | t2
'''
given.link = '''
record_a | record_b | how   | score
j1       | j2       | model | 0.989
s1       | s2       | model | 0.99
t1       | t2       | model | 0.999
'''
given.roll_episode = '''
child_id | record | is_open
just     | j1     | true
sure     | s1     | true
taken    | t2     | true
'''
given.pair_decision = '''
record_a | record_b | decision
t1       | t2       | Don't know
'''
expect = '''
child_id | record | other_record | score | decision
just     | j2     | j1           | 0.989 |
taken    | t1     | t2           | 0.999 | Don't know
'''

[[example]]
name = "a tracked child: the last roll, though it has ended, is what the tracking rests on; an ended involvement is not"
params = { as_at = 2026-10-31 }
given.status = '''
child_id | status
tracked  | 7
taught   | 5
'''
given.person = '''
record | child_id | source
t1     | tracked  | education
t2     | tracked  | benefits
l1     | taught   | education
l2     | taught   | benefits
'''
given.core = '''
record | core
t1     | t1
t2     | t2
l1     | l1
l2     | l2
'''
given.link = '''
record_a | record_b | how   | score
t1       | t2       | model | 0.96
l2       | l1       | model | 0.96
'''
given.roll_episode = '''
child_id | record | is_open | is_last
tracked  | t1     | false   | true
taught   | l2     | false   | true
'''
given.involvement = '''
child_id | record | involvement | start_date | end_date
taught   | l1     | EOTAS       | 2026-01-01 | 2026-10-31
taught   | l2     | EHE         | 2026-01-01 | 2026-10-30
'''
expect = '''
child_id | record | other_record
tracked  | t2     | t1
taught   | l2     | l1
'''
*/
WITH evidence AS (
    SELECT roll_episode.record
    FROM roll_episode
    INNER JOIN status ON status.child_id = roll_episode.child_id
    WHERE roll_episode.is_open OR (status.status = 7 AND roll_episode.is_last)
    UNION ALL
    SELECT involvement.record
    FROM involvement
    INNER JOIN status ON status.child_id = involvement.child_id
    WHERE
        (status.status = 7 AND involvement.involvement = 'CME')
        OR (
            involvement.involvement IN ('EHE', 'EOTAS', 'FTT')
            AND involvement.start_date <= $as_at
            AND (involvement.end_date IS NULL OR involvement.end_date >= $as_at)
        )
),

side AS (
    SELECT
        core.core,
        max(CASE WHEN core.record IN (SELECT record FROM evidence) THEN 1 ELSE 0 END) AS has_provision,
        max(CASE WHEN person.source = 'education' THEN 1 ELSE 0 END) AS has_education
    FROM core
    INNER JOIN person ON person.record = core.record
    GROUP BY core.core
),

sided AS (
    SELECT record_a AS record, record_b AS other_record, score, reason
    FROM link
    WHERE how = 'model'
    UNION ALL
    SELECT record_b AS record, record_a AS other_record, score, reason
    FROM link
    WHERE how = 'model'
),

hanging AS (
    SELECT
        person.child_id,
        sided.record,
        sided.other_record,
        sided.score,
        sided.reason,
        said.decision,
        row_number() OVER (
            PARTITION BY least(mine.core, theirs.core), greatest(mine.core, theirs.core)
            ORDER BY said.record_a IS NULL, sided.score DESC, mine.has_education, sided.record, sided.other_record
        ) AS place
    FROM sided
    INNER JOIN person ON person.record = sided.record
    INNER JOIN status ON status.child_id = person.child_id
    INNER JOIN core AS one ON one.record = sided.record
    INNER JOIN core AS other ON other.record = sided.other_record
    INNER JOIN side AS mine ON mine.core = one.core
    INNER JOIN side AS theirs ON theirs.core = other.core
    LEFT JOIN pair_decision AS said
        ON
            said.record_a = least(sided.record, sided.other_record)
            AND said.record_b = greatest(sided.record, sided.other_record)
    WHERE
        status.status BETWEEN 3 AND 7
        AND mine.core <> theirs.core
        AND mine.has_provision = 0
        AND (sided.score < $doubtful_link_below OR (mine.has_education = 1 AND theirs.has_education = 0))
)

SELECT child_id, record, other_record, score, reason, decision
FROM hanging
WHERE place = 1
