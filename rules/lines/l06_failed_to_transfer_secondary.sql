/*
title = "Failed to transfer to secondary school"
measure = "failed_to_transfer_secondary"
counts_in = "total"
policy = "Phase transfer; Appendix 3, TRANSITION"
says = "A child without provision expected in Year 7 whose last school ended at 11 and who left it on or after 1 July, or who has a secondary application for this September; and who was on no other kind of school's roll on or after 1 September."
reads = ["without_provision", "roll_episode", "application"]

[[example]]
name = "left a primary school on 1 July; one who left on 30 June is a leaver"
params = { current_year = 2026 }
given.without_provision = '''
child_id | expected_year
july     | 7
june     | 7
older    | 8
'''
given.roll_episode = '''
child_id | is_school | is_last_school | high_age | leaving_date
july     | true      | true           | 11        | 2026-07-01
june     | true      | true           | 11        | 2026-06-30
older    | true      | true           | 11        | 2026-07-01
'''
expect = '''
child_id | year
july     | 2026
'''

[[example]]
name = "a secondary application for this September, not withdrawn, from wherever the child was; last year's does not count"
params = { current_year = 2026 }
given.without_provision = '''
child_id  | expected_year
applied   | 7
withdrawn | 7
last year | 7
'''
given.application = '''
child_id  | application_type | entry_year | application_status
applied   | SECONDARY        | 2026       | OPEN
withdrawn | SECONDARY        | 2026       | WITHDRAWN
last year | SECONDARY        | 2025       | OPEN
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
arrived  | 7
gone     | 7
'''
given.application = '''
child_id | application_type | entry_year | application_status
arrived  | SECONDARY        | 2026       | CLOSED
gone     | SECONDARY        | 2026       | CLOSED
'''
given.roll_episode = '''
child_id | is_school | is_last_school | high_age | leaving_date
arrived  | true      | true           | 16       | 2026-09-01
gone     | true      | true           | 16       | 2026-08-31
'''
expect = '''
child_id | year
gone     | 2026
'''
*/
WITH left_feeder AS (
    SELECT child_id
    FROM roll_episode
    WHERE is_last_school AND high_age = $primary_high_age AND leaving_date >= make_date($current_year, 7, 1)
),

applied AS (
    SELECT child_id
    FROM application
    WHERE
        application_type = 'SECONDARY'
        AND entry_year = $current_year
        AND application_status NOT IN ('WITHDRAWN', 'REMOVED')
),

arrived AS (
    SELECT child_id
    FROM roll_episode
    WHERE
        is_school
        AND high_age IS DISTINCT FROM $primary_high_age
        AND (leaving_date IS NULL OR leaving_date >= make_date($current_year, 9, 1))
)

SELECT child_id, $current_year AS year
FROM without_provision
WHERE
    expected_year = $secondary_year_group
    AND (child_id IN (SELECT child_id FROM left_feeder) OR child_id IN (SELECT child_id FROM applied))
    AND child_id NOT IN (SELECT child_id FROM arrived)
