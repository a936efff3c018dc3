/*
title = "Returns"
policy = "Phase transfer and Coverage: all data returns to be up to date; Working with independent schools to gather pupil data"
says = "Every school that sends returns and every early years setting of the headcounts, with its last return (a nil return counts) and its age; independent schools of ours that never returned; closed schools with pupils still on roll; and schools of ours on whose roll the education database shows nobody. Overdue: older than a term (150 days), or a setting that is not in the newest headcount; too old: older than the setting return_valid_days, and its pupils still count as on roll. A school of another authority stands here where it has pupils of ours. A setting missing from the headcounts for as long is taken to have closed and is left out."
use = [
    "Ask for the return; those on whose old return most children rest come first.",
    "A setting with nobody to name should send a nil return all the same.",
    "A closed school: enter on the education database where its pupils are.",
]
left = "It is asked for nothing any more: closed, or without pupils of ours."
reads = ["return_state"]
columns = ["establishment", "establishment_number", "establishment_kind", "return_state", "returned_on", "return_age", "children", "asked"]
sheets = ["To ask", "Up to date"]
fed_by = ["independent/returns", "cross_border/rolls", "early_years/headcount", "education/establishments", "education/enrolments"]

[[example]]
name = "what each state asks for, the most urgent first and the largest of them first"
params = { as_at = 2026-10-31 }
given.return_state = '''
establishment | place_key | is_setting | is_neighbours | establishment_kind | return_state     | returned_on | children
Never         | 8529501   | false      | false         | school             | 1 never returned |             | 0
Ash House     | 8529504   | false      | false         | school             | 2 too old        | 2025-09-25  | 2
Old Primary   | 8529001   | false      | false         | school             | 3 closed         |             | 1
Elm House     | 8529502   | false      | false         | school             | 4 overdue        | 2026-06-02  | 3
Yew House     | 8509002   | false      | true          | school             | 4 overdue        | 2026-06-02  | 2
Sea Stars     | 502       | true       | false         | early years        | 4 overdue        | 2026-05-20  | 4
Empty Primary | 8529002   | false      | false         | school             | 5 nobody on roll |             | 0
Little Gulls  | 501       | true       | false         | early years        | 6 up to date     | 2026-10-31  | 1
'''
expect = '''
establishment | establishment_number | return_age | asked                                                    | sheet      | row_key
Never         | 8529501              |            | Ask the school for its first return                      | To ask     | return 8529501
Ash House     | 8529504              | 401        | Ask for a return: until then its pupils count as on roll | To ask     | return 8529504
Old Primary   | 8529001              |            | Enter where its pupils are now                           | To ask     | return 8529001
Sea Stars     | 502                  | 164        | Ask for the return of this term                          | To ask     | return setting 502
Elm House     | 8529502              | 151        | Ask for the return of this term                          | To ask     | return 8529502
Yew House     | 8509002              | 151        | Ask its authority for the roll of this term              | To ask     | return 8509002
Empty Primary | 8529002              |            | Find out why the education database shows no pupil       | To ask     | return 8529002
Little Gulls  | 501                  | 0          |                                                          | Up to date | return setting 501
'''
*/
SELECT
    establishment,
    place_key AS establishment_number,
    establishment_kind,
    return_state,
    returned_on,
    ($as_at - returned_on)::INTEGER AS return_age,
    children,
    CASE
        WHEN is_neighbours AND return_state IN ('2 too old', '4 overdue') THEN 'Ask its authority for the roll of this term'
        WHEN return_state = '1 never returned' THEN 'Ask the school for its first return'
        WHEN return_state = '2 too old' THEN 'Ask for a return: until then its pupils count as on roll'
        WHEN return_state = '3 closed' THEN 'Enter where its pupils are now'
        WHEN return_state = '4 overdue' THEN 'Ask for the return of this term'
        WHEN return_state = '5 nobody on roll' THEN 'Find out why the education database shows no pupil'
    END AS asked,
    CASE WHEN return_state = '6 up to date' THEN 'Up to date' ELSE 'To ask' END AS sheet,
    CASE WHEN is_setting THEN 'return setting ' ELSE 'return ' END || place_key AS row_key
FROM return_state
ORDER BY return_state, children DESC, returned_on, establishment, row_key
