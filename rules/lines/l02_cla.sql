/*
title = "Looked after by the authority without education provision"
measure = "cla"
counts_in = "total"
policy = "Appendix 3, CLA"
says = "A child without provision who is looked after by this authority. Where social care names the responsible authority in a way that cannot be read, the home authority decides, and the child is ours here."
reads = ["without_provision", "looked_after"]

[[example]]
name = "ours, wherever placed; another authority's is not on the line"
given.without_provision = '''
child_id
ours
theirs
'''
given.looked_after = '''
child_id | is_ours
ours     | true
theirs   | false
'''
expect = '''
child_id | year
ours     |
'''

[[example]]
name = "without provision, so ours by the home authority, where the responsible one cannot be read"
given.without_provision = '''
child_id
unreadable
'''
given.looked_after = '''
child_id   | is_ours
unreadable |
'''
expect = '''
child_id   | year
unreadable |
'''
*/
SELECT child.child_id, NULL::INTEGER AS year
FROM without_provision AS child
INNER JOIN looked_after ON looked_after.child_id = child.child_id
WHERE coalesce(looked_after.is_ours, true)
