/*
title = "Out of phase"
policy = "Appendix 3, OUT OF PHASE"
says = "Children of ours whose every open roll is at an establishment for another age, or at a nursery: usually a transfer that was not processed."
use = [
    "Ask the school and Admissions where the child really is; correct the enrolment on the education database.",
    "Where a year group out of the normal one is agreed, record the involvement OON.",
]
reads = ["counted", "listed_child", "current_roll"]
columns = ["case", "student_id", "surname", "forename", "date_of_birth", "year_group", "school", "age_range", "flags", "note"]
reference = ["upn", "source_records"]
fed_by = ["education/enrolments", "education/establishments", "independent/returns", "cross_border/rolls"]

[[example]]
name = "with the school and its ages"
given.counted = '''
child_id | measure
a        | out_of_phase
b        | leavers
'''
given.listed_child = '''
child_id | year_group
a        | Year 3
b        | Year 3
'''
given.current_roll = '''
child_id | establishment_name | low_age | high_age
a        | Little Infants     | 4       | 7
'''
expect = '''
case | year_group | school         | age_range
a    | Year 3     | Little Infants | 4 to 7
'''
*/
WITH roll AS (
    SELECT
        child_id,
        string_agg(coalesce(establishment_name, laestab), ', ' ORDER BY entry_date, laestab) AS school,
        string_agg(coalesce(low_age::VARCHAR, '?') || ' to ' || high_age, ', ' ORDER BY entry_date, laestab) AS age_range
    FROM current_roll
    WHERE child_id IN (SELECT child_id FROM counted WHERE measure = 'out_of_phase')
    GROUP BY child_id
)

SELECT
    counted.child_id AS "case",
    listed_child.student_id,
    listed_child.upn,
    listed_child.surname,
    listed_child.forename,
    listed_child.date_of_birth,
    listed_child.year_group,
    roll.school,
    roll.age_range,
    listed_child.flags,
    listed_child.note,
    listed_child.source_records,
    counted.child_id AS row_key
FROM counted
INNER JOIN listed_child ON listed_child.child_id = counted.child_id
INNER JOIN roll ON roll.child_id = counted.child_id
WHERE counted.measure = 'out_of_phase'
ORDER BY listed_child.flags IS NULL, roll.school, listed_child.surname, counted.child_id
