/*
title = "Tracked to a destination"
policy = "Starting education: tracked to their forwarding destination; Appendix 1: pupil located"
says = "The last roll episode has ended with a named and confirmed destination that is no school of ours; or a CME involvement ended with the child tracked; or an officer has decided so. Nothing may have begun after that day."
reads = ["roll_episode", "involvement", "establishment", "standing_decision", "came_back", "not_a_destination"]

[columns]
child_id = "VARCHAR"
tracked_on = "DATE"
how = "VARCHAR"

[[example]]
name = "a destination named by number or in words and confirmed tracks a child; 'unknown', unconfirmed or our own does not"
params = { as_at = 2026-10-31 }
given.not_a_destination = '''
destination_key
unknown
'''
given.establishment = '''
laestab | la_code | establishment_name
8529001 | 852     | Harbour Primary
'''
given.roll_episode = '''
child_id    | is_last | is_open | leaving_date | destination_laestab | destination_key | destination_confirmed_on
by number   | true    | false   | 2026-07-21   | 8509001             |                 | 2026-09-10
in words    | true    | false   | 2026-07-21   |                     | poland          | 2026-09-10
unknown     | true    | false   | 2026-07-21   |                     | unknown         | 2026-09-10
unconfirmed | true    | false   | 2026-07-21   | 8509001             |                 |
ours        | true    | false   | 2026-07-21   | 8529001             |                 | 2026-09-10
our name    | true    | false   | 2026-07-21   |                     | harbour primary | 2026-09-10
still open  | true    | true    |              | 8509001             |                 | 2026-09-10
not last    | false   | false   | 2026-01-21   | 8509001             |                 | 2026-09-10
nowhere     | true    | false   | 2026-07-21   |                     |                 | 2026-09-10
'''
expect = '''
child_id  | tracked_on | how
by number | 2026-09-10 | destination confirmed
in words  | 2026-09-10 | destination confirmed
'''

[[example]]
name = "a CME involvement that ended with the child tracked, on the last leaving date or later"
params = { as_at = 2026-10-31 }
given.roll_episode = '''
child_id | is_last | is_open | leaving_date
same day | true    | false   | 2026-09-10
before   | true    | false   | 2026-09-11
'''
given.involvement = '''
child_id | involvement | start_date | end_date   | outcome
same day | CME         | 2026-09-01 | 2026-09-10 | TRACKED
before   | CME         | 2026-09-01 | 2026-09-10 | MOVED
no roll  | CME         | 2026-09-01 | 2026-09-10 | ABROAD
enrolled | CME         | 2026-09-01 | 2026-09-10 | ENROLLED
'''
expect = '''
child_id | tracked_on | how
same day | 2026-09-10 | CME involvement ended: TRACKED
no roll  | 2026-09-10 | CME involvement ended: ABROAD
'''

[[example]]
name = "something that began on that day changes nothing; begun the day after, the child is back"
params = { as_at = 2026-10-31 }
given.roll_episode = '''
child_id | is_last | is_open | leaving_date | destination_laestab | destination_confirmed_on
same day | true    | false   | 2026-07-21   | 8509001             | 2026-09-10
back     | true    | false   | 2026-07-21   | 8509001             | 2026-09-10
'''
given.came_back = '''
child_id | began_on
same day | 2026-09-10
back     | 2026-09-11
'''
expect = '''
child_id | tracked_on
same day | 2026-09-10
'''
*/
WITH our_name AS (
    SELECT DISTINCT trim(regexp_replace(lower(establishment_name), '[^a-z0-9]+', ' ', 'g')) AS destination_key
    FROM establishment
    WHERE la_code = $la_code
),

last_left AS (
    SELECT child_id, max(leaving_date) AS leaving_date
    FROM roll_episode
    GROUP BY child_id
),

evidence AS (
    SELECT episode.child_id, episode.destination_confirmed_on AS tracked_on, 'destination confirmed' AS how
    FROM roll_episode AS episode
    LEFT JOIN establishment ON establishment.laestab = episode.destination_laestab
    WHERE
        episode.is_last
        AND NOT episode.is_open
        AND episode.destination_confirmed_on <= $as_at
        AND CASE
            WHEN episode.destination_laestab IS NOT NULL
                THEN coalesce(establishment.la_code, left(episode.destination_laestab, 3)) <> $la_code
            ELSE
                episode.destination_key IS NOT NULL
                AND episode.destination_key NOT IN (SELECT destination_key FROM not_a_destination)
                AND episode.destination_key NOT IN (SELECT destination_key FROM our_name)
        END
    UNION ALL
    SELECT cme.child_id, cme.end_date AS tracked_on, 'CME involvement ended: ' || cme.outcome AS how
    FROM involvement AS cme
    LEFT JOIN last_left ON last_left.child_id = cme.child_id
    WHERE
        cme.involvement = 'CME'
        AND cme.end_date <= $as_at
        AND cme.outcome IN ('TRACKED', 'MOVED', 'ABROAD', 'DECEASED')
        AND (last_left.leaving_date IS NULL OR cme.end_date >= last_left.leaving_date)
    UNION ALL
    SELECT child_id, decided_on AS tracked_on, 'officer: ' || status AS how
    FROM standing_decision
    WHERE status IN ('Tracked - destination confirmed', 'Moved abroad - confirmed')
)

SELECT evidence.child_id, evidence.tracked_on, evidence.how
FROM evidence
LEFT JOIN came_back ON came_back.child_id = evidence.child_id
WHERE came_back.began_on IS NULL OR came_back.began_on <= evidence.tracked_on
QUALIFY row_number() OVER (PARTITION BY evidence.child_id ORDER BY evidence.tracked_on DESC, evidence.how) = 1
