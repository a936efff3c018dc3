/*
title = "The unique pupil number"
how = "upn"
says = "Two records with one permanent UPN, or the UPN of one the former UPN of the other, where the forename agrees, or the date of birth and the forename's initial: twins get each other's numbers."
*/
WITH pair AS (
    SELECT a.rid AS rid_a, b.rid AS rid_b
    FROM prepared AS a
    INNER JOIN prepared AS b ON b.permanent_upn = a.permanent_upn AND b.rid > a.rid
    UNION
    SELECT least(a.rid, b.rid) AS rid_a, greatest(a.rid, b.rid) AS rid_b
    FROM prepared AS a
    INNER JOIN prepared AS b ON b.former_upn = a.upn AND b.rid <> a.rid
)

SELECT
    pair.rid_a,
    pair.rid_b,
    CASE WHEN forenames_agree(a, b) THEN 2 ELSE 5 END AS strength,
    CASE
        WHEN forenames_agree(a, b) THEN 'same UPN and forename'
        ELSE 'same UPN, date of birth and initial'
    END AS reason
FROM pair
INNER JOIN prepared AS a ON a.rid = pair.rid_a
INNER JOIN prepared AS b ON b.rid = pair.rid_b
WHERE forenames_agree(a, b) OR initials_agree(a, b)
