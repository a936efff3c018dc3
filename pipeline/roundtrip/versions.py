"""Which version of which list a sheet is: by its stamp, or, where a program has lost that, by what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from outputs.text import uk_date
from pipeline.errors import UnreadableList
from pipeline.roundtrip.reading import ReadSheet, ReadWorkbook
from pipeline.roundtrip.shown import KEPT_DAYS, NOTHING_SHOWN, Shown, find_version, newest_version, versions_like
from pipeline.roundtrip.stamp import Stamp
from pipeline.roundtrip.text import plain, same_heading
from pipeline.store import Connection

ALIKE = 0.9
"""The share of rows that have to be as a version showed them, for a sheet without a stamp to be taken for it."""


@dataclass(frozen=True)
class Version:
    """code: of the list.   name: of the version, "" where it is not known.   shown: what it showed, as far as known.

    newest_on: the day that the list in its place describes, None where there is none or it is this one.
    """

    code: str
    name: str
    stamp: Stamp | None
    newest_on: date | None = field(compare=False)
    shown: Shown = field(compare=False)

    @property
    def is_stamped(self) -> bool:
        return self.stamp is not None

    def refuse_foreign_or_old(self, la_code: str, today: date) -> None:
        """Raises UnreadableList for a list of another council, and for one of months ago that was kept."""
        if self.stamp is None:
            return
        if la_code and self.stamp.la_code != la_code:
            raise UnreadableList(
                f"is a list of another council (authority {self.stamp.la_code}), so nothing was taken from it; take it "
                "away"
            )
        if self.newest_on and (today - self.stamp.as_at).days > KEPT_DAYS:
            raise UnreadableList(
                f"is an old list, as at {uk_date(self.stamp.as_at)}: what was typed there may be overtaken, so nothing "
                "was taken from it; type what still holds into today's list"
            )


def version_of_sheet(con: Connection, workbook: ReadWorkbook, sheet: ReadSheet, file: str) -> Version:
    """The version that a sheet is. file: the file's name without its ending."""
    stamp = sheet.stamp or (workbook.stamps[0] if len(set(workbook.stamps)) == 1 else None)
    if stamp is None:
        return _guessed(con, sheet, file)
    found = _stamped(con, stamp)
    if sheet.stamp is None:
        # Another list's cells may have been copied into a sheet beside those of this one.
        guessed = _guessed(con, sheet, file)
        if guessed.code != found.code and _explained(sheet, guessed.shown) > _explained(sheet, found.shown):
            return guessed
    return found


def _stamped(con: Connection, stamp: Stamp) -> Version:
    newest = newest_version(con, stamp.code)
    is_newest = newest is not None and newest.name == stamp.version
    newest_on = None if is_newest or newest is None else newest.as_at
    shown = newest if newest is not None and is_newest else find_version(con, stamp.code, stamp.version)
    return Version(stamp.code, stamp.version, stamp, newest_on, shown or NOTHING_SHOWN)


def _guessed(con: Connection, sheet: ReadSheet, file: str) -> Version:
    """Of a sheet without a stamp: the list whose columns most of its own are; of that, what was written in its place,
    or the version that it shows most of; where none is near, the list by its columns alone."""
    best: tuple[tuple[float, bool, float, int], Shown] | None = None
    in_place = newest_version(con, file)
    newest_name = in_place.name if in_place else ""
    headings = {same_heading(heading): column for column, heading in enumerate(sheet.headings)}
    for shown in versions_like(con, set(headings)):
        kept = [(cells, shown.rows.get(cells[sheet.key])) for cells in sheet.rows.values()]
        rows = [(cells, shows[0]) for cells, shows in kept if shows]
        if not rows:
            continue
        grey = [(h, at) for h in shown.grey if (at := headings.get(same_heading(h))) is not None]
        white = [(h, at) for h in shown.white if (at := headings.get(same_heading(h))) is not None]
        alike = sum(all(plain(cells[at]) == plain(shows.get(h, "")) for h, at in grey) for cells, shows in rows)
        same = sum(cells[at] == shows.get(h, "") for cells, shows in rows for h, at in white)
        share = alike / len(rows)
        is_in_place = shown.code == file and shown.name == newest_name and share >= ALIKE
        rank = (_explained(sheet, shown), is_in_place, share, same)
        if best is None or rank > best[0]:
            best = (rank, shown)
    if best is None:
        return Version(file, "", None, None, NOTHING_SHOWN)
    (_, _, share, _), shown = best
    is_sure = share >= ALIKE
    return Version(shown.code, shown.name if is_sure else "", None, None, replace(shown, is_sure=is_sure))


def _explained(sheet: ReadSheet, shown: Shown) -> float:
    """The share of the sheet's headings that are of the pipeline's columns of a list. The officer's are on every list,
    and which were added differs from one version to the next."""
    typed = [same for heading in sheet.headings if (same := same_heading(heading))]
    grey = {same_heading(heading) for heading in shown.grey}
    return sum(same in grey for same in typed) / max(len(typed), 1)
