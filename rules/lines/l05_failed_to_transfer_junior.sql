/*
title = "Failed to transfer to junior school"
measure = "failed_to_transfer_junior"
counts_in = "total"
policy = "Phase transfer; Appendix 3, TRANSITION"
says = "A child without provision expected in Year 3 whose last school was an infant school and who left it on or after 1 July, or who has a junior application for this September; and who was on no other kind of school's roll on or after 1 September."
reads = ["without_provision", "roll_episode", "application"]

[[example]]
name = "left an infant school on 1 July; one who left on 30 June is a leaver"
params = { current_year = 2026 }
given.without_provision = '''
child_id | expected_year
july     | 3
june     | 3
older    | 4
'''
given.roll_episode = '''
child_id | is_school | is_last_school | high_age | leaving_date
july     | true      | true           | 7        | 2026-07-01
june     | true      | true           | 7        | 2026-06-30
older    | true      | true           | 7        | 2026-07-01
'''
expect = '''
child_id | year
july     | 2026
'''

[[example]]
name = "a junior application for this September, not withdrawn, from wherever the child was; last year's does not count"
params = { current_year = 2026 }
given.without_provision = '''
child_id  | expected_year
applied   | 3
withdrawn | 3
last year | 3
'''
given.application = '''
child_id  | application_type | entry_year | application_status
applied   | JUNIOR        | 2026       | OPEN
withdrawn | JUNIOR        | 2026       | WITHDRAWN
last year | JUNIOR        | 2025       | OPEN
'''
expect = '''
child_id | year
applied  | 2026
'''

[[example]]
name = "a child who arrived at another kind of school and left it again is a leaver, gone before 1 September is not"
params = { current_year = 2026 }
given.without_provision = '''
child_id | expected_year
arrived  | 3
gone     | 3
'''
given.application = '''
child_id | application_type | entry_year | application_status
arrived  | JUNIOR        | 2026       | CLOSED
gone     | JUNIOR        | 2026       | CLOSED
'''
given.roll_episode = '''
child_id | is_school | is_last_school | high_age | leaving_date
arrived  | true      | true           | 11       | 2026-09-01
gone     | true      | true           | 11       | 2026-08-31
'''
expect = '''
child_id | year
gone     | 2026
'''
*/
WITH left_feeder AS (
    SELECT child_id
    FROM roll_episode
    WHERE is_last_school AND high_age = $infant_high_age AND leaving_date >= make_date($current_year, 7, 1)
),

applied AS (
    SELECT child_id
    FROM application
    WHERE
        application_type = 'JUNIOR'
        AND entry_year = $current_year
        AND application_status NOT IN ('WITHDRAWN', 'REMOVED')
),

arrived AS (
    SELECT child_id
    FROM roll_episode
    WHERE
        is_school
        AND high_age IS DISTINCT FROM $infant_high_age
        AND (leaving_date IS NULL OR leaving_date >= make_date($current_year, 9, 1))
)

SELECT child_id, $current_year AS year
FROM without_provision
WHERE
    expected_year = $junior_year_group
    AND (child_id IN (SELECT child_id FROM left_feeder) OR child_id IN (SELECT child_id FROM applied))
    AND child_id NOT IN (SELECT child_id FROM arrived)
