/*
title = "Cells that officers filled in two ways"
policy = "Officers' lists: two copies edited differently are both kept, and the conflict is shown"
says = "Where two officers filled one cell in two ways, each without knowing of the other, the later saved one stands and the other is told beside the case for some days, or until somebody changes the cell."
reads = ["said_twice"]

[columns]
child_id = "VARCHAR"
what = "VARCHAR"

[[example]]
name = "on the last day, and the day after; a long note is told by its beginning"
params = { as_at = 2026-10-31, conflict_shown_days = 3 }
given.said_twice = '''
child_id | heading | value      | officer | other_value                                                     | other_officer | said_on
last day | Status  | New        | P Lee   | Moved abroad - confirmed                                        | A Roy         | 2026-10-28
over     | Status  | New        | P Lee   | Moved abroad - confirmed                                        | A Roy         | 2026-10-27
two      | Notes   | Rang twice | P Lee   | Found the aunt, who lives at the other end of the street and says | unknown     | 2026-10-30
two      | Officer | P Lee      | P Lee   |                                                                 | A Roy         | 2026-10-30
'''
expect = '''
child_id | what
last day | Status was filled in two ways, A Roy said: Moved abroad - confirmed
two      | Notes was filled in two ways, unknown said: Found the aunt, who lives at the other end of the street and...; Officer was filled in two ways, A Roy emptied it
'''
*/
SELECT
    child_id,
    string_agg(
        heading || ' was filled in two ways, ' || other_officer
        || CASE
            WHEN other_value IS NULL THEN ' emptied it'
            WHEN length(other_value) > 60 THEN ' said: ' || trim(left(other_value, 60)) || '...'
            ELSE ' said: ' || other_value
        END,
        '; ' ORDER BY heading
    ) AS what
FROM said_twice
WHERE $as_at - said_on <= $conflict_shown_days
GROUP BY child_id
