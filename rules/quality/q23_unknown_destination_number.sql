/*
title = "Destination number that is no establishment"
policy = "DQ list: destination establishment not in the list"
says = "The number given as the destination of a leaver of this academic year or last is not among the establishments; of another authority's school the list may lack it."
reads = ["roll_record", "establishment"]

[[example]]
name = "on the list, not on it, and of the year before last"
params = { current_year = 2026 }
given.establishment = '''
laestab
8529001
'''
given.roll_record = '''
child_id | record | destination_laestab | left_in_year | file  | row_number
a        | r1     | 8529999             | 2025         | e.csv | 2
b        | r2     | 8529001             | 2025         | e.csv | 3
c        | r3     | 8529999             | 2024         | e.csv | 4
d        | r4     |                     | 2025         | e.csv | 5
'''
expect = '''
child_id | record | row_number
a        | r1     | 2
'''
*/
SELECT
    child_id, record, file, sheet, row_number, row_id,
    'The destination ' || destination_laestab || ' is not among the establishments: add it, or correct the number.'
        AS what
FROM roll_record
WHERE
    left_in_year IN ($current_year, $current_year - 1)
    AND destination_laestab NOT IN (SELECT laestab FROM establishment)
