/*
title = "Left before entry"
policy = "DQ list: end before start"
says = "A leaving date before the entry date is one of two mistakes; the row is used as it stands."
reads = ["roll_record"]

[[example]]
name = "the day before, and the same day"
given.roll_record = '''
child_id | record | entry_date | leaving_date | file  | row_number
a        | r1     | 2026-09-02 | 2026-09-01   | e.csv | 2
b        | r2     | 2026-09-02 | 2026-09-02   | e.csv | 3
'''
expect = '''
child_id | record | file  | row_number
a        | r1     | e.csv | 2
'''

*/
SELECT
    child_id, record, file, sheet, row_number, row_id,
    'The leaving date is before the entry date: correct the one that is wrong.' AS what
FROM roll_record
WHERE leaving_date < entry_date
