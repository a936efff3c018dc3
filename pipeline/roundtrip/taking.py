"""Taking what was typed: a cell that is not as the list showed it, or as it was last read, is an entry."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pipeline.roundtrip.entries import Book, Source, said_from
from pipeline.roundtrip.reading import ReadSheet
from pipeline.roundtrip.remarks import Choices, Remark, is_of_dates, unclear
from pipeline.roundtrip.rows import newly_filled, owners
from pipeline.roundtrip.shown import Shown, grey_of_all
from pipeline.roundtrip.subjects import OF_CHILD, Cell, subject_of, subject_on
from pipeline.roundtrip.text import DAYS_OF_THIS_AGE, MOMENT, day_of_serial, is_unchanged
from pipeline.roundtrip.typed import COMMENTS, OFFICER_COLUMNS, TypedCell, TypedSheet
from pipeline.store import Connection

STATUS = "Status"
TYPED_OTHERWISE = str.maketrans({"\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{EN DASH}": "-", "\N{EM DASH}": "-"})
"""What Excel and Word make of an apostrophe and a hyphen."""


READ_COMMENTS = "comments read"
"""Under what a workbook remembers which comments it held."""


@dataclass(frozen=True)
class _Observed:
    """What was seen in a cell. before: what the list showed, None where that is not known.

    lapsed: the entry of a decision that stood no longer when the list was written, so that the list showed it empty.
    """

    value: str
    before: str | None
    who: str
    row: int
    is_added: bool
    lapsed: int | None


class Taker:
    """Takes what one workbook says. remarks: what has to be said of it.

    last: what was read from this very workbook (its name and version) the last time, cell -> values; such a cell is
    compared with that, for a colleague may have said something else since. known: the cases and row keys there are;
    None where nothing is known, as in a new store. parted: the children who were one when the list was written and are
    two since; nobody can tell of whom it is what was typed beside them.
    """

    def __init__(
        self,
        con: Connection,
        book: Book,
        source: Source,
        choices: Choices,
        last: dict[Cell, list[str]] | None,
        known: Collection[str] | None,
        parted: Collection[str] = (),
    ) -> None:
        self._con, self._book, self._source, self._choices = con, book, source, choices
        self._last, self._known, self._parted = last or {}, known, parted
        self._said_before = set() if last is not None or not source.version else said_from(con, source.version)
        self._own = (*OFFICER_COLUMNS, *(heading for heading in choices if heading not in OFFICER_COLUMNS))
        self._grey: set[str] = set()
        self._observed: dict[Cell, list[_Observed]] = {}
        self._as_shown: set[Cell] = set()
        self._comments: dict[Cell, dict[str, int]] = {}
        self.remarks: list[Remark] = []

    def take(self, sheet: ReadSheet, shown: Shown) -> None:
        """Looks at the cells of one sheet; `enter` then takes what is new in all of them."""
        # Cells copied out of another list bring its columns along: what it says of a child is not for every list.
        foreign = grey_of_all(self._con) if shown.code and sheet.stamp is None else {}
        self._grey.update(shown.grey, foreign.values())
        typed = TypedSheet(sheet, shown, self._own, foreign)
        found = {row.number: row for row in typed.found()}
        owned = owners(shown, list(found.values()))
        for number in [n for n, key in owned.keys.items() if not self._is_known(key, shown)]:
            if any(found[number].white.values()):
                self._remark("unknown", number, "", owned.keys[number])
            del owned.keys[number]
        filled = newly_filled(shown, list(found.values()))
        disputed = [n for n in owned.disputed if n in filled]
        moved = [n for n in owned.disputed if n not in filled]
        rekeyed = sorted(owned.rekeyed, key=lambda n: (n not in filled, n))
        for kind, numbers in zip(
            ("rekeyed", "disputed", "moved", "keyless"), (rekeyed, disputed, moved, owned.keyless), strict=True
        ):
            for number in numbers:
                self._remark(kind, number, "", found[number].key)
        for number, owner in owned.keys.items():
            for odd in typed.changed_grey(found[number], shown, owner):
                self._remark("grey", number, odd.heading, owner)
        self.remarks += [Remark("lacking", self._source.file, None, heading) for heading in typed.lacking(shown)]
        for odd in typed.odd():
            self._remark(odd.why, odd.row, odd.heading, owned.keys.get(odd.row, ""))
        for cell in typed.cells():
            if (key := owned.keys.get(cell.row)) is not None:
                self._observe(cell, key, shown)
        for number, line in typed.comments():
            if (key := owned.keys.get(number)) is not None:
                self._comments.setdefault((subject_on(self._source.code, key), COMMENTS), {}).setdefault(line, number)
            else:
                self._remark("outside", number, "", "")

    def enter(self) -> str:
        """Adds to the book of entries what is new. Returns what the workbook said, for when it comes back: JSON."""
        said: list[list[object]] = []
        for cell, seen in self._observed.items():
            before = seen[0].before or ""
            said.append([*cell, [*(one.value for one in seen), *[before] * (cell in self._as_shown)]])
            for one in seen:
                self._enter(cell, one)
        for cell, lines in self._comments.items():
            said.append([cell[0], READ_COMMENTS, list(lines)])
            stands = self._book.stands(cell)
            old = {*stands.split("\n"), *self._last.get((cell[0], READ_COMMENTS), [])}
            if (new := [line for line in lines if line not in old]) and not self._is_of_two(cell, lines[new[0]]):
                value = "\n".join(filter(None, (stands, *new)))
                self._book.add(cell, value, "", self._source, is_conflict=False)
        return json.dumps(said, ensure_ascii=False)

    def _observe(self, cell: TypedCell, key: str, shown: Shown) -> None:
        """Remembers a cell that is not as the list showed it, or was not the last time this workbook was read."""
        code = self._source.code
        at = (subject_of(key), cell.heading)
        if cell.is_added:
            at = (subject_on(code, key), self._book.spelled(code, cell.heading))
        row = shown.rows.get(key)
        before = row[0].get(cell.heading, "") if row and shown.is_sure else None
        is_shown = before is not None and is_unchanged(before, cell.value)
        if is_shown and at not in self._last:
            self._as_shown.add(at)
            return
        value = before if before is not None and is_shown else self._tidy(cell.heading, cell.value)
        lapsed = shown.lapsed.get(at[0]) if cell.heading == STATUS and before == "" else None
        self._observed.setdefault(at, []).append(_Observed(value, before, cell.who, cell.row, cell.is_added, lapsed))

    def _enter(self, cell: Cell, seen: _Observed) -> None:
        stands, value = self._book.stands(cell), seen.value
        if self._book.is_still(cell, seen.lapsed):
            stands = ""  # To choose anew what was shown as lapsed is a new decision, even the same one.
        known = self._last.get(cell, [stands if seen.before is None else seen.before])
        if value in known or is_unchanged(stands, value) or (seen.before is None and not value):
            return
        if (*cell, value or None) in self._said_before or self._is_of_two(cell, seen.row):
            return
        is_conflict, other = stands not in known, self._book.said_in(cell)
        self._book.add(cell, value, seen.who, self._source, is_conflict=is_conflict)
        if is_conflict:
            self._remark("conflict", seen.row, cell[1], cell[0].rpartition(": ")[2], other)
        if not seen.is_added and (kind := unclear(*cell, value, self._choices)):
            self._remark(kind, seen.row, cell[1], cell[0])

    def _is_of_two(self, cell: Cell, row: int) -> bool:
        """Whether the row showed two children as one, so that what was typed there is named and not taken."""
        key = cell[0].rpartition(": ")[2]
        if is_of_two := subject_of(key) in self._parted:
            self._remark("parted", row, cell[1], key)
        return is_of_two

    def _is_known(self, key: str, shown: Shown) -> bool:
        return key in shown.rows or self._known is None or subject_of(key) in self._known

    def _tidy(self, heading: str, value: str) -> str:
        """A choice in any case is that of the list; a date typed as text is read as the extracts' dates are (never in
        US order), and the number that Excel has for a day is that day. What is neither stays as typed."""
        if self._choices.get(heading):
            typed = " ".join(value.translate(TYPED_OTHERWISE).split()).casefold()
            return next((choice for choice in self._choices[heading] if choice.casefold() == typed), value)
        if value and is_of_dates(heading, self._choices):
            if value.isdecimal() and len(value) == 5 and int(value) in DAYS_OF_THIS_AGE:
                return day_of_serial(int(value)).isoformat()
            (day,) = self._con.execute("SELECT read_date(upper(?))", [value]).fetchall()[0]
            return _as_day(day, value)
        return value

    def _remark(self, kind: str, row: int, column: str, key: str, other: str = "") -> None:
        case = OF_CHILD.fullmatch(key)
        named = column if column in self._own or column in self._grey else "added column" * bool(column)
        self.remarks.append(Remark(kind, self._source.file, row, named, case[1] if case else "", other))


def _as_day(day: date | None, value: str) -> str:
    """A moment typed where a day is asked for is that day."""
    if day:
        return day.isoformat()
    moment = MOMENT.fullmatch(value)
    return moment[1] if moment else value


def memory_of(said: str | None) -> dict[Cell, list[str]] | None:
    """What `Taker.enter` gave, as it was."""
    if said is None:
        return None
    return {(subject, column): values for subject, column, values in json.loads(said)}
