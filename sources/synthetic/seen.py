"""What systems that report by the term or the month list on the day of a file: who is named, and with which end.

The education database and admissions need none of this: their files show every event up to the day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sources.synthetic.days import NO_DAY, Days, Flags, Ints, as_days, benefits_days, headcount_days, return_days
from sources.synthetic.schools import Schools

CLOSED_CLAIMS_STAY = np.timedelta64(62, "D")


def listed_at_headcount(attendances: pd.DataFrame, on: np.datetime64) -> Flags:
    """Attending on the day, or left since the headcount before (about four months) and reported as having left."""
    start, end = as_days(attendances["start"]), as_days(attendances["end"])
    stays = np.isnat(end) | (end >= on)
    left_lately = (end > on - np.timedelta64(140, "D")) & ~attendances["is_silent"].to_numpy()
    return np.asarray((start <= on) & (stays | left_lately), dtype=np.bool_)


def listed_as_claimed_for(claims: pd.DataFrame, on: np.datetime64) -> Flags:
    """In a live claim, or in one that closed not long before the day."""
    start, end = as_days(claims["start"]), as_days(claims["end"])
    stays = np.isnat(end) | (end >= on) | claims["is_kept"].to_numpy()
    closed_lately = (end > on - CLOSED_CLAIMS_STAY) & ~claims["is_silent"].to_numpy()
    return np.asarray((start <= on) & (stays | closed_lately), dtype=np.bool_)


def listed_in_return(rolls: pd.DataFrame, on: np.datetime64, before: np.datetime64) -> Flags:
    """On the school's roll on the day, or left since the return before and not simply dropped from the list."""
    entry, leave = as_days(rolls["entry"]), as_days(rolls["leave"])
    stays = np.isnat(leave) | (leave >= on)
    left_lately = (leave > before) & ~rolls["is_unlisted"].to_numpy()
    return np.asarray((entry <= on) & (stays | left_lately), dtype=np.bool_)


def returns_of(schools: Schools, year: int, laestab: int) -> Days:
    """The days of all returns of an independent school; one school has sent none since the summer before."""
    days = return_days(year, schools.independent().index(laestab))
    return days[:3] if laestab == schools.overdue else days


@dataclass(frozen=True)
class Listing:
    """In which files of a series each row was named, as far as a day.

    first, last: the first and last of them (blank: none).   missed: the first file after the last that lacks it (blank:
    it is in the newest).
    """

    first: Days
    last: Days
    missed: Days


def listing(rows: int, files: list[tuple[np.datetime64, Flags]]) -> Listing:
    """In which of the files (their day, and who is named) each of so many rows was named."""
    first, last, missed = (np.full(rows, NO_DAY) for _ in range(3))
    for on, named in files:
        first = np.where(named & np.isnat(first), on, first)
        missed = np.where(named, NO_DAY, np.where(~np.isnat(last) & np.isnat(missed), on, missed))
        last = np.where(named, on, last)
    return Listing(as_days(first), as_days(last), as_days(missed))


def headcounts(attendances: pd.DataFrame, year: int, as_at: np.datetime64) -> Listing:
    """In which headcounts up to the day each spell at a setting was named."""
    days = headcount_days(year)
    return listing(len(attendances), [(d, listed_at_headcount(attendances, d)) for d in days[days <= as_at]])


def claim_files(claims: pd.DataFrame, year: int, as_at: np.datetime64) -> Listing:
    """In which benefits extracts up to the day each child of a claim was named."""
    days = benefits_days(year)
    return listing(len(claims), [(d, listed_as_claimed_for(claims, d)) for d in days[days <= as_at]])


def returns(rolls: pd.DataFrame, schools: Schools, year: int, as_at: np.datetime64) -> Listing:
    """In which returns up to the day each spell at an independent school was named."""
    first, last, missed = (np.full(len(rolls), NO_DAY) for _ in range(3))
    at: Ints = rolls["laestab"].to_numpy()
    for laestab in schools.independent():
        here = np.flatnonzero(at == laestab)
        pupils = rolls.iloc[here]
        days = returns_of(schools, year, laestab)
        befores = np.r_[days[:1], days[:-1]]
        files = [(d, listed_in_return(pupils, d, b)) for d, b in zip(days, befores, strict=True) if d <= as_at]
        named = listing(len(here), files)
        first[here], last[here], missed[here] = named.first, named.last, named.missed
    return Listing(first, last, missed)
