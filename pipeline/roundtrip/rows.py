"""Whose row it is: a row is found by its key, and has to look like the row that was written with that key.

Officers sort some of the columns and not the hidden last one, paste one row over another, or sort only a part of what
they see. Then the key, or half of the cells, are another child's, and what was typed must not go to the wrong one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.roundtrip.shown import Shown, Shows
from pipeline.roundtrip.subjects import OF_CHILD, subject_of
from pipeline.roundtrip.text import plain, say_the_same

OF_THE_OTHER = " of the other"
NAMES = ("Surname", "Forename", "Date of birth")
"""What officers correct where they stand, and now and then have in common with another child of the list."""
SHARED = ("Surname", "Date of birth")
"""Where a lone one that is also another child's is a correction. A forename may be all that tells twins apart."""
NUMBERS = (
    *("Case", "Student ID", "UPN", "Application", "Record", "Number", "School or setting", "School to ask"),
    *("What was found", "File", "Row"),
)
FEWEST_MOVED = 3
"""How many different contents of officer's cells have to stand in other rows for the columns to be sorted alone: two
officers who exchange their cases change two."""


@dataclass(frozen=True)
class Found:
    """One row as it came back: heading of the list -> text, for the columns that are still there."""

    number: int
    key: str
    grey: Shows
    white: Shows


@dataclass
class Owned:
    """keys: row number -> the key of the row it is.   rekeyed: rows found by what they show, not by the key beside it.

    disputed: rows that show two children.   keyless: rows without a key that are nobody's.
    """

    keys: dict[int, str] = field(default_factory=dict)
    rekeyed: list[int] = field(default_factory=list)
    disputed: list[int] = field(default_factory=list)
    keyless: list[int] = field(default_factory=list)


def owners(shown: Shown, rows: list[Found]) -> Owned:
    """Whose each row is, by what the list showed; where that is not known, by the key and the case beside it."""
    owned = Owned()
    index = _Index(shown)
    suspects: dict[int, tuple[str, ...]] = {}
    for row in rows:
        differs = index.differs(row) if row.key in shown.rows else _case_differs(row)
        if differs and index.is_bare(row):
            # The row was cleared, or moved away from its key: that is no word on the child whose key it is.
            owned.disputed += [row.number] if any(row.white.values()) else []
            continue
        if row.key and not differs:
            owned.keys[row.number] = row.key
        elif other := index.shows_whole(row):
            owned.keys[row.number] = row.key if subject_of(other) == subject_of(row.key) else other
            if subject_of(other) != subject_of(row.key):
                owned.rekeyed.append(row.number)
        elif not row.key:
            owned.keyless.append(row.number)
        elif row.key not in shown.rows or index.shows_another(row, differs):
            suspects[row.number] = differs
        else:
            owned.keys[row.number] = row.key
    lone = _lone_corrections(suspects, {row.number: row.key for row in rows})
    owned.keys |= lone
    owned.disputed += [number for number in suspects if number not in lone]
    moved = _sorted_alone(shown, rows, owned)
    owned.disputed = sorted({*owned.disputed, *moved})
    for number in moved:
        del owned.keys[number]
    return owned


def _case_differs(row: Found) -> tuple[str, ...]:
    """Of a row that this list did not show: whether the case beside the key is another one."""
    case = row.grey.get("Case", "")
    return ("Case",) if case and OF_CHILD.fullmatch(row.key) and subject_of(row.key) != case else ()


def _lone_corrections(suspects: Mapping[int, tuple[str, ...]], keys: Mapping[int, str]) -> dict[int, str]:
    """A single name typed over in a single row; the same column in more rows was sorted without the others."""
    same = Counter(suspects.values())
    return {
        number: keys[number] for number, differs in suspects.items() if _is_lone(differs, SHARED) and same[differs] == 1
    }


class _Index:
    """The rows of a version by what tells them apart."""

    def __init__(self, shown: Shown) -> None:
        self._rows = shown.rows
        telling = [h for h in shown.grey if h.removesuffix(OF_THE_OTHER) in (*NUMBERS, *NAMES)]
        self.telling = telling or list(shown.grey[:3])
        self._numbers = [h for h in self.telling if h.removesuffix(OF_THE_OTHER) in NUMBERS]
        self._by_cell: dict[tuple[str, str], set[str]] | None = None

    def differs(self, row: Found) -> tuple[str, ...]:
        """The telling columns in which the row is not what was written with its key, or with the nearest of these."""
        return min((self._differing(row, shows) for shows in self._rows[row.key]), key=len)

    def _differing(self, row: Found, shows: Shows) -> tuple[str, ...]:
        return tuple(h for h in self.telling if h in row.grey and not say_the_same(row.grey[h], shows.get(h, "")))

    def is_bare(self, row: Found) -> bool:
        """Whether nothing is left of the cells that tell rows apart."""
        return not any(row.grey.get(heading) for heading in self.telling)

    def shows_whole(self, row: Found) -> str | None:
        """The key of the one child whose row it is by the telling cells, but for a lone name that was typed over.

        At least two of the cells have to be filled, and with a name typed over one of the numbers.
        """
        if sum(bool(row.grey.get(heading)) for heading in self.telling) < 2:
            return None
        keys = self._holding(row, self.telling)
        if not keys:
            near = {key for heading in self._numbers for key in self._holding(row, (heading,))} - {row.key}
            keys = [key for key in near if any(self._is_corrected(row, shows) for shows in self._rows[key])]
        return min(keys) if len({subject_of(key) for key in keys}) == 1 else None

    def _is_corrected(self, row: Found, shows: Shows) -> bool:
        """Whether the row is that one but for a name typed over, which is nobody else's on the list."""
        differs = self._differing(row, shows)
        return _is_lone(differs, NAMES) and not self._holding(row, differs)

    def shows_another(self, row: Found, differs: tuple[str, ...]) -> bool:
        """Whether what differs is another row's: one of the numbers, two of the names, or all there is."""
        theirs = [key for h in differs for key in self._holding(row, (h,)) if key != row.key]
        most = Counter(theirs).most_common(1)
        if most and most[0][1] >= min(2, len(differs)):
            return True
        return any(self._holding(row, (heading,)) for heading in differs if heading in self._numbers)

    def _holding(self, row: Found, headings: Iterable[str]) -> list[str]:
        """The keys of the rows that hold all the filled cells of those columns."""
        if self._by_cell is None:
            self._by_cell = defaultdict(set)
            for key, variants in self._rows.items():
                for shows in variants:
                    for heading in self.telling:
                        if heading in shows:
                            self._by_cell[heading, plain(shows[heading])].add(key)
        sets = [self._by_cell.get((h, plain(row.grey[h])), set()) for h in headings if row.grey.get(h)]
        return sorted(set.intersection(*sets)) if sets else []


def _is_lone(differs: tuple[str, ...], of: Collection[str]) -> bool:
    return len(differs) == 1 and differs[0].removesuffix(OF_THE_OTHER) in of


def _sorted_alone(shown: Shown, rows: list[Found], owned: Owned) -> set[int]:
    """The rows whose officer's cells changed, where most of these hold, all together, what others of them showed: the
    white columns were sorted without the grey ones, and what was typed before moved along."""
    now: dict[str, Shows] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        if (key := owned.keys.get(row.number)) in shown.rows:
            now[key], numbers[key] = {h: v for h, v in row.white.items() if v}, row.number
    before = {key: {h: v for h in shown.white if (v := shown.rows[key][0].get(h))} for key in now}
    changed = [key for key in now if now[key] != before[key]]
    come = Counter(_cells(now[key]) for key in changed if now[key])
    moved = come & Counter(_cells(before[key]) for key in changed)
    if len(moved) < FEWEST_MOVED or moved.total() * 2 < come.total():
        return set()
    return {numbers[key] for key in changed}


def newly_filled(shown: Shown, rows: list[Found]) -> set[int]:
    """The numbers of the rows whose officer's cells, all together, more rows hold than the list showed: there something
    was typed, or it may be one of those in which it was."""
    here = {heading for row in rows for heading in row.white}
    before = Counter(
        _cells({h: text for h in shown.white if h in here and (text := shows.get(h))})
        for variants in shown.rows.values()
        for shows in variants
    )
    filled = {row.number: cells for row in rows if (cells := _cells({h: v for h, v in row.white.items() if v}))}
    now = Counter(filled.values())
    return {number for number, cells in filled.items() if now[cells] > before[cells]}


def _cells(shows: Shows) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(shows.items()))
