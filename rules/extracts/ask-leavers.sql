/*
title = "Pupils who left, where to?"
policy = "Withdrawal from school: schools provide the reason and the forwarding destination; the CME Officer follows up with schools"
says = "To the school that a child on the list of leavers was last on roll at: its own leavers only, as its own record names them. No address, and neither destination nor reason of a child whose address is restricted. A school that has closed gets none: there is nobody to answer."
list = "leavers"
sent_to = "schools"
reply_within = "reply_school_days"
asked = [
    "Say of each child where the child went after leaving your roll, or that the child is still with you, in the white columns.",
    "A destination is confirmed when the new school or authority, or a parent in writing, has told you. Give the day on which they did.",
    "If you do not know where a child is, choose 'Not known', and begin the enquiries of the council's guidance for schools today. If you fear for a child's safety, tell the duty service for safeguarding or the police at once; do not wait for this workbook.",
]
answers = ["here_or_left", "answer_left_on", "went_to", "went_to_laestab", "confirmed_how", "confirmed_with_them_on", "answer_ground", "answer_remarks"]
reads = ["fit", "leaver", "roll_episode", "person", "child", "establishment"]

[columns]
case = "The council's reference for the child; please leave it as it is."
upn = "As on your record."
surname = "As on your record."
forename = "As on your record."
date_of_birth = "As on your record."
left_on = "The last day on your roll, as you gave it."
reason = "As you gave it; empty where you did not, or where it is not to be written down."
destination = "As it was given; empty where it was not, or where it is not to be written down."
missing = "What the council lacks."

[[example]]
name = "the last school's own leavers, named as its record does; nothing of a place for a restricted child; no former leaver, and no school once it has closed"
params = { as_at = 2026-10-31 }
given.fit = '''
child_id | measure
jack     | leavers
hidden   | leavers
stays    | historical
shut     | leavers
was here | leavers
closing  | leavers
'''
given.child = '''
child_id | is_restricted
jack     | false
hidden   | true
stays    | false
shut     | false
was here | false
closing  | false
'''
given.establishment = '''
laestab | status | close_date
8529001 | OPEN   |
8529002 | CLOSED |
8529003 | OPEN   | 2026-10-30
8529004 | OPEN   | 2026-10-31
'''
given.leaver = '''
child_id | laestab | school          | left_on    | leaving_reason | destination | missing
jack     | 8529001 | Harbour Primary | 2026-07-17 | Moved          | Leeds       | destination not confirmed
hidden   | 8529001 | Harbour Primary | 2026-07-16 | Moved          | Leeds       | destination not confirmed
stays    | 8529001 | Harbour Primary | 2022-07-20 |                |             | nothing received
shut     | 8529002 | Old Primary     | 2026-07-17 |                |             | nothing received
was here | 8529003 | Quay Primary    | 2026-07-17 |                |             | nothing received
closing  | 8529004 | Pier Primary    | 2026-07-17 |                |             | nothing received
'''
given.roll_episode = '''
child_id | record | is_last_school | is_open
jack     | e:1    | true           | false
jack     | e:9    | false          | false
hidden   | e:2    | true           | false
stays    | e:3    | true           | false
shut     | e:6    | true           | false
was here | e:4    | true           | false
closing  | e:5    | true           | false
'''
given.person = '''
record | surname | forename | upn | date_of_birth
e:1    | Ash     | Jack     | U1  | 2016-05-03
b:1    | Ash-Lee | John     |     | 2016-05-03
e:2    | Beech   | Kim      | U2  | 2015-05-03
e:3    | Cedar   | Lou      | U3  | 2014-05-03
e:6    | Fir     | Oli      | U6  | 2014-05-03
e:4    | Dean    | Max      | U4  | 2014-05-03
e:5    | Elder   | Nia      | U5  | 2014-05-03
'''
expect = '''
sent_to | sent_to_name    | case   | upn | surname | forename | left_on    | reason | destination | missing
8529001 | Harbour Primary | jack   | U1  | Ash     | Jack     | 2026-07-17 | Moved  | Leeds       | destination not confirmed
8529001 | Harbour Primary | hidden | U2  | Beech   | Kim      | 2026-07-16 |        |             | destination not confirmed
8529004 | Pier Primary    | closing | U5 | Elder   | Nia      | 2026-07-17 |        |             | nothing received
'''
*/
SELECT
    leaver.laestab AS sent_to,
    leaver.school AS sent_to_name,
    fit.child_id AS "case",
    person.upn,
    person.surname,
    person.forename,
    person.date_of_birth,
    leaver.left_on,
    CASE WHEN NOT child.is_restricted THEN leaver.leaving_reason END AS reason,
    CASE WHEN NOT child.is_restricted THEN leaver.destination END AS destination,
    leaver.missing
FROM fit
INNER JOIN child ON child.child_id = fit.child_id
INNER JOIN leaver ON leaver.child_id = fit.child_id
INNER JOIN roll_episode AS episode
    ON episode.child_id = fit.child_id AND episode.is_last_school AND NOT episode.is_open
INNER JOIN person ON person.record = episode.record
LEFT JOIN establishment ON establishment.laestab = leaver.laestab
WHERE
    fit.measure = 'leavers'
    AND NOT coalesce(establishment.status = 'CLOSED' OR establishment.close_date < $as_at, false)
ORDER BY leaver.left_on, person.surname, person.forename, fit.child_id
