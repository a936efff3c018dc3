/*
title = "The education database's own number"
how = "key"
says = "Two records with one student id, where the forename agrees, or the date of birth and the forename's initial."
*/
SELECT
    a.rid AS rid_a,
    b.rid AS rid_b,
    CASE WHEN forenames_agree(a, b) THEN 1 ELSE 4 END AS strength,
    CASE
        WHEN forenames_agree(a, b) THEN 'same student id and forename'
        ELSE 'same student id, date of birth and initial'
    END AS reason
FROM prepared AS a
INNER JOIN prepared AS b ON b.student_id = a.student_id AND b.rid > a.rid
WHERE forenames_agree(a, b) OR initials_agree(a, b)
