"""The establishments of the made-up city and of its neighbours, and which of them serve which part of the city.

All are invented: numbers 9001 to 9999 under the real codes of the authorities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sources.synthetic.days import Ints

CITY, HAMPSHIRE, PORTSMOUTH = 852, 850, 851
KINDS = {
    # kind: (how many for 45,000 children, low age, high age, type, phase, name)
    "infant": (15, 4, 7, "Community school", "Primary", "Infant School"),
    "junior": (15, 7, 11, "Community school", "Primary", "Junior School"),
    "primary": (44, 4, 11, "Academy converter", "Primary", "Primary School"),
    "secondary": (13, 11, 16, "Foundation school", "Secondary", "School"),
    "through": (2, 4, 16, "Academy sponsor led", "All-through", "Academy"),
    "special": (6, 4, 19, "Community special school", "Not applicable", "Special School"),
    "pru": (2, 11, 16, "Pupil referral unit", "Not applicable", "Centre"),
    "nursery": (3, 2, 5, "LA nursery school", "Nursery", "Nursery School"),
    "prep": (4, 3, 11, "Other independent school", "Not applicable", "Preparatory School"),
    "independent": (5, 3, 18, "Other independent school", "Not applicable", "College"),
    "fe": (2, 16, 99, "Further education", "16 plus", "Sixth Form College"),
}
NEIGHBOURS = {
    # kind: (authority, how many for 45,000 children, as in KINDS)
    "hants_infant": (HAMPSHIRE, 3, 4, 7, "Community school", "Primary", "Infant School"),
    "hants_junior": (HAMPSHIRE, 3, 7, 11, "Community school", "Primary", "Junior School"),
    "hants_primary": (HAMPSHIRE, 6, 4, 11, "Community school", "Primary", "Primary School"),
    "hants_secondary": (HAMPSHIRE, 4, 11, 16, "Academy converter", "Secondary", "School"),
    "portsmouth_secondary": (PORTSMOUTH, 2, 11, 16, "Academy converter", "Secondary", "School"),
}
FIRST = (
    *("Anchor", "Beacon", "Compass", "Drydock", "Estuary", "Ferry", "Galleon", "Harbour", "Ironside", "Jetty"),
    *("Keelside", "Lantern", "Mariner", "Northam Quay", "Oyster", "Pilot", "Quayside", "Rigging", "Seagull", "Tideway"),
    *("Upper Wharf", "Venturer", "Watergate", "Yardarm", "Cutter", "Ropewalk", "Saltmarsh", "Sandbank", "Capstan"),
    *("Mainsail", "Clipper", "Heron"),
)
SECOND = (
    *("", "Hill", "Lane", "Park", "Green", "Bridge", "Road", "Grove", "Field", "Common", "Vale", "Wood"),
    *("Meadow", "Corner", "Rise", "Reach", "Mill", "Cross"),
)


@dataclass(frozen=True)
class Schools:
    """table: the establishments as the education database lists them (one row each: laestab, urn, name, kind, low,
    high, type, phase, la_code, status, open_date, close_date); low and high are 0 where they are not known.
    of_kind: kind -> numbers, in the order of the parts of the city they serve.
    unlisted: an establishment that pupils are enrolled at and that the database has no row for.
    old_low_five: a primary school whose range is written as from five.
    overdue, nil: independent schools that have sent no return this year, and that have no pupils.
    """

    table: pd.DataFrame
    of_kind: dict[str, Ints]
    closed: int
    unknown_range: int
    unlisted: int
    old_low_five: int
    overdue: int
    nil: int

    def serving(self, kind: str, area: Ints) -> Ints:
        """The number of the school of that kind for each part of the city."""
        numbers = self.of_kind[kind]
        return numbers[area % len(numbers)]

    def another(self, kind: str, area: Ints) -> Ints:
        """A school of that kind next to the one that serves each part of the city."""
        return self.serving(kind, area + 1)

    def independent(self) -> list[int]:
        """The independent schools, those with returns; the first of them names itself by its URN alone."""
        return [*self.of_kind["independent"].tolist(), *self.of_kind["prep"].tolist(), self.overdue, self.nil]

    def lookup(self, column: str) -> dict[int, object]:
        """laestab -> that column."""
        return dict(zip(self.table["laestab"].tolist(), self.table[column].tolist(), strict=True))


def build(children: int, rng: np.random.Generator) -> Schools:
    """The establishments for a city of so many children: at least two of each kind, at most about 900 in all."""
    share = min(children / 45_000, 7.0)
    names = iter(_names(rng))
    rows: list[dict[str, object]] = []
    of_kind: dict[str, list[int]] = {}
    following = {CITY: 9001, HAMPSHIRE: 9001, PORTSMOUTH: 9001}
    kinds = {kind: (CITY, *about) for kind, about in KINDS.items()} | NEIGHBOURS
    for kind, (authority, number, low, high, sort, phase, suffix) in kinds.items():
        for _ in range(max(2, round(number * share))):
            rows.append(_row(authority, following[authority], kind, next(names), low, high, sort, phase, suffix))
            of_kind.setdefault(kind, []).append(authority * 10_000 + following[authority])
            following[authority] += 1
    closed = _row(CITY, 9991, "closed", next(names), 4, 11, "Community school", "Primary", "Primary School")
    closed |= {"status": "Closed", "close_date": np.datetime64("2019-08-31")}
    unknown = _row(CITY, 9992, "unknown", next(names), 0, 0, "Online provider", "Not applicable", "Tutors")
    five = _row(CITY, 9993, "five", next(names), 5, 11, "Voluntary aided school", "Primary", "Church of England School")
    more = ("Other independent school", "Not applicable")
    overdue = _row(CITY, 9994, "overdue", next(names), 8, 16, *more, "Tutorial College")
    nil = _row(CITY, 9995, "nil", next(names), 11, 16, *more, "Studio School")
    table = pd.DataFrame([*rows, closed, unknown, five, overdue, nil])
    table["urn"] = np.arange(len(table)) * 7 + 160_001
    table["open_date"] = np.datetime64("1990-09-01", "s")
    table["close_date"] = table["close_date"].astype("datetime64[s]")
    return Schools(
        table,
        {kind: np.array(numbers, dtype=np.int64) for kind, numbers in of_kind.items()},
        closed=CITY * 10_000 + 9991,
        unknown_range=CITY * 10_000 + 9992,
        unlisted=HAMPSHIRE * 10_000 + 9990,
        old_low_five=CITY * 10_000 + 9993,
        overdue=CITY * 10_000 + 9994,
        nil=CITY * 10_000 + 9995,
    )


def _row(
    authority: int, number: int, kind: str, name: str, low: int, high: int, sort: str, phase: str, suffix: str
) -> dict[str, object]:
    return {
        "laestab": authority * 10_000 + number,
        "name": f"{name} {suffix}",
        "kind": kind,
        "low": low,
        "high": high,
        "type": sort,
        "phase": phase,
        "la_code": authority,
        "status": "Open",
        "close_date": np.datetime64("NaT", "s"),
    }


def _names(rng: np.random.Generator) -> list[str]:
    """Different names of places, enough for every establishment."""
    places = [f"{first} {second}".strip() for second in SECOND for first in FIRST]
    more = [f"{where} {place}" for where in ("North", "West", "East") for place in places]
    mixed: npt.NDArray[np.int64] = rng.permutation(len(places))
    return [places[i] for i in mixed] + more
