/*
title = "Where the child is, in words"
policy = "Definition of CME and what it does not include; Appendix 1: pupil located"
says = "The status of the child with its school or destination, as every list says it; the code is the reason for which a case of the child is closed. A destination is not told of a child whose address is restricted."
reads = ["child", "status", "awaiting_review", "current_roll", "tracked", "roll_episode"]

[columns]
child_id = "VARCHAR"
reason_code = "VARCHAR"
words = "VARCHAR"

[[example]]
name = "every status has its words and its code; on a roll, with the schools"
given.child = '''
child_id
dead
young
enrolled
confirmed
at home
provided
failed
theirs
missing
'''
given.status = '''
child_id  | status
dead      | 1
young     | 2
enrolled  | 3
confirmed | 3
at home   | 4
provided  | 5
failed    | 6
theirs    | 8
missing   | 9
'''
given.current_roll = '''
child_id | laestab | establishment_name
young    | 8522001 | Harbour Primary
enrolled | 8522002 | Quay Primary
enrolled | 8522001 | Harbour Primary
enrolled | 8522003 |
'''
expect = '''
child_id  | reason_code         | words
dead      | deceased            | deceased
young     | not_school_age      | not of compulsory school age, on roll: Harbour Primary
enrolled  | enrolled            | on roll: 8522003, Harbour Primary, Quay Primary
confirmed | enrolled            | enrolled, as an officer confirmed
at home   | home_educated       | home educated
provided  | authority_provision | provision by the authority
failed    | failed_to_track     | failed to track
theirs    | other_authority     | of another authority
missing   | without_provision   | without provision
'''

[[example]]
name = "who awaits match review is in no line; of another status nobody awaits it"
given.child = '''
child_id
awaits
'''
given.status = '''
child_id | status
awaits   | 9
'''
given.awaiting_review = '''
child_id
awaits
'''
expect = '''
child_id | reason_code     | words
awaits   | awaiting_review | awaiting match review
'''

[[example]]
name = "tracked: where to and how it is known; a restricted address keeps the destination to itself"
given.child = '''
child_id | is_restricted
place    | false
decided  | false
hidden   | true
'''
given.status = '''
child_id | status
place    | 7
decided  | 7
hidden   | 7
'''
given.tracked = '''
child_id | tracked_on | how
place    | 2026-09-10 | destination confirmed
decided  | 2026-09-11 | officer: Moved abroad - confirmed
hidden   | 2026-09-12 | destination confirmed
'''
given.roll_episode = '''
child_id | is_last | destination | destination_laestab
place    | true    |             | 8504001
decided  | true    | Poland      |
hidden   | true    | Elm House   |
'''
expect = '''
child_id | reason_code | words
place    | tracked     | tracked to a destination: 8504001 (destination confirmed)
decided  | tracked     | tracked to a destination (officer: Moved abroad - confirmed)
hidden   | tracked     | tracked to a destination (destination confirmed)
'''
*/
WITH roll AS (
    SELECT child_id, string_agg(DISTINCT coalesce(establishment_name, laestab), ', ' ORDER BY coalesce(establishment_name, laestab)) AS schools
    FROM current_roll
    GROUP BY child_id
),

-- The destination that the last roll names is the one that was confirmed; what an officer or a CME involvement says is
-- not about it.
led_to AS (
    SELECT
        tracked.child_id,
        CASE
            WHEN tracked.how = 'destination confirmed' AND NOT coalesce(child.is_restricted, false)
                THEN coalesce(roll_episode.destination, roll_episode.destination_laestab)
        END AS destination,
        tracked.how
    FROM tracked
    INNER JOIN child ON child.child_id = tracked.child_id
    LEFT JOIN roll_episode ON roll_episode.child_id = tracked.child_id AND roll_episode.is_last
)

SELECT
    child.child_id,
    CASE
        WHEN status.status = 1 THEN 'deceased'
        WHEN status.status = 2 THEN 'not_school_age'
        WHEN status.status = 3 THEN 'enrolled'
        WHEN status.status = 4 THEN 'home_educated'
        WHEN status.status = 5 THEN 'authority_provision'
        WHEN status.status = 6 THEN 'failed_to_track'
        WHEN status.status = 7 THEN 'tracked'
        WHEN status.status = 8 THEN 'other_authority'
        WHEN awaiting_review.child_id IS NOT NULL THEN 'awaiting_review'
        WHEN status.status = 9 THEN 'without_provision'
    END AS reason_code,
    CASE
        WHEN status.status = 1 THEN 'deceased'
        WHEN status.status = 2 THEN 'not of compulsory school age' || coalesce(', on roll: ' || roll.schools, '')
        WHEN status.status = 3 THEN coalesce('on roll: ' || roll.schools, 'enrolled, as an officer confirmed')
        WHEN status.status = 4 THEN 'home educated'
        WHEN status.status = 5 THEN 'provision by the authority'
        WHEN status.status = 6 THEN 'failed to track'
        WHEN status.status = 7
            THEN
                'tracked to a destination' || coalesce(': ' || led_to.destination, '')
                || coalesce(' (' || led_to.how || ')', '')
        WHEN status.status = 8 THEN 'of another authority'
        WHEN awaiting_review.child_id IS NOT NULL THEN 'awaiting match review'
        WHEN status.status = 9 THEN 'without provision'
    END AS words
FROM child
INNER JOIN status ON status.child_id = child.child_id
LEFT JOIN awaiting_review ON awaiting_review.child_id = child.child_id
LEFT JOIN roll ON roll.child_id = child.child_id
LEFT JOIN led_to ON led_to.child_id = child.child_id
