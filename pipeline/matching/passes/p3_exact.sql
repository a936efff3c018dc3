/*
title = "The same names, date of birth and home"
how = "exact"
says = "Two records with the same surname and forename (legal or preferred), date of birth, and property or postcode. A date of birth on 1 January may be a default, so there the house itself has to agree. Names and a birth that more than 100 records share are nobody's: they make no links."
*/
WITH named AS (
    SELECT rid, surname_key, forename_key, date_of_birth, is_default_birth_date, postcode, uprn, address_key
    FROM prepared
    UNION
    SELECT
        rid,
        coalesce(preferred_surname_key, surname_key) AS surname_key,
        coalesce(preferred_forename_key, forename_key) AS forename_key,
        date_of_birth,
        is_default_birth_date,
        postcode,
        uprn,
        address_key
    FROM prepared
    WHERE preferred_surname_key IS NOT NULL OR preferred_forename_key IS NOT NULL
),

usable AS (
    SELECT *
    FROM named
    WHERE
        surname_key IS NOT NULL
        AND forename_key IS NOT NULL
        AND year(date_of_birth) > 1900
        AND (postcode IS NOT NULL OR uprn IS NOT NULL)
),

crowded AS (
    SELECT surname_key, forename_key, date_of_birth
    FROM usable
    GROUP BY surname_key, forename_key, date_of_birth
    HAVING count(*) > 100
),

one AS (
    SELECT usable.*
    FROM usable
    LEFT JOIN crowded USING (surname_key, forename_key, date_of_birth)
    WHERE crowded.date_of_birth IS NULL
)

SELECT
    a.rid AS rid_a,
    b.rid AS rid_b,
    3 AS strength,
    CASE
        WHEN bool_or(a.uprn = b.uprn) THEN 'same names, date of birth and property'
        ELSE 'same names, date of birth and postcode'
    END AS reason
FROM one AS a
INNER JOIN one AS b
    ON
        b.surname_key = a.surname_key
        AND b.forename_key = a.forename_key
        AND b.date_of_birth = a.date_of_birth
        AND b.rid > a.rid
WHERE
    a.uprn = b.uprn
    OR (a.postcode = b.postcode AND (NOT a.is_default_birth_date OR a.address_key = b.address_key))
GROUP BY a.rid, b.rid
