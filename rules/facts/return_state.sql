/*
title = "The state of every school's and setting's return"
policy = "Phase transfer and Coverage: all data returns to be up to date; Working with independent schools to gather pupil data"
says = "Every school that sends returns and every early years setting of the headcounts, with its last return (a nil return counts); independent schools of ours that never returned; closed schools with pupils still on roll; and schools of ours on whose roll the education database shows nobody. Overdue: older than a term, or a setting that is not in the newest headcount; too old: older than the setting return_valid_days, and its pupils still count as on roll. Of another authority's schools (is_neighbours) those with pupils of ours. A setting missing from the headcounts for as long is taken to have closed and is left out. place_key: the LAEstab, or what tells the setting from others; children: those whom it is the last to have named as there."
reads = ["establishment", "establishment_return", "roll_record", "roll_episode", "sighting"]

[columns]
establishment = "VARCHAR"
place_key = "VARCHAR"
is_setting = "BOOLEAN"
is_neighbours = "BOOLEAN"
establishment_kind = "VARCHAR"
return_state = "VARCHAR"
returned_on = "DATE"
children = "BIGINT"

[[example]]
name = "by age: the last day in time and the day after, of a term and of the setting; a nil return counts"
params = { as_at = 2026-10-31, return_valid_days = 400 }
given.establishment = '''
laestab | urn    | establishment_name | la_code | high_age | type_of_establishment    | status
8529501 | 900061 | Oak House          | 852     | 16       | Other independent school | OPEN
8529502 |        | Elm House          | 852     | 16       |                          | OPEN
'''
given.establishment_return = '''
source      | laestab | returned_on
independent | 8529501 | 2026-06-03
independent | 8529502 | 2026-06-02
independent | 8529503 | 2025-09-26
independent | 8529504 | 2025-09-25
'''
given.roll_record = '''
laestab | establishment_name
8529504 | Ash House
'''
given.roll_episode = '''
child_id | laestab | is_open
a        | 8529504 | true
b        | 8529504 | true
b        | 8529504 | false
c        | 8529501 | false
'''
expect = '''
establishment | place_key | is_setting | return_state | returned_on | children
Ash House     | 8529504   | false      | 2 too old    | 2025-09-25  | 2
8529503       | 8529503   | false      | 4 overdue    | 2025-09-26  | 0
Elm House     | 8529502   | false      | 4 overdue    | 2026-06-02  | 0
Oak House     | 8529501   | false      | 6 up to date | 2026-06-03  | 0
'''

[[example]]
name = "an independent school of ours that never returned, a closed one with pupils, one of whose pupils nobody knows"
params = { as_at = 2026-10-31 }
given.establishment = '''
laestab | establishment_name | la_code | low_age | high_age | type_of_establishment    | status | close_date
8529501 | Never              | 852     | 4       | 16       | Other independent school | OPEN   |
8529502 | Closed             | 852     | 4       | 16       | Other independent school | CLOSED |
8529001 | Old Primary        | 852     | 4       | 11       | Community school         | OPEN   | 2026-08-31
8529002 | Empty Primary      | 852     | 4       | 11       | Community school         | OPEN   | 2027-08-31
8529003 | Full Primary       | 852     | 4       | 11       | Community school         |        |
8529007 | Nursery            | 852     | 2       | 5        | LA nursery school        | OPEN   |
8529008 | College            | 852     | 16      | 19       | Further education        | OPEN   |
8509001 | Theirs             | 850     | 4       | 16       | Other independent school | OPEN   |
'''
given.roll_episode = '''
child_id | laestab | is_open
a        | 8529001 | true
b        | 8529003 | true
'''
expect = '''
establishment | return_state     | returned_on | children
Never         | 1 never returned |             | 0
Old Primary   | 3 closed         |             | 1
Empty Primary | 5 nobody on roll |             | 0
'''

[[example]]
name = "settings: in the newest headcount, missing from it, and missing for so long that it is taken to have closed"
params = { as_at = 2026-10-31, return_valid_days = 400 }
given.sighting = '''
child_id | source      | place        | place_key | began_on   | ended_on   | extract_date
a        | early_years | Little Gulls | 501       | 2025-09-01 |            | 2026-10-02
b        | early_years | little gulls | 501       | 2024-09-01 | 2025-07-20 | 2025-05-20
c        | early_years | Sea Stars    | 502       | 2025-09-01 | 2026-05-20 | 2026-05-20
d        | early_years | Sand Castle  | 503       | 2024-09-01 | 2025-09-25 | 2025-09-25
'''
expect = '''
establishment | is_setting | establishment_kind | return_state | returned_on | children
Sea Stars     | true       | early years        | 4 overdue    | 2026-05-20  | 0
Little Gulls  | true       | early years        | 6 up to date | 2026-10-02  | 1
'''

[[example]]
name = "of another authority's schools those with children of ours"
params = { as_at = 2026-10-31, return_valid_days = 400 }
given.establishment_return = '''
source       | laestab | returned_on
cross_border | 8509001 | 2026-06-02
cross_border | 8509002 | 2026-06-02
independent  | 8529501 | 2026-06-02
'''
given.roll_record = '''
laestab | establishment_name
8509001 | Yew House
'''
given.roll_episode = '''
child_id | laestab | is_open
a        | 8509001 | true
'''
expect = '''
establishment | is_neighbours | return_state | children
Yew House     | true          | 4 overdue    | 1
8529501       | false         | 4 overdue    | 0
'''
*/
WITH on_roll AS (
    SELECT laestab, count(DISTINCT child_id) AS children
    FROM roll_episode
    WHERE is_open
    GROUP BY laestab
),

named AS (
    SELECT laestab, max(establishment_name) AS establishment_name
    FROM roll_record
    GROUP BY laestab
),

sent AS (
    SELECT
        laestab,
        max(returned_on) AS returned_on,
        min(CASE WHEN source = 'cross_border' THEN 1 ELSE 0 END) = 1 AS is_neighbours
    FROM establishment_return
    GROUP BY laestab
),

school AS (
    SELECT
        coalesce(establishment.laestab, sent.laestab) AS laestab,
        coalesce(establishment.establishment_name, named.establishment_name, sent.laestab) AS establishment_name,
        coalesce(establishment.type_of_establishment, 'school') AS establishment_kind,
        sent.returned_on,
        coalesce(sent.is_neighbours, false) AS is_neighbours,
        coalesce(on_roll.children, 0) AS children,
        coalesce(establishment.status = 'CLOSED' OR establishment.close_date < $as_at, false) AS is_closed,
        coalesce(establishment.la_code = $la_code, false) AS is_ours,
        coalesce(lower(establishment.type_of_establishment) LIKE '%independent%', false) AS is_independent,
        coalesce(establishment.high_age > $nursery_high_age AND establishment.low_age < 16, true) AS is_school
    FROM establishment
    FULL JOIN sent ON sent.laestab = establishment.laestab
    LEFT JOIN on_roll ON on_roll.laestab = coalesce(establishment.laestab, sent.laestab)
    LEFT JOIN named ON named.laestab = coalesce(establishment.laestab, sent.laestab)
),

school_state AS (
    SELECT
        *,
        CASE
            WHEN is_neighbours AND children = 0 THEN NULL
            WHEN is_closed AND children > 0 THEN '3 closed'
            WHEN is_closed THEN NULL
            WHEN $as_at - returned_on > $return_valid_days THEN '2 too old'
            WHEN $as_at - returned_on > $return_due_days THEN '4 overdue'
            WHEN returned_on IS NOT NULL THEN '6 up to date'
            WHEN is_ours AND is_independent THEN '1 never returned'
            WHEN is_ours AND is_school AND children = 0 THEN '5 nobody on roll'
        END AS return_state
    FROM school
),

newest_headcount AS (
    SELECT max(extract_date) AS returned_on
    FROM sighting
    WHERE source = 'early_years'
),

setting AS (
    SELECT place_key, max(extract_date) AS returned_on
    FROM sighting
    WHERE source = 'early_years'
    GROUP BY place_key
),

setting_state AS (
    SELECT
        setting.place_key,
        setting.returned_on,
        max(CASE WHEN seen.extract_date = setting.returned_on THEN seen.place END) AS place,
        count(DISTINCT CASE WHEN seen.ended_on IS NULL THEN seen.child_id END) AS children
    FROM setting
    INNER JOIN sighting AS seen ON seen.place_key = setting.place_key
    WHERE seen.source = 'early_years'
    GROUP BY setting.place_key, setting.returned_on
)

SELECT
    establishment_name AS establishment,
    laestab AS place_key,
    false AS is_setting,
    is_neighbours,
    lower(establishment_kind) AS establishment_kind,
    return_state,
    returned_on,
    children
FROM school_state
WHERE return_state IS NOT NULL
UNION ALL
SELECT
    setting_state.place AS establishment,
    setting_state.place_key,
    true AS is_setting,
    false AS is_neighbours,
    'early years' AS establishment_kind,
    CASE
        WHEN
            setting_state.returned_on < newest_headcount.returned_on
            OR $as_at - setting_state.returned_on > $return_due_days
            THEN '4 overdue'
        ELSE '6 up to date'
    END AS return_state,
    setting_state.returned_on,
    setting_state.children
FROM setting_state
CROSS JOIN newest_headcount
WHERE $as_at - setting_state.returned_on <= $return_valid_days
