/*
title = "What overrules an officer's decision"
policy = "Officers' decisions: a decision counts until newer evidence overrules it"
says = "A decision counts from its date, until a date of death, a roll, or a sign that the child is back. 'Home educated' holds 90 days or until an EHE involvement appears, 'Enrolled' 30 days or until a roll shows it."
reads = ["decision", "child", "roll_episode", "involvement", "open_involvement", "came_back"]

[columns]
child_id = "VARCHAR"
overruled_by = "VARCHAR"

[[example]]
name = "a sign on the day of the decision leaves it standing, one the day after overrules it; what only describes is no decision"
params = { as_at = 2026-10-31 }
given.child = '''
child_id
same day
after
working
'''
given.decision = '''
child_id | status                      | decided_on
same day | Moved abroad - confirmed    | 2026-10-05
after    | Moved abroad - confirmed    | 2026-10-05
working  | In progress                 | 2026-10-05
'''
given.came_back = '''
child_id | began_on   | sign
same day | 2026-10-05 | an application received
after    | 2026-10-06 | an application received
working  | 2026-10-06 | an application received
'''
expect = '''
child_id | overruled_by
after    | an application received on 2026-10-06
'''

[[example]]
name = "'Home educated' holds for 90 days, 'Enrolled' for 30, the others for good"
params = { as_at = 2026-10-31 }
given.child = '''
child_id
90 days
91 days
30 days
31 days
for good
'''
given.decision = '''
child_id | status                    | decided_on
90 days  | Home educated - confirmed | 2026-08-02
91 days  | Home educated - confirmed | 2026-08-01
30 days  | Enrolled - confirmed      | 2026-10-01
31 days  | Enrolled - confirmed      | 2026-09-30
for good | Moved abroad - confirmed  | 2020-09-30
'''
expect = '''
child_id | overruled_by
91 days  | the 90 days it holds without an EHE involvement have passed
31 days  | the 30 days it holds without a roll have passed
'''

[[example]]
name = "an EHE involvement, a roll begun later, and a date of death each take over; of several the first of this order is named"
params = { as_at = 2026-10-31 }
given.child = '''
child_id | date_of_death
ehe      |
roll     |
shown    |
dead     | 2026-10-20
'''
given.decision = '''
child_id | status                    | decided_on
ehe      | Home educated - confirmed | 2026-10-01
roll     | Moved abroad - confirmed  | 2026-10-01
shown    | Enrolled - confirmed      | 2026-10-10
dead     | Moved abroad - confirmed  | 2026-10-01
'''
given.involvement = '''
child_id | involvement | start_date
ehe      | EHE         | 2026-10-12
'''
given.roll_episode = '''
child_id | entry_date | leaving_date | establishment_name
roll     | 2026-10-02 | 2026-10-20   | Oak House
shown    | 2026-10-08 | 2026-10-20   | Oak House
dead     | 2026-10-02 |              | Oak House
'''
expect = '''
child_id | overruled_by
ehe      | an EHE involvement that began on 2026-10-12
roll     | a roll that began on 2026-10-02: Oak House
shown    | a roll that began on 2026-10-08: Oak House
dead     | a date of death: 2026-10-20
'''

[[example]]
name = "'Enrolled' stands beside the excluding school's roll, and beside one left on the day of the decision"
params = { as_at = 2026-10-31 }
given.child = '''
child_id
excluded
left
'''
given.decision = '''
child_id | status               | decided_on
excluded | Enrolled - confirmed | 2026-10-10
left     | Enrolled - confirmed | 2026-10-10
'''
given.open_involvement = '''
child_id | involvement | start_date
excluded | PEX         | 2026-10-05
'''
given.roll_episode = '''
child_id | entry_date | leaving_date
excluded | 2023-09-01 | 2026-10-20
left     | 2023-09-01 | 2026-10-10
'''
expect = '''
child_id | overruled_by
'''
*/
WITH exclusion AS (
    SELECT child_id, max(start_date) AS excluded_on
    FROM open_involvement
    WHERE involvement = 'PEX'
    GROUP BY child_id
),

deciding AS (
    SELECT decision.child_id, decision.status, decision.decided_on, child.date_of_death
    FROM decision
    INNER JOIN child ON child.child_id = decision.child_id
    WHERE
        decision.status IN (
            'Tracked - destination confirmed',
            'Moved abroad - confirmed',
            'Home educated - confirmed',
            'Enrolled - confirmed',
            'Deceased'
        )
),

-- One row for each thing that stands against the decision; the lowest place is the one to name.
against AS (
    SELECT child_id, 1 AS place, date_of_death AS began_on, 'a date of death: ' || date_of_death AS overruled_by
    FROM deciding
    WHERE date_of_death IS NOT NULL
    UNION ALL
    SELECT
        deciding.child_id,
        2 AS place,
        episode.entry_date AS began_on,
        'a roll that began on ' || episode.entry_date
        || coalesce(': ' || coalesce(episode.establishment_name, episode.laestab), '') AS overruled_by
    FROM deciding
    INNER JOIN roll_episode AS episode ON episode.child_id = deciding.child_id
    LEFT JOIN exclusion ON exclusion.child_id = deciding.child_id
    WHERE
        episode.entry_date > deciding.decided_on
        OR (
            deciding.status = 'Enrolled - confirmed'
            AND episode.leaving_date > deciding.decided_on
            AND episode.entry_date > coalesce(exclusion.excluded_on, DATE '1900-01-01')
        )
    UNION ALL
    SELECT
        deciding.child_id,
        3 AS place,
        involvement.start_date AS began_on,
        'an EHE involvement that began on ' || involvement.start_date AS overruled_by
    FROM deciding
    INNER JOIN involvement ON involvement.child_id = deciding.child_id AND involvement.involvement = 'EHE'
    WHERE
        deciding.status = 'Home educated - confirmed'
        AND (involvement.end_date IS NULL OR involvement.end_date >= deciding.decided_on)
    UNION ALL
    SELECT
        deciding.child_id,
        4 AS place,
        came_back.began_on,
        came_back.sign || ' on ' || came_back.began_on AS overruled_by
    FROM deciding
    INNER JOIN came_back ON came_back.child_id = deciding.child_id
    WHERE came_back.began_on > deciding.decided_on
    UNION ALL
    SELECT
        child_id,
        5 AS place,
        NULL AS began_on,
        'the ' || $home_educated_decision_days
        || ' days it holds without an EHE involvement have passed' AS overruled_by
    FROM deciding
    WHERE status = 'Home educated - confirmed' AND $as_at - decided_on > $home_educated_decision_days
    UNION ALL
    SELECT
        child_id,
        5 AS place,
        NULL AS began_on,
        'the ' || $enrolled_decision_days || ' days it holds without a roll have passed' AS overruled_by
    FROM deciding
    WHERE status = 'Enrolled - confirmed' AND $as_at - decided_on > $enrolled_decision_days
)

SELECT child_id, overruled_by
FROM against
QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY place, began_on DESC, overruled_by) = 1
