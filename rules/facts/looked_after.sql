/*
title = "Looked after, and by which authority"
policy = "Starting education: children looked after to the authority; Appendix 3, CLA"
says = "Where social care has an open period, the authority it names is responsible (blank: ours). The education database's own involvement counts, as ours, only where social care has none."
reads = ["open_involvement"]

[columns]
child_id = "VARCHAR"
is_ours = "BOOLEAN"

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
*/
WITH period AS (
    SELECT
        child_id,
        source = 'social_care' AS is_social_care,
        coalesce(responsible_la, $la_code) = $la_code AS is_ours
    FROM open_involvement
    WHERE involvement = 'CLA'
)
SELECT
    child_id,
    CASE WHEN bool_or(is_social_care) THEN bool_or(is_social_care AND is_ours) ELSE true END AS is_ours
FROM period
GROUP BY child_id
