"""What schools tell the authority: of who joined and who left, on what ground, and of applications made to them.

Most tell in time. Told late, not at all, or on a ground that no longer holds are as many as an officer can follow up.
Nothing here decides where a child is, or on which line.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.synthetic.days import NO_DAY, Days, Flags, Ints, as_days
from sources.synthetic.names import Texts
from sources.synthetic.schools import Schools

ELSEWHERE, NURSERY, AT_HOME, AWAY, NOT_FOUND, EXCLUDED, DIED = (
    *("another school", "end of nursery", "home educated", "moved away", "not found", "excluded", "died"),
)
GROUNDS = {
    # why a name is deleted: (the letter of regulation 8(1) of 2006, that of regulation 9(1) of 2024)
    ELSEWHERE: ("B", "A"),
    NURSERY: ("N", "B"),
    AT_HOME: ("D", "F"),
    AWAY: ("E", "G"),
    NOT_FOUND: ("H", "I"),
    EXCLUDED: ("M", "K"),
    DIED: ("J", "J"),
}
BY_REASON = {"Transfer": ELSEWHERE, "Moved to another school": ELSEWHERE, "End of nursery": NURSERY}
"""The ordinary reasons for leaving, which need no ground of their own."""
CHANGED_ON = np.datetime64("2024-08-19", "D")
LATE, SILENT, NO_GROUND, OLD_GROUND = 0.06, 0.03, 0.03, 0.01
"""Shares of the notices of leavers and joiners that come late, or not at all, without a ground, or on an old one."""
ASKED_AT_SCHOOL, TOLD_LATE = 0.3, 0.25
"""Of in-year applications to schools that decide for themselves: made at the school; of those, told late."""
OWN_ADMISSIONS = ("Academy converter", "Foundation school", "Academy sponsor led", "Voluntary aided school")


def give(rolls: pd.DataFrame, applications: pd.DataFrame, schools: Schools, rng: np.random.Generator) -> None:
    """Fills ground, notified_on and joined_told_on of the rolls, and school_told_on of the applications.

    A ground that a case gives (a key of GROUNDS) becomes its letter; a roll that ends without a word stays so.
    """
    count = len(rolls)
    drawn = rng.random((3, count))
    days_late = rng.integers(6, 30, (2, count)).astype("timedelta64[D]")
    in_time = rng.integers(0, 4, count).astype("timedelta64[D]")
    leave, entry = as_days(rolls["leave"]), as_days(rolls["entry"])
    of_case = rolls["ground"].to_numpy(dtype=object)
    said = rolls["destination"].to_numpy(dtype=object)
    no_reason = np.where(rolls["destination"].str.startswith("Moved"), AWAY, np.where(said != "", NOT_FOUND, ""))
    by_reason = rolls["reason"].map(BY_REASON).fillna("").to_numpy(dtype=object)
    ordinary = np.where(by_reason != "", by_reason, no_reason)
    why = np.where(of_case != "", of_case, np.where(drawn[0] < NO_GROUND, "", ordinary))
    rolls["ground"] = _letters(why, leave, drawn[0] > 1 - OLD_GROUND)
    told = _told(leave, np.zeros(count, dtype="timedelta64[D]"), days_late[0], drawn[1])
    is_theirs = (ordinary != "") & np.isnat(as_days(rolls["notified_on"]))
    rolls["notified_on"] = np.where(is_theirs, told, as_days(rolls["notified_on"])).astype("datetime64[s]")
    rolls["joined_told_on"] = _told(entry, in_time, days_late[1], drawn[2]).astype("datetime64[s]")
    applications["school_told_on"] = _told_of_applications(applications, schools, rng).astype("datetime64[s]")


def _told(on: Days, in_time: Ints, late: Ints, drawn: np.ndarray) -> Days:
    told = on + np.where(drawn < LATE, late, in_time)
    return np.where(drawn > 1 - SILENT, NO_DAY, told)


def _letters(why: Texts, leave: Days, is_old: Flags) -> Texts:
    """The letter of the ground; an old one is of the regulations that no longer held, written out."""
    after = ~np.isnat(leave) & (leave >= CHANGED_ON)
    letters = [
        "" if not reason else f"8(1)({GROUNDS[reason][0].lower()})" if old and new else GROUNDS[reason][int(new)]
        for reason, new, old in zip(why.tolist(), after.tolist(), is_old.tolist(), strict=True)
    ]
    return np.array(letters, dtype=object)


def _told_of_applications(applications: pd.DataFrame, schools: Schools, rng: np.random.Generator) -> Days:
    """In-year applications made at a school that decides for itself: it tells within two school days, or late."""
    sort = schools.lookup("type")
    decides = applications["offered_laestab"].map(sort).isin(OWN_ADMISSIONS).to_numpy()
    drawn = rng.random((2, len(applications)))
    at_school = decides & (applications["type"] == "IN-YEAR").to_numpy() & (drawn[0] < ASKED_AT_SCHOOL)
    days = np.where(drawn[1] < TOLD_LATE, rng.integers(4, 15, len(applications)), rng.integers(0, 2, len(applications)))
    received = as_days(np.busday_offset(as_days(applications["received"]), 0, roll="forward"))
    return np.where(at_school, as_days(np.busday_offset(received, days)), NO_DAY)
