/*
title = "Cells that officers filled in two ways"
policy = "Officers' lists: two copies edited differently are both kept, and the conflict is shown"
says = "Where two officers filled one cell in two ways, each without knowing of the other, the later saved one stands, and what the others said is told in every row that shows the cell, for some days or until somebody changes it."
reads = ["said_twice"]

[columns]
child_id = "VARCHAR"
what = "VARCHAR"

[[example]]
name = "on the last day, and the day after; a long note is told by its beginning"
params = { as_at = 2026-10-31, conflict_shown_days = 3 }
given.said_twice = '''
child_id         | heading | value      | officer | other_value              | other_officer | said_on
last day         | Status  | New        | P Lee   | Moved abroad - confirmed | A Roy         | 2026-10-28
over             | Status  | New        | P Lee   | Moved abroad - confirmed | A Roy         | 2026-10-27
two              | Notes   | Rang twice | P Lee   | Found the aunt, who lives at the other end of the street and says that the family went to her brother's in Leeds in the last week of August, all but the eldest, who works at the harbour and has a room there; she | kept.xlsx | 2026-10-30
two              | Officer | P Lee      | P Lee   |                          | A Roy         | 2026-10-30
three            | Notes   | Rang twice | P Lee   | Seen                     | J Bloggs      | 2026-10-30
three            | Notes   | Rang twice | P Lee   | Gone                     | A Roy         | 2026-10-30
leavers: x       | Visits  | 3          | P Lee   | 2                        | A Roy         | 2026-11-24
'''
expect = '''
child_id   | what
last day   | Status, A Roy said: Moved abroad - confirmed
two        | Notes, kept.xlsx said: Found the aunt, who lives at the other end of the street and says that the family went to her brother's in Leeds in the last week of August, all but the eldest, who works at the harbour and has a room...; Officer, A Roy emptied it
three      | Notes, A Roy said: Gone; Notes, J Bloggs said: Seen
leavers: x | Visits, A Roy said: 2
'''
*/
SELECT
    child_id,
    string_agg(
        heading || ', ' || other_officer
        || CASE
            WHEN other_value IS NULL THEN ' emptied it'
            WHEN length(other_value) > 200 THEN ' said: ' || trim(left(other_value, 200)) || '...'
            ELSE ' said: ' || other_value
        END,
        '; ' ORDER BY heading, other_officer, other_value
    ) AS what
FROM said_twice
WHERE $as_at - said_on <= $conflict_shown_days
GROUP BY child_id
