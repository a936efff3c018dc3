/*
title = "Refer to home authority"
policy = "Scope: children who reside within the council's boundary; duty of the authority where the child lives"
says = "Children of compulsory school age without provision who are another authority's, because they live there or are looked after by it: they are not in our numbers, and that authority has to be told."
use = [
    "Tell the authority in 'Home authority', and note the day and the answer. 'By the postcode': the newest postcode is not in this authority, and nothing tells whose it is.",
    "'Responsible authority' filled: it looks after the child, wherever the child lives; ask it who places the child in school. It changes when social care's extract does.",
    "Else, where the child lives here after all, correct the home authority on the education database.",
]
reads = ["status", "listed_child", "whose_child", "looked_after", "leaver", "last_known"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "home_la", "responsible_la", "last_school", "left_on", "last_known_on", "flags", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "source_records"]
fed_by = ["education/students", "education/enrolments", "independent/returns", "cross_border/rolls", "benefits/children", "social_care/children"]

[[example]]
name = "looked after by another authority, though the child lives here"
given.status = '''
child_id   | status
placed     | 8
lives away | 8
unreadable | 8
'''
given.listed_child = '''
child_id
placed
lives away
unreadable
'''
given.whose_child = '''
child_id   | words
placed     | Hampshire (850)
lives away | Portsmouth (851)
unreadable | Portsmouth (851)
'''
given.looked_after = '''
child_id   | is_ours | responsible_la
placed     | false   | 850
unreadable |         |
'''
expect = '''
case       | home_la          | responsible_la
placed     | Hampshire (850)  | Hampshire (850)
lives away | Portsmouth (851) |
unreadable | Portsmouth (851) |
'''

[[example]]
name = "status 8 and no other"
given.status = '''
child_id | status
theirs   | 8
ours     | 9
placed   | 3
'''
given.listed_child = '''
child_id
theirs
ours
placed
'''
given.whose_child = '''
child_id | words
theirs   | Hampshire (850)
'''
expect = '''
case   | home_la
theirs | Hampshire (850)
'''
*/
SELECT
    status.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    whose_child.words AS home_la,
    CASE WHEN looked_after.responsible_la IS NOT NULL THEN whose_child.words END AS responsible_la,
    leaver.school AS last_school,
    leaver.left_on,
    last_known.last_known_on,
    listed_child.flags,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    status.child_id AS row_key
FROM status
INNER JOIN listed_child ON listed_child.child_id = status.child_id
LEFT JOIN whose_child ON whose_child.child_id = status.child_id
LEFT JOIN looked_after ON looked_after.child_id = status.child_id
LEFT JOIN leaver ON leaver.child_id = status.child_id
LEFT JOIN last_known ON last_known.child_id = status.child_id
WHERE status.status = 8
ORDER BY
    listed_child.flags IS NULL, whose_child.words, last_known.last_known_on DESC NULLS LAST,
    listed_child.surname, status.child_id
