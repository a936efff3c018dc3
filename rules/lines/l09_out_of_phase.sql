/*
title = "Out of phase"
measure = "out_of_phase"
counts_in = "total"
policy = "Appendix 3, OUT OF PHASE"
says = "A child of ours, of school age and on roll, whose every open roll is at an establishment for another age, or at a nursery; unless an out-of-year-group placement is agreed, or home education or provision by the authority is open."
reads = ["status", "expected_year", "home_authority", "current_roll", "open_involvement"]

[[example]]
name = "the expected year against the ages of the school, on both sides"
given.status = '''
child_id  | status
year 2    | 3
year 3    | 3
year 6    | 3
year 7    | 3
reception | 3
nursery   | 3
unknown   | 3
'''
given.expected_year = '''
child_id  | expected_year
year 2    | 2
year 3    | 3
year 6    | 6
year 7    | 7
reception | 0
nursery   | 0
unknown   | 9
'''
given.home_authority = '''
child_id  | is_ours
year 2    | true
year 3    | true
year 6    | true
year 7    | true
reception | true
nursery   | true
unknown   | true
'''
given.current_roll = '''
child_id  | low_age | high_age
year 2    | 4       | 7
year 3    | 4       | 7
year 6    | 5       | 11
year 7    | 5       | 11
reception | 5       | 11
nursery   | 2       | 5
unknown   |         |
'''
expect = '''
child_id | year
year 3   |
year 7   |
nursery  |
'''

[[example]]
name = "one roll that fits, or whose ages are unknown, is enough; an agreed placement, home education or another authority's child is not counted"
given.status = '''
child_id | status
fits     | 3
unknown  | 3
both     | 3
agreed   | 3
ehe      | 3
theirs   | 3
tracked  | 7
'''
given.expected_year = '''
child_id | expected_year
fits     | 3
unknown  | 3
both     | 3
agreed   | 3
ehe      | 3
theirs   | 3
tracked  | 3
'''
given.home_authority = '''
child_id | is_ours
fits     | true
unknown  | true
both     | true
agreed   | true
ehe      | true
theirs   | false
tracked  | true
'''
given.open_involvement = '''
child_id | involvement
agreed   | OON
ehe      | EHE
'''
given.current_roll = '''
child_id | low_age | high_age
fits     | 4       | 7
fits     | 7       | 11
unknown  | 4       | 7
unknown  |         |
both     | 4       | 7
both     | 2       | 5
agreed   | 4       | 7
ehe      | 4       | 7
theirs   | 4       | 7
'''
expect = '''
child_id | year
both     |
'''
*/
WITH judged AS (
    SELECT
        roll.child_id,
        coalesce(
            roll.high_age <= $nursery_high_age
            OR expected_year.expected_year > roll.high_age - 5
            OR expected_year.expected_year < CASE WHEN roll.low_age = 5 THEN 4 ELSE roll.low_age END - 4,
            false
        ) AND (roll.high_age <= $nursery_high_age OR (roll.low_age IS NOT NULL AND roll.high_age IS NOT NULL))
            AS is_out_of_phase
    FROM current_roll AS roll
    INNER JOIN expected_year ON expected_year.child_id = roll.child_id
)

SELECT judged.child_id, NULL::INTEGER AS year
FROM judged
INNER JOIN status ON status.child_id = judged.child_id
INNER JOIN home_authority ON home_authority.child_id = judged.child_id
WHERE
    status.status = 3
    AND home_authority.is_ours
    AND judged.child_id NOT IN (
        SELECT child_id FROM open_involvement WHERE involvement IN ('EHE', 'EOTAS', 'OON')
    )
GROUP BY judged.child_id
HAVING bool_and(judged.is_out_of_phase)
