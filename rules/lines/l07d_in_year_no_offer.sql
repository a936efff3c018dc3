/*
title = "In-year: no offer recorded, three years back"
measure = "in_year_no_offer"
counts_in = "total"
policy = "Parents are unable to find a school place; Appendix 3, IN YEAR ADMISSIONS WHO ARE CME"
says = "A child without provision whose latest in-year application is of three academic years ago and has no offer."
reads = ["without_provision", "in_year_application"]

[[example]]
name = "three years back and no other year"
params = { as_at = 2026-10-31, current_year = 2026 }
given.without_provision = '''
child_id
offered
three
two ago
'''
given.in_year_application = '''
child_id | year | is_offered | starts_on
two ago  | 2024 | false      | 2024-10-01
three    | 2023 | false      | 2023-10-01
offered  | 2023 | true       | 2023-10-01
'''
expect = '''
child_id | year
three    | 2023
'''
*/
SELECT child.child_id, application.year
FROM without_provision AS child
INNER JOIN in_year_application AS application ON application.child_id = child.child_id
WHERE
    NOT application.is_offered
    AND application.year = $current_year - 3
