"""Children missing education: from a council's extracts to officers' lists and the monthly Appendix 3.

The flow, one way; each stage writes its own schema and reads only what lies to its left:

    collect    officers' workbooks           -> decisions.*   what officers wrote, append-only
    land       inbox/<source>/<table>_<date> -> landing.*     text as written, with file, sheet and row
    validate   landing.*                     -> valid.*       typed rows; quarantine; findings
    link       valid.*, decisions.*          -> linked.*      the rows of the day, persons, links, children
    assess     linked.*                      -> assessed.*    status, lines and list rows, by rules/*.sql
    cases      assessed.*                    -> cases.*       what became of each case, append-only
    publish    assessed.*, cases.*, issued.* -> files         workbook, JSON, lists, run report
"""
