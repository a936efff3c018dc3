/*
title = "Tracing checks"
policy = "Historical children we have failed to track: the steps listed"
says = "One row per child without provision or with a failed-to-track involvement open, with the sixteen checks: done, the day, and what was seen. Eight are answered by an extract where it can: the day is that of the newest extract that was searched; of the last provision the day on which it named a destination, even an unknown one. That nobody is found is an answer too. Early years headcounts answer for Surestart. Without a record of a source among today's (it is off, or sent nothing) its check is to be done, until an officer answers it; an officer's answer stands before an extract's. The other eight are officers' (by_officers), named by their number. known: the checks in which an officer found the child known. checked_on: the newest of the officers' days. answered: how many of the sixteen are done or not applicable."
reads = ["tracing_said", "tracing_service", "status", "listed_child", "person", "roll_episode", "application", "sighting", "open_involvement", "current_roll"]

[columns]
child_id = "VARCHAR"
last_provision = "VARCHAR"
child_health = "VARCHAR"
surestart = "VARCHAR"
yos = "VARCHAR"
paris = "VARCHAR"
benefits = "VARCHAR"
postcode = "VARCHAR"
admissions = "VARCHAR"
by_officers = "VARCHAR"
known = "VARCHAR"
checked_on = "DATE"
answered = "INTEGER"

[[example]]
name = "a child of whom nothing is known, every source searched; a source that is off answers nothing"
params = { as_at = 2026-10-31 }
given.status = '''
child_id | status
lost     | 9
tracked  | 7
'''
given.listed_child = '''
child_id | surname
lost     | Ash
'''
given.person = '''
child_id | source      | extract_date
other    | education   | 2026-10-31
other    | admissions  | 2026-10-30
other    | early_years | 2026-10-02
'''
expect = '''
child_id | last_provision                           | surestart                    | yos        | paris      | benefits   | postcode                           | admissions                      | answered
lost     | not applicable: no provision known       | done 02/10/2026: not named   | to be done | to be done | to be done | not applicable: no postcode known  | done 30/10/2026: no application | 4
'''

[[example]]
name = "what each source says of a child it knows"
params = { as_at = 2026-10-31 }
given.listed_child = '''
child_id | surname | postcode
lost     | Ash     | SO14 0AA
sister   | ASH     | SO14 0AA
lodger   | Beech   | SO14 0AA
'''
given.person = '''
child_id | source      | extract_date
sister   | education   | 2026-10-31
lost     | admissions  | 2026-10-30
lost     | early_years | 2026-10-02
lost     | benefits    | 2026-10-15
'''
given.current_roll = '''
child_id | establishment_name
sister   | Harbour Primary
lodger   | Elm House
'''
given.roll_episode = '''
child_id | establishment_name | is_last | is_open | leaving_date | told_destination | notified_on | destination_confirmed_on
lost     | Oak House          | true    | false   | 2022-07-20   | unknown          | 2022-07-22  |
'''
given.application = '''
child_id | application_type | received_on
lost     | IN-YEAR          | 2022-09-01
lost     | RECEPTION        | 2018-11-01
'''
given.sighting = '''
child_id | source      | began_on   | ended_on   | extract_date | place
lost     | early_years | 2017-09-01 | 2018-07-20 | 2018-05-20   | Little Gulls
lost     | benefits    | 2020-01-01 | 2022-08-31 | 2022-08-31   |
'''
given.open_involvement = '''
child_id | involvement | start_date
lost     | FTT         | 2024-05-01
'''
given.tracing_service = '''
child_id | child_health | yos                                    | paris
lost     | to be done   | done 31/10/2026: open since 02/03/2026 | done 31/10/2026: CIN, CP since 01/02/2026
'''
expect = '''
child_id | last_provision                                          | surestart                                           | yos                                    | paris                                     | benefits                                            | postcode                                                                   | admissions                                               | answered
lost     | done 22/07/2022: left Oak House 20/07/2022 for: unknown | done 02/10/2026: at Little Gulls until 20/07/2018    | done 31/10/2026: open since 02/03/2026 | done 31/10/2026: CIN, CP since 01/02/2026 | done 15/10/2026: seen at an address until 31/08/2022 | done 31/10/2026: that surname there, on roll at Harbour Primary | done 30/10/2026: in-year application of 01/09/2022 | 7
'''

[[example]]
name = "a school that told nothing has to be asked; a claim still open; a withheld address is an officer's to check; on a roll today"
params = { as_at = 2026-10-31 }
given.status = '''
child_id | status
silent   | 9
hidden   | 9
setting  | 9
found    | 3
'''
given.open_involvement = '''
child_id | involvement | start_date
found    | FTT         | 2024-05-01
'''
given.listed_child = '''
child_id | surname | postcode
silent   | Ash     | SO14 0AB
hidden   | Beech   | withheld
found    | Cedar   |
setting  | Dogwood |
'''
given.person = '''
child_id | source    | extract_date
silent   | benefits  | 2026-10-15
hidden   | education | 2026-10-31
'''
given.roll_episode = '''
child_id | establishment_name | is_last | is_open | leaving_date | leaving_reason | returned_on
silent   | Oak House          | true    | false   | 2022-07-20   | Left the area  | 2022-09-24
found    | Elm House          | true    | true    |              |                | 2026-09-24
'''
given.sighting = '''
child_id | source      | began_on   | ended_on | extract_date | place
silent   | benefits    | 2020-01-01 |          | 2026-10-15   |
setting  | early_years | 2017-09-01 |          | 2018-05-20   | Little Gulls
'''
expect = '''
child_id | last_provision                                    | benefits                                   | postcode
silent   | to be done: Oak House, left 20/07/2022            | done 15/10/2026: seen at an address        | done 31/10/2026: nobody of that surname there
hidden   | not applicable: no provision known                | done 15/10/2026: not seen                  | to be done: address withheld
found    | done 31/10/2026: on roll at Elm House             | done 15/10/2026: not seen                  | not applicable: no postcode known
setting  | to be done: Little Gulls                          | done 15/10/2026: not seen                  | not applicable: no postcode known
'''

[[example]]
name = "an officer's answer takes the place of what is to be done, and stands before what an extract answers; the eight others are named by number"
params = { as_at = 2026-10-31 }
given.status = '''
child_id | status
lost     | 9
'''
given.listed_child = '''
child_id | surname
lost     | Ash
'''
given.person = '''
child_id | source      | extract_date
other    | admissions  | 2026-10-30
'''
given.tracing_said = '''
child_id | number | answer                                      | is_known | said_on
lost     | 7      | done 12/10/2026: not known (officer)        | false    | 2026-10-12
lost     | 13     | done 13/10/2026: known, see Notes (officer) | true     | 2026-10-13
lost     | 16     | not applicable 14/10/2026 (officer)         | false    | 2026-10-14
lost     | 2      | done 09/10/2026: known, see Notes (officer) | true     | 2026-10-09
'''
expect = '''
child_id | child_health                                | yos                                  | paris      | admissions                                                                   | by_officers                         | known | checked_on | answered
lost     | done 09/10/2026: known, see Notes (officer) | done 12/10/2026: not known (officer) | to be done | done 13/10/2026: known, see Notes (officer); done 30/10/2026: no application | 16 not applicable 14/10/2026 (officer) | 2, 13 | 2026-10-14 | 6
'''
*/
WITH lost AS (
    SELECT child_id
    FROM status
    WHERE status = 9
    UNION
    SELECT child_id
    FROM open_involvement
    WHERE involvement = 'FTT'
),

searched AS (
    SELECT
        strftime(max(CASE WHEN source = 'education' THEN extract_date END), '%d/%m/%Y') AS education_on,
        strftime(max(CASE WHEN source = 'admissions' THEN extract_date END), '%d/%m/%Y') AS admissions_on,
        strftime(max(CASE WHEN source = 'early_years' THEN extract_date END), '%d/%m/%Y') AS early_years_on,
        strftime(max(CASE WHEN source = 'benefits' THEN extract_date END), '%d/%m/%Y') AS benefits_on
    FROM person
),

seen AS (
    SELECT child_id, source, place, ended_on
    FROM sighting
    QUALIFY row_number() OVER (
        PARTITION BY child_id, source
        ORDER BY ended_on DESC NULLS FIRST, began_on DESC, place
    ) = 1
),

applied AS (
    SELECT child_id, application_type, received_on
    FROM application
    QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY received_on DESC, application_ref DESC) = 1
),

roll AS (
    SELECT child_id, string_agg(DISTINCT coalesce(establishment_name, laestab), ', ' ORDER BY coalesce(establishment_name, laestab)) AS schools
    FROM current_roll
    GROUP BY child_id
),

neighbour AS (
    SELECT me.child_id, string_agg(DISTINCT roll.schools, ', ' ORDER BY roll.schools) AS schools, count(*) AS children
    FROM lost
    INNER JOIN listed_child AS me ON me.child_id = lost.child_id
    INNER JOIN listed_child AS other
        ON
            upper(other.surname) = upper(me.surname)
            AND other.postcode = me.postcode
            AND other.child_id <> me.child_id
    LEFT JOIN roll ON roll.child_id = other.child_id
    WHERE me.postcode <> 'withheld' AND other.child_id IN (SELECT child_id FROM person WHERE source = 'education')
    GROUP BY me.child_id
),

answer AS (
    SELECT
        lost.child_id,
        CASE
            WHEN episode.is_open
                THEN
                    'done ' || strftime($as_at, '%d/%m/%Y') || ': on roll at '
                    || coalesce(episode.establishment_name, episode.laestab)
            WHEN
                episode.told_destination IS NOT NULL
                AND coalesce(episode.destination_confirmed_on, episode.notified_on, episode.returned_on) IS NOT NULL
                THEN
                    'done '
                    || strftime(
                        coalesce(episode.destination_confirmed_on, episode.notified_on, episode.returned_on), '%d/%m/%Y'
                    )
                    || ': left ' || coalesce(episode.establishment_name, episode.laestab) || ' '
                    || strftime(episode.leaving_date, '%d/%m/%Y') || ' for: '
                    || episode.told_destination
            WHEN episode.child_id IS NOT NULL
                THEN
                    'to be done: ' || coalesce(episode.establishment_name, episode.laestab) || ', left '
                    || strftime(episode.leaving_date, '%d/%m/%Y')
            WHEN setting.child_id IS NOT NULL THEN 'to be done: ' || setting.place
            ELSE 'not applicable: no provision known'
        END AS last_provision,
        CASE
            WHEN searched.early_years_on IS NULL THEN 'to be done'
            ELSE
                'done ' || searched.early_years_on || ': '
                || coalesce('at ' || setting.place || coalesce(' until ' || strftime(setting.ended_on, '%d/%m/%Y'), ''), 'not named')
        END AS surestart,
        coalesce(service.child_health, 'to be done') AS child_health,
        coalesce(service.yos, 'to be done') AS yos,
        coalesce(service.paris, 'to be done') AS paris,
        CASE
            WHEN searched.benefits_on IS NULL THEN 'to be done'
            WHEN claim.child_id IS NULL THEN 'done ' || searched.benefits_on || ': not seen'
            ELSE
                'done ' || searched.benefits_on || ': seen at an address'
                || coalesce(' until ' || strftime(claim.ended_on, '%d/%m/%Y'), '')
        END AS benefits,
        CASE
            WHEN listed_child.postcode IS NULL THEN 'not applicable: no postcode known'
            WHEN listed_child.postcode = 'withheld' THEN 'to be done: address withheld'
            WHEN searched.education_on IS NULL THEN 'to be done'
            WHEN neighbour.children IS NULL THEN 'done ' || searched.education_on || ': nobody of that surname there'
            ELSE
                'done ' || searched.education_on || ': that surname there, '
                || coalesce('on roll at ' || neighbour.schools, 'on no roll')
        END AS postcode,
        CASE
            WHEN searched.admissions_on IS NULL THEN 'to be done'
            WHEN applied.child_id IS NULL THEN 'done ' || searched.admissions_on || ': no application'
            ELSE
                'done ' || searched.admissions_on || ': ' || lower(applied.application_type) || ' application of '
                || strftime(applied.received_on, '%d/%m/%Y')
        END AS admissions
    FROM lost
    INNER JOIN listed_child ON listed_child.child_id = lost.child_id
    CROSS JOIN searched
    LEFT JOIN roll_episode AS episode ON episode.child_id = lost.child_id AND episode.is_last
    LEFT JOIN seen AS setting ON setting.child_id = lost.child_id AND setting.source = 'early_years'
    LEFT JOIN seen AS claim ON claim.child_id = lost.child_id AND claim.source = 'benefits'
    LEFT JOIN applied ON applied.child_id = lost.child_id
    LEFT JOIN tracing_service AS service ON service.child_id = lost.child_id
    LEFT JOIN neighbour ON neighbour.child_id = lost.child_id
),

officers AS (
    SELECT
        child_id,
        max(CASE WHEN number = 1 THEN answer END) AS last_provision,
        max(CASE WHEN number = 2 THEN answer END) AS child_health,
        max(CASE WHEN number = 5 THEN answer END) AS surestart,
        max(CASE WHEN number = 7 THEN answer END) AS yos,
        max(CASE WHEN number = 9 THEN answer END) AS paris,
        max(CASE WHEN number = 10 THEN answer END) AS benefits,
        max(CASE WHEN number = 11 THEN answer END) AS postcode,
        max(CASE WHEN number = 13 THEN answer END) AS admissions,
        string_agg(
            CASE WHEN number IN (3, 4, 6, 8, 12, 14, 15, 16) THEN number::VARCHAR || ' ' || answer END,
            '; ' ORDER BY number
        ) AS by_officers,
        count(CASE WHEN number IN (3, 4, 6, 8, 12, 14, 15, 16) THEN 1 END) AS of_eight,
        string_agg(CASE WHEN is_known THEN number::VARCHAR END, ', ' ORDER BY number) AS known,
        max(said_on) AS checked_on
    FROM tracing_said
    GROUP BY child_id
),

both_said AS (
    SELECT
        answer.child_id,
        concat_ws(
            '; ', officers.last_provision,
            CASE WHEN officers.last_provision IS NULL OR answer.last_provision NOT LIKE 'to be done%' THEN answer.last_provision END
        ) AS last_provision,
        concat_ws(
            '; ', officers.child_health,
            CASE WHEN officers.child_health IS NULL OR answer.child_health NOT LIKE 'to be done%' THEN answer.child_health END
        ) AS child_health,
        concat_ws(
            '; ', officers.surestart,
            CASE WHEN officers.surestart IS NULL OR answer.surestart NOT LIKE 'to be done%' THEN answer.surestart END
        ) AS surestart,
        concat_ws(
            '; ', officers.yos,
            CASE WHEN officers.yos IS NULL OR answer.yos NOT LIKE 'to be done%' THEN answer.yos END
        ) AS yos,
        concat_ws(
            '; ', officers.paris,
            CASE WHEN officers.paris IS NULL OR answer.paris NOT LIKE 'to be done%' THEN answer.paris END
        ) AS paris,
        concat_ws(
            '; ', officers.benefits,
            CASE WHEN officers.benefits IS NULL OR answer.benefits NOT LIKE 'to be done%' THEN answer.benefits END
        ) AS benefits,
        concat_ws(
            '; ', officers.postcode,
            CASE WHEN officers.postcode IS NULL OR answer.postcode NOT LIKE 'to be done%' THEN answer.postcode END
        ) AS postcode,
        concat_ws(
            '; ', officers.admissions,
            CASE WHEN officers.admissions IS NULL OR answer.admissions NOT LIKE 'to be done%' THEN answer.admissions END
        ) AS admissions,
        officers.by_officers,
        officers.known,
        officers.checked_on,
        coalesce(officers.of_eight, 0) AS of_eight
    FROM answer
    LEFT JOIN officers ON officers.child_id = answer.child_id
)

SELECT
    * EXCLUDE (of_eight),
    (
        of_eight
        + CASE WHEN last_provision LIKE 'to be done%' THEN 0 ELSE 1 END
        + CASE WHEN child_health LIKE 'to be done%' THEN 0 ELSE 1 END
        + CASE WHEN surestart LIKE 'to be done%' THEN 0 ELSE 1 END
        + CASE WHEN yos LIKE 'to be done%' THEN 0 ELSE 1 END
        + CASE WHEN paris LIKE 'to be done%' THEN 0 ELSE 1 END
        + CASE WHEN benefits LIKE 'to be done%' THEN 0 ELSE 1 END
        + CASE WHEN postcode LIKE 'to be done%' THEN 0 ELSE 1 END
        + CASE WHEN admissions LIKE 'to be done%' THEN 0 ELSE 1 END
    )::INTEGER AS answered
FROM both_said
