/*
title = "No place for September"
policy = "Phase transfer: children who have no junior or secondary school place for the following September"
says = "March to August: children of ours of Year 2 who are on the roll of an infant school, and of Year 6 who are on the roll of a school that ends with Year 6 or are without provision, without an offer of a junior or secondary place for next September. Who is also on the roll of a school that teaches the next year, or whose ages are not known, is left out."
use = [
    "No application, and nothing known of why: Admissions allocate a place at the closest school that has one.",
    "Offer declined: ask the parents what the provision will be; without an answer Admissions allocate a place.",
    "None of them is missing education yet: Year 6 without provision stands on the register as well.",
]
reads = ["expected_year", "home_authority", "deceased", "without_provision", "current_roll", "listed_child", "september_application"]
left = "Offered a place, or on another roll."
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "school", "september", "received_on", "asked", "where_now", "flags", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "source_records"]
sheets = ["Junior", "Secondary"]
months = [3, 4, 5, 6, 7, 8]
fed_by = ["education/enrolments", "education/establishments", "admissions/applications", "independent/returns", "cross_border/rolls"]

[[example]]
name = "Year 2 at an infant school, Year 6 at a school that ends with it or nowhere; not at a school that goes on"
params = { as_at = 2027-03-31, current_year = 2026 }
given.expected_year = '''
child_id   | expected_year
infant     | 2
primary 2  | 2
year 1     | 1
junior     | 6
through    | 6
range      | 6
nowhere    | 6
home       | 6
theirs     | 6
dead       | 6
'''
given.home_authority = '''
child_id   | is_ours
infant     | true
primary 2  | true
year 1     | true
junior     | true
through    | true
range      | true
nowhere    | true
home       | true
theirs     | false
dead       | true
'''
given.deceased = '''
child_id
dead
'''
given.without_provision = '''
child_id
nowhere
'''
given.current_roll = '''
child_id   | establishment_name | high_age | entry_date
infant     | Little Infants     | 7        | 2024-09-02
primary 2  | Harbour Primary    | 11       | 2024-09-02
year 1     | Little Infants     | 7        | 2025-09-02
junior     | Big Juniors        | 11       | 2023-09-02
through    | Big Juniors        | 11       | 2023-09-02
through    | Harbour All-through| 16       | 2026-09-02
range      | Canute Centre      |          | 2023-09-02
theirs     | Big Juniors        | 11       | 2023-09-02
dead       | Big Juniors        | 11       | 2023-09-02
'''
given.listed_child = '''
child_id
infant
primary 2
year 1
junior
through
range
nowhere
home
theirs
dead
'''
expect = '''
case    | sheet     | school         | september      | asked
infant  | Junior    | Little Infants | no application | Admissions: allocate the closest place, or find out why not
junior  | Secondary | Big Juniors    | no application | Admissions: allocate the closest place, or find out why not
nowhere | Secondary |                | no application | Admissions: allocate the closest place, or find out why not
'''

[[example]]
name = "an offer takes a child off; declined, refused or waiting does not, nor does an offer of another phase"
params = { as_at = 2027-03-31, current_year = 2026 }
given.expected_year = '''
child_id | expected_year
offered  | 6
declined | 6
refused  | 6
waiting  | 6
wrong    | 6
'''
given.home_authority = '''
child_id | is_ours
offered  | true
declined | true
refused  | true
waiting  | true
wrong    | true
'''
given.current_roll = '''
child_id | establishment_name | high_age
offered  | Big Juniors        | 11
declined | Big Juniors        | 11
refused  | Big Juniors        | 11
waiting  | Big Juniors        | 11
wrong    | Big Juniors        | 11
'''
given.listed_child = '''
child_id
offered
declined
refused
waiting
wrong
'''
given.september_application = '''
child_id | application_type | is_offered | is_standing | said
offered  | SECONDARY        | true       | true        | offered
declined | SECONDARY        | false      | true        | offer declined
refused  | SECONDARY        | false      | true        | refused
waiting  | SECONDARY        | false      | true        | no outcome yet
wrong    | JUNIOR           | true       | true        | offered
'''
expect = '''
case     | september      | asked
declined | offer declined | Ask the parents what the provision will be; else Admissions allocate
refused  | refused        | Admissions: offer another place
waiting  | no outcome yet | Admissions: decide the application
wrong    | no application | Admissions: allocate the closest place, or find out why not
'''
*/
WITH phase AS (
    SELECT
        'Junior' AS sheet,
        'JUNIOR' AS application_type,
        $junior_year_group - 1 AS year_group,
        $infant_high_age AS feeder_high_age
    UNION ALL
    SELECT
        'Secondary' AS sheet,
        'SECONDARY' AS application_type,
        $secondary_year_group - 1 AS year_group,
        $primary_high_age AS feeder_high_age
),

roll AS (
    SELECT
        child_id,
        string_agg(coalesce(establishment_name, laestab), ', ' ORDER BY entry_date, laestab) AS school,
        max(coalesce(high_age, 99)) AS high_age
    FROM current_roll
    GROUP BY child_id
),

moving AS (
    SELECT expected_year.child_id, phase.sheet, phase.application_type, roll.school
    FROM expected_year
    INNER JOIN phase ON phase.year_group = expected_year.expected_year
    INNER JOIN home_authority ON home_authority.child_id = expected_year.child_id
    LEFT JOIN roll ON roll.child_id = expected_year.child_id
    WHERE
        home_authority.is_ours
        AND expected_year.child_id NOT IN (SELECT child_id FROM deceased)
        AND (roll.high_age = phase.feeder_high_age OR (
                phase.sheet = 'Secondary'
                AND expected_year.child_id IN (SELECT child_id FROM without_provision)
            ))
)

SELECT
    moving.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    moving.school,
    coalesce(applied.said, 'no application') AS september,
    applied.received_on,
    CASE
        WHEN applied.said = 'offer declined' THEN 'Ask the parents what the provision will be; else Admissions allocate'
        WHEN applied.said = 'refused' THEN 'Admissions: offer another place'
        WHEN applied.said = 'no outcome yet' THEN 'Admissions: decide the application'
        ELSE 'Admissions: allocate the closest place, or find out why not'
    END AS asked,
    listed_child.where_now,
    listed_child.flags,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    moving.sheet,
    moving.child_id AS row_key
FROM moving
INNER JOIN listed_child ON listed_child.child_id = moving.child_id
LEFT JOIN september_application AS applied
    ON applied.child_id = moving.child_id AND applied.application_type = moving.application_type
WHERE NOT coalesce(applied.is_offered, false)
ORDER BY
    listed_child.flags IS NULL, coalesce(applied.is_standing, false), applied.said, moving.school,
    listed_child.surname, moving.child_id
