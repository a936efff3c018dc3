/*
title = "Rolls that count as provision"
policy = "Exclusions: permanently excluded pupils; Definition of CME"
says = "An open roll episode is provision, whatever the establishment. For a permanently excluded child only one begun after the day of the latest open exclusion is: a name still on the excluding school's register is not."
reads = ["roll_episode", "open_involvement"]

[columns]
child_id = "VARCHAR"
laestab = "VARCHAR"
establishment_name = "VARCHAR"
source = "VARCHAR"
low_age = "INTEGER"
high_age = "INTEGER"
entry_date = "DATE"

[[example]]
name = "a roll begun on the day of the exclusion does not count, one begun the day after does"
given.open_involvement = '''
child_id | involvement | start_date
same day | PEX         | 2026-10-05
day after| PEX         | 2026-10-05
twice    | PEX         | 2026-01-05
twice    | PEX         | 2026-10-05
'''
given.roll_episode = '''
child_id  | laestab | entry_date | is_open
same day  | 8529001 | 2026-10-05 | true
day after | 8529002 | 2026-10-06 | true
twice     | 8529001 | 2026-03-01 | true
'''
expect = '''
child_id  | laestab
day after | 8529002
'''

[[example]]
name = "without an exclusion every open episode counts, a nursery's too, and an ended one never"
given.roll_episode = '''
child_id | laestab | entry_date | high_age | is_open
nursery  | 8529100 | 2025-09-01 | 5        | true
left     | 8529001 | 2020-09-01 | 11       | false
'''
expect = '''
child_id | laestab
nursery  | 8529100
'''
*/
WITH exclusion AS (
    SELECT child_id, max(start_date) AS excluded_on
    FROM open_involvement
    WHERE involvement = 'PEX'
    GROUP BY child_id
)

SELECT
    episode.child_id,
    episode.laestab,
    episode.establishment_name,
    episode.source,
    episode.low_age,
    episode.high_age,
    episode.entry_date
FROM roll_episode AS episode
LEFT JOIN exclusion ON exclusion.child_id = episode.child_id
WHERE episode.is_open AND (exclusion.excluded_on IS NULL OR episode.entry_date > exclusion.excluded_on)
