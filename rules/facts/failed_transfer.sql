/*
title = "Failed to transfer"
policy = "Phase transfer; Appendix 3, TRANSITION"
says = "A child without provision expected in the first year of a phase (Year 3 junior, Year 7 secondary), whose last school ended before it (an infant school; a school that ends at 11) and who left it on or after 1 July, or who has an application for this September; and who was on no other kind of school's roll on or after 1 September."
reads = ["without_provision", "roll_episode", "application"]

[columns]
child_id = "VARCHAR"
phase = "VARCHAR"

[[example]]
name = "left an infant or primary school on 1 July; one who left on 30 June is a leaver, one in another year group is neither"
params = { current_year = 2026 }
given.without_provision = '''
child_id   | expected_year
infant     | 3
primary    | 7
june       | 3
older      | 4
wrong kind | 7
'''
given.roll_episode = '''
child_id   | is_school | is_last_school | high_age | leaving_date
infant     | true      | true           | 7        | 2026-07-01
primary    | true      | true           | 11       | 2026-07-01
june       | true      | true           | 7        | 2026-06-30
older      | true      | true           | 7        | 2026-07-01
wrong kind | true      | true           | 7        | 2026-07-01
'''
expect = '''
child_id | phase
infant   | junior
primary  | secondary
'''

[[example]]
name = "an application for this September, not withdrawn, from wherever the child was; last year's, or another phase's, does not count"
params = { current_year = 2026 }
given.without_provision = '''
child_id  | expected_year
junior    | 3
secondary | 7
withdrawn | 7
last year | 7
other     | 3
'''
given.application = '''
child_id  | application_type | entry_year | application_status
junior    | JUNIOR           | 2026       | OPEN
secondary | SECONDARY        | 2026       | OPEN
withdrawn | SECONDARY        | 2026       | WITHDRAWN
last year | SECONDARY        | 2025       | OPEN
other     | SECONDARY        | 2026       | OPEN
'''
expect = '''
child_id  | phase
junior    | junior
secondary | secondary
'''

[[example]]
name = "a child who arrived at another kind of school and left it again is a leaver; one gone before 1 September is not"
params = { current_year = 2026 }
given.without_provision = '''
child_id | expected_year
arrived  | 7
gone     | 7
unknown  | 3
'''
given.application = '''
child_id | application_type | entry_year | application_status
arrived  | SECONDARY        | 2026       | CLOSED
gone     | SECONDARY        | 2026       | CLOSED
unknown  | JUNIOR           | 2026       | CLOSED
'''
given.roll_episode = '''
child_id | is_school | is_last_school | high_age | leaving_date
arrived  | true      | true           | 16       | 2026-09-01
gone     | true      | true           | 16       | 2026-08-31
unknown  | true      | true           |          | 2026-09-01
'''
expect = '''
child_id | phase
gone     | secondary
'''
*/
WITH phase AS (
    SELECT
        'junior' AS phase,
        'JUNIOR' AS application_type,
        $junior_year_group AS year_group,
        $infant_high_age AS feeder_high_age
    UNION ALL
    SELECT
        'secondary' AS phase,
        'SECONDARY' AS application_type,
        $secondary_year_group AS year_group,
        $primary_high_age AS feeder_high_age
),

expected AS (
    SELECT child.child_id, phase.phase, phase.application_type, phase.feeder_high_age
    FROM without_provision AS child
    INNER JOIN phase ON phase.year_group = child.expected_year
),

left_feeder AS (
    SELECT expected.child_id
    FROM expected
    INNER JOIN roll_episode ON roll_episode.child_id = expected.child_id
    WHERE
        roll_episode.is_last_school
        AND roll_episode.high_age = expected.feeder_high_age
        AND roll_episode.leaving_date >= make_date($current_year, 7, 1)
),

applied AS (
    SELECT expected.child_id
    FROM expected
    INNER JOIN application
        ON
            application.child_id = expected.child_id
            AND application.application_type = expected.application_type
    WHERE
        application.entry_year = $current_year
        AND application.application_status NOT IN ('WITHDRAWN', 'REMOVED')
),

arrived AS (
    SELECT expected.child_id
    FROM expected
    INNER JOIN roll_episode ON roll_episode.child_id = expected.child_id
    WHERE
        roll_episode.is_school
        AND roll_episode.high_age IS DISTINCT FROM expected.feeder_high_age
        AND (
            roll_episode.leaving_date IS NULL
            OR roll_episode.leaving_date >= make_date($current_year, 9, 1)
        )
)

SELECT child_id, phase
FROM expected
WHERE
    (child_id IN (SELECT child_id FROM left_feeder) OR child_id IN (SELECT child_id FROM applied))
    AND child_id NOT IN (SELECT child_id FROM arrived)
