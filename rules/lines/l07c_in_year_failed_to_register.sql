/*
title = "In-year: have failed to register at the school place offered"
measure = "in_year_failed_to_register"
counts_in = "total"
policy = "Failing to register at a new school; Appendix 3, IN YEAR ADMISSIONS WHO ARE CME"
says = "A child without provision with an in-year offer whose start and days of grace have passed; three years back, any offer."
reads = ["without_provision", "in_year_application"]

[[example]]
name = "from the day after the last day of grace; three years back whatever the start; older is on no line"
params = { as_at = 2026-10-31, current_year = 2026, register_grace_days = 7 }
given.without_provision = '''
child_id
four
last day
over
three
'''
given.in_year_application = '''
child_id | year | is_offered | starts_on
over     | 2026 | true       | 2026-10-23
last day | 2026 | true       | 2026-10-24
three    | 2023 | true       | 2026-12-01
four     | 2022 | true       | 2022-10-01
'''
expect = '''
child_id | year
over     | 2026
three    | 2023
'''
*/
SELECT child.child_id, application.year
FROM without_provision AS child
INNER JOIN in_year_application AS application ON application.child_id = child.child_id
WHERE
    application.is_offered
    AND (
        (
            application.year BETWEEN $current_year - 2 AND $current_year
            AND $as_at > application.starts_on + $register_grace_days
        )
        OR application.year = $current_year - 3
    )
