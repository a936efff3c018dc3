/*
title = "Awaiting match review"
policy = "Definition of CME; matching: a child who may be one with a child in school waits for an officer's look"
says = "A child without provision and without an education record whose best possible match is a child on roll, home educated, with provision by the authority, failed to track or tracked. Of several best ones every one has to be. A pupil on a neighbour's roll is on roll. The child is in no line until an officer has decided on match-review."
reads = ["child", "status", "possible_match", "neighbours_pupil"]

[columns]
child_id = "VARCHAR"
other_child_id = "VARCHAR"

[[example]]
name = "a child without an education record whose best match is in school; with one, or without provision no more, the child does not wait"
given.child = '''
child_id | has_education_record
waits    | false
recorded | true
theirs   | false
at home  | false
in class | true
'''
given.status = '''
child_id | status
waits    | 9
recorded | 9
theirs   | 8
at home  | 4
in class | 3
'''
given.possible_match = '''
child_id | other_child_id | score
waits    | in class       | 0.9
recorded | in class       | 0.9
theirs   | in class       | 0.9
at home  | in class       | 0.9
'''
expect = '''
child_id | other_child_id
waits    | in class
'''

[[example]]
name = "the best match is of status 3 to 7, neither 2 nor 8 nor 9"
given.child = '''
child_id | has_education_record
a2       | false
a3       | false
a7       | false
a8       | false
a9       | false
'''
given.status = '''
child_id | status
a2       | 9
a3       | 9
a7       | 9
a8       | 9
a9       | 9
s2       | 2
s3       | 3
s7       | 7
s8       | 8
s9       | 9
'''
given.possible_match = '''
child_id | other_child_id | score
a2       | s2             | 0.9
a3       | s3             | 0.9
a7       | s7             | 0.9
a8       | s8             | 0.9
a9       | s9             | 0.9
'''
expect = '''
child_id | other_child_id
a3       | s3
a7       | s7
'''

[[example]]
name = "the best decides, not a lesser one; on a tie every best one has to be with provision"
given.child = '''
child_id    | has_education_record
best in     | false
best out    | false
tie in      | false
tie unsure  | false
'''
given.status = '''
child_id    | status
best in     | 9
best out    | 9
tie in      | 9
tie unsure  | 9
in class    | 3
at home     | 4
missing     | 9
'''
given.possible_match = '''
child_id    | other_child_id | score
best in     | in class       | 0.8
best in     | missing        | 0.7
best out    | in class       | 0.7
best out    | missing        | 0.8
tie in      | in class       | 0.8
tie in      | at home        | 0.8
tie unsure  | in class       | 0.8
tie unsure  | missing        | 0.8
'''
expect = '''
child_id | other_child_id
best in  | in class
tie in   | at home
'''

[[example]]
name = "a pupil on a neighbour's roll who may be the child is on roll; one who has left it is not"
given.child = '''
child_id | has_education_record
a        | false
b        | false
c        | true
'''
given.status = '''
child_id | status
a        | 9
b        | 9
c        | 9
'''
given.neighbours_pupil = '''
child_id | status
on roll  | 3
left     | 8
'''
given.possible_match = '''
child_id | other_child_id | score
a        | on roll        | 0.9
b        | left           | 0.9
c        | on roll        | 0.9
'''
expect = '''
child_id | other_child_id
a        | on roll
'''
*/
WITH best AS (
    SELECT child_id, max(score) AS score
    FROM possible_match
    GROUP BY child_id
),

whereabouts_of AS (
    SELECT child_id, status FROM status
    UNION ALL
    SELECT child_id, status FROM neighbours_pupil
)

SELECT child.child_id, min(possible_match.other_child_id) AS other_child_id
FROM child
INNER JOIN status ON status.child_id = child.child_id
INNER JOIN best ON best.child_id = child.child_id
INNER JOIN possible_match ON possible_match.child_id = best.child_id AND possible_match.score = best.score
INNER JOIN whereabouts_of AS other ON other.child_id = possible_match.other_child_id
WHERE NOT child.has_education_record AND status.status = 9
GROUP BY child.child_id
HAVING min(other.status) >= 3 AND max(other.status) <= 7
