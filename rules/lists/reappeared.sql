/*
title = "Reappeared"
policy = "Historical children we have failed to track: the CME Officer to be alerted when the child becomes known; annual checks of new datasets"
says = "A failed-to-track child whom a record shows newly since the involvement began, or a roll names today: until the involvement is closed. And a child of compulsory school age who was historical, so on no other line (not a plan, a care case or an exclusion, no in-year application of these four years, not of this or last year's Reception) and not known of since 1 September of last academic year, and whom a record shows newly in the last days (90): whoever has been found on a roll or elsewhere, too. Newly is the day on which the record began (entry, receipt, start), or that of the first file naming it where this is later. A child who was tracked, or who awaits match review, is none of them."
use = [
    "Go there first: this is the moment at which a lost child can be found.",
    "Check with the source named that it is the child; then open the case again, or close the involvement where the child is on a roll.",
    "'Seen as' is the newest record that shows the child, 'Also seen as' the others.",
]
reads = ["child", "awaiting_review", "application", "deceased", "expected_year", "listed_child", "memo", "open_involvement", "involvement", "roll_episode", "current_roll", "trace"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "lost_as", "lost_since", "seen_on", "seen_as", "also_seen_as", "where_now", "flags", "address_line_1", "postcode", "address_on", "note"]
reference = ["upn", "source_records"]
fed_by = ["education/students", "education/enrolments", "admissions/applications", "independent/returns", "cross_border/rolls", "early_years/headcount", "benefits/children", "social_care/children", "youth_justice/children", "health/children"]

[[example]]
name = "failed to track: seen on the day on which it was closed is not newly, the day after is; a roll today always is"
params = { as_at = 2026-10-31, current_year = 2026 }
given.child = '''
child_id
same day
day after
on roll
unseen
'''
given.expected_year = '''
child_id  | is_csa
same day  | true
day after | true
on roll   | true
unseen    | true
'''
given.listed_child = '''
child_id
same day
day after
on roll
unseen
'''
given.memo = '''
child_id  | measure
same day  | failed_to_track
day after | failed_to_track
on roll   | failed_to_track
unseen    | failed_to_track
unseen    | ehe
'''
given.open_involvement = '''
child_id  | involvement | start_date
same day  | FTT         | 2024-05-01
day after | FTT         | 2024-05-01
on roll   | FTT         | 2024-05-01
unseen    | FTT         | 2024-05-01
'''
given.trace = '''
child_id  | seen_on    | known_until | seen_as
same day  | 2024-05-01 | 2024-05-01  | in-year application
day after | 2024-05-02 | 2026-10-15  | seen at an address
day after | 2024-09-02 | 2024-12-20  | on roll at Oak House
on roll   | 2020-09-01 | 2026-10-31  | on roll at Harbour Primary
unseen    | 2020-09-01 | 2023-07-20  | on roll at Harbour Primary
'''
given.current_roll = '''
child_id
on roll
'''
expect = '''
case      | lost_as         | lost_since | seen_on    | seen_as                    | also_seen_as
day after | failed to track | 2024-05-01 | 2024-09-02 | on roll at Oak House       | seen at an address
on roll   | failed to track | 2024-05-01 | 2020-09-01 | on roll at Harbour Primary |
'''

[[example]]
name = "historical: last known before last September a year ago and seen in the last 90 days"
params = { as_at = 2026-10-31, current_year = 2026 }
given.child = '''
child_id
found
too long
known
new
on roll
tracked
too old
dead
'''
given.deceased = '''
child_id
dead
'''
given.expected_year = '''
child_id | is_csa | entry_year
found    | true   | 2024
too long | true   | 2024
known    | true   | 2024
new      | true   | 2024
on roll  | true   | 2024
tracked  | true   | 2024
too old  | false  | 2014
dead     | true   | 2024
'''
given.listed_child = '''
child_id
found
too long
known
new
on roll
tracked
too old
dead
'''
given.trace = '''
child_id | seen_on    | known_until | seen_as
found    | 2019-09-02 | 2025-08-31  | on roll at Oak House
found    | 2026-08-03 | 2026-10-15  | seen at an address
too long | 2019-09-02 | 2025-08-31  | on roll at Oak House
too long | 2026-08-02 | 2026-10-15  | seen at an address
known    | 2019-09-02 | 2025-09-01  | on roll at Oak House
known    | 2026-08-03 | 2026-10-15  | seen at an address
new      | 2026-08-03 | 2026-10-15  | seen at an address
on roll  | 2019-09-02 | 2026-10-31  | on roll at Oak House
on roll  | 2026-08-03 | 2026-10-15  | seen at an address
tracked  | 2019-09-02 | 2022-07-20  | on roll at Oak House
tracked  | 2026-09-03 | 2026-10-31  | on roll at Elm House
too old  | 2019-09-02 | 2022-07-20  | on roll at Oak House
too old  | 2026-09-03 | 2026-10-31  | seen at an address
dead     | 2019-09-02 | 2022-07-20  | on roll at Oak House
dead     | 2026-09-03 | 2026-10-31  | seen at an address
'''
given.roll_episode = '''
child_id | destination_confirmed_on
tracked  | 2022-09-01
'''
expect = '''
case  | lost_as    | lost_since | seen_on    | seen_as
found | historical | 2025-08-31 | 2026-08-03 | seen at an address
'''

[[example]]
name = "a CME involvement that ended with the child tracked made no historical case; nor is one who awaits review"
params = { as_at = 2026-10-31, current_year = 2026 }
given.child = '''
child_id
tracked
closed
awaiting
'''
given.expected_year = '''
child_id | is_csa | entry_year
tracked  | true   | 2019
closed   | true   | 2019
awaiting | true   | 2019
'''
given.listed_child = '''
child_id
tracked
closed
awaiting
'''
given.awaiting_review = '''
child_id
awaiting
'''
given.involvement = '''
child_id | involvement | end_date   | outcome
tracked  | CME         | 2023-01-10 | MOVED
closed   | CME         | 2023-01-10 | CLOSED
'''
given.trace = '''
child_id | seen_on    | known_until | seen_as
tracked  | 2019-09-02 | 2022-07-20  | on roll at Oak House
tracked  | 2026-09-03 | 2026-09-03  | in-year application
closed   | 2019-09-02 | 2022-07-20  | on roll at Oak House
closed   | 2026-09-03 | 2026-09-03  | in-year application
awaiting | 2019-09-02 | 2022-07-20  | on roll at Oak House
awaiting | 2026-09-03 | 2026-09-03  | in-year application
'''
expect = '''
case   | lost_as
closed | historical
'''

[[example]]
name = "who was on another line before was not historical: a plan, an application of these years, Reception of last year"
params = { as_at = 2026-10-31, current_year = 2026 }
given.child = '''
child_id
plan
applied
long ago
withdrew
started
'''
given.expected_year = '''
child_id | is_csa | entry_year
plan     | true   | 2019
applied  | true   | 2019
long ago | true   | 2019
withdrew | true   | 2019
started  | true   | 2025
'''
given.listed_child = '''
child_id
plan
applied
long ago
withdrew
started
'''
given.open_involvement = '''
child_id | involvement | start_date
plan     | EHCP        | 2026-08-02
long ago | EHCP        | 2026-08-03
'''
given.application = '''
child_id | application_type | received_on | received_in_year | application_status
applied  | IN-YEAR          | 2023-09-01  | 2023             | CLOSED
long ago | IN-YEAR          | 2023-08-31  | 2022             | CLOSED
withdrew | IN-YEAR          | 2023-09-01  | 2023             | WITHDRAWN
'''
given.trace = '''
child_id | seen_on    | known_until | seen_as
plan     | 2018-09-02 | 2022-07-20  | at Little Gulls
plan     | 2026-09-03 | 2026-10-15  | seen at an address
applied  | 2018-09-02 | 2022-07-20  | at Little Gulls
applied  | 2026-09-03 | 2026-10-15  | seen at an address
long ago | 2018-09-02 | 2022-07-20  | at Little Gulls
long ago | 2026-09-03 | 2026-10-15  | seen at an address
withdrew | 2018-09-02 | 2022-07-20  | at Little Gulls
withdrew | 2026-09-03 | 2026-10-15  | seen at an address
started  | 2022-09-02 | 2025-07-20  | at Little Gulls
started  | 2026-09-03 | 2026-10-15  | seen at an address
'''
expect = '''
case     | lost_as
long ago | historical
withdrew | historical
'''
*/
WITH on_a_line AS (
    SELECT child_id
    FROM open_involvement
    WHERE involvement IN ('PEX', 'CLA', 'EHCP', 'EHCNA') AND start_date <= $as_at - $reappeared_days
    UNION ALL
    SELECT child_id
    FROM application
    WHERE
        application_type = 'IN-YEAR'
        AND application_status NOT IN ('WITHDRAWN', 'REMOVED')
        AND received_in_year >= $current_year - 3
        AND received_on <= $as_at - $reappeared_days
),

untracked AS (
    SELECT memo.child_id, max(open_involvement.start_date) AS lost_since
    FROM memo
    INNER JOIN open_involvement ON open_involvement.child_id = memo.child_id
    WHERE memo.measure = 'failed_to_track' AND open_involvement.involvement = 'FTT'
    GROUP BY memo.child_id
),

was_tracked AS (
    SELECT child_id
    FROM roll_episode
    WHERE destination_confirmed_on <= $as_at - $reappeared_days
    UNION ALL
    SELECT child_id
    FROM involvement
    WHERE
        involvement = 'CME'
        AND end_date <= $as_at - $reappeared_days
        AND outcome IN ('TRACKED', 'MOVED', 'ABROAD', 'DECEASED')
),

silent AS (
    SELECT trace.child_id, max(trace.known_until) AS lost_since
    FROM trace
    INNER JOIN expected_year ON expected_year.child_id = trace.child_id
    WHERE
        trace.seen_on < $as_at - $reappeared_days + 1
        AND expected_year.is_csa
        AND expected_year.entry_year < $current_year - 1
        AND trace.child_id NOT IN (SELECT child_id FROM on_a_line)
        AND trace.child_id NOT IN (SELECT child_id FROM untracked)
        AND trace.child_id NOT IN (SELECT child_id FROM was_tracked)
        AND trace.child_id NOT IN (SELECT child_id FROM deceased)
        AND trace.child_id NOT IN (SELECT child_id FROM awaiting_review)
    GROUP BY trace.child_id
    HAVING max(trace.known_until) < make_date($current_year - 1, 9, 1)
),

shown AS (
    SELECT 'failed to track' AS lost_as, untracked.lost_since, trace.*
    FROM untracked
    INNER JOIN trace ON trace.child_id = untracked.child_id
    WHERE
        trace.seen_on > untracked.lost_since
        OR (
            trace.known_until = $as_at
            AND trace.seen_as LIKE 'on roll at %'
            AND trace.child_id IN (SELECT child_id FROM current_roll)
        )
    UNION ALL
    SELECT 'historical' AS lost_as, silent.lost_since, trace.*
    FROM silent
    INNER JOIN trace ON trace.child_id = silent.child_id
    WHERE trace.seen_on > $as_at - $reappeared_days
),

newest AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY child_id ORDER BY seen_on DESC, seen_as) AS place
    FROM shown
),

other AS (
    SELECT child_id, string_agg(DISTINCT seen_as, '; ' ORDER BY seen_as) AS also_seen_as
    FROM newest
    WHERE place > 1
    GROUP BY child_id
)

SELECT
    newest.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    newest.lost_as,
    newest.lost_since,
    newest.seen_on,
    newest.seen_as,
    other.also_seen_as,
    listed_child.where_now,
    listed_child.flags,
    listed_child.address_line_1,
    listed_child.postcode,
    listed_child.address_on,
    listed_child.note,
    listed_child.source_records,
    newest.child_id AS row_key
FROM newest
INNER JOIN child ON child.child_id = newest.child_id
INNER JOIN listed_child ON listed_child.child_id = newest.child_id
LEFT JOIN other ON other.child_id = newest.child_id
WHERE newest.place = 1
ORDER BY listed_child.flags IS NULL, newest.seen_on DESC, newest.lost_as, listed_child.surname, newest.child_id
