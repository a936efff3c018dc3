/*
title = "Whether a ground for removal held on its day"
policy = "Gatekeeping removal from roll; Education (Pupil Registration) Regulations 2006 and subsequent updates"
says = "A ground is read as a letter, alone or after 8(1) or 9(1). Regulation 8(1) of 2006 held for removals until 18 August 2024, regulation 9(1) of 2024 holds from the day after; a letter alone may be of either. One row per removal with a ground; no fault where it holds."
reads = ["roll_record"]

[columns]
child_id = "VARCHAR"
record = "VARCHAR"
laestab = "VARCHAR"
entry_date = "DATE"
fault = "VARCHAR"

[[example]]
name = "the last day of the old regulations and the first of the new ones"
given.roll_record = '''
child_id | record | laestab | leaving_date | ground_for_deletion
a        | old    | 8529001 | 2024-08-18   | 8(1)(h)
b        | late   | 8529001 | 2024-08-19   | Reg 8(1)(h)
c        | early  | 8529001 | 2024-08-18   | 9(1)(i)
d        | new    | 8529001 | 2024-08-19   | 9(1)(i) - 20 days absent
e        | letter | 8529001 | 2026-07-21   | Ground I
f        | alone  | 8529001 | 2020-07-21   | i
'''
expect = '''
record | fault
old    |
late   | is a ground of the 2006 regulations, which no longer held
early  | is a ground of the 2024 regulations, which did not hold yet
new    |
letter |
alone  |
'''

[[example]]
name = "the last letter there is, the one after it, and words; who has not left has no ground"
given.roll_record = '''
child_id | record | laestab | leaving_date | ground_for_deletion
a        | last   | 8529001 | 2026-07-21   | 9(1)(o)
b        | after  | 8529001 | 2026-07-21   | 9(1)(p)
c        | words  | 8529001 | 2026-07-21   | moved away
d        | on     | 8529001 |              | 9(1)(p)
e        | none   | 8529001 | 2026-07-21   |
'''
expect = '''
record | fault
last   |
after  | is not one of the grounds
words  | is not one of the grounds
'''
*/
WITH written AS (
    SELECT
        *,
        trim(regexp_replace(lower(ground_for_deletion), '[^a-z0-9]+', ' ', 'g')) AS ground
    FROM roll_record
    WHERE ground_for_deletion IS NOT NULL AND leaving_date IS NOT NULL
),

understood AS (
    SELECT
        *,
        nullif(regexp_extract(ground, '(^| )([89]) 1 [a-z]( |$)', 2), '') AS regulation,
        coalesce(
            nullif(regexp_extract(ground, '(^| )[89] 1 ([a-z])( |$)', 2), ''),
            nullif(regexp_extract(ground, '^((ground|reg|regulation) )*([a-z])$', 3), '')
        ) AS letter
    FROM written
)

SELECT
    child_id,
    record,
    laestab,
    entry_date,
    CASE
        WHEN letter IS NULL THEN 'is not one of the grounds'
        WHEN regulation = '8' AND leaving_date >= $grounds_changed_on
            THEN 'is a ground of the 2006 regulations, which no longer held'
        WHEN regulation = '9' AND leaving_date < $grounds_changed_on
            THEN 'is a ground of the 2024 regulations, which did not hold yet'
        WHEN
            strpos(CASE WHEN leaving_date < $grounds_changed_on THEN $grounds_of_2006 ELSE $grounds_of_2024 END, letter)
            = 0
            THEN 'is not one of the grounds'
    END AS fault
FROM understood
