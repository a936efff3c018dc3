/*
title = "Tracing"
policy = "Historical children we have failed to track: the sixteen steps; Appendix 1: annual checks; alerts"
says = "Every historical child and every child of the failed-to-track base with the sixteen checks of the policy, numbered in its order: done (the day, and what was seen), not applicable, or to be done. Seven are answered by the extracts where they can; the others an officer makes. A failed-to-track child is due for a check again each 365 days after the involvement began. A child open to social care is never to be closed."
use = [
    "Historical: once each check is done or not applicable, and no safeguarding concern stands against it, the case may be closed as failed to track.",
    "Work one check at a time: filter its column by 'to be done', and ask for all those children at once.",
    "Failed to track: who is due comes first; search the national datasets again, and note the day.",
    "Checks that no extract answers stay 'to be done' here: note the day and the answer in 'Notes'.",
]
reads = ["memo", "counted", "tracing_check", "listed_child", "open_involvement", "last_known", "missing_since"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "where_now", "checks_left", "against_closing", "recheck_on", "last_known_on", "days_missing", "flags", "check_last_provision", "check_child_health", "check_lost_pupils", "check_ews", "check_surestart", "check_last_authority", "check_yos", "check_agencies", "check_paris", "check_benefits", "check_postcode", "check_giap", "check_admissions", "check_ccis", "check_border", "check_message", "address_line_1", "postcode", "note"]
reference = ["upn", "source_records"]
sheets = ["Historical", "Failed to track"]
fed_by = ["education/students", "education/enrolments", "admissions/applications", "early_years/headcount", "benefits/children"]

[[example]]
name = "sixteen checks, those answered taken off; social care stands against closing"
params = { as_at = 2026-10-31 }
given.counted = '''
child_id | measure
lost     | historical
cared    | historical
leaver   | leavers
'''
given.tracing_check = '''
child_id | last_provision | yos        | answered
lost     | to be done     | to be done | 4
cared    | to be done     | to be done | 5
leaver   | to be done     | to be done | 5
'''
given.listed_child = '''
child_id
lost
cared
leaver
'''
given.open_involvement = '''
child_id | involvement | start_date
cared    | CIN         | 2026-01-01
cared    | CP          | 2026-01-01
cared    | EHCP        | 2026-01-01
'''
given.last_known = '''
child_id | last_known_on
lost     | 2021-07-20
'''
expect = '''
case  | sheet      | checks_left | against_closing             | recheck_on | last_known_on | check_last_provision | check_child_health | check_yos  | row_key
cared | Historical | 11          | open to social care: CIN, CP |            |               | to be done           | to be done         | to be done | cared
lost  | Historical | 12          | checks to be done           |            | 2021-07-20    | to be done           | to be done         | to be done | lost
'''

[[example]]
name = "the check is due again 365 days after the involvement began, and each 365 days"
params = { as_at = 2026-10-31 }
given.memo = '''
child_id | measure
new      | failed_to_track
due      | failed_to_track
older    | failed_to_track
gone     | ehe
'''
given.tracing_check = '''
child_id | answered
new      | 4
due      | 4
older    | 4
gone     | 4
'''
given.listed_child = '''
child_id
new
due
older
gone
'''
given.open_involvement = '''
child_id | involvement | start_date
new      | FTT         | 2025-11-01
due      | FTT         | 2025-10-31
older    | FTT         | 2024-10-30
'''
expect = '''
case  | sheet           | recheck_on | against_closing
new   | Failed to track | 2026-11-01 |
due   | Failed to track | 2026-10-31 |
older | Failed to track | 2026-10-30 |
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
    WHERE involvement IN ('CLA', 'CP', 'CIN')
    GROUP BY child_id
),

closed AS (
    SELECT child_id, max(start_date) AS closed_on
    FROM open_involvement
    WHERE involvement = 'FTT'
    GROUP BY child_id
),

recheck AS (
    SELECT
        child_id,
        closed_on
        + ($recheck_days * greatest(1, floor(($as_at - closed_on) / $recheck_days)))::INTEGER AS recheck_on
    FROM closed
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
    16 - check_of.answered AS checks_left,
    CASE
        WHEN social_care.cases IS NOT NULL THEN 'open to social care: ' || social_care.cases
        WHEN lost.sheet = 'Historical' AND check_of.answered < 16 THEN 'checks to be done'
    END AS against_closing,
    recheck.recheck_on,
    last_known.last_known_on,
    missing_since.days_missing,
    listed_child.flags,
    check_of.last_provision AS check_last_provision,
    'to be done' AS check_child_health,
    'to be done' AS check_lost_pupils,
    'to be done' AS check_ews,
    check_of.surestart AS check_surestart,
    'to be done' AS check_last_authority,
    check_of.yos AS check_yos,
    'to be done' AS check_agencies,
    check_of.paris AS check_paris,
    check_of.benefits AS check_benefits,
    check_of.postcode AS check_postcode,
    'to be done' AS check_giap,
    check_of.admissions AS check_admissions,
    'to be done' AS check_ccis,
    'to be done' AS check_border,
    'to be done' AS check_message,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.note,
    listed_child.source_records,
    lost.sheet,
    check_of.child_id AS row_key
FROM lost
INNER JOIN tracing_check AS check_of ON check_of.child_id = lost.child_id
INNER JOIN listed_child ON listed_child.child_id = check_of.child_id
LEFT JOIN social_care ON social_care.child_id = check_of.child_id
LEFT JOIN recheck ON lost.sheet = 'Failed to track' AND recheck.child_id = check_of.child_id
LEFT JOIN last_known ON last_known.child_id = check_of.child_id
LEFT JOIN missing_since ON missing_since.child_id = check_of.child_id
ORDER BY
    social_care.cases IS NULL, listed_child.flags IS NULL, coalesce(recheck.recheck_on <= $as_at, false) DESC,
    recheck.recheck_on, last_known.last_known_on DESC NULLS LAST, listed_child.surname, check_of.child_id
