/*
title = "Whose child: the home authority"
policy = "Scope: children who reside within the council's boundary"
says = "The education record's home authority if it has one, else the one in which the newest readable postcode lies: by the postcode directory where the settings name one and it has the postcode, else by the authority's districts. Unknown counts as ours. Of a looked-after child the responsible authority decides, unless it is written so that it cannot be read."
reads = ["child", "person", "looked_after"]

[columns]
child_id = "VARCHAR"
home_la = "VARCHAR"
is_ours = "BOOLEAN"
lives_here = "BOOLEAN"

[[example]]
name = "the education record's authority goes before any postcode"
given.child = '''
child_id
theirs
ours
'''
given.person = '''
child_id | record | source    | source_rank | home_la | postcode | postcode_la | extract_date
theirs   | e1     | education | 1           | 850     | SO14 0AA | 852         | 2026-10-31
ours     | e2     | education | 1           | 852     | SO50 1AA | other       | 2026-10-31
'''
expect = '''
child_id | home_la | is_ours | lives_here
theirs   | 850     | false   | false
ours     | 852     | true    | true
'''

[[example]]
name = "without it the newest record with a postcode; on one day the education database, then admissions, then benefits; the authority by its code where it is known"
given.child = '''
child_id
moved out
tie
county
'''
given.person = '''
child_id  | record | source     | source_rank | postcode | postcode_la | extract_date
moved out | e1     | education  | 1           |          |             | 2026-10-31
moved out | b1     | benefits   | 5           | SO50 1AA | other       | 2026-10-30
moved out | a1     | admissions | 2           | SO14 0AA | 852         | 2026-10-29
tie       | b2     | benefits   | 5           | SO50 1AA | other       | 2026-10-31
tie       | a2     | admissions | 2           | SO14 0AA | 852         | 2026-10-31
county    | h1     | health     | 9           | SO16 0AA | 850         | 2026-10-31
'''
expect = '''
child_id  | home_la | is_ours | lives_here
moved out | other   | false   | false
tie       | 852     | true    | true
county    | 850     | false   | false
'''

[[example]]
name = "nothing known counts as ours, but not as living here"
given.child = '''
child_id
a
'''
given.person = '''
child_id | record | source    | source_rank | extract_date
a        | e1     | education | 1           | 2026-10-31
'''
expect = '''
child_id | home_la | is_ours | lives_here
a        |         | true    | false
'''

[[example]]
name = "looked after by us and living elsewhere: ours; looked after by another authority and living here: theirs"
given.child = '''
child_id
away
placed
unread
'''
given.looked_after = '''
child_id | is_ours
away     | true
placed   | false
unread   |
'''
given.person = '''
child_id | record | source    | source_rank | home_la | postcode_la | postcode | extract_date
away     | e1     | education | 1           | 850     |             |          | 2026-10-31
placed   | e2     | education | 1           |         | 852         | SO14 0AA | 2026-10-31
unread   | e3     | education | 1           | 850     |             |          | 2026-10-31
'''
expect = '''
child_id | home_la | is_ours | lives_here
away     | 850     | true    | false
placed   | 852     | false   | true
unread   | 850     | false   | false
'''
*/
WITH recorded AS (
    SELECT child_id, max(home_la) AS home_la
    FROM person
    WHERE source = 'education' AND home_la IS NOT NULL
    GROUP BY child_id
),

newest AS (
    SELECT child_id, postcode_la
    FROM person
    WHERE postcode IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY child_id ORDER BY extract_date DESC, source_rank, recorded_on DESC NULLS LAST, record
    ) = 1
),

home AS (
    SELECT
        child.child_id,
        coalesce(recorded.home_la, newest.postcode_la) AS home_la
    FROM child
    LEFT JOIN recorded ON recorded.child_id = child.child_id
    LEFT JOIN newest ON newest.child_id = child.child_id
)

SELECT
    home.child_id,
    home.home_la,
    coalesce(looked_after.is_ours, home.home_la = $la_code, true) AS is_ours,
    coalesce(home.home_la = $la_code, false) AS lives_here
FROM home
LEFT JOIN looked_after ON looked_after.child_id = home.child_id
