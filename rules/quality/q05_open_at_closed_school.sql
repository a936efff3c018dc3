/*
title = "On the roll of a closed establishment"
policy = "DQ list: open at a closed school"
says = "A closed establishment still keeps its pupils on roll until they are moved."
reads = ["roll_record", "roll_episode", "establishment"]

[[example]]
name = "closed by status or by date, not closing later"
params = { as_at = 2026-10-31 }
given.establishment = '''
laestab | establishment_name | status | close_date
8529001 | Old School         | CLOSED |
8529002 | Older School       |        | 2026-08-31
8529003 | Closing School     | OPEN   | 2027-08-31
'''
given.roll_episode = '''
child_id | record | laestab | entry_date | is_open
a        | r1     | 8529001 | 2020-09-01 | true
b        | r2     | 8529002 | 2020-09-01 | true
c        | r3     | 8529003 | 2020-09-01 | true
d        | r4     | 8529001 | 2020-09-01 | false
'''
given.roll_record = '''
child_id | record | laestab | entry_date | file  | row_number
a        | r1     | 8529001 | 2020-09-01 | e.csv | 2
b        | r2     | 8529002 | 2020-09-01 | e.csv | 3
'''
expect = '''
child_id | record | file  | row_number
a        | r1     | e.csv | 2
b        | r2     | e.csv | 3
'''

*/
SELECT
    episode.child_id, episode.record, roll.file, roll.sheet, roll.row_number, roll.row_id,
    'The child is on the roll of ' || establishment.establishment_name || ', which is closed: enter where the child is.'
        AS what
FROM roll_episode AS episode
INNER JOIN establishment ON establishment.laestab = episode.laestab
INNER JOIN roll_record AS roll
    ON
        roll.record = episode.record
        AND roll.laestab = episode.laestab
        AND roll.entry_date IS NOT DISTINCT FROM episode.entry_date
WHERE episode.is_open AND (establishment.status = 'CLOSED' OR establishment.close_date < $as_at)
