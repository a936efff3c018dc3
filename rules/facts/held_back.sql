/*
title = "Who is on mash-reconciliation in the place of another list"
policy = "Officers' lists; personal data of social care and youth justice"
says = "Children whom only social care or youth justice know and who would stand on reception-cohort or not-on-education-database for nothing else, or on match-review in a pair on which nobody's provision hangs. Those lists say how many they are. Lists of the missing have them all."
reads = ["services_only", "reception_group", "not_on_database", "likely_pair"]

[columns]
list = "VARCHAR"
child_id = "VARCHAR"

[[example]]
name = "by list; a pair on which a missing child hangs stays on match-review"
given.services_only = '''
child_id
care
small
missing
'''
given.reception_group = '''
child_id
small
nursery
'''
given.not_on_database = '''
child_id
care
small
nursery
'''
given.likely_pair = '''
child_id | other_child_id | record | other_record | urgency
care     | placed         | c:1    | e:1          | 3
small    | nursery        | c:2    | n:1          | 4
missing  | placed         | c:3    | e:1          | 2
seen     | placed         | b:1    | e:1          | 3
'''
expect = '''
list                      | child_id
reception-cohort          | small
not-on-education-database | care
not-on-education-database | small
match-review              | care
match-review              | small
'''
*/
SELECT 'reception-cohort' AS list, cohort.child_id
FROM reception_group AS cohort
INNER JOIN services_only ON services_only.child_id = cohort.child_id
UNION ALL
SELECT 'not-on-education-database' AS list, unrecorded.child_id
FROM not_on_database AS unrecorded
INNER JOIN services_only ON services_only.child_id = unrecorded.child_id
UNION ALL
SELECT DISTINCT 'match-review' AS list, services_only.child_id
FROM likely_pair AS pair
INNER JOIN services_only
    ON services_only.child_id = pair.child_id OR services_only.child_id = pair.other_child_id
WHERE pair.urgency >= 3
