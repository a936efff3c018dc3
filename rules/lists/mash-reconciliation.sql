/*
title = "MASH reconciliation"
policy = "Social care professionals: MASH alerts the CME Officer to a child without a record on the education database, or with one and no education provision; reference 34"
says = "Children of compulsory school age, alive, who are open to social care by its own extract (looked after, on a protection plan, in need or open otherwise) and have no education record, or neither a roll nor home education nor provision by the authority; and those whom only social care or youth justice know and who would stand on another list for it. The failed to track, the tracked and other authorities' children count as without provision here: social care knows them."
use = [
    "First those without record and provision, then those without provision: open a case where there is none, and tell the service under 'Open to'.",
    "'social care': the social worker. 'youth justice' alone: the youth offending service's worker, for no social worker knows the child. Both: each. Empty: the involvement has ended; ask the service that 'Source records' names.",
    "'No education record': add the child to the education database, or find the record there and say Same on 'match-review'.",
    "'May be the same as': where it is so, have social care take down the child's UPN, and the two become one; youth justice, which sends no UPN, the name, date of birth and postcode as they are elsewhere.",
    "A child who is failed to track or tracked and open to social care is here: the case has to be looked at again.",
    "Of another authority: tell the one in 'Home authority'. It looks after the child or the child lives there; 'by the postcode': nothing tells whose the postcode is.",
]
reads = ["child", "deceased", "expected_year", "status", "listed_child", "open_involvement", "counted", "missing_since", "whose_child", "services_only", "held_back", "likely_pair", "pupil_elsewhere", "neighbours_pupil", "authority"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "mash_lacks", "open_to", "open_since", "responsible_la", "home_la", "where_now", "may_be", "line", "line_year", "days_missing", "flags", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "source_records"]
needs = ["social_care/children", "youth_justice/children"]
names_whom_only_services_know = true
fed_by = ["social_care/children", "education/students", "education/enrolments", "independent/returns", "cross_border/rolls", "youth_justice/children"]

[[example]]
name = "open to social care by its own extract, and what the child lacks; on a roll with an education record nothing"
given.child = '''
child_id  | has_education_record
neither   | false
no place  | true
no record | false
placed    | true
on a list | true
closed    | false
young     | false
dead      | false
'''
given.deceased = '''
child_id
dead
'''
given.expected_year = '''
child_id  | is_csa
neither   | true
no place  | true
no record | true
placed    | true
on a list | true
closed    | true
young     | false
dead      | true
'''
given.status = '''
child_id  | status
neither   | 9
no place  | 9
no record | 3
placed    | 3
on a list | 9
closed    | 9
young     | 2
dead      | 1
'''
given.listed_child = '''
child_id
neither
no place
no record
placed
on a list
closed
young
dead
'''
given.open_involvement = '''
child_id  | source      | involvement | start_date | responsible_la
neither   | social_care | OPEN        | 2026-09-01 |
no place  | social_care | CLA         | 2026-05-01 | 850
no place  | social_care | CP          | 2026-03-01 |
no record | social_care | CIN         | 2026-01-01 |
no record | social_care | CLA         | 2026-02-01 | 938
placed    | social_care | CP          | 2026-01-01 |
on a list | education   | CIN         | 2026-01-01 |
young     | social_care | CP          | 2026-01-01 |
dead      | social_care | CP          | 2026-01-01 |
'''
given.authority = '''
la_code | name
850     | Hampshire
'''
given.counted = '''
child_id | measure | year
neither  | leavers | 2026
'''
expect = '''
case      | mash_lacks                        | open_to               | open_since | responsible_la  | line    | row_key
neither   | no education record, no provision | social care: OPEN     | 2026-09-01 |                 | leavers | neither
no place  | no provision                      | social care: CLA, CP  | 2026-03-01 | Hampshire (850) |         | no place
no record | no education record               | social care: CIN, CLA | 2026-01-01 | 938             |         | no record
'''

[[example]]
name = "provision is a roll, home education and provision by the authority; failed to track, tracked and another authority's are without"
given.child = '''
child_id | has_education_record
s3       | true
s4       | true
s5       | true
s6       | true
s7       | true
s8       | true
'''
given.expected_year = '''
child_id | is_csa
s3       | true
s4       | true
s5       | true
s6       | true
s7       | true
s8       | true
'''
given.status = '''
child_id | status
s3       | 3
s4       | 4
s5       | 5
s6       | 6
s7       | 7
s8       | 8
'''
given.listed_child = '''
child_id
s3
s4
s5
s6
s7
s8
'''
given.open_involvement = '''
child_id | source      | involvement | start_date
s3       | social_care | CIN         | 2026-01-01
s4       | social_care | CIN         | 2026-01-01
s5       | social_care | CIN         | 2026-01-01
s6       | social_care | CIN         | 2026-01-01
s7       | social_care | CIN         | 2026-01-01
s8       | social_care | CIN         | 2026-01-01
'''
given.whose_child = '''
child_id | words
s8       | another authority, by the postcode
'''
expect = '''
case | mash_lacks   | home_la
s6   | no provision |
s7   | no provision |
s8   | no provision | another authority, by the postcode
'''

[[example]]
name = "whom only the services know and who would stand on another list for it, whatever the age, and who they may be"
given.child = '''
child_id  | has_education_record
small     | false
youth     | false
placed    | true
'''
given.expected_year = '''
child_id  | is_csa
small     | false
youth     | true
placed    | true
'''
given.status = '''
child_id  | status
small     | 2
youth     | 7
placed    | 3
'''
given.listed_child = '''
child_id  | forename | surname | where_now
small     | Ann      | Ash     | not of compulsory school age
youth     | Bo       | Elm     | tracked to a destination
placed    | Anna     | Ash     | on roll: Oak House
'''
given.services_only = '''
child_id
small
youth
'''
given.held_back = '''
list              | child_id
lists of children | small
match-review      | small
lists of children | youth
'''
given.open_involvement = '''
child_id | source        | involvement | start_date
small    | social_care   | CP          | 2026-01-01
small    | youth_justice | YOS         | 2026-03-01
youth    | youth_justice | YOS         | 2026-02-01
placed   | youth_justice | YOS         | 2026-02-01
'''
given.likely_pair = '''
child_id | other_child_id | score
small    | placed         | 0.8
'''
expect = '''
case  | mash_lacks                                 | open_to                        | may_be
small | no education record, not yet of school age | social care: CP; youth justice | Anna Ash (placed): on roll: Oak House
youth | no education record, no provision          | youth justice                  |
'''
*/
WITH social_care AS (
    SELECT
        child_id,
        concat_ws(
            '; ',
            'social care: '
            || string_agg(DISTINCT involvement, ', ' ORDER BY involvement) FILTER (WHERE source = 'social_care'),
            CASE WHEN bool_or(source = 'youth_justice') THEN 'youth justice' END
        ) AS open_to,
        min(start_date) AS open_since,
        bool_or(source = 'social_care') AS is_open,
        max(CASE WHEN involvement = 'CLA' THEN responsible_la END) AS responsible_la,
        min(CASE involvement WHEN 'CP' THEN 1 WHEN 'CLA' THEN 2 WHEN 'CIN' THEN 3 ELSE 4 END) AS concern
    FROM open_involvement
    WHERE
        (source = 'social_care' AND involvement IN ('CLA', 'CP', 'CIN', 'OPEN'))
        OR (source = 'youth_justice' AND child_id IN (SELECT child_id FROM services_only))
    GROUP BY child_id
),

lacking AS (
    SELECT
        child.child_id,
        NOT child.has_education_record AS lacks_record,
        status.status NOT IN (2, 3, 4, 5) AS lacks_provision,
        NOT expected_year.is_csa AS is_too_young,
        status.status
    FROM child
    INNER JOIN expected_year ON expected_year.child_id = child.child_id
    INNER JOIN status ON status.child_id = child.child_id
    WHERE
        (expected_year.is_csa OR child.child_id IN (SELECT child_id FROM held_back))
        AND child.child_id NOT IN (SELECT child_id FROM deceased)
),

told AS (
    SELECT child_id, concat_ws(' ', forename, surname) AS name, where_now
    FROM listed_child
    UNION ALL
    SELECT DISTINCT
        pupil_elsewhere.child_id,
        concat_ws(' ', pupil_elsewhere.forename, pupil_elsewhere.surname) AS name,
        neighbours_pupil.words AS where_now
    FROM neighbours_pupil
    INNER JOIN pupil_elsewhere ON pupil_elsewhere.child_id = neighbours_pupil.child_id
),

sided AS (
    SELECT child_id, other_child_id, score FROM likely_pair
    UNION ALL
    SELECT other_child_id AS child_id, child_id AS other_child_id, score FROM likely_pair
),

maybe AS (
    SELECT
        sided.child_id,
        string_agg(
            told.name || ' (' || told.child_id || '): ' || told.where_now, '; ' ORDER BY sided.score DESC, told.child_id
        ) AS children
    FROM sided
    INNER JOIN services_only ON services_only.child_id = sided.child_id
    INNER JOIN told ON told.child_id = sided.other_child_id
    GROUP BY sided.child_id
)

SELECT
    lacking.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    concat_ws(
        ', ',
        CASE WHEN lacking.lacks_record THEN 'no education record' END,
        CASE WHEN lacking.lacks_provision THEN 'no provision' END,
        CASE WHEN lacking.is_too_young THEN 'not yet of school age' END
    ) AS mash_lacks,
    social_care.open_to,
    social_care.open_since,
    coalesce(authority.name || ' (' || authority.la_code || ')', social_care.responsible_la) AS responsible_la,
    whose_child.words AS home_la,
    listed_child.where_now,
    maybe.children AS may_be,
    counted.measure AS line,
    counted.year AS line_year,
    missing_since.days_missing,
    listed_child.flags,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    lacking.child_id AS row_key
FROM lacking
LEFT JOIN social_care ON social_care.child_id = lacking.child_id
LEFT JOIN authority ON authority.la_code = social_care.responsible_la
LEFT JOIN maybe ON maybe.child_id = lacking.child_id
INNER JOIN listed_child ON listed_child.child_id = lacking.child_id
LEFT JOIN whose_child ON whose_child.child_id = lacking.child_id
LEFT JOIN counted ON counted.child_id = lacking.child_id
LEFT JOIN missing_since ON missing_since.child_id = lacking.child_id
WHERE
    lacking.child_id IN (SELECT child_id FROM held_back)
    OR (social_care.is_open AND (lacking.lacks_record OR lacking.lacks_provision))
ORDER BY
    coalesce(listed_child.is_back, false) DESC, lacking.lacks_provision DESC, lacking.status = 8,
    lacking.lacks_record DESC, social_care.concern, missing_since.days_missing DESC NULLS LAST,
    listed_child.surname, lacking.child_id
