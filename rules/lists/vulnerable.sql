/*
title = "Vulnerable children"
policy = "Exclusions; SEND; Looked-after children; Appendix 3, PERMANENT EXCLUSIONS, SEND and CLA"
says = "Every child without provision who is permanently excluded, looked after by us, or has a plan for special educational needs or is under assessment for one: in full, also those whom Appendix 3 counts on an earlier line. A child stands on every sheet that fits."
use = [
    "Excluded: the authority provides full-time education from the sixth school day, the first day of the exclusion counting as one; those whose sixth day has passed come first.",
    "Looked after: with the Virtual School; provision is due from the first day.",
    "SEND: with the SEND team; 'EHCP' is a plan, 'EHCNA' an assessment.",
    "'Line' says where Appendix 3 counts the child.",
]
reads = ["fit", "counted", "listed_child", "involvement", "open_involvement", "leaver", "missing_since"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "involved", "involved_since", "school_days_open", "sixth_day_on", "asked", "days_missing", "line", "line_year", "flags", "last_school", "left_on", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "source_records"]
sheets = ["Excluded", "Looked after", "SEND"]
fed_by = ["education/involvements", "education/enrolments", "independent/returns", "cross_border/rolls", "social_care/children"]
counts_school_days = true

[[example]]
name = "each on its sheet, also those counted elsewhere; on the sixth school day provision is due, the day before it is not"
params = { as_at = 2026-10-31 }
given.fit = '''
child_id | measure
sixth    | permanently_excluded
fifth    | permanently_excluded
sixth    | send
both     | cla
leaver   | leavers
'''
given.counted = '''
child_id | measure              | year
sixth    | permanently_excluded |
fifth    | permanently_excluded |
both     | permanently_excluded |
'''
given.listed_child = '''
child_id
sixth
fifth
both
leaver
'''
given.involvement = '''
child_id | involvement | start_date | school_days_open | sixth_school_day_on
sixth    | PEX         | 2026-10-01 | 6                | 2026-10-31
fifth    | PEX         | 2026-10-02 | 5                | 2026-11-02
'''
given.open_involvement = '''
child_id | involvement | start_date
sixth    | PEX         | 2026-10-01
fifth    | PEX         | 2026-10-02
sixth    | EHCNA       | 2026-05-01
sixth    | EHCP        | 2026-06-01
both     | CLA         | 2024-01-01
'''
expect = '''
case  | sheet        | involved    | involved_since | school_days_open | sixth_day_on | asked                                                     | line
sixth | Excluded     | PEX         | 2026-10-01     | 6                | 2026-10-31   | Provision is due: the sixth school day has come           | permanently_excluded
fifth | Excluded     | PEX         | 2026-10-02     | 5                | 2026-11-02   | Provision by the sixth school day                         | permanently_excluded
sixth | SEND         | EHCNA, EHCP | 2026-05-01     |                  |              | SEND team: name a placement                               | permanently_excluded
both  | Looked after | CLA         | 2024-01-01     |                  |              | Virtual School: a place from the first day                | permanently_excluded
'''

[[example]]
name = "of two open exclusions the latest counts"
params = { as_at = 2026-10-31 }
given.fit = '''
child_id | measure
twice    | permanently_excluded
'''
given.listed_child = '''
child_id
twice
'''
given.involvement = '''
child_id | involvement | start_date | school_days_open | sixth_school_day_on
twice    | PEX         | 2026-01-05 | 180              | 2026-01-12
twice    | PEX         | 2026-10-30 | 1                | 2026-11-06
'''
given.open_involvement = '''
child_id | involvement | start_date
twice    | PEX         | 2026-01-05
twice    | PEX         | 2026-10-30
'''
expect = '''
case  | involved_since | school_days_open | sixth_day_on
twice | 2026-10-30     | 1                | 2026-11-06
'''
*/
WITH on_sheet AS (
    SELECT DISTINCT
        child_id,
        CASE measure
            WHEN 'permanently_excluded' THEN 'Excluded'
            WHEN 'cla' THEN 'Looked after'
            WHEN 'send' THEN 'SEND'
        END AS sheet
    FROM fit
    WHERE measure IN ('permanently_excluded', 'cla', 'send')
),

involved AS (
    SELECT
        child_id,
        CASE involvement WHEN 'PEX' THEN 'Excluded' WHEN 'CLA' THEN 'Looked after' ELSE 'SEND' END AS sheet,
        string_agg(DISTINCT involvement, ', ' ORDER BY involvement) AS involved,
        CASE WHEN max(involvement) = 'PEX' THEN max(start_date) ELSE min(start_date) END AS involved_since
    FROM open_involvement
    WHERE involvement IN ('PEX', 'CLA', 'EHCP', 'EHCNA')
    GROUP BY child_id, sheet
),

exclusion AS (
    SELECT
        child_id,
        start_date,
        min(school_days_open) AS school_days_open,
        min(sixth_school_day_on) AS sixth_school_day_on
    FROM involvement
    WHERE involvement = 'PEX'
    GROUP BY child_id, start_date
)

SELECT
    on_sheet.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    involved.involved,
    involved.involved_since,
    exclusion.school_days_open,
    exclusion.sixth_school_day_on AS sixth_day_on,
    CASE
        WHEN on_sheet.sheet = 'Looked after' THEN 'Virtual School: a place from the first day'
        WHEN on_sheet.sheet = 'SEND' AND involved.involved LIKE '%EHCP%' THEN 'SEND team: name a placement'
        WHEN on_sheet.sheet = 'SEND' THEN 'SEND team: a place while the assessment runs'
        WHEN exclusion.sixth_school_day_on <= $as_at THEN 'Provision is due: the sixth school day has come'
        ELSE 'Provision by the sixth school day'
    END AS asked,
    missing_since.days_missing,
    counted.measure AS line,
    counted.year AS line_year,
    listed_child.flags,
    leaver.school AS last_school,
    leaver.left_on,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    on_sheet.sheet,
    on_sheet.child_id AS row_key
FROM on_sheet
INNER JOIN listed_child ON listed_child.child_id = on_sheet.child_id
LEFT JOIN involved ON involved.child_id = on_sheet.child_id AND involved.sheet = on_sheet.sheet
LEFT JOIN exclusion
    ON
        on_sheet.sheet = 'Excluded'
        AND exclusion.child_id = on_sheet.child_id
        AND exclusion.start_date = involved.involved_since
LEFT JOIN counted ON counted.child_id = on_sheet.child_id
LEFT JOIN leaver ON leaver.child_id = on_sheet.child_id
LEFT JOIN missing_since ON missing_since.child_id = on_sheet.child_id
ORDER BY
    coalesce(listed_child.is_back, false) DESC, exclusion.sixth_school_day_on NULLS LAST,
    missing_since.days_missing DESC NULLS LAST, listed_child.surname, on_sheet.child_id
