/*
title = "Last known date"
policy = "Historical children we have failed to track; Appendix 3, CME"
says = "The latest of: leaving dates; applications received; starts of CME involvements; ends of early-years, benefits, social-care, youth-justice and health records (the date of the extract while they have none); referrals received; housing moves."
reads = ["roll_episode", "application", "involvement", "sighting"]

[columns]
child_id = "VARCHAR"
last_known_on = "DATE"

[[example]]
name = "the latest counts; a record that has not ended was seen on the day of its extract"
params = { as_at = 2026-10-31 }
given.roll_episode = '''
child_id | leaving_date
a        | 2024-07-20
'''
given.application = '''
child_id | received_on
a        | 2024-09-01
'''
given.involvement = '''
child_id | involvement | start_date
a        | CME         | 2024-10-01
a        | EHCP        | 2026-10-01
'''
given.sighting = '''
child_id | source      | began_on   | ended_on   | extract_date
a        | early_years | 2018-09-01 | 2020-07-20 | 2020-07-20
b        | benefits    | 2020-01-01 |            | 2026-10-15
c        | housing     | 2026-03-01 |            | 2026-10-15
'''
expect = '''
child_id | last_known_on
a        | 2024-10-01
b        | 2026-10-15
c        | 2026-03-01
'''
*/
WITH known AS (
    SELECT child_id, leaving_date AS known_on
    FROM roll_episode
    UNION ALL
    SELECT child_id, received_on AS known_on
    FROM application
    UNION ALL
    SELECT child_id, start_date AS known_on
    FROM involvement
    WHERE involvement = 'CME'
    UNION ALL
    SELECT child_id, coalesce(ended_on, extract_date) AS known_on
    FROM sighting
    WHERE source IN ('early_years', 'benefits', 'social_care', 'youth_justice', 'health')
    UNION ALL
    SELECT child_id, began_on AS known_on
    FROM sighting
    WHERE source IN ('housing', 'referrals')
)

SELECT child_id, max(known_on) AS last_known_on
FROM known
WHERE known_on <= $as_at
GROUP BY child_id
