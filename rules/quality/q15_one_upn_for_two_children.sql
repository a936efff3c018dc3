/*
title = "One UPN for two children"
policy = "DQ list: duplicate UPN; twins get each other's numbers"
says = "The same unique pupil number on the records of two children is wrong on one of them."
reads = ["person"]

[[example]]
name = "of two children, of one child twice, and of two children without; what social care knows is not told, from neither side"
given.person = '''
child_id | record | source      | upn           | file  | row_number
a        | r1     | education   | T852200016001 | s.csv | 2
b        | r2     | education   | T852200016001 | s.csv | 3
c        | r3     | education   | G852200016002 | s.csv | 4
c        | r4     | admissions  | G852200016002 | a.csv | 5
d        | r5     | education   |               | s.csv | 6
e        | r6     | education   |               | s.csv | 7
f        | r7     | education   | W852200016003 | s.csv | 8
g        | r8     | social_care | W852200016003 | c.csv | 9
'''
expect = '''
child_id | record | what
a        | r1     | The UPN T852200016001 also stands on r2, of another child: correct the one that is wrong.
b        | r2     | The UPN T852200016001 also stands on r1, of another child: correct the one that is wrong.
f        | r7     | The UPN W852200016003 also stands on a record of another child: correct the one that is wrong.
g        | r8     | The UPN of this row also stands on a record of another child: correct the one that is wrong.
'''
*/
SELECT
    one.child_id, one.record, one.file, one.sheet, one.row_number,
    CASE WHEN one.source = 'social_care' THEN 'The UPN of this row' ELSE 'The UPN ' || one.upn END
    || ' also stands on '
    || coalesce(
        min(other.record) FILTER (WHERE other.source <> 'social_care' AND one.source <> 'social_care') || ', of',
        'a record of'
    )
    || ' another child: correct the one that is wrong.' AS what
FROM person AS one
INNER JOIN person AS other ON other.upn = one.upn AND other.child_id <> one.child_id
GROUP BY one.child_id, one.record, one.source, one.upn, one.file, one.sheet, one.row_number
