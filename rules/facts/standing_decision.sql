/*
title = "Officers' decisions that stand"
policy = "Officers' decisions: a decision counts until newer evidence overrules it"
says = "A decision counts from its date, until a date of death, a roll, or a sign that the child is back. 'Home educated' holds 90 days or until an EHE involvement appears, 'Enrolled' 30 days or until a roll shows it."
reads = ["decision", "child", "roll_episode", "involvement", "open_involvement", "came_back"]

[columns]
child_id = "VARCHAR"
status = "VARCHAR"
decided_on = "DATE"

[[example]]
name = "a sign on the day of the decision leaves it standing, one the day after overrules it"
params = { as_at = 2026-10-31 }
given.child = '''
child_id
same day
after
'''
given.decision = '''
child_id | status                      | decided_on
same day | Moved abroad - confirmed    | 2026-10-05
after    | Moved abroad - confirmed    | 2026-10-05
'''
given.came_back = '''
child_id | began_on
same day | 2026-10-05
after    | 2026-10-06
'''
expect = '''
child_id | status                   | decided_on
same day | Moved abroad - confirmed | 2026-10-05
'''

[[example]]
name = "'Home educated' holds for 90 days, 'Enrolled' for 30"
params = { as_at = 2026-10-31 }
given.child = '''
child_id
90 days
91 days
30 days
31 days
'''
given.decision = '''
child_id | status                    | decided_on
90 days  | Home educated - confirmed | 2026-08-02
91 days  | Home educated - confirmed | 2026-08-01
30 days  | Enrolled - confirmed      | 2026-10-01
31 days  | Enrolled - confirmed      | 2026-09-30
'''
expect = '''
child_id | status                    | decided_on
90 days  | Home educated - confirmed | 2026-08-02
30 days  | Enrolled - confirmed      | 2026-10-01
'''

[[example]]
name = "an EHE involvement, a roll begun later, and a date of death each take over"
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
child_id | entry_date | leaving_date
roll     | 2026-10-02 | 2026-10-20
shown    | 2026-10-08 | 2026-10-20
'''
expect = '''
child_id | status | decided_on
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
child_id | status
excluded | Enrolled - confirmed
left     | Enrolled - confirmed
'''
*/
WITH exclusion AS (
    SELECT child_id, max(start_date) AS excluded_on
    FROM open_involvement
    WHERE involvement = 'PEX'
    GROUP BY child_id
),

overruling_roll AS (
    SELECT decision.child_id
    FROM decision
    INNER JOIN roll_episode ON roll_episode.child_id = decision.child_id
    LEFT JOIN exclusion ON exclusion.child_id = decision.child_id
    WHERE
        roll_episode.entry_date > decision.decided_on
        OR (
            decision.status = 'Enrolled - confirmed'
            AND roll_episode.leaving_date > decision.decided_on
            AND roll_episode.entry_date > coalesce(exclusion.excluded_on, DATE '1900-01-01')
        )
),

home_education AS (
    SELECT decision.child_id
    FROM decision
    INNER JOIN involvement ON involvement.child_id = decision.child_id AND involvement.involvement = 'EHE'
    WHERE
        decision.status = 'Home educated - confirmed'
        AND (involvement.end_date IS NULL OR involvement.end_date >= decision.decided_on)
)

SELECT decision.child_id, decision.status, decision.decided_on
FROM decision
INNER JOIN child ON child.child_id = decision.child_id
LEFT JOIN came_back ON came_back.child_id = decision.child_id
WHERE
    decision.decided_on <= $as_at
    AND child.date_of_death IS NULL
    AND (came_back.began_on IS NULL OR came_back.began_on <= decision.decided_on)
    AND decision.child_id NOT IN (SELECT child_id FROM overruling_roll)
    AND decision.child_id NOT IN (SELECT child_id FROM home_education)
    AND (
        decision.status IN ('Tracked - destination confirmed', 'Moved abroad - confirmed', 'Deceased')
        OR (
            decision.status = 'Home educated - confirmed'
            AND $as_at - decision.decided_on <= $home_educated_decision_days
        )
        OR (decision.status = 'Enrolled - confirmed' AND $as_at - decision.decided_on <= $enrolled_decision_days)
    )
