/*
title = "Recorded year group is not that of the age"
policy = "DQ list: NCY recorded other than expected without approval; a wrong year drops a child from the transfer group"
says = "Of a child of school age on a roll, the recorded year group should be the expected one, an agreed delayed entry counted, unless education out of the normal age group is agreed (OON). X follows no year group and is no finding."
reads = ["person", "expected_year", "current_roll", "open_involvement"]

[[example]]
name = "the same year, one beside it, Reception, nursery, X, agreed, on no roll, and not yet of school age"
given.person = '''
child_id | record | source    | nc_year_actual | file  | row_number
same     | r1     | education | 6              | s.csv | 2
beside   | r2     | education | 5              | s.csv | 3
rec      | r3     | education | R              | s.csv | 4
nursery  | r4     | education | N2             | s.csv | 5
early    | r5     | education | E1             | s.csv | 6
x        | r6     | education | X              | s.csv | 7
agreed   | r7     | education | 5              | s.csv | 8
no roll  | r8     | education | 5              | s.csv | 9
none     | r9     | education |                | s.csv | 10
young    | r10    | education | 1              | s.csv | 11
'''
given.expected_year = '''
child_id | expected_year | is_csa
same     | 6             | true
beside   | 6             | true
rec      | 0             | true
nursery  | 0             | true
early    | 0             | true
x        | 6             | true
agreed   | 6             | true
no roll  | 6             | true
none     | 6             | true
young    | 0             | false
'''
given.current_roll = '''
child_id
same
beside
rec
nursery
early
x
agreed
none
young
'''
given.open_involvement = '''
child_id | involvement
agreed   | OON
'''
expect = '''
child_id | record | what
beside   | r2     | The year group is recorded as 5 and is Year 6 by age: correct it, or record the agreement (OON).
nursery  | r4     | The year group is recorded as N2 and is Reception by age: correct it, or record the agreement (OON).
early    | r5     | The year group is recorded as E1 and is Reception by age: correct it, or record the agreement (OON).
'''
*/
SELECT
    person.child_id, person.record, person.file, person.sheet, person.row_number,
    'The year group is recorded as ' || person.nc_year_actual || ' and is '
    || CASE WHEN expected_year.expected_year = 0 THEN 'Reception' ELSE 'Year ' || expected_year.expected_year END
    || ' by age: correct it, or record the agreement (OON).' AS what
FROM person
INNER JOIN expected_year ON expected_year.child_id = person.child_id
WHERE
    person.source = 'education'
    AND person.nc_year_actual <> 'X'
    AND person.nc_year_actual
    <> CASE WHEN expected_year.expected_year = 0 THEN 'R' ELSE expected_year.expected_year::VARCHAR END
    AND expected_year.is_csa
    AND person.child_id IN (SELECT child_id FROM current_roll)
    AND person.child_id NOT IN (SELECT child_id FROM open_involvement WHERE involvement = 'OON')
