/*
title = "Tracing checks that officers answered"
policy = "Historical children we have failed to track: the steps listed"
says = "One row per child and check of the sixteen that an officer answered on the list: done, and whether the child is known there, or not applicable; with the day on which the workbook was saved. Any other word in the cell answers nothing."
reads = ["officer_said"]

[columns]
child_id = "VARCHAR"
number = "INTEGER"
answer = "VARCHAR"
is_known = "BOOLEAN"
said_on = "DATE"

[[example]]
name = "the three answers, the first and the last check; another word, another column and a number beyond the sixteen answer nothing"
given.officer_said = '''
child_id | heading                  | value                  | said_on
lost     | 1 Last provision         | Done: not known        | 2026-10-12
lost     | 2 Child Health           | Done: known, see Notes | 2026-10-13
lost     | 16 Message to authorities | Not applicable        | 2026-10-14
lost     | 3 Lost Pupil Database    | asked                  | 2026-10-12
lost     | Notes                    | Done: not known        | 2026-10-12
lost     | 17 Another               | Done: not known        | 2026-10-12
lost     | 0 Another                | Done: not known        | 2026-10-12
'''
expect = '''
child_id | number | answer                                      | is_known | said_on
lost     | 1      | done 12/10/2026: not known (officer)        | false    | 2026-10-12
lost     | 2      | done 13/10/2026: known, see Notes (officer) | true     | 2026-10-13
lost     | 16     | not applicable 14/10/2026 (officer)         | false    | 2026-10-14
'''
*/
WITH said AS (
    SELECT child_id, try_cast(split_part(heading, ' ', 1) AS INTEGER) AS number, value, said_on
    FROM officer_said
    WHERE value IN ('Done: not known', 'Done: known, see Notes', 'Not applicable')
)

SELECT
    child_id,
    number,
    CASE value
        WHEN 'Done: not known' THEN 'done ' || strftime(said_on, '%d/%m/%Y') || ': not known (officer)'
        WHEN 'Done: known, see Notes' THEN 'done ' || strftime(said_on, '%d/%m/%Y') || ': known, see Notes (officer)'
        WHEN 'Not applicable' THEN 'not applicable ' || strftime(said_on, '%d/%m/%Y') || ' (officer)'
    END AS answer,
    value = 'Done: known, see Notes' AS is_known,
    said_on
FROM said
WHERE number BETWEEN 1 AND 16
