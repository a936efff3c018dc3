/*
title = "In-year 'under offer' with a start date in the future"
measure = "in_year_under_offer"
counts_in = "total"
policy = "Failing to register at a new school; Appendix 3, IN YEAR ADMISSIONS WHO ARE CME"
says = "A child without provision with an in-year offer whose start, and the days of grace after it, have not passed."
reads = ["without_provision", "in_year_application"]

[[example]]
name = "until the last day of grace"
params = { as_at = 2026-10-31, current_year = 2026, register_grace_days = 7 }
given.without_provision = '''
child_id
last day
no offer
older
over
'''
given.in_year_application = '''
child_id | year | is_offered | starts_on
last day | 2026 | true       | 2026-10-24
over     | 2026 | true       | 2026-10-23
no offer | 2026 | false      | 2026-10-24
older    | 2023 | true       | 2026-12-01
'''
expect = '''
child_id | year
last day | 2026
'''
*/
SELECT child.child_id, application.year
FROM without_provision AS child
INNER JOIN in_year_application AS application ON application.child_id = child.child_id
WHERE
    application.is_offered
    AND $as_at <= application.starts_on + $register_grace_days
    AND application.year BETWEEN $current_year - 2 AND $current_year
