/*
title = "What is missing of a leaver"
policy = "Withdrawal from school: reason and forwarding destination; Appendix 3, LEAVERS"
says = "Of the last school episode that has ended: nothing received, destination unknown, destination not confirmed, or confirmed and yet not tracked."
reads = ["roll_episode", "not_a_destination"]

[columns]
child_id = "VARCHAR"
laestab = "VARCHAR"
school = "VARCHAR"
left_on = "DATE"
leaving_reason = "VARCHAR"
destination = "VARCHAR"
missing = "VARCHAR"

[[example]]
name = "what is told of the destination stands, whatever was received"
given.roll_episode = '''
child_id | is_last_school | is_open | leaving_date | destination_key | destination | told_destination | leaving_reason | told_reason
open     | true           | false   | 2026-09-30   | poland          | Poland      | Poland           | Moved          | Moved
hidden   | true           | false   | 2026-09-30   | poland          | Poland      | withheld         | Moved          | withheld
'''
expect = '''
child_id | destination | leaving_reason | missing
open     | Poland      | Moved          | destination not confirmed
hidden   | withheld    | withheld       | destination not confirmed
'''

[[example]]
name = "the four kinds"
given.not_a_destination = '''
destination_key
unknown
'''
given.roll_episode = '''
child_id    | is_last_school | is_open | leaving_date | destination_key | destination | destination_confirmed_on | leaving_reason | returned_on
nothing     | true           | false   | 2026-09-30   |                 |             |                          |
unknown     | true           | false   | 2026-09-30   | unknown         | Unknown     |                          |
reason only | true           | false   | 2026-09-30   |                 |             |                          | moved
unconfirmed | true           | false   | 2026-09-30   | poland          | Poland      |                          |
confirmed   | true           | false   | 2026-09-30   | poland          | Poland      | 2026-10-05               |
returned    | true           | false   | 2026-09-30   |                 |             |                          |                | 2026-09-24
on roll     | true           | true    |              |                 |             |                          |
'''
expect = '''
child_id    | missing
nothing     | nothing received
unknown     | destination unknown
reason only | destination unknown
returned    | destination unknown
unconfirmed | destination not confirmed
confirmed   | destination confirmed, but the child is not tracked
'''
*/
SELECT
    child_id,
    laestab,
    coalesce(establishment_name, laestab) AS school,
    leaving_date AS left_on,
    told_reason AS leaving_reason,
    told_destination AS destination,
    CASE
        WHEN
            destination_laestab IS NULL AND destination_key IS NULL
            AND leaving_reason IS NULL AND ground_for_deletion IS NULL AND notified_on IS NULL AND returned_on IS NULL
            THEN 'nothing received'
        WHEN
            destination_laestab IS NULL
            AND (destination_key IS NULL OR destination_key IN (SELECT destination_key FROM not_a_destination))
            THEN 'destination unknown'
        WHEN destination_confirmed_on IS NULL THEN 'destination not confirmed'
        ELSE 'destination confirmed, but the child is not tracked'
    END AS missing
FROM roll_episode
WHERE is_last_school AND NOT is_open
