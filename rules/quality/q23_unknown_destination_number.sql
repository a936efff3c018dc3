/*
title = "Destination number that is no establishment"
policy = "DQ list: destination establishment not in the list"
says = "The number given as the destination of a leaver of this academic year or last is not among the establishments; of another authority's school the list may lack it. Of a child whose address is restricted the number is not told."
reads = ["roll_record", "establishment", "child"]

[[example]]
name = "on the list, not on it, and of the year before last"
params = { current_year = 2026 }
given.establishment = '''
laestab
8529001
'''
given.child = '''
child_id | is_restricted
a        | false
hidden   | true
'''
given.roll_record = '''
child_id | record | destination_laestab | left_in_year | file  | row_number
a        | r1     | 8529999             | 2025         | e.csv | 2
b        | r2     | 8529001             | 2025         | e.csv | 3
c        | r3     | 8529999             | 2024         | e.csv | 4
d        | r4     |                     | 2025         | e.csv | 5
hidden   | r5     | 8529999             | 2025         | e.csv | 6
'''
expect = '''
child_id | record | row_number | what
a        | r1     | 2          | The destination 8529999 is not among the establishments: add it, or correct the number.
hidden   | r5     | 6          | The destination is not among the establishments: add it, or correct the number.
'''
*/
SELECT
    roll_record.child_id, roll_record.record, roll_record.file, roll_record.sheet, roll_record.row_number, roll_record.row_id,
    'The destination' || CASE WHEN child.is_restricted THEN '' ELSE ' ' || destination_laestab END
    || ' is not among the establishments: add it, or correct the number.' AS what
FROM roll_record
LEFT JOIN child ON child.child_id = roll_record.child_id
WHERE
    left_in_year IN ($current_year, $current_year - 1)
    AND destination_laestab NOT IN (SELECT laestab FROM establishment)
