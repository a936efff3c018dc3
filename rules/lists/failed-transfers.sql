/*
title = "Failed transfers"
policy = "Starting education; Phase transfer; Appendix 3, TRANSITION"
says = "Every child who fits one of the transition lines, whichever line counts the child; and, on the last sheet, Reception children of ours who are not yet of compulsory school age and have no place that we know of."
use = [
    "One sheet each for Reception, junior and secondary; 'Line' says where Appendix 3 counts the child.",
    "The children of the last sheet are in no number yet: they will be once they reach compulsory school age.",
    "A child may be at a school whose return is outstanding: see Coverage in the month's workbook.",
]
reads = ["fit", "counted", "child", "deceased", "listed_child", "expected_year", "home_authority", "roll_episode", "open_involvement", "application", "establishment", "leaver", "missing_since"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "fits", "line", "line_year", "days_missing", "flags", "last_school", "left_on", "application", "offered_school", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "source_records"]
sheets = ["Reception", "Junior", "Secondary", "Not yet of age"]
fed_by = ["education/enrolments", "independent/returns", "cross_border/rolls", "admissions/applications", "early_years/headcount"]

[[example]]
name = "a child on each sheet; one who is on a roll or of another authority is not on the last"
params = { current_year = 2026 }
given.fit = '''
child_id  | measure                      | year
reception | failed_to_start_reception    | 2025
junior    | failed_to_transfer_junior    | 2026
secondary | failed_to_transfer_secondary | 2026
'''
given.counted = '''
child_id  | measure                      | year
reception | failed_to_start_reception    | 2025
junior    | failed_to_transfer_junior    | 2026
secondary | cla                          |
'''
given.child = '''
child_id
young
placed
theirs
of age
dead
'''
given.deceased = '''
child_id
dead
'''
given.listed_child = '''
child_id
reception
junior
secondary
young
placed
theirs
of age
dead
'''
given.expected_year = '''
child_id | entry_year | is_csa
young    | 2026       | false
placed   | 2026       | false
theirs   | 2026       | false
of age   | 2026       | true
dead     | 2026       | false
'''
given.home_authority = '''
child_id | is_ours
young    | true
placed   | true
theirs   | false
of age   | true
dead     | true
'''
given.roll_episode = '''
child_id | is_open
placed   | true
young    | false
'''
expect = '''
case      | line                      | line_year | sheet
reception | failed_to_start_reception | 2025      | Reception
junior    | failed_to_transfer_junior | 2026      | Junior
secondary | cla                       |           | Secondary
young     |                           |           | Not yet of age
'''
*/
WITH on_sheet AS (
    SELECT
        child_id,
        measure AS fits,
        CASE measure
            WHEN 'failed_to_start_reception' THEN 'Reception'
            WHEN 'failed_to_transfer_junior' THEN 'Junior'
            WHEN 'failed_to_transfer_secondary' THEN 'Secondary'
        END AS sheet
    FROM fit
    WHERE
        measure IN ('failed_to_start_reception', 'failed_to_transfer_junior', 'failed_to_transfer_secondary')
    UNION ALL
    SELECT child.child_id, NULL AS fits, 'Not yet of age' AS sheet
    FROM child
    INNER JOIN expected_year ON expected_year.child_id = child.child_id
    INNER JOIN home_authority ON home_authority.child_id = child.child_id
    WHERE
        expected_year.entry_year = $current_year
        AND NOT expected_year.is_csa
        AND home_authority.is_ours
        AND child.child_id NOT IN (SELECT child_id FROM deceased)
        AND child.child_id NOT IN (SELECT child_id FROM roll_episode WHERE is_open)
        AND child.child_id NOT IN (
            SELECT child_id FROM open_involvement WHERE involvement IN ('EHE', 'EOTAS', 'FTT')
        )
),

applied AS (
    SELECT
        application.child_id,
        application.application_ref,
        coalesce(establishment.establishment_name, application.offered_laestab) AS offered_school
    FROM application
    LEFT JOIN establishment ON establishment.laestab = application.offered_laestab
    WHERE
        application.application_type <> 'IN-YEAR'
        AND application.application_status NOT IN ('WITHDRAWN', 'REMOVED')
    QUALIFY row_number() OVER (
        PARTITION BY application.child_id
        ORDER BY application.received_on DESC, application.application_ref DESC
    ) = 1
)

SELECT
    on_sheet.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    on_sheet.fits,
    counted.measure AS line,
    counted.year AS line_year,
    missing_since.days_missing,
    listed_child.flags,
    leaver.school AS last_school,
    leaver.left_on,
    applied.application_ref AS application,
    applied.offered_school,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    on_sheet.sheet,
    on_sheet.child_id AS row_key
FROM on_sheet
INNER JOIN listed_child ON listed_child.child_id = on_sheet.child_id
LEFT JOIN counted ON counted.child_id = on_sheet.child_id
LEFT JOIN applied ON applied.child_id = on_sheet.child_id
LEFT JOIN leaver ON leaver.child_id = on_sheet.child_id
LEFT JOIN missing_since ON missing_since.child_id = on_sheet.child_id
ORDER BY listed_child.flags IS NULL, missing_since.days_missing DESC NULLS LAST, listed_child.surname, on_sheet.child_id
