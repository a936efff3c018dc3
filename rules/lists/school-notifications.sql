/*
title = "School notifications"
policy = "Roles and responsibilities of schools: leavers no later than the removal, joiners within five days; Gatekeeping removal from roll"
says = "Of schools of ours. Leavers: pupils of school age removed from a register this academic year or last, other than of the top class at its end (from 1 July), of whom the school told late, nothing, or without a ground or a destination, or whose ground did not hold on that day. Joiners: pupils added this academic year of whom the school told more than five days later, other than of the most junior class in the first ten days of September. A joiner of whom no day of notice is recorded is not listed: that the name is on the database shows that the school told."
use = [
    "Sort by school and ask each once: for the return, the ground, the destination.",
    "Children without provision come first.",
    "Independent schools' returns have no ground; their leavers without a destination are asked for.",
    "A ground that did not hold may mean an unlawful removal: look into it before the school corrects it.",
]
reads = ["roll_episode", "deletion_ground", "child", "deceased", "expected_year", "listed_child", "without_provision"]
left = "What was missing was given, or the notice is no longer asked for."
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "notifying_school", "entered_on", "left_on", "notified_on", "days_to_notice", "what_is_missing", "ground", "reason", "destination", "where_now", "flags", "note"]
reference = ["source_records"]
sheets = ["Leavers", "Joiners"]
fed_by = ["education/enrolments", "independent/returns"]

[[example]]
name = "leavers: told on the day or late, nothing, parts missing; another authority's school is not ours to ask"
params = { as_at = 2026-10-31, current_year = 2026 }
given.child = '''
child_id  | csa_starts_on | csa_ends_on
in time   | 2021-08-31    | 2032-06-25
late      | 2021-08-31    | 2032-06-25
nothing   | 2021-08-31    | 2032-06-25
ground    | 2021-08-31    | 2032-06-25
where     | 2021-08-31    | 2032-06-25
fault     | 2021-08-31    | 2032-06-25
theirs    | 2021-08-31    | 2032-06-25
years ago | 2021-08-31    | 2032-06-25
dead      | 2021-08-31    | 2032-06-25
'''
given.deceased = '''
child_id
dead
'''
given.listed_child = '''
child_id
in time
late
nothing
ground
where
fault
theirs
years ago
dead
'''
given.expected_year = '''
child_id  | entry_year
in time   | 2021
late      | 2021
nothing   | 2021
ground    | 2021
where     | 2021
fault     | 2021
theirs    | 2021
years ago | 2021
dead      | 2021
'''
given.roll_episode = '''
child_id  | record | source    | laestab | la_code | low_age | high_age | entry_date | leaving_date | left_in_year | notified_on | ground_for_deletion | destination | destination_key | is_school | is_open
in time   | r1     | education | 8529001 | 852     | 4       | 11       | 2021-09-02 | 2026-09-30   | 2026         | 2026-09-30  | M                   | Poland      | poland          | true      | false
late      | r2     | education | 8529001 | 852     | 4       | 11       | 2021-09-02 | 2026-09-30   | 2026         | 2026-10-02  | M                   | Poland      | poland          | true      | false
nothing   | r3     | education | 8529001 | 852     | 4       | 11       | 2021-09-02 | 2025-09-01   | 2025         |             |                     |             |                 | true      | false
ground    | r4     | education | 8529001 | 852     | 4       | 11       | 2021-09-02 | 2026-09-30   | 2026         | 2026-09-30  |                     | Poland      | poland          | true      | false
where     | r5     | education | 8529001 | 852     | 4       | 11       | 2021-09-02 | 2026-09-30   | 2026         | 2026-09-30  | M                   |             |                 | true      | false
fault     | r6     | education | 8529001 | 852     | 4       | 11       | 2021-09-02 | 2026-09-30   | 2026         | 2026-09-30  | 8(1)(h)             | Poland      | poland          | true      | false
theirs    | r7     | education | 8509001 | 850     | 4       | 11       | 2021-09-02 | 2026-09-30   | 2026         |             |                     |             |                 | true      | false
years ago | r8     | education | 8529001 | 852     | 4       | 11       | 2021-09-02 | 2025-08-31   | 2024         |             |                     |             |                 | true      | false
dead      | r9     | education | 8529001 | 852     | 4       | 11       | 2021-09-02 | 2026-09-30   | 2026         |             |                     |             |                 | true      | false
'''
given.deletion_ground = '''
child_id | record | laestab | entry_date | fault
in time  | r1     | 8529001 | 2021-09-02 |
fault    | r6     | 8529001 | 2021-09-02 | is a ground of the 2006 regulations, which no longer held
'''
given.without_provision = '''
child_id
nothing
'''
expect = '''
case    | sheet   | days_to_notice | what_is_missing
nothing | Leavers |                | nothing received
late    | Leavers | 2              | told late
ground  | Leavers | 0              | ground missing
where   | Leavers | 0              | destination missing
fault   | Leavers | 0              | '8(1)(h)' is a ground of the 2006 regulations, which no longer held
'''

[[example]]
name = "the top class at its end owes no return, mid-year it does; a nursery child and one past school age owe none"
params = { as_at = 2026-10-31, current_year = 2026 }
given.child = '''
child_id | csa_starts_on | csa_ends_on
end      | 2019-08-31    | 2030-06-28
june     | 2019-08-31    | 2030-06-28
year 5   | 2020-08-31    | 2031-06-27
sixth    | 2013-08-31    | 2024-06-28
nursery  | 2026-12-31    | 2037-06-26
pupil    | 2021-08-31    | 2032-06-25
'''
given.listed_child = '''
child_id
end
june
year 5
sixth
nursery
pupil
'''
given.expected_year = '''
child_id | entry_year
end      | 2019
june     | 2019
year 5   | 2020
sixth    | 2013
nursery  | 2026
pupil    | 2021
'''
given.roll_episode = '''
child_id | record | source      | laestab | la_code | low_age | high_age | entry_date | leaving_date | left_in_year | is_school | is_open
end      | r1     | education   | 8529001 | 852     | 4       | 11       | 2019-09-02 | 2026-07-01   | 2025         | true      | false
june     | r2     | education   | 8529001 | 852     | 4       | 11       | 2019-09-02 | 2026-06-30   | 2025         | true      | false
year 5   | r3     | education   | 8529001 | 852     | 4       | 11       | 2020-09-02 | 2026-07-01   | 2025         | true      | false
sixth    | r4     | education   | 8529006 | 852     | 4       | 19       | 2013-09-02 | 2025-10-01   | 2025         | true      | false
nursery  | r5     | education   | 8529001 | 852     | 4       | 11       | 2025-09-02 | 2026-07-21   | 2025         | false     | false
pupil    | r6     | independent | 8529501 | 852     | 4       | 16       | 2021-09-02 | 2026-09-30   | 2026         | true      | false
'''
expect = '''
case   | what_is_missing
june   | nothing received
year 5 | nothing received
pupil  | destination missing
'''

[[example]]
name = "joiners: told on the fifth day and the sixth; the most junior class at the start, and a week later; last year's are past"
params = { as_at = 2026-10-31, current_year = 2026 }
given.child = '''
child_id
fifth
sixth
junior
second
after
no day
past
'''
given.listed_child = '''
child_id
fifth
sixth
junior
second
after
no day
past
'''
given.expected_year = '''
child_id | entry_year
fifth    | 2023
sixth    | 2023
junior   | 2026
second   | 2025
after    | 2026
no day   | 2023
past     | 2023
'''
given.roll_episode = '''
child_id | record | source    | laestab | la_code | low_age | high_age | entry_date | entered_in_year | notified_on | is_school | is_open
fifth    | r1     | education | 8529001 | 852     | 4       | 11       | 2026-10-01 | 2026            | 2026-10-06  | true      | true
sixth    | r2     | education | 8529001 | 852     | 4       | 11       | 2026-10-01 | 2026            | 2026-10-07  | true      | true
junior   | r3     | education | 8529001 | 852     | 5       | 11       | 2026-09-10 | 2026            | 2026-10-07  | true      | true
second   | r4     | education | 8529001 | 852     | 5       | 11       | 2026-09-10 | 2026            | 2026-10-07  | true      | true
after    | r5     | education | 8529001 | 852     | 4       | 11       | 2026-09-11 | 2026            | 2026-10-07  | true      | true
no day   | r6     | education | 8529001 | 852     | 4       | 11       | 2026-10-01 | 2026            |             | true      | true
past     | r7     | education | 8529001 | 852     | 4       | 11       | 2026-06-01 | 2025            | 2026-10-07  | true      | true
'''
expect = '''
case   | sheet   | days_to_notice | what_is_missing
sixth  | Joiners | 6              | told late
second | Joiners | 27             | told late
after  | Joiners | 26             | told late
'''
*/
WITH leaver AS (
    SELECT
        episode.*,
        deletion_ground.fault,
        episode.destination_laestab IS NULL AND episode.destination_key IS NULL AS has_no_destination
    FROM roll_episode AS episode
    INNER JOIN child ON child.child_id = episode.child_id
    INNER JOIN expected_year ON expected_year.child_id = episode.child_id
    LEFT JOIN deletion_ground
        ON
            deletion_ground.record = episode.record
            AND deletion_ground.laestab = episode.laestab
            AND deletion_ground.entry_date IS NOT DISTINCT FROM episode.entry_date
    WHERE
        episode.la_code = $la_code
        AND episode.is_school
        AND NOT episode.is_open
        AND episode.left_in_year IN ($current_year, $current_year - 1)
        AND episode.leaving_date BETWEEN child.csa_starts_on AND child.csa_ends_on
        AND episode.child_id NOT IN (SELECT child_id FROM deceased)
        AND NOT (
            coalesce(episode.left_in_year - expected_year.entry_year >= episode.high_age - 5, false)
            AND episode.leaving_date >= make_date(episode.left_in_year + 1, 7, 1)
        )
),

joiner AS (
    SELECT episode.*
    FROM roll_episode AS episode
    INNER JOIN expected_year ON expected_year.child_id = episode.child_id
    WHERE
        episode.la_code = $la_code
        AND episode.is_school
        AND episode.is_open
        AND episode.entered_in_year = $current_year
        AND episode.notified_on - episode.entry_date > $joiner_notice_days
        AND episode.child_id NOT IN (SELECT child_id FROM deceased)
        AND NOT (
            coalesce(
                episode.entered_in_year - expected_year.entry_year
                = CASE WHEN episode.low_age = 5 THEN 0 ELSE episode.low_age - 4 END,
                false
            )
            AND episode.entry_date < make_date($current_year, 9, 1) + $school_year_opening_days
        )
),

asked AS (
    SELECT
        child_id,
        record,
        laestab,
        coalesce(establishment_name, laestab) AS notifying_school,
        entry_date,
        leaving_date,
        notified_on,
        CASE WHEN notified_on > leaving_date THEN notified_on - leaving_date WHEN notified_on IS NOT NULL THEN 0 END
            AS days_to_notice,
        CASE
            WHEN
                source = 'education' AND has_no_destination AND ground_for_deletion IS NULL
                AND leaving_reason IS NULL AND notified_on IS NULL
                THEN 'nothing received'
            ELSE nullif(
                concat_ws(
                    '; ',
                    CASE WHEN notified_on > leaving_date THEN 'told late' END,
                    CASE WHEN source = 'education' AND ground_for_deletion IS NULL THEN 'ground missing' END,
                    '''' || ground_for_deletion || ''' ' || fault,
                    CASE WHEN has_no_destination THEN 'destination missing' END
                ),
                ''
            )
        END AS what_is_missing,
        ground_for_deletion,
        told_reason,
        told_destination AS destination,
        'Leavers' AS sheet
    FROM leaver
    UNION ALL
    SELECT
        child_id,
        record,
        laestab,
        coalesce(establishment_name, laestab) AS notifying_school,
        entry_date,
        NULL AS leaving_date,
        notified_on,
        notified_on - entry_date AS days_to_notice,
        'told late' AS what_is_missing,
        NULL AS ground_for_deletion,
        NULL AS told_reason,
        NULL AS destination,
        'Joiners' AS sheet
    FROM joiner
)

SELECT
    asked.child_id AS "case",
    listed_child.student_id,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    asked.notifying_school,
    asked.entry_date AS entered_on,
    asked.leaving_date AS left_on,
    asked.notified_on,
    asked.days_to_notice::INTEGER AS days_to_notice,
    asked.what_is_missing,
    asked.ground_for_deletion AS ground,
    asked.told_reason AS reason,
    asked.destination,
    listed_child.where_now,
    listed_child.flags,
    listed_child.note,
    listed_child.source_records,
    asked.sheet,
    concat_ws(' ', asked.child_id, asked.record, asked.laestab, asked.entry_date) AS row_key
FROM asked
INNER JOIN listed_child ON listed_child.child_id = asked.child_id
LEFT JOIN without_provision ON without_provision.child_id = asked.child_id
WHERE asked.what_is_missing IS NOT NULL
ORDER BY
    without_provision.child_id IS NULL, listed_child.flags IS NULL, asked.notifying_school,
    coalesce(asked.leaving_date, asked.entry_date) DESC, listed_child.surname, row_key
