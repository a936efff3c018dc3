/*
title = "Record that says nothing of who the child is"
policy = "DQ list: placeholder date of birth; names such as BABY and default dates carry no evidence"
says = "A record without any name, or with neither a number nor a date of birth that is more than a system's default (1 January is more: there the house can agree), can be linked to no other record by the program: the child may be known elsewhere."
reads = ["person"]

[[example]]
name = "only the record on which nothing can be matched; alone or not"
given.person = '''
child_id | record | source      | is_matchable | file  | row_number
a        | r1     | early_years | false        | e.csv | 2
a        | r2     | education   | true         | s.csv | 3
b        | r3     | admissions  | false        | a.csv | 4
'''
expect = '''
child_id | record | row_number
a        | r1     | 2
b        | r3     | 4
'''
*/
SELECT
    child_id, record, file, sheet, row_number,
    'The record has no name, or no date of birth and no number, by which the child could be found in another system: complete it.'
        AS what
FROM person
WHERE NOT is_matchable
