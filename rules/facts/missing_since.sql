/*
title = "Missing since"
policy = "Definition of CME; days missing of a case"
says = "The later of the start of compulsory school age and the day after the last leaving date."
reads = ["child", "without_provision", "roll_episode"]

[columns]
child_id = "VARCHAR"
missing_since = "DATE"
days_missing = "INTEGER"

[[example]]
name = "from school age for a child never on a roll, from the day after the last one for another"
params = { as_at = 2026-10-31 }
given.child = '''
child_id | csa_starts_on
never    | 2026-08-31
left     | 2020-08-31
'''
given.without_provision = '''
child_id
never
left
'''
given.roll_episode = '''
child_id | leaving_date
left     | 2026-10-30
left     | 2026-07-20
'''
expect = '''
child_id | missing_since | days_missing
never    | 2026-08-31    | 61
left     | 2026-10-31    | 0
'''
*/
WITH last_left AS (
    SELECT child_id, max(leaving_date) AS leaving_date
    FROM roll_episode
    GROUP BY child_id
),

since AS (
    SELECT
        child.child_id,
        CASE
            WHEN last_left.leaving_date >= child.csa_starts_on THEN last_left.leaving_date + 1
            ELSE child.csa_starts_on
        END AS missing_since
    FROM without_provision
    INNER JOIN child ON child.child_id = without_provision.child_id
    LEFT JOIN last_left ON last_left.child_id = child.child_id
)

SELECT child_id, missing_since, ($as_at - missing_since)::INTEGER AS days_missing
FROM since
