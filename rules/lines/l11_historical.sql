/*
title = "Historical cases"
measure = "historical"
counts_in = "historical"
policy = "Historical children we have failed to track; Appendix 3, HISTORICAL CASES"
says = "Every other child without provision."
reads = ["without_provision", "fit"]

[[example]]
name = "who fits no line before"
given.without_provision = '''
child_id
long ago
leaver
'''
given.fit = '''
child_id | measure | year
leaver   | leavers | 2026
'''
expect = '''
child_id | year
long ago |
'''
*/
SELECT child_id, NULL::INTEGER AS year
FROM without_provision
WHERE child_id NOT IN (SELECT child_id FROM fit)
