/*
title = "Tracing checks that child health, youth justice and social care answer"
policy = "Historical children we have failed to track: the steps listed"
says = "One row per child. Each service answers from its own extract, on the day of the newest one: open, known until a day, or not known. Without its extract an involvement of the education database that shows the child to youth justice or social care answers, but that none does is no answer of theirs: to be done."
reads = ["child", "person", "sighting", "open_involvement"]

[columns]
child_id = "VARCHAR"
child_health = "VARCHAR"
yos = "VARCHAR"
paris = "VARCHAR"

[[example]]
name = "without the services' extracts only an involvement of the education database answers"
params = { as_at = 2026-10-31 }
given.child = '''
child_id
lost
open
'''
given.open_involvement = '''
child_id | source    | involvement | start_date
open     | education | YOS         | 2026-03-02
open     | education | CIN         | 2026-02-01
open     | education | CP          | 2026-04-01
'''
expect = '''
child_id | child_health | yos                                    | paris
lost     | to be done   | to be done                             | to be done
open     | to be done   | done 31/10/2026: open since 02/03/2026 | done 31/10/2026: CIN, CP since 01/02/2026
'''

[[example]]
name = "social care, youth justice and child health searched: that they do not know the child is an answer; so is an end, and what the education database alone records"
params = { as_at = 2026-10-31 }
given.child = '''
child_id
unknown
ended
open
'''
given.person = '''
child_id | source        | extract_date
other    | social_care   | 2026-10-30
other    | youth_justice | 2026-10-29
other    | health        | 2026-10-28
'''
given.sighting = '''
child_id | source        | began_on   | ended_on
ended    | social_care   | 2025-01-01 | 2026-10-30
ended    | youth_justice | 2025-01-01 | 2026-10-29
ended    | health        | 2019-01-01 |
'''
given.open_involvement = '''
child_id | source      | involvement | start_date
open     | social_care | OPEN        | 2026-10-01
open     | education   | YOS         | 2026-10-02
'''
expect = '''
child_id | child_health               | yos                                    | paris
unknown  | done 28/10/2026: not known | done 29/10/2026: not known             | done 30/10/2026: not known
ended    | done 28/10/2026: known     | done 29/10/2026: known until 29/10/2026 | done 30/10/2026: known until 30/10/2026
open     | done 28/10/2026: not known | done 29/10/2026: open since 02/10/2026  | done 30/10/2026: OPEN since 01/10/2026
'''
*/
WITH searched AS (
    SELECT
        strftime(max(CASE WHEN source = 'health' THEN extract_date END), '%d/%m/%Y') AS health_on,
        strftime(max(CASE WHEN source = 'youth_justice' THEN extract_date END), '%d/%m/%Y') AS youth_justice_on,
        strftime(max(CASE WHEN source = 'social_care' THEN extract_date END), '%d/%m/%Y') AS social_care_on
    FROM person
),

seen AS (
    SELECT child_id, source, ended_on
    FROM sighting
    WHERE source IN ('health', 'youth_justice', 'social_care')
    QUALIFY row_number() OVER (PARTITION BY child_id, source ORDER BY ended_on DESC NULLS FIRST, began_on DESC) = 1
),

involved AS (
    SELECT
        child_id,
        min(CASE WHEN involvement = 'YOS' THEN start_date END) AS yos_since,
        string_agg(DISTINCT CASE WHEN involvement <> 'YOS' THEN involvement END, ', ' ORDER BY CASE WHEN involvement <> 'YOS' THEN involvement END) AS cases,
        min(CASE WHEN involvement <> 'YOS' THEN start_date END) AS cases_since
    FROM open_involvement
    WHERE involvement IN ('YOS', 'CLA', 'CP', 'CIN', 'OPEN')
    GROUP BY child_id
)

SELECT
    child.child_id,
    CASE
        WHEN searched.health_on IS NULL THEN 'to be done'
        WHEN patient.child_id IS NULL THEN 'done ' || searched.health_on || ': not known'
        ELSE 'done ' || searched.health_on || ': known' || coalesce(' until ' || strftime(patient.ended_on, '%d/%m/%Y'), '')
    END AS child_health,
    CASE
        WHEN involved.yos_since IS NOT NULL
            THEN
                'done ' || coalesce(searched.youth_justice_on, strftime($as_at, '%d/%m/%Y')) || ': open since '
                || strftime(involved.yos_since, '%d/%m/%Y')
        WHEN searched.youth_justice_on IS NULL THEN 'to be done'
        WHEN offender.child_id IS NULL THEN 'done ' || searched.youth_justice_on || ': not known'
        ELSE 'done ' || searched.youth_justice_on || ': known until ' || strftime(offender.ended_on, '%d/%m/%Y')
    END AS yos,
    CASE
        WHEN involved.cases IS NOT NULL
            THEN
                'done ' || coalesce(searched.social_care_on, strftime($as_at, '%d/%m/%Y')) || ': ' || involved.cases
                || ' since ' || strftime(involved.cases_since, '%d/%m/%Y')
        WHEN searched.social_care_on IS NULL THEN 'to be done'
        WHEN cared_for.child_id IS NULL THEN 'done ' || searched.social_care_on || ': not known'
        ELSE 'done ' || searched.social_care_on || ': known until ' || strftime(cared_for.ended_on, '%d/%m/%Y')
    END AS paris
FROM child
CROSS JOIN searched
LEFT JOIN seen AS patient ON patient.child_id = child.child_id AND patient.source = 'health'
LEFT JOIN seen AS offender ON offender.child_id = child.child_id AND offender.source = 'youth_justice'
LEFT JOIN seen AS cared_for ON cared_for.child_id = child.child_id AND cared_for.source = 'social_care'
LEFT JOIN involved ON involved.child_id = child.child_id
