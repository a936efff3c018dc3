/*
title = "Looked after, and by which authority"
policy = "Starting education: children looked after to the authority; Appendix 3, CLA"
says = "Where social care has an open period, the authority it names is responsible (blank: ours; written so that it cannot be read: whoever the home authority makes it). The education database's own involvement counts, as ours, only where social care has none."
reads = ["open_involvement"]

[columns]
child_id = "VARCHAR"
is_ours = "BOOLEAN"
responsible_la = "VARCHAR"

[[example]]
name = "the education database alone: ours"
given.open_involvement = '''
child_id | involvement | source
a        | CLA         | education
b        | CP          | education
'''
expect = '''
child_id | is_ours
a        | true
'''

[[example]]
name = "social care decides: another authority's, ours, and ours where it names none"
given.open_involvement = '''
child_id    | involvement | source      | responsible_la
hampshire's | CLA         | social_care | 850
hampshire's | CLA         | education   |
ours        | CLA         | social_care | 852
blank       | CLA         | social_care |
'''
expect = '''
child_id    | is_ours
hampshire's | false
ours        | true
blank       | true
'''

[[example]]
name = "an authority that cannot be read decides nothing; beside one that can be read it says nothing"
given.open_involvement = '''
child_id   | involvement | source      | responsible_la
unreadable | CLA         | social_care | unreadable
unreadable | CLA         | education   |
one is     | CLA         | social_care | unreadable
one is     | CLA         | social_care | 850
ours too   | CLA         | social_care | unreadable
ours too   | CLA         | social_care | 852
'''
expect = '''
child_id   | is_ours | responsible_la
unreadable |         |
one is     | false   | 850
ours too   | true    | 852
'''
*/
WITH period AS (
    SELECT
        child_id,
        source = 'social_care' AS is_social_care,
        CASE WHEN responsible_la <> 'unreadable' OR responsible_la IS NULL THEN coalesce(responsible_la, $la_code) END
            AS responsible_la
    FROM open_involvement
    WHERE involvement = 'CLA'
)
SELECT
    child_id,
    CASE
        WHEN bool_or(is_social_care) THEN bool_or(responsible_la = $la_code) FILTER (WHERE is_social_care)
        ELSE true
    END AS is_ours,
    CASE
        WHEN bool_or(is_social_care AND responsible_la = $la_code) THEN $la_code
        WHEN bool_or(is_social_care) THEN min(responsible_la) FILTER (WHERE is_social_care)
        ELSE $la_code
    END AS responsible_la
FROM period
GROUP BY child_id
