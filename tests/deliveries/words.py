"""What a night says of more than one kind of file."""

from __future__ import annotations

NO_HEADINGS = (
    "refused: no row of headings was found; a students file needs student_id, surname, forename, date_of_birth"
)
NOT_BORN = (
    "0 used, 1 quarantined; row 2 quarantined, date_of_birth is not a date of birth (write "
    "day/month/year, for example 31/08/2016, no later than the day of the extract)"
)
NOT_BORN_THERE = (
    "0 used, 1 quarantined; row 2 of 'Sheet1' quarantined, date_of_birth is not a date of "
    "birth (write day/month/year, for example 31/08/2016, no later than the day of the "
    "extract)"
)
NOT_LEFT = (
    "0 used, 1 quarantined; row 2 quarantined, leaving_date is not a date (write "
    "day/month/year, for example 31/08/2016)"
)
NOT_LEFT_THERE = (
    "0 used, 1 quarantined; row 2 of 'Sheet1' quarantined, leaving_date is not a date (write "
    "day/month/year, for example 31/08/2016)"
)
DAMAGED = "refused: it is damaged or truncated; ask for it again"
NO_SHEETS = "refused: its sheets cannot be read; open it in Excel and save it again"
NO_DATE = "refused: its name has no date; name it <table>_<YYYY-MM-DD>.csv, with the date the extract describes"
NULLS = "refused: it holds null bytes, so it is damaged or truncated; ask for it again"
WEB_PAGE = "refused: it is a web page or XML, not what its name says; export it again"
ANOTHER_KIND = "refused: it is another kind of file, not what its name says; export it again"
NO_XLSX = "refused: it is a zip file, not an Excel workbook; export it again"
OLD_EXCEL = "refused: it is encrypted or an old .xls workbook; save it as .xlsx without a password"
CUT_OFF = "refused: it is truncated: its last row, 3, is not complete; ask for it again"
NO_ROW = "refused: it has headings and no row; ask for it again"
FAR_CELL = "refused: it has a cell filled far outside its table; delete what stands there, or send a CSV file"
BEING_SENT = "refused: it is still being sent, or was broken off; it is read when it has its own name"
TOO_LONG = "refused: row 3 has a cell of more than 32,767 characters, which is no value; mend or export it again"
EMPTY = "refused: it is empty"
NO_UPN = "1 used; row 2 noted, upn is not a valid UPN (its check letter or form is wrong)"
NO_ENCODING = "refused: its characters are neither UTF-8, UTF-16 nor Windows-1252; export it again as UTF-8"
CHANGED = "refused: it changed or vanished while it was read; it is read again at the next run"
NO_PLAIN_FILE = "refused: it is no plain file; put the file itself there"
NO_FORMAT = "refused: it is neither .csv nor .xlsx; save it as one of them"
PASSED_BY = "passed by: no delivery"
