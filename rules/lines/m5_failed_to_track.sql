/*
title = "The 'CME - Failed to track' base"
measure = "failed_to_track"
counts_in = "base"
policy = "Historical children we have failed to track; Appendix 3, footnote"
says = "Children of compulsory school age with an FTT involvement open, whether or not a roll names them too."
reads = ["child", "deceased", "expected_year", "open_involvement"]

[[example]]
name = "of school age and alive"
given.child = '''
child_id
in
not csa
dead
other
'''
given.deceased = '''
child_id
dead
'''
given.expected_year = '''
child_id | is_csa
in       | true
not csa  | false
dead     | true
other    | true
'''
given.open_involvement = '''
child_id | involvement | outcome
in       | FTT         |
not csa  | FTT         |
dead     | FTT         |
other    | CME         |
'''
expect = '''
child_id | year
in       |
'''
*/
SELECT DISTINCT child.child_id, NULL::INTEGER AS year
FROM child
INNER JOIN expected_year ON expected_year.child_id = child.child_id
INNER JOIN open_involvement ON open_involvement.child_id = child.child_id
WHERE
    child.child_id NOT IN (SELECT child_id FROM deceased)
    AND expected_year.is_csa
    AND open_involvement.involvement = 'FTT'
