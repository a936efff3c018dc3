/*
title = "What every list says of a child"
policy = "Officers' lists; restricted addresses"
says = "Name, expected year group, newest address (withheld where it is restricted), where the child is, and the involvements that make a child vulnerable."
reads = ["child", "person", "expected_year", "whereabouts", "open_involvement", "lapsed_decision"]

[columns]
child_id = "VARCHAR"
student_id = "VARCHAR"
upn = "VARCHAR"
surname = "VARCHAR"
forename = "VARCHAR"
date_of_birth = "DATE"
year_group = "VARCHAR"
address_line_1 = "VARCHAR"
postcode = "VARCHAR"
address_on = "DATE"
where_now = "VARCHAR"
flags = "VARCHAR"
note = "VARCHAR"
is_back = "BOOLEAN"
source_records = "VARCHAR"

[[example]]
name = "a case whose decision no longer stands is marked"
given.child = '''
child_id | has_unreadable_record
a        | true
'''
given.expected_year = '''
child_id | expected_year
a        | 3
'''
given.whereabouts = '''
child_id | words
a        | without provision
'''
given.lapsed_decision = '''
child_id | what
a        | It no longer stands
'''
expect = '''
child_id | note                                                         | is_back
a        | A record of this child could not be read; It no longer stands | true
'''

[[example]]
name = "a restricted address is shown nowhere, whichever record it stands on"
given.child = '''
child_id | is_restricted | has_unreadable_record
open     | false         | false
hidden   | true          | true
'''
given.expected_year = '''
child_id | expected_year
open     | 0
hidden   | 3
'''
given.whereabouts = '''
child_id | words
open     | on roll: Harbour Primary
hidden   | without provision
'''
given.open_involvement = '''
child_id | involvement
hidden   | CP
hidden   | EHE
'''
given.person = '''
child_id | record | source   | source_rank | address_line_1 | postcode | extract_date
open     | b1     | benefits | 5           | 1 High Street  | SO14 0AA | 2026-10-15
open     | a1     | admissions | 2         | 2 Low Street   | SO14 0AB | 2026-10-14
hidden   | b2     | benefits | 5           | 3 Safe Street  | SO14 0AC | 2026-10-15
'''
expect = '''
child_id | year_group | address_line_1 | postcode | address_on | where_now                | flags | note
open     | Reception  | 1 High Street  | SO14 0AA | 2026-10-15 | on roll: Harbour Primary |       |
hidden   | Year 3     | withheld       | withheld |            | without provision        | CP    | A record of this child could not be read
'''
*/
WITH address AS (
    SELECT child_id, address_line_1, postcode, extract_date
    FROM person
    WHERE postcode IS NOT NULL OR address_line_1 IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY child_id
        ORDER BY postcode IS NULL, extract_date DESC, source_rank, recorded_on DESC NULLS LAST, record
    ) = 1
),

flag AS (
    SELECT child_id, string_agg(DISTINCT involvement, ', ' ORDER BY involvement) AS flags
    FROM open_involvement
    WHERE involvement IN ('PEX', 'CLA', 'EHCP', 'EHCNA', 'CP', 'CIN', 'YOS')
    GROUP BY child_id
)

SELECT
    child.child_id,
    child.student_id,
    child.upn,
    child.surname,
    child.forename,
    child.date_of_birth,
    CASE
        WHEN expected_year.expected_year < 0 THEN 'before Reception'
        WHEN expected_year.expected_year = 0 THEN 'Reception'
        WHEN expected_year.expected_year > 11 THEN 'after Year 11'
        ELSE 'Year ' || expected_year.expected_year
    END AS year_group,
    CASE WHEN child.is_restricted THEN 'withheld' ELSE address.address_line_1 END AS address_line_1,
    CASE WHEN child.is_restricted THEN 'withheld' ELSE address.postcode END AS postcode,
    CASE WHEN NOT child.is_restricted THEN address.extract_date END AS address_on,
    whereabouts.words AS where_now,
    flag.flags,
    nullif(
        concat_ws(
            '; ',
            CASE WHEN child.has_unreadable_record THEN 'A record of this child could not be read' END,
            lapsed_decision.what
        ),
        ''
    ) AS note,
    lapsed_decision.child_id IS NOT NULL AS is_back,
    child.source_records
FROM child
INNER JOIN expected_year ON expected_year.child_id = child.child_id
INNER JOIN whereabouts ON whereabouts.child_id = child.child_id
LEFT JOIN address ON address.child_id = child.child_id
LEFT JOIN flag ON flag.child_id = child.child_id
LEFT JOIN lapsed_decision ON lapsed_decision.child_id = child.child_id
