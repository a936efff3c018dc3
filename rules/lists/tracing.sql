/*
title = "Tracing"
policy = "Historical children we have failed to track: the sixteen steps; Appendix 1: annual checks; alerts"
says = "Every historical child and every child of the failed-to-track base with the sixteen checks of the policy, numbered in its order: done (the day, and what was seen), not applicable, or to be done. Eight are answered by the extracts where they can; an officer answers the others, and may answer those too. A case is complete when each of the sixteen is done or not applicable; a child open to social care is never proposed for closing. A failed-to-track child is due for a check again 365 days after the involvement began or an officer last checked, whichever is later, and each 365 days."
use = [
    "Work one check at a time: filter its white column by empty cells, ask for all those children at once, and choose the answer. The day is that on which you save the workbook.",
    "For a check with a column 'result', filter that column by 'to be done' first: the extracts may have answered it.",
    "Known somewhere: write where in 'Notes', and follow it up before the case is closed.",
    "Proposal: 'may be closed as failed to track' stands there once nothing is left to be done and social care is not involved. The decision is yours.",
    "Failed to track: who is overdue for the yearly check comes first. Search again, change what has changed, and give the day in 'Checked again on'.",
]
reads = ["memo", "counted", "tracing_check", "listed_child", "open_involvement", "last_known", "missing_since", "officer_said"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "where_now", "proposal", "checks_left", "recheck", "recheck_on", "last_known_on", "days_missing", "flags", "address_line_1", "postcode", "note", "check_last_provision", "check_child_health", "check_surestart", "check_yos", "check_paris", "check_benefits", "check_postcode", "check_admissions", "check_by_officers"]
officer = ["done_last_provision", "done_child_health", "done_lost_pupils", "done_ews", "done_surestart", "done_last_authority", "done_yos", "done_agencies", "done_paris", "done_benefits", "done_postcode", "done_giap", "done_admissions", "done_ccis", "done_border", "done_message", "checked_again_on"]
reference = ["upn", "source_records"]
sheets = ["Historical", "Failed to track"]
fed_by = ["education/students", "education/enrolments", "admissions/applications", "early_years/headcount", "benefits/children", "social_care/children", "youth_justice/children", "health/children"]

[[example]]
name = "checks left are counted; social care stands against closing whether they are done or not"
params = { as_at = 2026-10-31 }
given.counted = '''
child_id | measure
lost     | historical
last one | historical
complete | historical
known    | historical
cared    | historical
looked   | historical
leaver   | leavers
'''
given.tracing_check = '''
child_id | yos        | by_officers     | known | answered
lost     | to be done |                 |       | 4
last one | to be done |                 |       | 15
complete | done       | 2 done          |       | 16
known    | done       | 2 done; 14 done | 2, 14 | 16
cared    | to be done |                 |       | 15
looked   | done       | 2 done          |       | 16
leaver   | to be done |                 |       | 5
'''
given.listed_child = '''
child_id
lost
last one
complete
known
cared
looked
leaver
'''
given.open_involvement = '''
child_id | involvement | start_date
complete | EHCP        | 2026-01-01
cared    | CIN         | 2026-01-01
cared    | CP          | 2026-01-01
looked   | CLA         | 2026-01-01
looked   | OPEN        | 2026-01-01
'''
given.last_known = '''
child_id | last_known_on
lost     | 2021-07-20
'''
expect = '''
case     | sheet      | checks_left | proposal                                                         | recheck | recheck_on | last_known_on | check_yos  | check_by_officers | row_key
lost     | Historical | 12          | 12 checks to be done                                             |         |            | 2021-07-20    | to be done |                   | lost
last one | Historical | 1           | 1 check to be done                                               |         |            |               | to be done |                   | last one
complete | Historical | 0           | may be closed as failed to track                                 |         |            |               | done       | 2 done            | complete
known    | Historical | 0           | may be closed as failed to track, once what is known is followed up: 2, 14 |  |         |               | done       | 2 done; 14 done   | known
cared    | Historical | 1           | open to social care: CIN, CP; 1 check to be done                  |         |            |               | to be done |                   | cared
looked   | Historical | 0           | open to social care: CLA, OPEN                                         |         |            |               | done       | 2 done            | looked
'''

[[example]]
name = "the check is due again 365 days after the involvement began, and each 365 days"
params = { as_at = 2026-10-31 }
given.memo = '''
child_id | measure
new      | failed_to_track
due      | failed_to_track
overdue  | failed_to_track
almost   | failed_to_track
again    | failed_to_track
cared    | failed_to_track
gone     | ehe
'''
given.tracing_check = '''
child_id | answered
new      | 4
due      | 4
overdue  | 4
almost   | 4
again    | 4
cared    | 4
gone     | 4
'''
given.listed_child = '''
child_id
new
due
overdue
almost
again
cared
gone
'''
given.open_involvement = '''
child_id | involvement | start_date
new      | FTT         | 2025-11-01
due      | FTT         | 2025-10-31
overdue  | FTT         | 2025-10-30
almost   | FTT         | 2024-11-01
again    | FTT         | 2024-10-31
cared    | FTT         | 2025-11-01
cared    | CIN         | 2026-09-01
'''
expect = '''
case    | sheet           | recheck_on | recheck                                          | proposal
new     | Failed to track | 2026-11-01 |                                                  |
due     | Failed to track | 2026-10-31 | due today                                        |
overdue | Failed to track | 2026-10-30 | overdue since 30/10/2026                         |
almost  | Failed to track | 2025-11-01 | overdue since 01/11/2025                         |
again   | Failed to track | 2026-10-31 | overdue since 31/10/2025, due again on 31/10/2026 |
cared   | Failed to track | 2026-11-01 |                                                  | open to social care: CIN
'''

[[example]]
name = "an officer's newest check since moves it, and so does the day given as checked again; a day to come does not"
params = { as_at = 2026-10-31 }
given.memo = '''
child_id | measure
checked  | failed_to_track
before   | failed_to_track
again    | failed_to_track
typed    | failed_to_track
to come  | failed_to_track
not one  | failed_to_track
'''
given.tracing_check = '''
child_id | answered | checked_on
checked  | 4        | 2025-11-01
before   | 4        | 2025-05-01
again    | 4        | 2025-05-01
typed    | 4        |
to come  | 4        |
not one  | 4        |
'''
given.listed_child = '''
child_id
checked
before
again
typed
to come
not one
'''
given.open_involvement = '''
child_id | involvement | start_date
checked  | FTT         | 2024-06-01
before   | FTT         | 2025-10-30
again    | FTT         | 2024-06-01
typed    | FTT         | 2024-06-01
to come  | FTT         | 2025-10-30
not one  | FTT         | 2025-10-30
'''
given.officer_said = '''
child_id | heading          | value      | said_on
again    | Checked again on | 2026-10-31 | 2026-10-31
again    | Next action date | 2026-11-30 | 2026-10-31
to come  | Checked again on | 2026-11-01 | 2026-10-31
not one  | Checked again on | in spring  | 2026-10-31
typed    | Checked again on | 2025-11-02 | 2026-10-31
'''
expect = '''
case    | recheck_on | recheck
checked | 2026-11-01 |
before  | 2026-10-30 | overdue since 30/10/2026
again   | 2027-10-31 |
typed   | 2026-11-02 |
to come | 2026-10-30 | overdue since 30/10/2026
not one | 2026-10-30 | overdue since 30/10/2026
'''
*/
WITH lost AS (
    SELECT child_id, 'Historical' AS sheet
    FROM counted
    WHERE measure = 'historical'
    UNION ALL
    SELECT child_id, 'Failed to track' AS sheet
    FROM memo
    WHERE measure = 'failed_to_track'
),

social_care AS (
    SELECT child_id, string_agg(DISTINCT involvement, ', ' ORDER BY involvement) AS cases
    FROM open_involvement
    WHERE involvement IN ('CLA', 'CP', 'CIN', 'OPEN')
    GROUP BY child_id
),

checked AS (
    SELECT child_id, max(try_cast(value AS DATE)) AS checked_on
    FROM officer_said
    WHERE heading = 'Checked again on' AND try_cast(value AS DATE) <= $as_at
    GROUP BY child_id
),

base AS (
    SELECT
        ftt.child_id,
        greatest(
            max(ftt.start_date),
            coalesce(max(check_of.checked_on), max(ftt.start_date)),
            coalesce(max(checked.checked_on), max(ftt.start_date))
        ) AS since
    FROM open_involvement AS ftt
    INNER JOIN tracing_check AS check_of ON check_of.child_id = ftt.child_id
    LEFT JOIN checked ON checked.child_id = ftt.child_id
    WHERE ftt.involvement = 'FTT'
    GROUP BY ftt.child_id
),

recheck AS (
    SELECT
        child_id,
        since + $recheck_days AS first_due_on,
        since + ($recheck_days * greatest(1, floor(($as_at - since) / $recheck_days)))::INTEGER AS recheck_on
    FROM base
),

proposed AS (
    SELECT
        lost.child_id,
        lost.sheet,
        nullif(
            concat_ws(
                '; ',
                'open to social care: ' || social_care.cases,
                CASE
                    WHEN lost.sheet = 'Historical' AND check_of.answered = 15 THEN '1 check to be done'
                    WHEN lost.sheet = 'Historical' AND check_of.answered < 16 THEN (16 - check_of.answered)::VARCHAR || ' checks to be done'
                END
            ),
            ''
        ) AS against
    FROM lost
    INNER JOIN tracing_check AS check_of ON check_of.child_id = lost.child_id
    LEFT JOIN social_care ON social_care.child_id = lost.child_id
)

SELECT
    check_of.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    listed_child.where_now,
    CASE
        WHEN proposed.against IS NOT NULL THEN proposed.against
        WHEN proposed.sheet = 'Historical'
            THEN
                'may be closed as failed to track'
                || coalesce(', once what is known is followed up: ' || check_of.known, '')
    END AS proposal,
    16 - check_of.answered AS checks_left,
    CASE
        WHEN $as_at = recheck.first_due_on THEN 'due today'
        WHEN $as_at > recheck.first_due_on
            THEN
                'overdue since ' || strftime(recheck.first_due_on, '%d/%m/%Y')
                || CASE
                    WHEN recheck.recheck_on > recheck.first_due_on
                        THEN ', due again on ' || strftime(recheck.recheck_on, '%d/%m/%Y')
                    ELSE ''
                END
    END AS recheck,
    recheck.recheck_on,
    last_known.last_known_on,
    missing_since.days_missing,
    listed_child.flags,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.note,
    check_of.last_provision AS check_last_provision,
    check_of.child_health AS check_child_health,
    check_of.surestart AS check_surestart,
    check_of.yos AS check_yos,
    check_of.paris AS check_paris,
    check_of.benefits AS check_benefits,
    check_of.postcode AS check_postcode,
    check_of.admissions AS check_admissions,
    check_of.by_officers AS check_by_officers,
    listed_child.source_records,
    proposed.sheet,
    check_of.child_id AS row_key
FROM proposed
INNER JOIN tracing_check AS check_of ON check_of.child_id = proposed.child_id
INNER JOIN listed_child ON listed_child.child_id = check_of.child_id
LEFT JOIN social_care ON social_care.child_id = check_of.child_id
LEFT JOIN recheck ON proposed.sheet = 'Failed to track' AND recheck.child_id = check_of.child_id
LEFT JOIN last_known ON last_known.child_id = check_of.child_id
LEFT JOIN missing_since ON missing_since.child_id = check_of.child_id
ORDER BY
    social_care.cases IS NULL, listed_child.flags IS NULL, recheck.first_due_on, last_known.last_known_on DESC NULLS LAST,
    listed_child.surname, check_of.child_id
