"""A sheet that came back, in the words of the list it is: which column is which, and what stands in officers' cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from outputs.exception_lists import ROW_KEY
from pipeline.roundtrip.reading import ReadSheet
from pipeline.roundtrip.rows import Found
from pipeline.roundtrip.shown import Shown
from pipeline.roundtrip.text import same_heading, say_the_same

WITHOUT_HEADING = "Added column"
COMMENTS = "Comments"
OFFICER = "Officer"
OFFICER_COLUMNS = (OFFICER, "Status", "Next action", "Next action date", "Notes")


@dataclass(frozen=True)
class TypedCell:
    """What stands in an officer's cell. is_added: of a column that officers added to the list. who: the officer."""

    row: int
    heading: str
    value: str
    is_added: bool
    who: str


@dataclass(frozen=True)
class Odd:
    """A cell to be named: where, and what is odd about it."""

    row: int
    heading: str
    why: str


class TypedSheet:
    """The columns of a sheet by what they are.

    own: headings of officers' columns of any list. Of a list of which nothing is known, columns with other headings
    are taken for the pipeline's. foreign: headings (as `same_heading` gives them) under which nothing is taken for a
    column that an officer added.
    """

    def __init__(self, sheet: ReadSheet, shown: Shown, own: Collection[str], foreign: Mapping[str, str]) -> None:
        self._sheet = sheet
        here = {heading for heading in own if not shown.code or heading in (*shown.white, *OFFICER_COLUMNS)}
        known = {same_heading(heading): heading for heading in here} | shown.headings
        self._own = own
        self._grey: dict[int, str] = {}
        self._white: list[tuple[int, str, bool]] = []
        self._foreign: dict[int, str] = {}
        added: dict[str, str] = {}
        for column, typed in enumerate(sheet.headings):
            same = same_heading(typed)
            heading = known.get(same)
            if column == sheet.key or same == same_heading(ROW_KEY):
                continue
            if heading in here:
                self._white.append((column, heading, False))
            elif heading in shown.grey and self._is_original(column, same, heading, shown):
                self._grey[column] = heading
            elif same in foreign:
                self._foreign[column] = foreign[same]
            elif heading in shown.white:
                self._white.append((column, heading, True))
            elif shown.code:
                words = f"{heading} (added)" if heading else " ".join(typed.split()) or WITHOUT_HEADING
                self._white.append((column, added.setdefault(same, words), True))

    def _is_original(self, column: int, same: str, heading: str, shown: Shown) -> bool:
        """Whether it is the pipeline's column: of several with its heading the one with most cells as they were."""
        twins = [n for n, typed in enumerate(self._sheet.headings) if same_heading(typed) == same]

        def as_shown(at: int) -> int:
            rows = [(cells[at], shown.rows.get(cells[self._sheet.key])) for cells in self._sheet.rows.values()]
            return sum(text == shows[0].get(heading, "") for text, shows in rows if shows)

        return len(twins) == 1 or column == max(twins, key=as_shown)

    def lacking(self, shown: Shown) -> list[str]:
        """The officers' columns that the list had and this sheet, which is surely one of its own, has not: somebody
        renamed them, or deleted them."""
        here = {heading for _, heading, is_added in self._white if not is_added}
        return [h for h in shown.white if h in self._own and h not in here] if self._sheet.stamp else []

    def found(self) -> list[Found]:
        """The rows with what they show; of two columns with one heading the first."""
        rows, unread, key = self._sheet.rows, self._sheet.unread, self._sheet.key
        first = {heading: column for column, heading, _ in reversed(self._white)}
        found = []
        for number, cells in rows.items():
            grey = {h: cells[c] for c, h in self._grey.items() if not unread or (number, c) not in unread}
            white = {heading: cells[column] for heading, column in first.items()}
            if cells[key] or any(white.values()):
                found.append(Found(number, cells[key], grey, white))
        return found

    def cells(self) -> Iterator[TypedCell]:
        """Every officer's cell that can be read, row by row, the empty ones too."""
        officer = next((column for column, heading, _ in self._white if heading == OFFICER), None)
        for number, cells in self._sheet.rows.items():
            who = cells[officer] if officer is not None else ""
            for column, heading, is_added in self._white:
                if (number, column) not in self._sheet.unread:
                    yield TypedCell(number, heading, cells[column], is_added, who)

    def odd(self) -> list[Odd]:
        """Officers' cells that look empty to a reader of values and are not; foreign columns, by their first cell."""
        headings = {column: heading for column, heading, _ in self._white}
        unread = [
            Odd(row, headings[column], why)
            for (row, column), why in sorted(self._sheet.unread.items())
            if column in headings and row in self._sheet.rows
        ]
        first = {
            column: next((n for n, cells in self._sheet.rows.items() if cells[column]), None)
            for column in self._foreign
        }
        return unread + [Odd(row, self._foreign[column], "foreign") for column, row in first.items() if row]

    def comments(self) -> Iterator[tuple[int, str]]:
        """The comments: (row number, the line of the list's column of comments)."""
        names = self._grey | {column: heading for column, heading, _ in self._white}
        for comment in self._sheet.comments:
            typed = self._sheet.headings[comment.column] if comment.column < len(self._sheet.headings) else ""
            yield comment.row, comment.line(names.get(comment.column, typed) or "the row")

    def changed_grey(self, found: Found, shown: Shown, key: str) -> list[Odd]:
        """The pipeline's cells of a row that are not as they were written."""
        variants = shown.rows.get(key, [])
        if not variants or any(not _differs(found, shows) for shows in variants):
            return []
        nearest = min((_differs(found, shows) for shows in variants), key=len)
        return [Odd(found.number, heading, "") for heading in nearest]


def _differs(found: Found, shows: dict[str, str]) -> list[str]:
    return [
        h for h, text in found.grey.items() if text != shows.get(h, "") and not say_the_same(text, shows.get(h, ""))
    ]
