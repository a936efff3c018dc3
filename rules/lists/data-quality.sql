/*
title = "Data quality"
policy = "Interrogation routines of the education database, so that no child falls through gaps due to data quality"
says = "One row per finding: rows that could not be used at all first, then what the checks found, then values that could not be read. File and row say where to look; of a record of social care or youth justice nothing else does."
use = [
    "Filter 'Finding' to work one kind at a time. The longest is likely q25, children of the register without a CME involvement: recording them is one piece of work.",
    "Correct the record in the system it came from; the finding goes with the next extract.",
    "A quarantined row is not used: where an earlier file had it readable, that row stands in its place.",
]
reads = ["finding", "reading_finding", "person"]
left = "Put right, or found no longer."
columns = ["finding", "what", "case", "source", "table", "file", "sheet", "row", "record"]
fed_by = []

[[example]]
name = "quarantined rows first, then checks, then values"
given.finding = '''
code                  | child_id | record                | file                                | row_number | row_id | what
q08_left_before_entry | c1       | education/students:17 | education/enrolments_2026-10-31.csv | 9          | 70     | Left before entry
'''
given.reading_finding = '''
source     | table_name   | file    | row_number | row_id | record                    | column_name   | reason         | is_quarantined
admissions | applications | a_1.csv | 5          | 50     | admissions/applications:7 | upn           | is not a UPN   | false
admissions | applications | a_1.csv | 6          | 60     |                           | date_of_birth | is not a date  | true
'''
given.person = '''
record                    | child_id
admissions/applications:7 | c2
'''
expect = '''
finding                 | case | source     | table        | row | record                    | row_key
Row that cannot be used |      | admissions | applications | 6   |                           | finding admissions applications date_of_birth row 60
q08 left before entry   | c1   | education  | enrolments   | 9   | education/students:17     | finding q08_left_before_entry education/students:17 row 70
Value: upn              | c2   | admissions | applications | 5   | admissions/applications:7 | finding admissions applications upn row 50
'''

[[example]]
name = "who is known to social care or youth justice is not told here"
given.finding = '''
code     | child_id | record                   | file                               | row_number | row_id | what
q13_date | c1       | social_care/children:P1  | social_care/children_2026-10-31.csv | 9         |        | A default date
'''
given.reading_finding = '''
source        | table_name | file    | row_number | row_id | record                    | column_name | reason            | is_quarantined
youth_justice | children   | y_1.csv | 5          | 50     | youth_justice/children:Y7 | postcode    | is not a postcode | false
'''
given.person = '''
record                    | child_id | row_id
social_care/children:P1   | c1       | 40
youth_justice/children:Y7 | c2       | 50
'''
expect = '''
finding         | case | source        | row | record | row_key
q13 date        |      | social_care   | 9   |        | finding q13_date social_care/children row 40
Value: postcode |      | youth_justice | 5   |        | finding youth_justice children postcode row 50
'''
*/
WITH every AS (
    SELECT
        2 AS rank,
        replace(code, '_', ' ') AS finding,
        what,
        child_id,
        split_part(coalesce(file, record), '/', 1) AS source,
        coalesce(
            regexp_extract(file, '/(.+?)_[0-9]{4}-[0-9]{2}-[0-9]{2}', 1),
            split_part(split_part(record, '/', 2), ':', 1)
        ) AS table_name,
        file,
        sheet,
        row_number,
        record,
        -- Not even a number made from the record of a service's child, which whoever has the record could make too.
        code
        || CASE
            WHEN record LIKE 'social_care/%' OR record LIKE 'youth_justice/%'
                THEN ' ' || split_part(record, ':', 1) || coalesce(' row ' || coalesce(row_id, record_row_id), '')
            ELSE ' ' || coalesce(record, what) || coalesce(' row ' || row_id, '')
        END AS row_key
    FROM (
        SELECT finding.*, person.row_id AS record_row_id
        FROM finding
        LEFT JOIN person ON person.record = finding.record
    )
    UNION ALL
    SELECT
        CASE WHEN reading.is_quarantined THEN 1 ELSE 3 END AS rank,
        CASE
            WHEN reading.is_quarantined THEN 'Row that cannot be used'
            ELSE 'Value: ' || reading.column_name
        END AS finding,
        reading.reason AS what,
        person.child_id,
        reading.source,
        reading.table_name,
        reading.file,
        reading.sheet,
        reading.row_number,
        reading.record,
        concat_ws(' ', reading.source, reading.table_name, reading.column_name, 'row', reading.row_id) AS row_key
    FROM reading_finding AS reading
    LEFT JOIN person ON person.record = reading.record
)

SELECT
    finding,
    what,
    CASE WHEN source NOT IN ('social_care', 'youth_justice') THEN child_id END AS "case",
    source,
    table_name AS "table",
    file,
    sheet,
    row_number AS "row",
    CASE WHEN source NOT IN ('social_care', 'youth_justice') THEN record END AS record,
    'finding ' || row_key AS row_key
FROM every
ORDER BY rank, finding, source, table_name, file, sheet NULLS FIRST, row_number, record, row_key
