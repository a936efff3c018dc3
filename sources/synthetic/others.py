"""The systems beyond the five: rolls of neighbouring authorities, social care, youth justice and child health.

Most of what they say the education database records too; some children are seen by them alone, so that with them the
numbers are others. What the five systems write is the same with and without them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sources.synthetic import seen
from sources.synthetic.city import City, draws
from sources.synthetic.days import NO_DAY, Days, Flags, Ints, as_days, csa_starts, day
from sources.synthetic.schools import CITY, HAMPSHIRE

SOURCES = ("cross_border", "social_care", "youth_justice", "health")


@dataclass(frozen=True)
class Others:
    """What happened to the city's children as these systems tell it; one row per event, dates blank where none.

    rolls: person, laestab, entry, leave (at neighbours' schools).   social: person, status, start, end, responsible_la.
    youth: person, start, end.   health: person, start, end.   strangers: pupils of the neighbours who are none of the
    city's: laestab, upn, surname, forename, born, sex, postcode, entry.
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


def roll_days(year: int) -> Days:
    """The days on which the neighbours send their rolls: each term."""
    return np.concatenate([day(year, 9, 28), day(year + 1, 1, 22), day(year + 1, 5, 12)], axis=None)


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
        _rolls(city, placed, known),
        _social(city, social, known & alive, rng),
        _youth(city, youth, known & alive),
        _health(city, health, known & alive, rng),
        _strangers(city, rng),
    )


def _rolls(city: City, placed: Ints, known: Flags) -> pd.DataFrame:
    """The rolls that the education database has too, and the children found at a school there: since the first days
    of September, or, every third, since November, so that the January roll is the first to tell."""
    theirs = city.rolls["laestab"].to_numpy() // 10_000 != CITY
    listed = (
        city.rolls["laestab"].isin(city.schools.table["laestab"]).to_numpy() & (city.rolls["status"] == "C").to_numpy()
    )
    table = city.rolls.loc[
        theirs & listed & known[city.rolls["person"].to_numpy()], ["person", "laestab", "entry", "leave"]
    ]
    born = as_days(city.people["born"])[placed]
    group = city.year - city.people["entry_year"].to_numpy()[placed]
    area = city.people["area"].to_numpy()[placed]
    kinds = np.where(group >= 7, "hants_secondary", "hants_primary")
    schools = np.array(
        [city.schools.serving(k, area[n : n + 1])[0] for n, k in enumerate(kinds.tolist())], dtype=np.int64
    )
    late = np.arange(len(placed)) % 3 == 2
    entry = np.where(late, day(city.year, 11, 9), day(city.year, 9, 21))
    # Nobody is placed before the fifth birthday.
    of_age = csa_starts(born) <= day(city.year, 12, 31)
    found = _table(placed[of_age], laestab=schools[of_age], entry=entry[of_age], leave=NO_DAY)
    rolls: pd.DataFrame = pd.concat([table, found], ignore_index=True)
    return rolls


def _social(city: City, chosen: Ints, known: Flags, rng: np.random.Generator) -> pd.DataFrame:
    """What education records of seven in ten; of the chosen a period each: in need, protected, open, looked after by
    the city or by the county; and children in school."""
    recorded = city.involvements[city.involvements["involvement"].isin(["CLA", "CP", "CIN"])]
    recorded = recorded[known[recorded["person"].to_numpy()] & (recorded["person"].to_numpy() % 10 < 7)]
    table = _table(recorded["person"].to_numpy(), status=recorded["involvement"].to_numpy(dtype=object))
    table["start"], table["end"] = recorded["start"].to_numpy(), recorded["end"].to_numpy()
    in_school = rng.permutation(np.flatnonzero(known))[: len(known) // 100]
    who = np.concatenate([chosen, in_school])
    turn = np.arange(len(who)) % 6
    status = np.array(["CIN", "CLA", "OPEN", "CP", "CLA", "CIN"], dtype=object)[turn]
    responsible = np.array(["", str(CITY), "", "", str(HAMPSHIRE), ""], dtype=object)[turn]
    # The last in turn was in need until Christmas.
    ends = np.where(turn == 5, day(city.year, 12, 18), NO_DAY)
    more = _table(who, status=status, start=day(city.year, 6, 1), end=ends)
    found = pd.concat([table.assign(responsible_la=""), more.assign(responsible_la=responsible)], ignore_index=True)
    once: pd.DataFrame = found.drop_duplicates(["person", "status", "start"], ignore_index=True)
    return once


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


def _strangers(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """The neighbours' other pupils: names of the city, in other districts, nobody of the name and birth of another."""
    people = city.people
    count = len(people) // 8
    pick = rng.integers(0, len(people), (2, count))
    schools = city.schools.table.loc[city.schools.table["la_code"] == HAMPSHIRE, "laestab"].to_numpy()
    table = pd.DataFrame(
        {
            "laestab": schools[np.arange(count) % len(schools)],
            "surname": people["surname"].to_numpy(dtype=object)[pick[0]],
            "forename": people["forename"].to_numpy(dtype=object)[pick[1]],
            "sex": people["sex"].to_numpy(dtype=object)[pick[1]],
            "born": (day(city.year - 15, 9, 1) + rng.integers(0, 10 * 365, count).astype("timedelta64[D]")).astype(
                "datetime64[s]"
            ),
            "postcode": [
                f"RG{n % 40 + 1} {n % 9 + 1}{a}{b}"
                for n, a, b in zip(range(count), "ABDEFGHJ" * count, "LNPQRSTU" * count, strict=False)
            ],
        }
    )
    known = pd.MultiIndex.from_frame(people[["born", "surname"]])
    same_day = pd.MultiIndex.from_frame(table[["born", "surname"]]).isin(known)
    return table[~same_day & (table["forename"] != "")].drop_duplicates(["born", "surname"], ignore_index=True)


def _table(who: Ints, **columns: object) -> pd.DataFrame:
    table = pd.DataFrame({"person": who})
    for name, value in columns.items():
        if name in ("start", "end", "entry", "leave"):
            table[name] = np.broadcast_to(as_days(value), len(who)).astype("datetime64[s]")
        else:
            table[name] = np.broadcast_to(np.asarray(value, dtype=object if name == "status" else None), len(who))
    return table


def named_on_rolls(rolls: pd.DataFrame, year: int, as_at: np.datetime64) -> seen.Listing:
    """In which rolls up to the day each spell at a neighbour's school was named."""
    days = roll_days(year)
    before = np.r_[day(year, 1, 1), days[:-1]]
    files = [
        (d, seen.listed_in_return(rolls.assign(is_unlisted=False), d, b))
        for d, b in zip(days, before, strict=True)
        if d <= as_at
    ]
    return seen.listing(len(rolls), files)


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
