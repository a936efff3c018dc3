/*
title = "Pairs of children that may be one child"
policy = "Matching: possible links wait on match-review; personal data of social care and youth justice"
says = "The likely pairs that stand on match-review: all but those with a child whom only social care or youth justice know and on which nobody's provision hangs, which are on mash-reconciliation."
reads = ["likely_pair", "services_only"]

[columns]
child_id = "VARCHAR"
other_child_id = "VARCHAR"
record = "VARCHAR"
other_record = "VARCHAR"
score = "DOUBLE"
reason = "VARCHAR"
against = "VARCHAR"
decision = "VARCHAR"
more_records = "VARCHAR"
urgency = "INTEGER"

[[example]]
name = "whom only the services know: on match-review while someone may be missing"
given.services_only = '''
child_id
care
'''
given.likely_pair = '''
child_id | other_child_id | record | other_record | urgency
care     | placed         | c:1    | e:1          | 2
care     | theirs         | c:1    | e:2          | 3
seen     | care           | b:1    | c:1          | 4
seen     | placed         | b:1    | e:1          | 4
'''
expect = '''
child_id | other_child_id
care     | placed
seen     | placed
'''
*/
SELECT
    child_id,
    other_child_id,
    record,
    other_record,
    score,
    reason,
    against,
    decision,
    more_records,
    urgency
FROM likely_pair
WHERE
    urgency < 3
    OR (
        child_id NOT IN (SELECT child_id FROM services_only)
        AND other_child_id NOT IN (SELECT child_id FROM services_only)
    )
