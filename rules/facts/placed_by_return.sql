/*
title = "Placed by nothing but a return"
policy = "Appendix 3, TRANSITION; Phase transfer: all data returns to be up to date; sharing agreements with neighbouring authorities"
says = "A child of ours on roll only at schools that send returns, and with no other provision, who would be on a line of TRANSITION but for that: never at another school with Reception this year or last; or expected in the first year of a phase, with an application for this September or from the school before it, left on or after 1 July, and at no other kind of school since. Not one whom a line further up would count. One row per child and school; the commentary says how many rest on a return that is outstanding or old."
reads = ["expected_year", "home_authority", "current_roll", "roll_episode", "open_involvement", "standing_decision", "tracked", "deceased", "looked_after", "awaiting_review", "application"]

[columns]
child_id = "VARCHAR"
measure = "VARCHAR"
year = "INTEGER"
laestab = "VARCHAR"

[[example]]
name = "Reception of this year and last; not the year before, nor one who was at another school, nor one the education database has on roll too"
params = { current_year = 2026 }
given.expected_year = '''
child_id | entry_year | expected_year | is_csa
this     | 2026       | 0             | true
last     | 2025       | 1             | true
before   | 2024       | 2             | true
was here | 2025       | 1             | true
nursery  | 2025       | 1             | true
too      | 2025       | 1             | true
young    | 2026       | 0             | false
'''
given.home_authority = '''
child_id | is_ours
this     | true
last     | true
before   | true
was here | true
nursery  | true
too      | true
young    | true
'''
given.current_roll = '''
child_id | laestab | source
this     | 8509001 | cross_border
last     | 8529501 | independent
last     | 8509001 | cross_border
before   | 8509001 | cross_border
was here | 8509001 | cross_border
nursery  | 8509001 | cross_border
too      | 8509001 | cross_border
too      | 8529001 | education
young    | 8509001 | cross_border
'''
given.roll_episode = '''
child_id | laestab | is_school | is_open
this     | 8509001 | true      | true
was here | 8529001 | true      | false
nursery  | 8529100 | false     | false
'''
expect = '''
child_id | measure                   | year | laestab
this     | failed_to_start_reception | 2026 | 8509001
last     | failed_to_start_reception | 2025 | 8529501
last     | failed_to_start_reception | 2025 | 8509001
nursery  | failed_to_start_reception | 2025 | 8509001
'''

[[example]]
name = "a phase: from its infant or primary school on 1 July, or by an application for this September; not left on 30 June, withdrawn, or at another school on 1 September"
params = { current_year = 2026 }
given.expected_year = '''
child_id  | entry_year | expected_year | is_csa
infant    | 2023       | 3             | true
june      | 2023       | 3             | true
applied   | 2019       | 7             | true
withdrawn | 2019       | 7             | true
elsewhere | 2019       | 7             | true
pupil     | 2019       | 7             | true
'''
given.home_authority = '''
child_id  | is_ours
infant    | true
june      | true
applied   | true
withdrawn | true
elsewhere | true
pupil     | true
'''
given.current_roll = '''
child_id  | laestab | source
infant    | 8509001 | cross_border
june      | 8509001 | cross_border
applied   | 8509002 | cross_border
withdrawn | 8509002 | cross_border
elsewhere | 8509002 | cross_border
pupil     | 8529501 | independent
'''
given.roll_episode = '''
child_id  | is_school | is_open | high_age | leaving_date
infant    | true      | false   | 7        | 2026-07-01
june      | true      | false   | 7        | 2026-06-30
elsewhere | true      | false   | 16       | 2026-09-01
pupil     | true      | true    | 16       |
'''
given.application = '''
child_id  | application_type | entry_year | application_status
applied   | SECONDARY        | 2026       | CLOSED
withdrawn | SECONDARY        | 2026       | WITHDRAWN
elsewhere | SECONDARY        | 2026       | CLOSED
'''
expect = '''
child_id | measure                      | year | laestab
infant   | failed_to_transfer_junior    | 2026 | 8509001
applied  | failed_to_transfer_secondary | 2026 | 8509002
'''

[[example]]
name = "not one placed otherwise, another authority's, or whom a line further up would count"
params = { current_year = 2026 }
given.expected_year = '''
child_id   | entry_year | expected_year | is_csa
rests      | 2026       | 0             | true
ehe        | 2026       | 0             | true
unsuitable | 2026       | 0             | true
send       | 2026       | 0             | true
looked     | 2026       | 0             | true
tracked    | 2026       | 0             | true
decided    | 2026       | 0             | true
theirs     | 2026       | 0             | true
'''
given.home_authority = '''
child_id   | is_ours
rests      | true
ehe        | true
unsuitable | true
send       | true
looked     | true
tracked    | true
decided    | true
theirs     | false
'''
given.current_roll = '''
child_id   | laestab | source
rests      | 8509001 | cross_border
ehe        | 8509001 | cross_border
unsuitable | 8509001 | cross_border
send       | 8509001 | cross_border
looked     | 8509001 | cross_border
tracked    | 8509001 | cross_border
decided    | 8509001 | cross_border
theirs     | 8509001 | cross_border
'''
given.open_involvement = '''
child_id   | involvement | outcome
ehe        | EHE         |
unsuitable | EHE         | UNSUITABLE
send       | EHCP        |
'''
given.looked_after = '''
child_id | is_ours
looked   | true
rests    | false
'''
given.tracked = '''
child_id
tracked
'''
given.standing_decision = '''
child_id | status
decided  | Enrolled - confirmed
rests    | In progress
'''
expect = '''
child_id   | measure
rests      | failed_to_start_reception
unsuitable | failed_to_start_reception
'''
*/
WITH otherwise AS (
    SELECT child_id FROM current_roll WHERE source NOT IN ('independent', 'cross_border')
    UNION ALL
    SELECT child_id FROM open_involvement
    WHERE
        involvement IN ('EOTAS', 'FTT', 'PEX', 'EHCP', 'EHCNA')
        OR (involvement = 'EHE' AND coalesce(outcome, '') <> 'UNSUITABLE')
    UNION ALL
    SELECT child_id FROM standing_decision WHERE status IN ('Enrolled - confirmed', 'Home educated - confirmed')
    UNION ALL
    SELECT child_id FROM looked_after WHERE is_ours
    UNION ALL
    SELECT child_id FROM tracked
    UNION ALL
    SELECT child_id FROM deceased
    UNION ALL
    SELECT child_id FROM awaiting_review
),

resting AS (
    SELECT DISTINCT current_roll.child_id, current_roll.laestab, child.entry_year, child.expected_year
    FROM current_roll
    INNER JOIN expected_year AS child ON child.child_id = current_roll.child_id
    INNER JOIN home_authority ON home_authority.child_id = current_roll.child_id
    WHERE
        child.is_csa
        AND home_authority.is_ours
        AND current_roll.child_id NOT IN (SELECT child_id FROM otherwise)
),

-- What the child had been in before, were the schools of the returns not there.
school_before AS (
    SELECT
        child_id,
        high_age,
        leaving_date,
        row_number() OVER (
            PARTITION BY child_id ORDER BY leaving_date DESC, entry_date DESC NULLS LAST, laestab
        ) AS place
    FROM roll_episode
    WHERE is_school AND NOT is_open
),

phase AS (
    SELECT
        'failed_to_transfer_junior' AS measure,
        'JUNIOR' AS application_type,
        $junior_year_group AS year_group,
        $infant_high_age AS feeder_high_age
    UNION ALL
    SELECT
        'failed_to_transfer_secondary' AS measure,
        'SECONDARY' AS application_type,
        $secondary_year_group AS year_group,
        $primary_high_age AS feeder_high_age
),

transferring AS (
    SELECT resting.child_id, phase.measure, phase.feeder_high_age
    FROM resting
    INNER JOIN phase ON phase.year_group = resting.expected_year
    INNER JOIN school_before ON school_before.child_id = resting.child_id AND school_before.place = 1
    WHERE
        school_before.high_age = phase.feeder_high_age
        AND school_before.leaving_date >= make_date($current_year, 7, 1)
    UNION
    SELECT resting.child_id, phase.measure, phase.feeder_high_age
    FROM resting
    INNER JOIN phase ON phase.year_group = resting.expected_year
    INNER JOIN application
        ON
            application.child_id = resting.child_id
            AND application.application_type = phase.application_type
    WHERE
        application.entry_year = $current_year
        AND application.application_status NOT IN ('WITHDRAWN', 'REMOVED')
),

arrived AS (
    SELECT transferring.child_id
    FROM transferring
    INNER JOIN school_before ON school_before.child_id = transferring.child_id
    WHERE
        school_before.high_age IS DISTINCT FROM transferring.feeder_high_age
        AND school_before.leaving_date >= make_date($current_year, 9, 1)
),

would_be AS (
    SELECT child_id, 'failed_to_start_reception' AS measure, entry_year AS year
    FROM resting
    WHERE
        entry_year IN ($current_year, $current_year - 1)
        AND child_id NOT IN (SELECT child_id FROM school_before)
    UNION
    SELECT child_id, measure, $current_year AS year
    FROM transferring
    WHERE child_id NOT IN (SELECT child_id FROM arrived)
)

SELECT resting.child_id, would_be.measure, would_be.year, resting.laestab
FROM resting
INNER JOIN would_be ON would_be.child_id = resting.child_id
