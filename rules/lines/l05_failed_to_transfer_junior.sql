/*
title = "Failed to transfer to junior school"
measure = "failed_to_transfer_junior"
counts_in = "total"
policy = "Phase transfer; Appendix 3, TRANSITION"
says = "A child without provision expected in Year 3 whose last school was an infant school and who left it on or after 1 July, or who has a junior application for this September; and who was on no other kind of school's roll on or after 1 September."
reads = ["failed_transfer"]

[[example]]
name = "of this phase only"
params = { current_year = 2026 }
given.failed_transfer = '''
child_id | phase
a        | junior
b        | secondary
'''
expect = '''
child_id | year
a        | 2026
'''
*/
SELECT child_id, $current_year AS year
FROM failed_transfer
WHERE phase = 'junior'
