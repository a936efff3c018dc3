/*
title = "Removed from the admission process, or not previously known to us"
measure = "cme_other"
counts_in = "total"
policy = "Appendix 3, CME"
says = "A child without provision who fits no other line and was last known in this academic year or the last, or of whom only the name is known."
reads = ["without_provision", "fit", "last_known"]

[[example]]
name = "last known on 1 September of last year, or never; the day before is historical"
params = { current_year = 2026 }
given.without_provision = '''
child_id
first day
day before
name only
leaver
'''
given.last_known = '''
child_id   | last_known_on
first day  | 2025-09-01
day before | 2025-08-31
leaver     | 2026-09-10
'''
given.fit = '''
child_id | measure | year
leaver   | leavers | 2026
'''
expect = '''
child_id  | year
first day |
name only |
'''
*/
SELECT child.child_id, NULL::INTEGER AS year
FROM without_provision AS child
LEFT JOIN last_known ON last_known.child_id = child.child_id
WHERE
    child.child_id NOT IN (SELECT child_id FROM fit)
    AND (last_known.last_known_on IS NULL OR last_known.last_known_on >= make_date($current_year - 1, 9, 1))
