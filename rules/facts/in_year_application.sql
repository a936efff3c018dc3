/*
title = "The latest in-year application"
policy = "Parents are unable to find a school place; Failing to register at a new school"
says = "Of a child's in-year applications, not withdrawn or removed, the latest received (then the higher reference). It is offered when its offer stands and names a school; the start is the agreed one, else 14 days after the offer, else 14 days after receipt."
reads = ["application"]

[columns]
child_id = "VARCHAR"
application_ref = "VARCHAR"
year = "INTEGER"
is_offered = "BOOLEAN"
starts_on = "DATE"

[[example]]
name = "the latest received counts, of two on one day the higher reference as text; withdrawn and phase applications do not"
given.application = '''
child_id | application_ref | application_type | received_on | received_in_year | application_status
a        | 9               | IN-YEAR          | 2026-09-20  | 2026             | OPEN
a        | 10              | IN-YEAR          | 2026-09-20  | 2026             | OPEN
a        | 11              | IN-YEAR          | 2026-09-21  | 2026             | WITHDRAWN
a        | 12              | SECONDARY        | 2026-09-22  | 2026             | OPEN
a        | 13              | IN-YEAR          | 2026-08-31  | 2025             | OPEN
'''
expect = '''
child_id | application_ref | year | is_offered | starts_on
a        | 9               | 2026 | false      | 2026-10-04
'''

[[example]]
name = "the start is the agreed one, else counted from the offer, else from receipt; an offer must name a school"
given.application = '''
child_id | application_ref | application_type | received_on | received_in_year | application_status | offer_status | offered_laestab | offered_on | expected_start
agreed   | 1               | IN-YEAR          | 2026-09-01  | 2026             | OPEN               | ACCEPTED     | 8529001         | 2026-09-10 | 2026-09-14
offer    | 2               | IN-YEAR          | 2026-09-01  | 2026             | OPEN               | OFFERED      | 8529001         | 2026-09-10 |
receipt  | 3               | IN-YEAR          | 2026-09-01  | 2026             | OPEN               | ALLOCATED    | 8529001         |            |
no name  | 4               | IN-YEAR          | 2026-09-01  | 2026             | OPEN               | PROVISIONAL  |                 | 2026-09-10 |
refused  | 5               | IN-YEAR          | 2026-09-01  | 2026             | OPEN               | REFUSED      | 8529001         | 2026-09-10 |
'''
expect = '''
child_id | is_offered | starts_on
agreed   | true       | 2026-09-14
offer    | true       | 2026-09-24
receipt  | true       | 2026-09-15
no name  | false      | 2026-09-24
refused  | false      | 2026-09-24
'''
*/
SELECT
    child_id,
    application_ref,
    received_in_year AS year,
    coalesce(offer_status IN ('ALLOCATED', 'PROVISIONAL', 'OFFERED', 'ACCEPTED'), false)
    AND offered_laestab IS NOT NULL AS is_offered,
    coalesce(expected_start, offered_on + $offer_start_days, received_on + $offer_start_days) AS starts_on
FROM application
WHERE application_type = 'IN-YEAR' AND application_status NOT IN ('WITHDRAWN', 'REMOVED')
QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY received_on DESC, application_ref DESC) = 1
