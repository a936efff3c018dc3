/*
title = "What shows a child, and since when"
policy = "Historical children we have failed to track: alerts when the child becomes known to any service"
says = "One row per record that shows a child somewhere. It shows the child newly from the day it began, or from the first file naming it where that is later (of returns, early years and benefits; the other extracts are snapshots and do not tell), and as known until its end, or the day of its newest extract. An officer's own CME or failed-to-track involvement shows nobody; an involvement other than home education and provision by the authority says no more than that it began; one of social care or youth justice is told as that they saw the child."
reads = ["roll_episode", "application", "sighting", "involvement"]

[columns]
child_id = "VARCHAR"
seen_on = "DATE"
known_until = "DATE"
seen_as = "VARCHAR"

[[example]]
name = "the later of the beginning and the first file; open rolls last until the day"
params = { as_at = 2026-10-31 }
given.roll_episode = '''
child_id  | establishment_name | laestab | entry_date | leaving_date | first_named_on
open      | Harbour Primary    | 8529001 | 2026-09-02 |              |
left      |                    | 8529002 | 2020-09-02 | 2022-07-20   |
backdated | Oak House          | 8529501 | 2024-09-02 |              | 2026-09-24
'''
given.application = '''
child_id | application_type | received_on
applied  | IN-YEAR          | 2026-10-01
'''
given.sighting = '''
child_id | source      | began_on   | ended_on   | extract_date | first_named_on | place
claim    | benefits    | 2020-01-01 |            | 2026-10-15   | 2026-08-31     |
in need  | social_care | 2026-06-01 |            | 2026-10-30   |                |
setting  | early_years | 2019-09-01 | 2020-07-20 | 2020-05-20   | 2019-05-20     | Little Gulls
'''
given.involvement = '''
child_id | source      | involvement | start_date | end_date
home     | education   | EHE         | 2024-01-01 |
plan     | education   | EHCP        | 2024-01-01 |
officers | education   | CME         | 2024-01-01 |
officers | education   | FTT         | 2024-06-01 |
in need  | social_care | CIN         | 2026-06-01 |
'''
expect = '''
child_id  | seen_on    | known_until | seen_as
open      | 2026-09-02 | 2026-10-31  | on roll at Harbour Primary
left      | 2020-09-02 | 2022-07-20  | on roll at 8529002
backdated | 2026-09-24 | 2026-10-31  | on roll at Oak House
applied   | 2026-10-01 | 2026-10-01  | in-year application
claim     | 2026-08-31 | 2026-10-15  | seen at an address
in need   | 2026-06-01 | 2026-10-30  | seen by social care
setting   | 2019-09-01 | 2020-07-20  | at Little Gulls
home      | 2024-01-01 | 2026-10-31  | EHE involvement
plan      | 2024-01-01 | 2024-01-01  | EHCP involvement
'''
*/
SELECT
    child_id,
    CASE WHEN first_named_on > entry_date THEN first_named_on ELSE entry_date END AS seen_on,
    coalesce(leaving_date, $as_at) AS known_until,
    'on roll at ' || coalesce(establishment_name, laestab) AS seen_as
FROM roll_episode
UNION ALL
SELECT child_id, received_on AS seen_on, received_on AS known_until, lower(application_type) || ' application' AS seen_as
FROM application
UNION ALL
SELECT
    child_id,
    CASE WHEN first_named_on > began_on THEN first_named_on ELSE began_on END AS seen_on,
    coalesce(ended_on, extract_date) AS known_until,
    CASE
        WHEN source = 'benefits' THEN 'seen at an address'
        WHEN place IS NOT NULL THEN 'at ' || place
        ELSE 'seen by ' || replace(source, '_', ' ')
    END AS seen_as
FROM sighting
UNION ALL
SELECT
    child_id,
    start_date AS seen_on,
    CASE WHEN involvement IN ('EHE', 'EOTAS') THEN coalesce(end_date, $as_at) ELSE start_date END AS known_until,
    involvement || ' involvement' AS seen_as
FROM involvement
WHERE involvement NOT IN ('CME', 'FTT') AND coalesce(source, 'education') = 'education'
