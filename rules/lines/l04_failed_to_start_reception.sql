/*
title = "Failed to start in Reception"
measure = "failed_to_start_reception"
counts_in = "total"
policy = "Starting education; Appendix 3, TRANSITION"
says = "A child without provision who never had a school episode and whose entry year is this academic year or the last."
reads = ["without_provision", "roll_episode"]

[[example]]
name = "this year's and last year's cohort; the one before is not on the line"
params = { current_year = 2026 }
given.without_provision = '''
child_id | entry_year
this     | 2026
last     | 2025
before   | 2024
'''
expect = '''
child_id | year
this     | 2026
last     | 2025
'''

[[example]]
name = "a child who was at a nursery never started school; one who was at school did"
params = { current_year = 2026 }
given.without_provision = '''
child_id | entry_year
nursery  | 2025
started  | 2025
'''
given.roll_episode = '''
child_id | is_school
nursery  | false
started  | true
'''
expect = '''
child_id | year
nursery  | 2025
'''
*/
SELECT child_id, entry_year AS year
FROM without_provision
WHERE
    entry_year IN ($current_year, $current_year - 1)
    AND child_id NOT IN (SELECT child_id FROM roll_episode WHERE is_school)
