/*
title = "Applications for next September"
policy = "Starting education; Phase transfer: children who have no place for the following September"
says = "Of a child's Reception, junior and secondary applications for the September after this academic year, one per kind: an offer that stands goes before an application that stands, that before one withdrawn, then the latest received. An agreed delayed entry is for its own September; without an entry year an application is for the September after it was received."
reads = ["application", "establishment"]

[columns]
child_id = "VARCHAR"
application_type = "VARCHAR"
application_ref = "VARCHAR"
received_on = "DATE"
is_standing = "BOOLEAN"
is_offered = "BOOLEAN"
said = "VARCHAR"
offered_school = "VARCHAR"

[[example]]
name = "what each application comes to; another September's and in-year ones are left out"
params = { current_year = 2026 }
given.establishment = '''
laestab | establishment_name
8529001 | Harbour Primary
'''
given.application = '''
child_id  | application_type | application_ref | entry_year | received_on | received_in_year | application_status | offer_status | offered_laestab
offered   | RECEPTION        | 1               | 2027       | 2026-10-01  | 2026             | OPEN               | OFFERED      | 8529001
accepted  | RECEPTION        | 2               | 2027       | 2026-10-01  | 2026             | OPEN               | ACCEPTED     | 8529002
no school | RECEPTION        | 3               | 2027       | 2026-10-01  | 2026             | OPEN               | ALLOCATED    |
declined  | JUNIOR           | 4               | 2027       | 2026-10-01  | 2026             | OPEN               | DECLINED     | 8529001
refused   | SECONDARY        | 5               | 2027       | 2026-10-01  | 2026             | OPEN               | REFUSED      |
waiting   | RECEPTION        | 6               |            | 2026-10-01  | 2026             | OPEN               |              |
withdrawn | RECEPTION        | 7               | 2027       | 2026-10-01  | 2026             | WITHDRAWN          | OFFERED      | 8529001
removed   | RECEPTION        | 8               | 2027       | 2026-10-01  | 2026             | REMOVED            |              |
this year | RECEPTION        | 9               | 2026       | 2026-10-01  | 2026             | OPEN               |              |
in-year   | IN-YEAR          | 10              | 2027       | 2026-10-01  | 2026             | OPEN               |              |
'''
expect = '''
child_id  | is_standing | is_offered | said                    | offered_school
offered   | true        | true       | offered                 | Harbour Primary
accepted  | true        | true       | offer accepted          | 8529002
no school | true        | false      | no outcome yet          |
declined  | true        | false      | offer declined          | Harbour Primary
refused   | true        | false      | refused                 |
waiting   | true        | false      | no outcome yet          |
withdrawn | false       | false      | application withdrawn   | Harbour Primary
removed   | false       | false      | application removed     |
'''

[[example]]
name = "a delayed entry agreed for next September, and one agreed for a later one"
params = { current_year = 2026 }
given.application = '''
child_id | application_type | application_ref | entry_year | delayed_entry_to | received_on | application_status
next     | RECEPTION        | 1               | 2026       | 2027             | 2026-01-08  | OPEN
later    | RECEPTION        | 2               | 2027       | 2028             | 2027-01-08  | OPEN
'''
expect = '''
child_id | is_standing | is_offered | said
next     | true        | false      | delayed entry agreed
'''

[[example]]
name = "of several the offer counts, else the one that stands, else the latest; one of each kind"
params = { current_year = 2026 }
given.application = '''
child_id | application_type | application_ref | entry_year | received_on | application_status | offer_status | offered_laestab
offer    | RECEPTION        | 1               | 2027       | 2026-10-01  | OPEN               | OFFERED      | 8529001
offer    | RECEPTION        | 2               | 2027       | 2026-11-01  | OPEN               |              |
stands   | RECEPTION        | 3               | 2027       | 2026-10-01  | OPEN               |              |
stands   | RECEPTION        | 4               | 2027       | 2026-11-01  | WITHDRAWN          | OFFERED      | 8529001
latest   | RECEPTION        | 5               | 2027       | 2026-10-01  | OPEN               |              |
latest   | RECEPTION        | 6               | 2027       | 2026-11-01  | OPEN               |              |
kinds    | JUNIOR           | 7               | 2027       | 2026-10-01  | OPEN               |              |
kinds    | SECONDARY        | 8               | 2027       | 2026-10-01  | OPEN               |              |
'''
expect = '''
child_id | application_ref
offer    | 1
stands   | 3
latest   | 6
kinds    | 7
kinds    | 8
'''
*/
WITH said AS (
    SELECT
        *,
        application_status NOT IN ('WITHDRAWN', 'REMOVED') AS is_standing,
        application_status NOT IN ('WITHDRAWN', 'REMOVED')
        AND coalesce(offer_status IN ('ALLOCATED', 'PROVISIONAL', 'OFFERED', 'ACCEPTED'), false)
        AND offered_laestab IS NOT NULL AS is_offered
    FROM application
    WHERE application_type <> 'IN-YEAR' AND coalesce(delayed_entry_to, entry_year, received_in_year + 1) = $current_year + 1
)

SELECT
    said.child_id,
    said.application_type,
    said.application_ref,
    said.received_on,
    said.is_standing,
    said.is_offered,
    CASE
        WHEN said.application_status = 'WITHDRAWN' THEN 'application withdrawn'
        WHEN said.application_status = 'REMOVED' THEN 'application removed'
        WHEN said.is_offered AND said.offer_status = 'ACCEPTED' THEN 'offer accepted'
        WHEN said.is_offered THEN 'offered'
        WHEN said.offer_status = 'DECLINED' THEN 'offer declined'
        WHEN said.offer_status = 'REFUSED' THEN 'refused'
        WHEN said.delayed_entry_to IS NOT NULL THEN 'delayed entry agreed'
        ELSE 'no outcome yet'
    END AS said,
    coalesce(establishment.establishment_name, said.offered_laestab) AS offered_school
FROM said
LEFT JOIN establishment ON establishment.laestab = said.offered_laestab
QUALIFY row_number() OVER (
    PARTITION BY said.child_id, said.application_type
    ORDER BY said.is_offered DESC, said.is_standing DESC, said.received_on DESC, said.application_ref DESC
) = 1
