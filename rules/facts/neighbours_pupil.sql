/*
title = "Pupils of neighbouring authorities who may be a child of ours"
policy = "Matching: possible links wait on match-review; sharing agreement with the neighbouring authorities"
says = "Where a pupil on a neighbour's roll is, who resembles a child of ours and is none until an officer says so: on roll there, not of compulsory school age, or gone from there, which leaves the pupil another authority's. The pupil is on match-review alone, beside a child without a current roll."
reads = ["pupil_elsewhere"]

[columns]
child_id = "VARCHAR"
status = "INTEGER"
words = "VARCHAR"
source_records = "VARCHAR"

[[example]]
name = "the last day on roll is a day on roll; the day after the pupil has left; two schools of one pupil"
given.pupil_elsewhere = '''
child_id | record | establishment_name | laestab | leaving_date | csa_starts_on | csa_ends_on
last day | r1     | Oak House          | 8504001 | 2026-10-31   | 2020-08-31    | 2031-06-27
left     | r2     |                    | 8504001 | 2026-10-30   | 2020-08-31    | 2031-06-27
moved    | r3     | Elm House          | 8504002 |              | 2020-08-31    | 2031-06-27
moved    | r4     | Oak House          | 8504001 | 2026-07-21   | 2020-08-31    | 2031-06-27
'''
expect = '''
child_id | status | words                         | source_records
last day | 3      | on roll: Oak House            | r1
left     | 8      | left 8504001 on 30/10/2026    | r2
moved    | 3      | on roll: Elm House            | r3; r4
'''

[[example]]
name = "of compulsory school age from its first day"
given.pupil_elsewhere = '''
child_id | record | establishment_name | csa_starts_on | csa_ends_on
today    | r1     | Oak House          | 2026-10-31    | 2038-06-25
tomorrow | r2     | Oak House          | 2026-11-01    | 2038-06-25
'''
expect = '''
child_id | status | words
today    | 3      | on roll: Oak House
tomorrow | 2      | on roll: Oak House
'''
*/
WITH place AS (
    SELECT
        child_id,
        record,
        coalesce(establishment_name, laestab) AS school,
        leaving_date,
        leaving_date IS NULL OR leaving_date >= $as_at AS is_open,
        csa_starts_on <= $as_at AND csa_ends_on >= $as_at AS is_csa
    FROM pupil_elsewhere
)

SELECT
    child_id,
    CASE WHEN NOT bool_or(is_csa) THEN 2 WHEN bool_or(is_open) THEN 3 ELSE 8 END AS status,
    coalesce(
        'on roll: ' || string_agg(DISTINCT school, ', ' ORDER BY school) FILTER (WHERE is_open),
        'left ' || max_by(school, leaving_date) || ' on ' || strftime(max(leaving_date), '%d/%m/%Y')
    ) AS words,
    string_agg(record, '; ' ORDER BY record) AS source_records
FROM place
GROUP BY child_id
