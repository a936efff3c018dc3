/*
title = "In our total CME number, open to the Youth Offending Service"
measure = "open_to_yos"
counts_in = "subset"
policy = "Appendix 3, YOUTH OFFENDING SERVICE"
says = "Children of the total with an involvement of the Youth Offending Service open."
reads = ["counted", "open_involvement"]

[[example]]
name = "only children of the total"
given.counted = '''
child_id | measure
counted  | leavers
'''
given.open_involvement = '''
child_id | involvement
counted  | YOS
on roll  | YOS
'''
expect = '''
child_id | year
counted  |
'''
*/
SELECT DISTINCT counted.child_id, NULL::INTEGER AS year
FROM counted
INNER JOIN open_involvement ON open_involvement.child_id = counted.child_id
WHERE open_involvement.involvement = 'YOS'
