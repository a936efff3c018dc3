"""The systems beyond the five: rolls of neighbouring authorities, social care, youth justice and child health.

Most of what they say the education database records too; some children are seen by them alone, so that with them the
numbers are others. What the five systems write is the same with and without them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sources.synthetic import neighbours, seen
from sources.synthetic.city import City, draws
from sources.synthetic.days import NO_DAY, Days, Flags, Ints, as_days, day
from sources.synthetic.schools import CITY, HAMPSHIRE

SOURCES = ("cross_border", "social_care", "youth_justice", "health")


@dataclass(frozen=True)
class Others:
    """What happened to the city's children as these systems tell it; one row per event, dates blank where none.

    rolls: as of `neighbours.rolls`.   strangers: as of `neighbours.strangers`, none of them a child of the city.
    social: person, status, start, end, responsible_la; later_la: another authority that is responsible since the middle
    of October.   youth: person, start, end.   health: person, start, end.
    """

    rolls: pd.DataFrame
    social: pd.DataFrame
    youth: pd.DataFrame
    health: pd.DataFrame
    strangers: pd.DataFrame

    def without(self, source: str) -> Others:
        """The same without one of the systems."""
        part = {"cross_border": "rolls", "social_care": "social", "youth_justice": "youth", "health": "health"}[source]
        return replace(self, **{part: getattr(self, part).iloc[:0]})


def social_days(year: int, as_at: np.datetime64) -> Days:
    """The days of the extracts of social care: the end of September, where that is past, and the day."""
    days = np.unique(np.concatenate([day(year, 9, 30), as_days([as_at])], axis=None))
    return as_days(days[days <= as_at])


def health_days(year: int) -> Days:
    """The days of the extracts of Child Health: each term."""
    return np.concatenate([day(year, 10, 5), day(year + 1, 1, 20), day(year + 1, 5, 18)], axis=None)


def live(city: City, missing: Flags) -> Others:
    """What the systems hold of the city's children. missing: who is counted at the end of October without them."""
    rng = draws(city.seed, city.year, "others")
    people = city.people
    known = (people["forename"] != "").to_numpy() & (people["postcode"] != "").to_numpy()
    alive = np.isnat(as_days(people["died_on"]))
    among = rng.permutation(np.flatnonzero(missing & known & alive))
    # Of the children who are missing without these systems each tells something of some, in turn.
    placed, social, youth, health = (among[n::6] for n in range(4))
    return Others(
        neighbours.rolls(city, placed, known),
        _social(city, social, known & alive, rng),
        _youth(city, youth, known & alive),
        _health(city, health, known & alive, rng),
        neighbours.strangers(city, rng),
    )


def _social(city: City, chosen: Ints, known: Flags, rng: np.random.Generator) -> pd.DataFrame:
    """What education records of seven in ten; of the chosen a period each: in need, protected, open, looked after by
    the city, by the county, or by the one and then the other; and children in school."""
    recorded = city.involvements[city.involvements["involvement"].isin(["CLA", "CP", "CIN"])]
    recorded = recorded[known[recorded["person"].to_numpy()] & (recorded["person"].to_numpy() % 10 < 7)]
    table = _table(recorded["person"].to_numpy(), status=recorded["involvement"].to_numpy(dtype=object))
    table["start"], table["end"] = recorded["start"].to_numpy(), recorded["end"].to_numpy()
    in_school = rng.permutation(np.flatnonzero(known))[: len(known) // 100]
    who = np.concatenate([chosen, in_school])
    turn = np.arange(len(who)) % 9
    status = np.array(["CIN", "CLA", "OPEN", "CP", "CLA", "CIN", "CLA", "CP", "OPEN"], dtype=object)[turn]
    ours, theirs = str(CITY), str(HAMPSHIRE)
    responsible = np.array(["", ours, "", "", theirs, "", ours, "", ""], dtype=object)[turn]
    later = np.array(["", "", "", "", "", "", theirs, "", ""], dtype=object)[turn]
    # In need until Christmas; a plan and a case that end between the two extracts of the autumn.
    ends = np.where(turn == 5, day(city.year, 12, 18), np.where(turn >= 7, day(city.year, 10, 9), NO_DAY))
    more = _table(who, status=status, start=day(city.year, 6, 1), end=ends)
    found = pd.concat(
        [table.assign(responsible_la="", later_la=""), more.assign(responsible_la=responsible, later_la=later)],
        ignore_index=True,
    )
    once: pd.DataFrame = found.drop_duplicates(["person", "status", "start"], ignore_index=True)
    return once


def with_social_care(social: pd.DataFrame, on: np.datetime64, year: int) -> pd.DataFrame:
    """The periods of the extract of the day, under the authority that is then responsible. A case that was open for no
    reason of its own is no longer in it once it is closed."""
    start, end = as_days(social["start"]), as_days(social["end"])
    closed = (social["status"] == "OPEN").to_numpy() & (end < on)
    moved = (social["later_la"] != "").to_numpy() & (on >= day(year, 10, 15))
    now = np.where(moved, social["later_la"], social["responsible_la"]).astype(object)
    return social.assign(responsible_la=now)[(start <= on) & ~closed]


def _youth(city: City, chosen: Ints, known: Flags) -> pd.DataFrame:
    recorded = city.involvements[city.involvements["involvement"] == "YOS"]
    recorded = recorded[known[recorded["person"].to_numpy()]]
    table = _table(recorded["person"].to_numpy())
    table["start"], table["end"] = recorded["start"].to_numpy(), recorded["end"].to_numpy()
    more = _table(
        chosen,
        start=day(city.year, 5, 4),
        end=np.where(np.arange(len(chosen)) % 3 == 2, day(city.year, 11, 20), NO_DAY),
    )
    return pd.concat([table, more], ignore_index=True).drop_duplicates(["person", "start"], ignore_index=True)


def _health(city: City, chosen: Ints, known: Flags, rng: np.random.Generator) -> pd.DataFrame:
    """Seven in ten young children, and the chosen, of whom every other is no longer there since last year."""
    born = as_days(city.people["born"])
    young = np.flatnonzero(known & (born >= day(city.year - 5, 9, 1)) & (rng.random(len(known)) < 0.7))
    table = _table(young, start=born[young], end=NO_DAY)
    ended = np.where(np.arange(len(chosen)) % 2 == 1, day(city.year, 10, 1), NO_DAY)
    more = _table(chosen, start=born[chosen], end=ended)
    return pd.concat([table, more], ignore_index=True).drop_duplicates("person", ignore_index=True)


def _table(who: Ints, **columns: object) -> pd.DataFrame:
    table = pd.DataFrame({"person": who})
    for name, value in columns.items():
        if name in ("start", "end", "entry", "leave"):
            table[name] = np.broadcast_to(as_days(value), len(who)).astype("datetime64[s]")
        else:
            table[name] = np.broadcast_to(np.asarray(value, dtype=object if name == "status" else None), len(who))
    return table


def named_by_health(health: pd.DataFrame, year: int, as_at: np.datetime64) -> seen.Listing:
    """In which extracts of Child Health up to the day each child was named."""
    return seen.listing(len(health), [(d, is_with_health(health, d)) for d in health_days(year) if d <= as_at])


def is_with_health(health: pd.DataFrame, on: np.datetime64) -> Flags:
    """Who is named in an extract of Child Health: while there, and for a term after."""
    start, end = as_days(health["start"]), as_days(health["end"])
    return np.asarray((start <= on) & (np.isnat(end) | (end > on - np.timedelta64(100, "D"))), dtype=np.bool_)


def open_on(table: pd.DataFrame, as_at: np.datetime64) -> Flags:
    """Which periods have begun and not ended on the day."""
    start, end = as_days(table["start"]), as_days(table["end"])
    return np.asarray((start <= as_at) & (np.isnat(end) | (end >= as_at)), dtype=np.bool_)
