/*
title = "Whose child, in words"
policy = "Scope: children who reside within the council's boundary; duty of the authority where the child lives"
says = "Of another authority's child which one has to be told, by name where it is known: the authority that looks after the child, else the home authority, else that the newest postcode lies in another one. Nothing is said of a child of ours."
reads = ["home_authority", "looked_after", "authority"]

[columns]
child_id = "VARCHAR"
words = "VARCHAR"

[[example]]
name = "by name and number, by the number alone, by the postcode alone; a child of ours is nobody else's"
given.authority = '''
la_code | name
850     | Hampshire
852     | Southampton
'''
given.home_authority = '''
child_id | home_la | is_ours
named    | 850     | false
number   | 938     | false
postcode | other   | false
ours     | 852     | true
away     | 850     | true
unknown  |         | true
'''
expect = '''
child_id | words
named    | Hampshire (850)
number   | authority 938
postcode | another authority, by the postcode
'''

[[example]]
name = "who looks after the child goes before where the child lives"
given.authority = '''
la_code | name
850     | Hampshire
852     | Southampton
'''
given.home_authority = '''
child_id   | home_la | is_ours
placed     | 852     | false
unreadable | 850     | false
'''
given.looked_after = '''
child_id   | is_ours | responsible_la
placed     | false   | 850
unreadable |         |
'''
expect = '''
child_id   | words
placed     | Hampshire (850)
unreadable | Hampshire (850)
'''
*/
WITH theirs AS (
    SELECT home.child_id, coalesce(looked_after.responsible_la, home.home_la) AS la_code
    FROM home_authority AS home
    LEFT JOIN looked_after ON looked_after.child_id = home.child_id
    WHERE NOT home.is_ours
)

SELECT
    theirs.child_id,
    CASE
        WHEN authority.name IS NOT NULL THEN authority.name || ' (' || theirs.la_code || ')'
        WHEN theirs.la_code = 'other' THEN 'another authority, by the postcode'
        ELSE 'authority ' || theirs.la_code
    END AS words
FROM theirs
LEFT JOIN authority ON authority.la_code = theirs.la_code
