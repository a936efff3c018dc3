"""What comes out: workbooks, lists, the run report. Each module is given plain dataclasses and writes one file.

Nothing here reads the database, the clock or the settings, and nothing here knows a rule. The libraries that write
workbooks and pages are imported inside the functions that need them, so that the dataclasses cost nothing to import.
"""
