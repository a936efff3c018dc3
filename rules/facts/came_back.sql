/*
title = "The last sign that a tracked child is back"
policy = "Historical children; Appendix 1: annual checks against new datasets"
says = "A child who was tracked is back when, after that day, a CME involvement began, an application or a referral was received, or a benefits record, an early-years record or a housing move began."
reads = ["involvement", "application", "sighting"]

[columns]
child_id = "VARCHAR"
began_on = "DATE"
sign = "VARCHAR"

[[example]]
name = "the latest of them counts; an EHE involvement or a health record is no such sign"
given.involvement = '''
child_id | involvement | start_date
a        | CME         | 2026-01-05
a        | EHE         | 2026-09-01
'''
given.application = '''
child_id | received_on
a        | 2026-02-01
b        | 2026-03-01
'''
given.sighting = '''
child_id | source      | began_on
a        | benefits    | 2026-03-01
a        | health      | 2026-08-01
c        | early_years | 2026-04-01
'''
expect = '''
child_id | began_on   | sign
a        | 2026-03-01 | a benefits record that began
b        | 2026-03-01 | an application received
c        | 2026-04-01 | an early-years record that began
'''
*/
WITH sign AS (
    SELECT child_id, start_date AS began_on, 'a CME involvement that began' AS sign
    FROM involvement
    WHERE involvement = 'CME'
    UNION ALL
    SELECT child_id, received_on AS began_on, 'an application received' AS sign
    FROM application
    UNION ALL
    SELECT
        child_id,
        began_on,
        CASE source
            WHEN 'benefits' THEN 'a benefits record that began'
            WHEN 'early_years' THEN 'an early-years record that began'
            WHEN 'housing' THEN 'a move of house'
            ELSE 'a referral received'
        END AS sign
    FROM sighting
    WHERE source IN ('benefits', 'early_years', 'housing', 'referrals')
)

SELECT child_id, max(began_on) AS began_on, first(sign ORDER BY began_on DESC, sign) AS sign
FROM sign
WHERE began_on IS NOT NULL
GROUP BY child_id
