/*
title = "Missing since"
policy = "Definition of CME; days missing of a case"
says = "The later of the start of compulsory school age and the day after the last leaving date; of a child still on the excluding school's roll, the day after the exclusion."
reads = ["child", "without_provision", "awaiting_review", "roll_episode", "open_involvement"]

[columns]
child_id = "VARCHAR"
missing_since = "DATE"
days_missing = "INTEGER"

[[example]]
name = "from school age for a child never on a roll, from the day after the last one, from the day after the exclusion"
params = { as_at = 2026-10-31 }
given.child = '''
child_id | csa_starts_on
never    | 2026-08-31
left     | 2020-08-31
excluded | 2020-08-31
awaits   | 2020-08-31
'''
given.without_provision = '''
child_id
never
left
excluded
'''
given.awaiting_review = '''
child_id
awaits
'''
given.open_involvement = '''
child_id | involvement | start_date
excluded | PEX         | 2026-10-05
'''
given.roll_episode = '''
child_id | leaving_date | is_open
left     | 2026-10-30   | false
left     | 2026-07-20   | false
awaits   | 2026-10-29   | false
excluded |              | true
'''
expect = '''
child_id | missing_since | days_missing
never    | 2026-08-31    | 61
left     | 2026-10-31    | 0
excluded | 2026-10-06    | 25
awaits   | 2026-10-30    | 1
'''
*/
WITH provided_until AS (
    SELECT child_id, leaving_date AS last_day
    FROM roll_episode
    WHERE NOT is_open
    UNION ALL
    SELECT involvement.child_id, involvement.start_date AS last_day
    FROM open_involvement AS involvement
    INNER JOIN roll_episode ON roll_episode.child_id = involvement.child_id
    WHERE involvement.involvement = 'PEX' AND roll_episode.is_open
),

last_left AS (
    SELECT child_id, max(last_day) AS leaving_date
    FROM provided_until
    GROUP BY child_id
),

since AS (
    SELECT
        child.child_id,
        CASE
            WHEN last_left.leaving_date >= child.csa_starts_on THEN last_left.leaving_date + 1
            ELSE child.csa_starts_on
        END AS missing_since
    FROM (SELECT child_id FROM without_provision UNION SELECT child_id FROM awaiting_review) AS missing
    INNER JOIN child ON child.child_id = missing.child_id
    LEFT JOIN last_left ON last_left.child_id = child.child_id
)

SELECT child_id, missing_since, ($as_at - missing_since)::INTEGER AS days_missing
FROM since
