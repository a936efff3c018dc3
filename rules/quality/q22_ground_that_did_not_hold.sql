/*
title = "Ground for removal that did not hold"
policy = "DQ list: ground code not valid for the leaving date"
says = "The ground of a removal of this academic year or last is none of the regulations in force on the leaving date."
reads = ["deletion_ground", "roll_record"]

[[example]]
name = "with a fault and without; of the year before last"
params = { current_year = 2026 }
given.deletion_ground = '''
record | laestab | entry_date | fault
r1     | 8529001 | 2020-09-02 | is not one of the grounds
r2     | 8529001 | 2020-09-02 |
r3     | 8529001 | 2020-09-02 | is not one of the grounds
'''
given.roll_record = '''
child_id | record | laestab | entry_date | left_in_year | ground_for_deletion | file  | row_number
a        | r1     | 8529001 | 2020-09-02 | 2025         | Z                   | e.csv | 2
b        | r2     | 8529001 | 2020-09-02 | 2025         | M                   | e.csv | 3
c        | r3     | 8529001 | 2020-09-02 | 2024         | Z                   | e.csv | 4
'''
expect = '''
child_id | record | row_number | what
a        | r1     | 2          | The ground "Z" is not one of the grounds: look into the removal.
'''
*/
SELECT
    roll.child_id, roll.record, roll.file, roll.sheet, roll.row_number, roll.row_id,
    'The ground "' || roll.ground_for_deletion || '" ' || deletion_ground.fault || ': look into the removal.' AS what
FROM deletion_ground
INNER JOIN roll_record AS roll
    ON
        roll.record = deletion_ground.record
        AND roll.laestab = deletion_ground.laestab
        AND roll.entry_date IS NOT DISTINCT FROM deletion_ground.entry_date
WHERE deletion_ground.fault IS NOT NULL AND roll.left_in_year IN ($current_year, $current_year - 1)
