/*
title = "Pupils on your last return"
policy = "Phase transfer: enrolment data collected from all schools; all data returns to be up to date"
says = "To every school and setting whose return is overdue or too old: the children whom the council still holds as there, each as its own record names them, to be confirmed. A closed school, and one that never returned, gets none."
list = "returns"
sent_to = "schools"
reply_within = "reply_school_days"
asked = [
    "Send the return of this term. Until it comes, please confirm the children below: say of each whether the child is still with you, in the white columns.",
    "Of a child who has left: the last day, and where the child went.",
    "Children who joined since your last return are not below; they come with the return of this term.",
]
answers = ["here_or_left", "answer_left_on", "went_to", "went_to_laestab", "confirmed_with_them_on", "answer_remarks"]
reads = ["return_state", "roll_episode", "sighting", "person"]

[columns]
case = "The council's reference for the child; please leave it as it is."
upn = "As on your return."
surname = "As on your return."
forename = "As on your return."
date_of_birth = "As on your return."
entered_on = "The first day with you, as you gave it."
returned_on = "The date of your newest return."

[[example]]
name = "children whom an overdue or too old return leaves on roll, each once, as the return names them; other schools and former pupils are left out"
params = { as_at = 2026-10-31 }
given.return_state = '''
establishment | place_key | is_setting | return_state     | returned_on
Ash House     | 8529504   | false      | 2 too old        | 2025-09-25
Elm House     | 8529502   | false      | 4 overdue        | 2026-06-02
Oak House     | 8529501   | false      | 6 up to date     | 2026-09-24
Closed        | 8529503   | false      | 3 closed         |
Never         | 8529505   | false      | 1 never returned |
'''
given.roll_episode = '''
child_id | record | laestab | is_open | entry_date | returned_on
old      | r:1    | 8529504 | true    | 2024-09-03 | 2025-09-25
both     | r:2    | 8529502 | true    | 2024-09-03 | 2026-06-02
both     | e:2    | 8529502 | true    | 2024-09-04 |
gone     | r:3    | 8529502 | false   | 2023-09-03 | 2026-06-02
fine     | r:4    | 8529501 | true    | 2024-09-03 | 2026-09-24
closed   | e:5    | 8529503 | true    | 2024-09-03 |
'''
given.person = '''
record | surname | forename
r:1    | Ash     | Jack
r:2    | Beech   | Kim
e:2    | Beech-Lee | Kimberley
r:3    | Cedar   | Lou
r:4    | Dean    | Max
e:5    | Elder   | Nia
'''
expect = '''
sent_to | sent_to_name | case | surname | forename | entered_on | returned_on
8529504 | Ash House    | old  | Ash     | Jack     | 2024-09-03 | 2025-09-25
8529502 | Elm House    | both | Beech   | Kim      | 2024-09-03 | 2026-06-02
'''

[[example]]
name = "a setting missing from the newest headcount: who was there when it last returned; who had left it before, and who is at another, are not"
params = { as_at = 2026-10-31 }
given.return_state = '''
establishment | place_key | is_setting | return_state | returned_on
Sea Stars     | 502       | true       | 4 overdue    | 2026-05-20
Little Gulls  | 501       | true       | 6 up to date | 2026-10-02
'''
given.sighting = '''
child_id | record | source      | place_key | began_on   | ended_on   | extract_date
there    | h:1    | early_years | 502       | 2025-09-01 | 2026-05-20 | 2026-05-20
last day | h:2    | early_years | 502       | 2024-09-01 | 2026-05-19 | 2026-05-20
other    | h:3    | early_years | 501       | 2025-09-01 |            | 2026-10-02
claim    | b:1    | benefits    | 502       | 2025-09-01 |            | 2026-05-20
'''
given.person = '''
record | surname | forename
h:1    | Ash     | Jack
h:2    | Beech   | Kim
h:3    | Cedar   | Lou
b:1    | Dean    | Max
'''
expect = '''
sent_to | sent_to_name | case  | surname | entered_on | returned_on
502     | Sea Stars    | there | Ash     | 2025-09-01 | 2026-05-20
'''
*/
WITH asked AS (
    SELECT place_key, establishment, is_setting, returned_on
    FROM return_state
    WHERE return_state IN ('2 too old', '4 overdue') AND NOT coalesce(is_neighbours, false)
),

held AS (
    SELECT
        asked.place_key,
        asked.establishment,
        asked.returned_on,
        episode.child_id,
        episode.record,
        episode.entry_date AS entered_on,
        episode.returned_on IS NULL AS is_not_their_record
    FROM asked
    INNER JOIN roll_episode AS episode ON episode.laestab = asked.place_key
    WHERE NOT asked.is_setting AND episode.is_open
    UNION ALL
    SELECT
        asked.place_key,
        asked.establishment,
        asked.returned_on,
        seen.child_id,
        seen.record,
        seen.began_on AS entered_on,
        false AS is_not_their_record
    FROM asked
    INNER JOIN sighting AS seen ON seen.place_key = asked.place_key
    WHERE asked.is_setting AND seen.source = 'early_years' AND coalesce(seen.ended_on >= asked.returned_on, true)
),

once AS (
    SELECT *
    FROM held
    QUALIFY row_number() OVER (
        PARTITION BY place_key, child_id ORDER BY is_not_their_record, entered_on DESC NULLS LAST, record
    ) = 1
)

SELECT
    once.place_key AS sent_to,
    once.establishment AS sent_to_name,
    once.child_id AS "case",
    person.upn,
    person.surname,
    person.forename,
    person.date_of_birth,
    once.entered_on,
    once.returned_on
FROM once
INNER JOIN person ON person.record = once.record
ORDER BY person.surname, person.forename, once.child_id
