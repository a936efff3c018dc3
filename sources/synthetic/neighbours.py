"""The schools of the neighbouring authorities: their rolls, on which days each authority sends them, who is named.

Each neighbour sends its rolls on two days of the autumn and then each term; between the two of the autumn children
come and go, and one school is left without a pupil and says so in a nil roll of its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.synthetic import seen
from sources.synthetic.city import City
from sources.synthetic.days import NO_DAY, Days, Flags, Ints, as_days, csa_starts, day
from sources.synthetic.schools import CITY, HAMPSHIRE, PORTSMOUTH, Schools

NEIGHBOURS = {HAMPSHIRE: "hampshire", PORTSMOUTH: "portsmouth"}


def roll_days(year: int, authority: int) -> Days:
    """The days on which a neighbour sends its rolls: late in September, after some weeks, and each term."""
    late = np.timedelta64(3 if authority == PORTSMOUTH else 0, "D")
    sent = [day(year, 9, 25), day(year, 10, 16), day(year + 1, 1, 22), day(year + 1, 5, 12)]
    return np.concatenate(sent, axis=None) + late


def emptied(schools: Schools) -> int:
    """The neighbours' school that has no pupil left in the second of the autumn's rolls, and none afterwards."""
    return int(schools.of_kind["portsmouth_secondary"][-1])


def nil_on(year: int) -> np.datetime64:
    """The day of that school's nil roll."""
    on: np.datetime64 = roll_days(year, PORTSMOUTH)[1]
    return on


def rolls(city: City, placed: Ints, known: Flags) -> pd.DataFrame:
    """person, laestab, entry, leave, is_unlisted (gone from the next roll without a word): the spells that the
    education database has too, of children known by name, and those of the children found at a school there.
    """
    theirs = city.rolls["laestab"].to_numpy() // 10_000 != CITY
    listed = city.rolls["laestab"].isin(city.schools.table["laestab"]) & (city.rolls["status"] == "C")
    recorded = theirs & listed.to_numpy() & known[city.rolls["person"].to_numpy()]
    table = city.rolls.loc[recorded, ["person", "laestab", "entry", "leave"]].assign(is_unlisted=False)
    both: pd.DataFrame = pd.concat([table, _found(city, placed)], ignore_index=True)
    return both


def _found(city: City, placed: Ints) -> pd.DataFrame:
    """In turn: there since September, since after the first roll, or since November, so that the January roll is the
    first to tell; and there for the first roll alone, a leaving date given or not. Some of the last at the school that
    is emptied. Nobody is placed before compulsory school age.
    """
    year = city.year
    placed = placed[csa_starts(as_days(city.people["born"])[placed]) <= day(year, 12, 31)]
    group = year - city.people["entry_year"].to_numpy()[placed]
    area = city.people["area"].to_numpy()[placed]
    turn = np.arange(len(placed)) % 6
    begins = np.concatenate([day(year, 9, d) for d in (14, 21)] + [day(year, 10, 5), day(year, 11, 9)], axis=None)
    leaves = np.isin(turn, (1, 4))
    hampshire = np.where(
        group >= 7,
        city.schools.serving("hants_secondary", area),
        city.schools.serving("hants_primary", area),
    )
    portsmouth = np.where(leaves, emptied(city.schools), city.schools.of_kind["portsmouth_secondary"][0])
    return pd.DataFrame(
        {
            "person": placed,
            "laestab": np.where((group >= 7) & (np.arange(len(placed)) % 4 < 2), portsmouth, hampshire),
            "entry": begins[np.array([1, 0, 2, 3, 0, 1])[turn]].astype("datetime64[s]"),
            "leave": np.where(leaves, day(year, 10, 7), NO_DAY).astype("datetime64[s]"),
            "is_unlisted": turn == 4,
        }
    )


def strangers(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """The neighbours' other pupils: names of the city, in other districts, nobody of the name and birth of another.

    laestab, surname, forename, sex, born, postcode, entry, leave, is_unlisted. Every school has some who stay.
    """
    people, year = city.people, city.year
    count = len(people) // 8
    pick = rng.integers(0, len(people), (2, count))
    born = day(year - 15, 9, 1) + rng.integers(0, 10 * 365, count).astype("timedelta64[D]")
    letters = zip(range(count), "ABDEFGHJ" * count, "LNPQRSTU" * count, strict=False)
    table = pd.DataFrame(
        {
            "surname": people["surname"].to_numpy(dtype=object)[pick[0]],
            "forename": people["forename"].to_numpy(dtype=object)[pick[1]],
            "sex": people["sex"].to_numpy(dtype=object)[pick[1]],
            "born": born.astype("datetime64[s]"),
            "postcode": [f"RG{n % 40 + 1} {n % 9 + 1}{a}{b}" for n, a, b in letters],
        }
    )
    known = pd.MultiIndex.from_frame(people[["born", "surname"]])
    same_day = pd.MultiIndex.from_frame(table[["born", "surname"]]).isin(known)
    table = table[~same_day & (table["forename"] != "")].drop_duplicates(["born", "surname"], ignore_index=True)
    of_neighbours = city.schools.table["la_code"].isin(list(NEIGHBOURS))
    schools = city.schools.table.loc[of_neighbours, "laestab"].to_numpy()
    number = np.arange(len(table))
    table["laestab"] = schools[number % len(schools)]
    moves = np.where(number < 2 * len(schools), -1, number % 11)
    gone = (moves == 1) | (table["laestab"].to_numpy() == emptied(city.schools))
    table["entry"] = np.where(moves == 0, day(year, 10, 5), day(year - 2, 9, 2)).astype("datetime64[s]")
    table["leave"] = np.where(gone, day(year, 10, 7), NO_DAY).astype("datetime64[s]")
    # The emptied school's nil roll names nobody.
    table["is_unlisted"] = gone & ((number % 2 == 0) | (table["laestab"].to_numpy() == emptied(city.schools)))
    return table


def is_on_roll_of(table: pd.DataFrame, city: City, authority: int, number: int) -> Flags:
    """Whether each spell (laestab, entry, leave, is_unlisted) is named in that one of the authority's rolls."""
    days = np.concatenate([day(city.year, 1, 1), roll_days(city.year, authority)], axis=None)
    on, before = days[number + 1], days[number]
    laestab = table["laestab"].to_numpy()
    has_pupils = (laestab != emptied(city.schools)) | (on < nil_on(city.year))
    named = seen.listed_in_return(table, on, before)
    return np.asarray(named & (laestab // 10_000 == authority) & has_pupils, dtype=np.bool_)


def named_on_rolls(city: City, table: pd.DataFrame, as_at: np.datetime64) -> seen.Listing:
    """In which rolls up to the day each spell at a neighbour's school was named."""
    first, last, missed = (np.full(len(table), NO_DAY) for _ in range(3))
    for authority in NEIGHBOURS:
        sent = [(n, on) for n, on in enumerate(roll_days(city.year, authority)) if on <= as_at]
        named = seen.listing(len(table), [(on, is_on_roll_of(table, city, authority, n)) for n, on in sent])
        here = table["laestab"].to_numpy() // 10_000 == authority
        first[here], last[here], missed[here] = named.first[here], named.last[here], named.missed[here]
    return seen.Listing(first, last, missed)
