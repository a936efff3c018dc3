/*
title = "Whom only social care or youth justice know"
policy = "Officers' lists; personal data of social care and youth justice"
says = "A child all of whose records are social care's or the youth offending service's. Such a child stands on the lists of who is missing, being so, and on mash-reconciliation."
reads = ["person"]

[columns]
child_id = "VARCHAR"

[[example]]
name = "one record of anyone else is another reason to be on a list"
given.person = '''
child_id | record | source
care     | c1     | social_care
both     | c2     | social_care
both     | y2     | youth_justice
health   | c3     | social_care
health   | h3     | health
class    | e4     | education
'''
expect = '''
child_id
care
both
'''
*/
SELECT child_id
FROM person
GROUP BY child_id
HAVING bool_and(source IN ('social_care', 'youth_justice'))
