/*
title = "Starting school next September: who has applied?"
policy = "Starting education: early years providers see which of the children at their settings have an application, and follow up with parents who have not submitted one"
says = "To every early years setting: next September's Reception children who are there today, as its headcount names them, and whether an application has been received; nothing of where, of what came of it, or of any other setting. Who has not applied comes first."
list = "reception-cohort"
sent_to = "schools"
reply_within = "reply_school_days"
asked = [
    "Speak to the parents of each child without an application, and help them to apply on the council's website before the closing date.",
    "Say in the white columns what they plan, or that the child is no longer with you.",
    "Do not give this workbook, or a part of it, to parents: each may know of their own child only.",
]
answers = ["here_or_left", "answer_left_on", "parents_plan", "parents_asked_on", "answer_remarks"]
reads = ["reception_group", "sighting", "person"]

[columns]
case = "The council's reference for the child; please leave it as it is."
surname = "As on your headcount."
forename = "As on your headcount."
date_of_birth = "As on your headcount."
entered_on = "The first day with you, as you gave it."
has_applied = "Whether the council holds an application for a school place next September."

[[example]]
name = "who is there today, without an application first; each of two settings sees the child, a former one does not"
given.reception_group = '''
child_id | has_applied
done     | true
not yet  | false
left     | false
'''
given.sighting = '''
child_id | record | source      | place        | place_key | began_on   | ended_on   | extract_date
done     | h:1    | early_years | Little Gulls | 501       | 2025-09-01 |            | 2026-10-02
not yet  | h:2    | early_years | Little Gulls | 501       | 2025-09-01 |            | 2026-10-02
not yet  | h:2    | early_years | little gulls | 501       | 2025-01-05 |            | 2026-05-20
not yet  | h:3    | early_years | Sea Stars    | 502       | 2025-09-01 |            | 2026-10-02
not yet  | b:1    | benefits    |              |           | 2025-09-01 |            | 2026-10-15
left     | h:4    | early_years | Little Gulls | 501       | 2024-09-01 | 2026-07-20 | 2026-05-20
other    | h:5    | early_years | Little Gulls | 501       | 2025-09-01 |            | 2026-10-02
'''
given.person = '''
record | surname | forename
h:1    | Ash     | Jack
h:2    | Beech   | Kim
h:3    | Beech   | Kimberley
h:4    | Cedar   | Lou
h:5    | Dean    | Max
b:1    | Beech-Lee | Kim
'''
expect = '''
sent_to | sent_to_name | case    | surname | forename  | has_applied
501     | Little Gulls | not yet | Beech   | Kim       | no
502     | Sea Stars    | not yet | Beech   | Kimberley | no
501     | Little Gulls | done    | Ash     | Jack      | yes
'''
*/
WITH there AS (
    SELECT child_id, record, place_key, place, began_on
    FROM sighting
    WHERE source = 'early_years' AND ended_on IS NULL
    QUALIFY row_number() OVER (PARTITION BY child_id, place_key ORDER BY extract_date DESC, began_on DESC, record) = 1
),

named AS (
    SELECT place_key, place
    FROM sighting
    WHERE source = 'early_years'
    QUALIFY row_number() OVER (PARTITION BY place_key ORDER BY extract_date DESC, place) = 1
)

SELECT
    there.place_key AS sent_to,
    named.place AS sent_to_name,
    there.child_id AS "case",
    person.surname,
    person.forename,
    person.date_of_birth,
    there.began_on AS entered_on,
    CASE WHEN reception_group.has_applied THEN 'yes' ELSE 'no' END AS has_applied
FROM there
INNER JOIN reception_group ON reception_group.child_id = there.child_id
INNER JOIN named ON named.place_key = there.place_key
INNER JOIN person ON person.record = there.record
ORDER BY reception_group.has_applied, person.surname, person.forename, there.child_id
