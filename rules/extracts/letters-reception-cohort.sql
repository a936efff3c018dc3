/*
title = "Letters to the parents of next September's Reception children"
policy = "Starting education: the School Admissions Team write to the home address of every child in the Reception transfer group; at the start of the Spring Term those without an application are contacted"
says = "For the mail merge, a row for every child of next September's Reception, whatever source knows the child, at the newest address: invitations go to all, reminders where Applied is no. Withheld, and counted: a restricted address (an officer writes by hand), no full address, an address outside the authority, and one that social care or youth justice alone know, which may be a foster home or a refuge."
list = "reception-cohort"
sent_to = "parents"
on_working_day = ["offers_on"]
reads = ["reception_group", "child", "listed_child", "person", "postcode_place"]

[columns]
case = "The council's reference for the child."
student_id = "Empty where the child is not on the education database: add the child."
addressee = "To whom the letter goes."
surname = "Of the child."
forename = "Of the child."
date_of_birth = "Of the child."
address_line_1 = "The newest address."
postcode = "Of that address."
has_applied = "Whether an application that stands has been received."
apply_by = "The closing date for applications on time."
offers_on = "The day of offers: 16 April, or the next working day."

[[example]]
name = "who applied and who did not; twins get a letter each; the key dates of the coming year; who gets none, and why"
params = { current_year = 2026 }
given.reception_group = '''
child_id | has_applied
applied  | true
one      | false
two      | false
hidden   | false
nowhere  | false
half     | false
moved    | false
refuge   | false
'''
given.child = '''
child_id | is_restricted | forename | surname
applied  | false         | Jack     | Ash
one      | false         | Kim      | Beech
two      | false         | Lee      | Beech
hidden   | true          | Lou      | Cedar
nowhere  | false         | Max      | Dean
half     | false         | Nia      | Elder
moved    | false         | Oli      | Fir
refuge   | false         | Pia      | Gorse
'''
given.listed_child = '''
child_id | address_line_1 | postcode
applied  | 1 High Street  | SO14 0AA
one      | 2 High Street  | SO14 0AB
two      | 2 High Street  | SO14 0AB
hidden   | withheld       | withheld
nowhere  |                |
half     |                | SO14 0AC
moved    | 3 Low Street   | PO1 1AA
refuge   | 9 Far Street   | SO14 0AA
'''
given.person = '''
child_id | source      | address_line_1 | postcode
applied  | admissions  | 1 High Street  | SO14 0AA
one      | education   | 2 High Street  | SO14 0AB
two      | early_years | 2 High Street  | SO14 0AB
refuge   | education   | 8 Old Street   | SO14 0AA
refuge   | social_care | 9 Far Street   | SO14 0AA
'''
given.postcode_place = '''
postcode | is_ours
SO14 0AA | true
SO14 0AB | true
SO14 0AC | true
'''
expect = '''
case    | addressee                                | address_line_1 | postcode | has_applied | apply_by   | offers_on  | withheld
applied | To the parent or carer of Jack Ash       | 1 High Street  | SO14 0AA | yes         | 2027-01-15 | 2027-04-16 |
one     | To the parent or carer of Kim Beech      | 2 High Street  | SO14 0AB | no          | 2027-01-15 | 2027-04-16 |
two     | To the parent or carer of Lee Beech      | 2 High Street  | SO14 0AB | no          | 2027-01-15 | 2027-04-16 |
hidden  |                                          |                |          |             |            |            | restricted address
nowhere |                                          |                |          |             |            |            | no full address
half    |                                          |                |          |             |            |            | no full address
moved   |                                          |                |          |             |            |            | address outside the authority
refuge   |                                          |                |          |             |            |            | address known to social care or youth justice alone
'''
*/
WITH public_address AS (
    -- What those two services know may be a foster home or a refuge.
    SELECT DISTINCT child_id, address_line_1, postcode
    FROM person
    WHERE source NOT IN ('social_care', 'youth_justice')
),

letter AS (
    SELECT
        reception_group.child_id,
        reception_group.has_applied,
        child.student_id,
        child.forename,
        child.surname,
        child.date_of_birth,
        listed_child.address_line_1,
        listed_child.postcode,
        CASE
            WHEN child.is_restricted THEN 'restricted address'
            WHEN listed_child.address_line_1 IS NULL OR listed_child.postcode IS NULL THEN 'no full address'
            WHEN listed_child.postcode NOT IN (SELECT postcode FROM postcode_place WHERE is_ours)
                THEN 'address outside the authority'
            WHEN public_address.child_id IS NULL THEN 'address known to social care or youth justice alone'
        END AS withheld
    FROM reception_group
    INNER JOIN child ON child.child_id = reception_group.child_id
    INNER JOIN listed_child ON listed_child.child_id = reception_group.child_id
    LEFT JOIN public_address
        ON
            public_address.child_id = listed_child.child_id
            AND public_address.address_line_1 = listed_child.address_line_1
            AND public_address.postcode = listed_child.postcode
)

SELECT
    child_id AS "case",
    CASE WHEN withheld IS NULL THEN 'To the parent or carer of ' || concat_ws(' ', forename, surname) END AS addressee,
    CASE WHEN withheld IS NULL THEN student_id END AS student_id,
    CASE WHEN withheld IS NULL THEN surname END AS surname,
    CASE WHEN withheld IS NULL THEN forename END AS forename,
    CASE WHEN withheld IS NULL THEN date_of_birth END AS date_of_birth,
    CASE WHEN withheld IS NULL THEN address_line_1 END AS address_line_1,
    CASE WHEN withheld IS NULL THEN postcode END AS postcode,
    CASE WHEN withheld IS NULL AND has_applied THEN 'yes' WHEN withheld IS NULL THEN 'no' END AS has_applied,
    CASE
        WHEN withheld IS NULL THEN make_date($current_year + 1, $reception_closing_month, $reception_closing_day)
    END AS apply_by,
    CASE
        WHEN withheld IS NULL THEN make_date($current_year + 1, $reception_offer_month, $reception_offer_day)
    END AS offers_on,
    withheld
FROM letter
ORDER BY has_applied, letter.surname, letter.forename, child_id
