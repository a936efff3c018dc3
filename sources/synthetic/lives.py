"""The lives of a city while they are being written: ordinary careers first, then what happens to the children of cases.

Events are whole: each has its dates, whether past or to come; how much of them shows on a day is for `view.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sources.synthetic.days import NO_DAY, Days, Flags, Ints, as_days
from sources.synthetic.names import Texts
from sources.synthetic.schools import Schools

ROLL = {
    "person": 0,
    "laestab": 0,
    "status": "C",
    "entry": NO_DAY,
    "leave": NO_DAY,
    "reason": "",
    "ground": "",
    "to_laestab": 0,
    "destination": "",
    "confirmed_on": NO_DAY,
    "notified_on": NO_DAY,
    "joined_told_on": NO_DAY,
    "entered_on": NO_DAY,
    "planned_on": NO_DAY,
    "is_unlisted": False,
    "is_entry_blank": False,
    "is_independent": False,
}
"""Being on a roll. ground: why the name is deleted, in the words of `notices.py`, which makes it the letter.
joined_told_on: when the school told the authority that the child had joined; notified_on: that the child had left.
entered_on: when the row was typed (blank: on the day of entry).   planned_on: when the leaving date
was typed (blank: on that day).   is_unlisted: an independent school drops the pupil without a leaving date."""
INVOLVEMENT = {"person": 0, "involvement": "", "start": NO_DAY, "end": NO_DAY, "outcome": "", "outcome_on": NO_DAY}
"""outcome_on: when the outcome was typed (blank: at the end)."""
APPLICATION = {
    "person": 0,
    "type": "IN-YEAR",
    "entry_year": 0,
    "received": NO_DAY,
    "decided": NO_DAY,
    "offer_status": "",
    "offered_laestab": 0,
    "offered_on": NO_DAY,
    "expected_start": NO_DAY,
    "later_on": NO_DAY,
    "later_status": "",
    "delayed_to": 0,
    "closed_on": NO_DAY,
    "dropped_on": NO_DAY,
    "dropped_as": "",
    "school_told_on": NO_DAY,
    "order": 0,
}
"""decided: when the offer status became known; later_on: when it became later_status.   closed_on: CLOSED from then.
dropped_on: WITHDRAWN or REMOVED (dropped_as) from then.   school_told_on: the school it was made at told the authority.
order: ranks the references of one day."""
ATTENDANCE = {"person": 0, "provider": 0, "start": NO_DAY, "end": NO_DAY, "is_silent": False}
"""At an early years setting. is_silent: gone from the next headcount without an end."""
CLAIM = {"person": 0, "start": NO_DAY, "end": NO_DAY, "is_silent": False, "is_kept": False}
"""In a household that claims. is_silent: gone from the next extract without an end.   is_kept: listed long after."""


@dataclass
class Lives:
    """people: as `population.build` gives them, one row per child; the arrays below run alongside.

    entry_year: as agreed (reception year but for delayed entry).   is_case: a child of a case has no chance events.
    has_record: is (from known_from on) on the education database.   cut_*: the career ends on cut_on, and how.
    """

    year: int
    schools: Schools
    people: pd.DataFrame
    entry_year: Ints
    path: Texts
    is_case: Flags
    has_record: Flags
    known_from: Days
    arrived: Days
    died_on: Days
    home_la: Texts
    cut: pd.DataFrame
    without_rolls: Flags
    without_applications: Flags
    without_early_years: Flags
    without_benefits: Flags
    rolls: list[pd.DataFrame] = field(default_factory=list)
    involvements: list[pd.DataFrame] = field(default_factory=list)
    applications: list[pd.DataFrame] = field(default_factory=list)
    attendances: list[pd.DataFrame] = field(default_factory=list)
    claims: list[pd.DataFrame] = field(default_factory=list)

    @property
    def area(self) -> Ints:
        """The part of the city of each child."""
        return self.people["area"].to_numpy()

    def leave(self, who: Ints, on: object, **how: object) -> None:
        """The ordinary career ends on that day (nothing after it); how: columns of ROLL for the roll that ends."""
        for column, value in {"leave": on, **how}.items():
            default = ROLL[column]
            values = as_days(value).astype("datetime64[s]") if isinstance(default, np.datetime64) else value
            self.cut.loc[who, column] = np.broadcast_to(np.asarray(values), len(who))

    def never_enrolled(self, who: Ints) -> None:
        """No ordinary roll and no ordinary application."""
        self.without_rolls[who] = True
        self.without_applications[who] = True

    def unknown(self, who: Ints) -> None:
        """Nothing ordinary at all, and no record on the education database."""
        self.never_enrolled(who)
        self.has_record[who] = False
        self.without_early_years[who] = True
        self.without_benefits[who] = True

    def gone(self, who: Ints) -> None:
        """No traces of the family but what the case itself adds: no claim, no application to come."""
        self.without_benefits[who] = True
        self.without_applications[who] = True

    def enrol(self, who: Ints, laestab: object, entry: object, leave: object = NO_DAY, **more: object) -> None:
        """A spell on a roll that is no part of the ordinary career. more: columns of ROLL."""
        self.rolls.append(_rows(ROLL, who, laestab=laestab, entry=entry, leave=leave, **more))

    def involve(self, who: Ints, involvement: str, start: object, end: object = NO_DAY, **more: object) -> None:
        """An involvement. more: columns of INVOLVEMENT."""
        self.involvements.append(_rows(INVOLVEMENT, who, involvement=involvement, start=start, end=end, **more))

    def apply(self, who: Ints, received: object, **more: object) -> None:
        """An application, in-year unless more says otherwise: columns of APPLICATION."""
        self.applications.append(_rows(APPLICATION, who, received=received, **more))

    def attend(self, who: Ints, start: object, end: object = NO_DAY, **more: object) -> None:
        """A spell at the early years setting of the child's part of the city."""
        self.attendances.append(_rows(ATTENDANCE, who, provider=self.area[who], start=start, end=end, **more))

    def claim(self, who: Ints, start: object, end: object = NO_DAY, **more: object) -> None:
        """A spell as a child of a household that claims."""
        self.claims.append(_rows(CLAIM, who, start=start, end=end, **more))


def _rows(columns: dict[str, object], who: Ints, **values: object) -> pd.DataFrame:
    """One row per child of `who`, every column of `columns`, those not given at their default."""
    unknown = set(values) - set(columns)
    if unknown:
        raise KeyError(f"no such column: {', '.join(sorted(unknown))}")
    table = pd.DataFrame({"person": who})
    for column, default in columns.items():
        if column == "person":
            continue
        value = values.get(column, default)
        if isinstance(default, np.datetime64):
            table[column] = np.broadcast_to(as_days(value), len(who)).astype("datetime64[s]")
        elif isinstance(default, str):
            table[column] = np.broadcast_to(np.asarray(value, dtype=object), len(who))
        else:
            table[column] = np.broadcast_to(np.asarray(value, dtype=type(default)), len(who))
    return table


def begin(people: pd.DataFrame, schools: Schools, year: int, entry_year: Ints, path: Texts, is_case: Flags) -> Lives:
    """Lives in which nothing has happened yet."""
    count = len(people)
    cut = _rows(ROLL, np.arange(count, dtype=np.int64))

    def no() -> Flags:
        return np.zeros(count, dtype=np.bool_)

    return Lives(
        year=year,
        schools=schools,
        people=people,
        entry_year=entry_year,
        path=path,
        is_case=is_case,
        has_record=no(),
        known_from=np.full(count, np.datetime64("2005-01-01"), dtype="datetime64[D]"),
        arrived=np.full(count, NO_DAY),
        died_on=np.full(count, NO_DAY),
        home_la=np.full(count, "", dtype=object),
        cut=cut,
        without_rolls=no(),
        without_applications=no(),
        without_early_years=no(),
        without_benefits=no(),
    )
