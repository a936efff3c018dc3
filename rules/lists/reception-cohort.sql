/*
title = "Reception cohort"
policy = "Starting education: building the Reception cohort; on-time applications before 15 January"
says = "Every child of ours, from whatever source, whose Reception year begins next September, an agreed delayed entry counted: who has no application that stands, and who has one. The deceased are left out; whom only social care or youth justice know is on mash-reconciliation instead."
use = [
    "Not applied: the setting, the school of a brother or sister, or the worker named by 'Vulnerable' can reach the parents; vulnerable children first, then those who withdrew, then by setting.",
    "A child without a student number is not on the education database: add the child, so that the child is tracked.",
    "Applied: 'late' is an application received after the closing date.",
]
left = "No longer of that cohort, or not of ours."
reads = ["reception_group", "child", "listed_child", "september_application", "person", "sighting", "current_roll"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "school_age_on", "september", "received_on", "on_time", "offered_school", "setting", "setting_until", "seen_in", "family_school", "where_now", "flags", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "source_records"]
sheets = ["Not applied", "Applied"]
fed_by = ["education/students", "admissions/applications", "early_years/headcount", "benefits/children", "independent/returns", "cross_border/rolls", "social_care/children", "youth_justice/children", "health/children"]

[[example]]
name = "applied or not; on the closing day an application is on time"
params = { current_year = 2026 }
given.child = '''
child_id
none
withdrew
on time
late
'''
given.listed_child = '''
child_id
none
withdrew
on time
late
'''
given.reception_group = '''
child_id | has_applied
none     | false
withdrew | false
on time  | true
late     | true
'''
given.september_application = '''
child_id | application_type | received_on | is_standing | said
withdrew | RECEPTION        | 2026-11-01  | false       | application withdrawn
on time  | RECEPTION        | 2027-01-15  | true        | no outcome yet
late     | RECEPTION        | 2027-01-16  | true        | offered
'''
expect = '''
case     | sheet       | september             | on_time | row_key
none     | Not applied | no application        |         | none
withdrew | Not applied | application withdrawn |         | withdrew
on time  | Applied     | no outcome yet        | on time | on time
late     | Applied     | offered               | late    | late
'''

[[example]]
name = "where the child was seen, the newest setting; a brother's school, but nothing by a withheld address"
params = { current_year = 2026 }
given.child = '''
child_id
young
hidden
'''
given.listed_child = '''
child_id | surname | address_line_1 | postcode
young    | Ash     | 1 High Street  | SO14 0AA
brother  | ASH     | 1 high street  | SO14 0AA
lodger   | Beech   | 1 High Street  | SO14 0AA
hidden   | Cedar   | withheld       | withheld
other    | Cedar   | withheld       | withheld
'''
given.reception_group = '''
child_id | has_applied
young    | false
hidden   | false
'''
given.person = '''
child_id | source
young    | benefits
young    | early_years
'''
given.sighting = '''
child_id | source      | began_on   | ended_on   | extract_date | place
young    | early_years | 2025-09-01 | 2026-07-20 | 2026-05-20   | Old Setting
young    | early_years | 2026-09-01 |            | 2026-10-02   | Little Gulls
young    | benefits    | 2026-09-01 |            | 2026-10-15   |
'''
given.current_roll = '''
child_id | establishment_name
brother  | Harbour Primary
lodger   | Oak House
other    | Elm House
'''
expect = '''
case   | setting      | setting_until | seen_in               | family_school
young  | Little Gulls | 2026-10-02    | benefits, early_years | Harbour Primary
hidden |              |               |                       |
'''
*/
WITH seen AS (
    SELECT child_id, string_agg(DISTINCT source, ', ' ORDER BY source) AS seen_in
    FROM person
    WHERE child_id IN (SELECT child_id FROM reception_group)
    GROUP BY child_id
),

setting AS (
    SELECT child_id, place, coalesce(ended_on, extract_date) AS setting_until
    FROM sighting
    WHERE source = 'early_years'
    QUALIFY row_number() OVER (
        PARTITION BY child_id ORDER BY coalesce(ended_on, extract_date) DESC, began_on DESC, place
    ) = 1
),

family AS (
    SELECT
        me.child_id,
        string_agg(DISTINCT coalesce(roll.establishment_name, roll.laestab), ', ' ORDER BY coalesce(roll.establishment_name, roll.laestab))
            AS schools
    FROM reception_group AS cohort
    INNER JOIN listed_child AS me ON me.child_id = cohort.child_id
    INNER JOIN listed_child AS other
        ON
            upper(other.surname) = upper(me.surname)
            AND other.postcode = me.postcode
            AND upper(other.address_line_1) = upper(me.address_line_1)
            AND other.child_id <> me.child_id
    INNER JOIN current_roll AS roll ON roll.child_id = other.child_id
    WHERE me.address_line_1 <> 'withheld'
    GROUP BY me.child_id
)

SELECT
    cohort.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    child.csa_starts_on AS school_age_on,
    coalesce(applied.said, 'no application') AS september,
    applied.received_on,
    CASE
        WHEN NOT cohort.has_applied THEN NULL
        WHEN
            applied.received_on
            <= make_date($current_year + 1, $reception_closing_month, $reception_closing_day)
            THEN 'on time'
        ELSE 'late'
    END AS on_time,
    applied.offered_school,
    setting.place AS setting,
    setting.setting_until,
    seen.seen_in,
    family.schools AS family_school,
    listed_child.where_now,
    listed_child.flags,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    CASE WHEN cohort.has_applied THEN 'Applied' ELSE 'Not applied' END AS sheet,
    cohort.child_id AS row_key
FROM reception_group AS cohort
INNER JOIN child ON child.child_id = cohort.child_id
INNER JOIN listed_child ON listed_child.child_id = cohort.child_id
LEFT JOIN september_application AS applied
    ON applied.child_id = cohort.child_id AND applied.application_type = 'RECEPTION'
LEFT JOIN seen ON seen.child_id = cohort.child_id
LEFT JOIN setting ON setting.child_id = cohort.child_id
LEFT JOIN family ON family.child_id = cohort.child_id
ORDER BY
    listed_child.flags IS NULL, applied.said IS NULL, setting.place NULLS LAST, listed_child.surname, cohort.child_id
