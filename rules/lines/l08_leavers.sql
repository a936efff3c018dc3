/*
title = "Leavers"
measure = "leavers"
counts_in = "total"
policy = "Withdrawal from school; Appendix 3, LEAVERS"
says = "A child without provision whose last school episode ended in this academic year or the last."
reads = ["without_provision", "roll_episode"]

[[example]]
name = "left on the first day of last year, and on the last of the year before, which is too long ago"
params = { current_year = 2026 }
given.without_provision = '''
child_id
this year
last year
before
nursery
'''
given.roll_episode = '''
child_id  | is_school | is_last_school | is_open | leaving_date | left_in_year
this year | true      | true           | false   | 2026-09-04   | 2026
last year | true      | true           | false   | 2025-09-01   | 2025
before    | true      | true           | false   | 2025-08-31   | 2024
nursery   | false     | false          | false   | 2026-07-20   | 2025
'''
expect = '''
child_id  | year
this year | 2026
last year | 2025
'''

[[example]]
name = "a name still on the excluding school's roll has not left"
params = { current_year = 2026 }
given.without_provision = '''
child_id
excluded
'''
given.roll_episode = '''
child_id | is_school | is_last_school | is_open | leaving_date | left_in_year
excluded | true      | true           | true    | 2026-10-31   | 2026
'''
expect = '''
child_id | year
'''
*/
SELECT child.child_id, episode.left_in_year AS year
FROM without_provision AS child
INNER JOIN roll_episode AS episode ON episode.child_id = child.child_id
WHERE
    episode.is_last_school
    AND NOT episode.is_open
    AND episode.left_in_year IN ($current_year, $current_year - 1)
