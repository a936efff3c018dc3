/*
title = "The same names, date of birth and home"
how = "exact"
says = "Two records with the same surname and forename (legal or preferred), date of birth, and property or postcode. A date of birth on 1 January may be a default, so there the house itself has to agree."
*/
WITH variant AS (
    SELECT rid, surname_key, forename_key, 1 AS preference
    FROM prepared
    UNION
    SELECT
        rid,
        coalesce(preferred_surname_key, surname_key) AS surname_key,
        coalesce(preferred_forename_key, forename_key) AS forename_key,
        2 AS preference
    FROM prepared
    WHERE preferred_surname_key IS NOT NULL OR preferred_forename_key IS NOT NULL
),

named AS (
    SELECT DISTINCT
        variant.rid,
        variant.surname_key,
        variant.forename_key,
        record.date_of_birth,
        record.is_default_birth_date,
        record.postcode,
        record.uprn,
        record.address_key
    FROM variant
    INNER JOIN prepared AS record ON record.rid = variant.rid
    WHERE
        variant.surname_key IS NOT NULL
        AND variant.forename_key IS NOT NULL
        AND year(record.date_of_birth) > 1900
        AND (record.postcode IS NOT NULL OR record.uprn IS NOT NULL)
)

SELECT
    a.rid AS rid_a,
    b.rid AS rid_b,
    3 AS strength,
    CASE
        WHEN bool_or(a.uprn = b.uprn) THEN 'same names, date of birth and property'
        ELSE 'same names, date of birth and postcode'
    END AS reason
FROM named AS a
INNER JOIN named AS b
    ON
        b.surname_key = a.surname_key
        AND b.forename_key = a.forename_key
        AND b.date_of_birth = a.date_of_birth
        AND b.rid > a.rid
WHERE
    a.uprn = b.uprn
    OR (a.postcode = b.postcode AND (NOT a.is_default_birth_date OR a.address_key = b.address_key))
GROUP BY a.rid, b.rid
