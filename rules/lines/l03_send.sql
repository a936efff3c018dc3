/*
title = "With an EHCP, or under assessment, without a school place or education provision"
measure = "send"
counts_in = "total"
policy = "Appendix 3, SEND"
says = "A child without provision with an education, health and care plan or a needs assessment open."
reads = ["without_provision", "open_involvement"]

[[example]]
name = "a plan or an assessment, once each"
given.without_provision = '''
child_id
plan
both
neither
'''
given.open_involvement = '''
child_id | involvement
plan     | EHCP
both     | EHCP
both     | EHCNA
neither  | OON
'''
expect = '''
child_id | year
plan     |
both     |
'''
*/
SELECT DISTINCT child.child_id, NULL::INTEGER AS year
FROM without_provision AS child
INNER JOIN open_involvement ON open_involvement.child_id = child.child_id
WHERE open_involvement.involvement IN ('EHCP', 'EHCNA')
