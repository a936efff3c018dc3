"""What has to be said of the workbooks that came back: a sentence for each kind, and every place for the run report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.matching.officers import STATUS_MEANS
from pipeline.roundtrip.subjects import OF_CHILD
from pipeline.roundtrip.text import day_of

Choices = Mapping[str, Sequence[str]]
"""Heading -> what may be chosen there; nothing: it is a column of dates."""
DATE_COLUMN = "Next action date"

OF_PLACE = (" confirmed", "Deceased")
"""How the statuses end that decide where a child is."""
SHOWN_PLACES = 8

SENTENCES = {
    "grey": "grey cells changed: {n} ({places}); they are not taken and are as before on the next list, have the "
    "record corrected in the system it came from",
    "conflict": "cells filled in two ways: {n} ({places}), otherwise in {others}; both are kept, the one saved later "
    "stands, and the lists show the other under 'Filled in two ways'",
    "choice": "cells that hold none of the choices of their column: {n} ({places}); they decide nothing",
    "no child": "cells of Status that say where a child is, in rows of no one child: {n} ({places}); they decide "
    "nothing there, say it on a list of children",
    "no pair": f"cells of Status with {' or '.join(STATUS_MEANS)}: {{n}} ({{places}}); they decide nothing there, say "
    "which two records you mean on lists/match-review.xlsx",
    "no date": "cells of columns of dates that hold none: {n} ({places}); they stay as typed and are never overdue, "
    "write the day as 31/10/2026",
    "a formula without a value": "formulas without a value: {n} ({places}); nothing was read there, open the list in "
    "Excel and save it, or type the value",
    "an error of Excel's": "cells that show an error such as #REF!: {n} ({places}); nothing was read there",
    "a merged cell": "cells under a merged cell: {n} ({places}); nothing was read there, take the merging back",
    "disputed": "rows that show one child beside the row key of another, or two children, in which something was "
    "typed: {n} ({places}); nothing was taken from them and a copy lies in lists/set-aside/: sort with the buttons of "
    "the filter, which take all columns along, and type what is missing into the new list",
    "moved": "rows that show one child beside the row key of another, or two children, and hold only what the list "
    "showed: {n}; nothing was taken from them and a copy lies in lists/set-aside/: sort with the buttons of the "
    "filter, which take all columns along",
    "rekeyed": "rows whose hidden row key had not moved with them: {n} ({places}); each was taken for the child it "
    "shows, so look whether what stands there is right, and sort with the buttons of the filter",
    "keyless": "rows without a row key that hold something typed: {n} ({places}); nothing was taken from them and a "
    "copy lies in lists/set-aside/: type it into a row of the list",
    "unknown": "rows of cases that are not known here: {n} ({places}); nothing was taken from them and a copy lies in "
    "lists/set-aside/",
    "parted": "cells of children who were shown as one and are two since that list was written: {n} ({places}); "
    "nothing was taken from them and a copy lies in lists/set-aside/: look both children up on the new lists, and type "
    "it again beside the one that it is about",
    "foreign": "columns headed as one of the pipeline's, on a sheet that was copied out of its list: {n} ({places}); "
    "nothing was read there and a copy lies in lists/set-aside/: if it is a column of your own, give it another "
    "heading",
    "sheet": "sheets without their column 'Row key': {n}; nothing was taken from them and a copy lies in "
    "lists/set-aside/: type what is missing into the new list",
    "lacking": "white columns that the list had and this sheet has not: {n} ({places}); what stood there is kept and "
    "is on the next list, and a column under another heading is taken for one of your own: give it its heading back, "
    "or type into the next list what was meant for it",
    "outside": "comments outside the rows: {n} ({places}); they are not kept, hang them on a cell of the case",
}
"""Kind of remark -> what is said of all of them in one workbook."""


@dataclass(frozen=True)
class Remark:
    """One thing in one workbook. kind: a key of SENTENCES. row: as Excel shows it, None where it is of a whole sheet.

    column: "" where it is of a whole row; of a column that officers added nothing more is said, for what they called it
    or a sheet may be a name. case: "" where the row is no child's. other: the workbook that says otherwise.
    """

    kind: str
    file: str
    row: int | None
    column: str = ""
    case: str = ""
    other: str = ""

    @property
    def what(self) -> str:
        """The kind in words."""
        what = SENTENCES[self.kind].split(":")[0]
        return f"{what}, otherwise in lists/{self.other}" if self.other else what


def sentences(remarks: Sequence[Remark]) -> list[str]:
    """One sentence for each kind and workbook: how many cells or rows, and where the first of them stand."""
    found = []
    order = list(SENTENCES)
    ordered = sorted(remarks, key=lambda r: (r.file, order.index(r.kind)))
    for (file, kind), of_kind in groupby(ordered, key=lambda r: (r.file, r.kind)):
        same = list(of_kind)
        others = ", ".join(sorted({f"lists/{remark.other}" for remark in same}))
        found.append(f"lists/{file}: {SENTENCES[kind].format(n=len(same), places=_places(same), others=others)}.")
    return found


def _places(remarks: Sequence[Remark]) -> str:
    columns: dict[str, set[int]] = {}
    for remark in remarks[:SHOWN_PLACES]:
        columns.setdefault(remark.column, set()).update([remark.row] if remark.row else [])
    told = [
        f"{column} row{'s' * (len(rows) > 1)} {', '.join(map(str, sorted(rows)))}".strip() if rows else column
        for column, rows in columns.items()
    ]
    more = len(remarks) - SHOWN_PLACES
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def is_of_dates(heading: str, choices: Choices) -> bool:
    """Whether a column of officers is one of dates."""
    return heading == DATE_COLUMN or choices.get(heading) == ()


def unclear(subject: str, heading: str, value: str, choices: Choices) -> str:
    """What is odd about a value that was typed: a kind of remark, or nothing."""
    if value and choices.get(heading) and value not in choices[heading]:
        return "choice"
    if value and is_of_dates(heading, choices) and day_of(value) is None:
        return "no date"
    if heading == "Status" and value in STATUS_MEANS and not subject.startswith("pair "):
        return "no pair"
    if heading == "Status" and value.endswith(OF_PLACE) and value in choices.get(heading, ()):
        return "" if OF_CHILD.fullmatch(subject) else "no child"
    return ""
