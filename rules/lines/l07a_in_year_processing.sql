/*
title = "In-year applications being processed"
measure = "in_year_processing"
counts_in = "total"
policy = "Parents are unable to find a school place; Appendix 3, IN YEAR ADMISSIONS WHO ARE CME"
says = "A child without provision whose latest in-year application, of this academic year or the two before, has no offer."
reads = ["without_provision", "in_year_application"]

[[example]]
name = "not offered, in each of the three years; an older one is on another line"
params = { as_at = 2026-10-31, current_year = 2026 }
given.without_provision = '''
child_id
offered
this
three
two ago
'''
given.in_year_application = '''
child_id | year | is_offered | starts_on
this     | 2026 | false      | 2026-10-01
two ago  | 2024 | false      | 2024-10-01
three    | 2023 | false      | 2023-10-01
offered  | 2026 | true       | 2026-10-01
'''
expect = '''
child_id | year
this     | 2026
two ago  | 2024
'''
*/
SELECT child.child_id, application.year
FROM without_provision AS child
INNER JOIN in_year_application AS application ON application.child_id = child.child_id
WHERE
    NOT application.is_offered
    AND application.year BETWEEN $current_year - 2 AND $current_year
