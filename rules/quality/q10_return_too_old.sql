/*
title = "School whose last return is too old"
policy = "Phase transfer: all data returns to be up to date"
says = "A school that has not returned for longer than the setting keeps its pupils on roll; each such school is one finding."
reads = ["roll_episode"]

[[example]]
name = "on the last day, and the day after"
params = { as_at = 2026-10-31, return_valid_days = 400 }
given.roll_episode = '''
child_id | laestab | establishment_name | returned_on | is_open
a        | 8529501 | Oak House          | 2025-09-26  | true
b        | 8529502 | Elm House          | 2025-09-25  | true
c        | 8529502 | Elm House          | 2025-09-25  | true
'''
expect = '''
child_id | what
         | Elm House (8529502) last returned its pupils on 25/09/2025; 2 children are on its roll. Ask for a return.
'''

*/
SELECT
    NULL AS child_id, 'establishment:' || laestab AS record,
    coalesce(max(establishment_name), laestab) || ' (' || laestab || ') last returned its pupils on '
    || strftime(max(returned_on), '%d/%m/%Y') || '; ' || count(DISTINCT child_id) || ' children are on its roll. Ask for a return.' AS what
FROM roll_episode
WHERE is_open AND returned_on IS NOT NULL
GROUP BY laestab
HAVING $as_at - max(returned_on) > $return_valid_days
