/*
title = "One UPN for two children"
policy = "DQ list: duplicate UPN; twins get each other's numbers"
says = "The same unique pupil number on the records of two children is wrong on one of them."
reads = ["person"]

[[example]]
name = "of two children, of one child twice, and of two children without"
given.person = '''
child_id | record | upn           | file  | row_number
a        | r1     | T852200016001 | s.csv | 2
b        | r2     | T852200016001 | s.csv | 3
c        | r3     | G852200016002 | s.csv | 4
c        | r4     | G852200016002 | a.csv | 5
d        | r5     |               | s.csv | 6
e        | r6     |               | s.csv | 7
'''
expect = '''
child_id | record | what
a        | r1     | The UPN T852200016001 also stands on r2, of another child: correct the one that is wrong.
b        | r2     | The UPN T852200016001 also stands on r1, of another child: correct the one that is wrong.
'''
*/
SELECT
    one.child_id, one.record, one.file, one.sheet, one.row_number,
    'The UPN ' || one.upn || ' also stands on ' || min(other.record)
    || ', of another child: correct the one that is wrong.' AS what
FROM person AS one
INNER JOIN person AS other ON other.upn = one.upn AND other.child_id <> one.child_id
GROUP BY one.child_id, one.record, one.upn, one.file, one.sheet, one.row_number
