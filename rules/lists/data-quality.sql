/*
title = "Data quality"
policy = "Interrogation routines of the education database, so that no child falls through gaps due to data quality"
says = "One row per finding: rows that could not be used at all first, then what the checks found, then values that could not be read. File and row say where to look."
use = [
    "Correct the record in the system it came from; the finding goes with the next extract.",
    "A quarantined row is not used: where an earlier file had it readable, that row stands in its place.",
]
reads = ["finding", "reading_finding", "person"]
columns = ["finding", "what", "case", "source", "table", "file", "sheet", "row", "record"]
fed_by = []

[[example]]
name = "quarantined rows first, then checks, then values"
given.finding = '''
code                  | child_id | record                | file    | row_number | what
q02_not_among_students | c1       | education/students:17 | e_1.csv | 9          | No status
'''
given.reading_finding = '''
source     | table_name   | file    | row_number | record                    | column_name   | reason         | is_quarantined
admissions | applications | a_1.csv | 5          | admissions/applications:7 | upn           | is not a UPN   | false
admissions | applications | a_1.csv | 6          |                           | date_of_birth | is not a date  | true
'''
given.person = '''
record                    | child_id
admissions/applications:7 | c2
'''
expect = '''
finding                 | case | source     | table        | file    | row | record
Row that cannot be used |      | admissions | applications | a_1.csv | 6   |
q02 not among students | c1   | education  | students     | e_1.csv | 9   | education/students:17
Value not usable: upn   | c2   | admissions | applications | a_1.csv | 5   | admissions/applications:7
'''
*/
WITH every AS (
    SELECT
        2 AS rank,
        replace(code, '_', ' ') AS finding,
        what,
        child_id,
        split_part(record, '/', 1) AS source,
        split_part(split_part(record, '/', 2), ':', 1) AS table_name,
        file,
        sheet,
        row_number,
        record,
        code || ' ' || coalesce(record, file || ' ' || row_number, what) AS row_key
    FROM finding
    UNION ALL
    SELECT
        CASE WHEN reading.is_quarantined THEN 1 ELSE 3 END AS rank,
        CASE
            WHEN reading.is_quarantined THEN 'Row that cannot be used'
            ELSE 'Value not usable: ' || reading.column_name
        END AS finding,
        reading.reason AS what,
        person.child_id,
        reading.source,
        reading.table_name,
        reading.file,
        reading.sheet,
        reading.row_number,
        reading.record,
        coalesce(reading.column_name, 'row') || ' '
        || coalesce(reading.record, reading.file || ' ' || coalesce(reading.sheet, '') || ' ' || reading.row_number)
            AS row_key
    FROM reading_finding AS reading
    LEFT JOIN person ON person.record = reading.record
)

SELECT
    finding,
    what,
    child_id AS "case",
    source,
    table_name AS "table",
    file,
    sheet,
    row_number AS "row",
    record,
    'finding ' || row_key AS row_key
FROM every
ORDER BY rank, finding, source, table_name, file, sheet NULLS FIRST, row_number, record, row_key
