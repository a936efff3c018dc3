/*
title = "Permanently excluded and remain without provision"
measure = "permanently_excluded"
counts_in = "total"
policy = "Exclusions; Appendix 3, PERMANENT EXCLUSIONS"
says = "A child without provision with an open permanent exclusion."
reads = ["without_provision", "open_involvement"]

[[example]]
name = "excluded and without provision; excluded and placed elsewhere is not on the line"
given.without_provision = '''
child_id
missing
other
'''
given.open_involvement = '''
child_id | involvement
missing  | PEX
placed   | PEX
other    | EHCP
'''
expect = '''
child_id | year
missing  |
'''
*/
SELECT DISTINCT child.child_id, NULL::INTEGER AS year
FROM without_provision AS child
INNER JOIN open_involvement ON open_involvement.child_id = child.child_id
WHERE open_involvement.involvement = 'PEX'
