/*
title = "Current at two schools"
policy = "DQ list: open at two C registrations"
says = "A child who is at one school only (C, or blank) can be open at no other in the same way: one of the two was not closed, or they are main and subsidiary. Each such row is a finding; a return counts as C."
reads = ["roll_record", "establishment"]

[[example]]
name = "two single registrations open; one that has ended, one with a subsidiary, and twice the same school"
params = { as_at = 2026-10-31 }
given.establishment = '''
laestab | establishment_name
8529002 | Harbour Primary
'''
given.roll_record = '''
child_id | record | laestab | enrol_status | leaving_date | file  | row_number | row_id
a        | r1     | 8529001 | C            |              | e.csv | 2          | 20
a        | r1     | 8529002 |              | 2026-10-31   | e.csv | 3          | 30
b        | r2     | 8529001 | C            |              | e.csv | 4          | 40
b        | r2     | 8529002 | C            | 2026-10-30   | e.csv | 5          | 50
c        | r3     | 8529001 | C            |              | e.csv | 6          | 60
c        | r3     | 8529002 | S            |              | e.csv | 7          | 70
d        | r4     | 8529001 | C            |              | e.csv | 8          | 80
d        | r4     | 8529001 | C            |              | e.csv | 9          | 90
'''
expect = '''
child_id | row_number | what
a        | 2          | The child is current here and at Harbour Primary: close the one that is over, or make them main and subsidiary.
a        | 3          | The child is current here and at 8529001: close the one that is over, or make them main and subsidiary.
'''
*/
WITH single AS (
    SELECT child_id, record, laestab, file, sheet, row_number, row_id
    FROM roll_record
    WHERE coalesce(enrol_status, 'C') = 'C' AND (leaving_date IS NULL OR leaving_date >= $as_at)
)

SELECT
    one.child_id, one.record, one.file, one.sheet, one.row_number, one.row_id,
    'The child is current here and at ' || min(coalesce(establishment.establishment_name, other.laestab))
    || ': close the one that is over, or make them main and subsidiary.' AS what
FROM single AS one
INNER JOIN single AS other ON other.child_id = one.child_id AND other.laestab <> one.laestab
LEFT JOIN establishment ON establishment.laestab = other.laestab
GROUP BY one.child_id, one.record, one.file, one.sheet, one.row_number, one.row_id
