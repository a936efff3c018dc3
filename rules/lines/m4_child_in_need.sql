/*
title = "In our total CME number, child in need"
measure = "child_in_need"
counts_in = "subset"
policy = "Appendix 3, YOUTH OFFENDING SERVICE"
says = "Children of the total with a child in need plan open; a child on a child protection plan is not counted again."
reads = ["counted", "open_involvement"]

[[example]]
name = "only children of the total, and not again one on a child protection plan"
given.counted = '''
child_id | measure
counted  | leavers
on a plan| leavers
'''
given.open_involvement = '''
child_id | involvement
counted  | CIN
on roll  | CIN
on a plan| CIN
on a plan| CP
'''
expect = '''
child_id | year
counted  |
'''
*/
SELECT DISTINCT counted.child_id, NULL::INTEGER AS year
FROM counted
INNER JOIN open_involvement ON open_involvement.child_id = counted.child_id
WHERE open_involvement.involvement = 'CIN'
    AND counted.child_id NOT IN (SELECT child_id FROM open_involvement WHERE involvement = 'CP')
