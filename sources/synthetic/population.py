"""Who lives in the made-up city: households with siblings and twins, their homes, and names that no two share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.synthetic import names, spellings
from sources.synthetic.days import Days, Flags, Ints, as_days, day
from sources.synthetic.names import Texts

IN_CITY = ("SO14", "SO15", "SO16", "SO17", "SO18", "SO19")
OUTSIDE = ("SO30", "SO31", "SO40", "SO50", "SO52", "SO53")
TOWNS = {"SO30": "Hedge End", "SO31": "Netley", "SO40": "Totton", "SO50": "Eastleigh", "SO52": "North Baddesley"}
SHARE_OUTSIDE = 0.06
SHARE_OF_TWINS = 0.015
AREAS = 60
"""Parts of the city; each is served by one school of each kind."""

_STREET = (
    *("Admiral", "Binnacle", "Causeway", "Dolphin", "Ebb", "Foghorn", "Gangway", "Halyard", "Islander", "Jib", "Kelp"),
    *("Lighter", "Mizzen", "Nautilus", "Osprey", "Puffin", "Quarterdeck", "Rudder", "Spinnaker", "Topsail", "Undertow"),
    *("Vessel", "Windlass", "Yawl", "Ballast", "Coaster", "Davit", "Tiller", "Sextant", "Shingle", "Barnacle", "Buoy"),
)
_WAY = ("Road", "Street", "Close", "Avenue", "Way", "Crescent", "Gardens", "Terrace", "Drive", "Lane", "Mews")
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"


def build(children: int, year: int, rng: np.random.Generator) -> pd.DataFrame:
    """One row per child, index 0 to children - 1: household, community, surname, is_girl, born, is_twin, area,
    in_city, address_line_1, town, postcode, uprn, draw (a number from 0 to 1 that stays the child's own).

    Born in the eighteen academic years before `year`'s September. Siblings share a household, twins a birthday too.
    """
    household, born, is_twin = _births(children, year, rng)
    homes = _homes(int(household.max()) + 1, rng)
    people = homes.iloc[household].reset_index(drop=True)
    people.insert(0, "household", household)
    people["born"] = born
    people["is_twin"] = is_twin
    people["is_girl"] = rng.random(children) < 0.49
    people["draw"] = rng.random(children)
    return people


def _births(children: int, year: int, rng: np.random.Generator) -> tuple[Ints, Days, Flags]:
    """(household, date of birth, is a twin) of each child, household by household."""
    first, last = day(year - 18, 9, 1), day(year, 8, 31)
    span = int((last - first).astype(np.int64)) + 1
    most = 4
    homes = children + 100
    eldest = rng.integers(-6 * 365, span, homes)
    gaps = rng.integers(400, 1500, (homes, most))
    gaps[:, 0] = 0
    twin_at = rng.integers(1, most, homes)
    has_twins = rng.random(homes) < SHARE_OF_TWINS * 1.6
    gaps[np.flatnonzero(has_twins), twin_at[has_twins]] = 0
    offsets = eldest[:, None] + gaps.cumsum(axis=1)
    size = 1 + (rng.random((homes, 3)) < (0.62, 0.38, 0.2)).cumprod(axis=1).sum(axis=1)
    size = np.where(has_twins, np.maximum(size, twin_at + 1), size)
    lives = (np.arange(most) < size[:, None]) & (offsets >= 0) & (offsets < span)
    home, place = np.nonzero(lives)
    offset = offsets[home, place]
    home, offset = home[:children], offset[:children]
    _, household = np.unique(home, return_inverse=True)
    alike = (household[1:] == household[:-1]) & (offset[1:] == offset[:-1])
    is_twin = np.zeros(len(home), dtype=np.bool_)
    is_twin[1:] |= alike
    is_twin[:-1] |= alike
    return household.astype(np.int64), as_days(first + offset.astype("timedelta64[D]")), is_twin


def _homes(homes: int, rng: np.random.Generator) -> pd.DataFrame:
    """One row per household: community, surname, area, in_city, address_line_1, town, postcode, uprn.

    Each home has its own number in a street, each street its own postcode or several.
    """
    number = np.arange(homes)
    in_city = rng.random(homes) >= SHARE_OUTSIDE
    community = rng.choice(len(names.COMMUNITIES), size=homes, p=names.SHARES).astype(np.int64)
    per_street = 40
    block = rng.permutation(homes) // per_street
    streets = [f"{name} {way}" for way in _WAY for name in _STREET]
    area = block % AREAS
    districts = np.where(in_city, np.array(IN_CITY)[area % len(IN_CITY)], np.array(OUTSIDE)[area % len(OUTSIDE)])
    within = _place_within(block)
    sector = (block // 360) % 9 + 1
    letters = [_INWARD[b % 20] + _INWARD[(b // 20) % 18] for b in block.tolist()]
    flat = rng.random(homes) < 0.25
    house = [
        f"Flat {n % 12 + 1}, {n // 12 * 2 + 1} {streets[b % len(streets)]}"
        if f
        else f"{n + 11} {streets[b % len(streets)]}"
        for n, b, f in zip(within.tolist(), block.tolist(), flat.tolist(), strict=True)
    ]
    return pd.DataFrame(
        {
            "community": community,
            "surname": names.surnames(community, names.pools(), rng),
            "area": area,
            "in_city": in_city,
            "address_line_1": np.array(house, dtype=object),
            "town": np.array([TOWNS.get(d, "Southampton") for d in districts.tolist()], dtype=object),
            "postcode": np.array(
                [f"{d} {s}{x}" for d, s, x in zip(districts.tolist(), sector.tolist(), letters, strict=True)],
                dtype=object,
            ),
            "uprn": 100_060_000_000 + number * 3 + 1,
        }
    )


def _place_within(block: Ints) -> Ints:
    """The place of each home within its block of a street, from 0."""
    order = np.argsort(block, kind="stable")
    starts = np.r_[0, np.flatnonzero(np.diff(block[order])) + 1]
    lengths = np.diff(np.r_[starts, len(block)])
    place = np.empty(len(block), dtype=np.int64)
    place[order] = np.arange(len(block)) - np.repeat(starts, lengths)
    return place


def give_forenames(people: pd.DataFrame, rng: np.random.Generator) -> None:
    """Adds forename, middle_names and preferred_forename so that nobody can be taken for another child.

    No two children share surname and date of birth and one of their forenames, legal or preferred, however written;
    twins' forenames begin with different letters.
    """
    community = people["community"].to_numpy()
    girl = people["is_girl"].to_numpy()
    pools = names.pools()
    count = len(people)
    forename = names.forenames(community, girl, pools, rng)
    middle = names.forenames(community, girl, pools, rng)
    preferred = np.array([names.NICKNAMES.get(n, "") for n in forename.tolist()], dtype=object)
    family = names.same_names(people["surname"].to_numpy(dtype=object)) + people["born"].astype(str).to_numpy(
        dtype=object
    )
    for _ in range(50):
        again = _confusable(family, forename, preferred)
        if not again.any():
            break
        forename[again] = names.forenames(community[again], girl[again], pools, rng)
        preferred[again] = ""
    else:
        raise RuntimeError("the pools of names are too small to give every child a name of its own")
    people["forename"] = forename
    people["middle_names"] = np.where(rng.random(count) < 0.45, middle, "")
    people["preferred_forename"] = np.where(rng.random(count) < 0.6, preferred, "")


ALIKE_TWINS = 0.25
"""Pairs of twins whose forenames begin alike, in a city with noise: assumed, parents like to pair names."""


def name_as_families_do(people: pd.DataFrame, rng: np.random.Generator) -> None:
    """No two children of a household have one forename in two forms; some twins' forenames begin alike, Ella and Emma.

    A new forename is nobody else's of that surname and date of birth.
    """
    pools = names.pools()
    community, girl = people["community"].to_numpy(), people["is_girl"].to_numpy()
    household, born = people["household"].to_numpy(), people["born"].astype(str).to_numpy(dtype=object)
    forename, preferred = people["forename"].to_numpy(dtype=object), people["preferred_forename"].to_numpy(dtype=object)
    family = names.same_names(people["surname"].to_numpy(dtype=object)) + born
    taken: dict[str, set[str]] = {}
    for child, name in enumerate(family.tolist()):
        taken.setdefault(name, set()).update(names.same_name(n) for n in (forename[child], preferred[child]) if n)

    def rename(child: int, begins: str, but: set[str], pick: float) -> None:
        pool = pools[community[child]].girls if girl[child] else pools[community[child]].boys
        fit = [n for n in pool if n.startswith(begins) and names.same_name(n) not in taken[family[child]]]
        fit = [n for n in fit if not spellings.forms(n) & but]
        if fit:
            forename[child], preferred[child] = fit[int(pick * len(fit))], ""
            taken[family[child]].add(names.same_name(forename[child]))

    picks = rng.random((2, len(people)))
    is_paired = rng.random(len(people)) < ALIKE_TWINS
    used: set[str] = set()
    for child in range(len(people)):
        is_next = child > 0 and household[child] == household[child - 1]
        used = used if is_next else set()
        if not forename[child]:
            continue
        if used & spellings.forms(forename[child]):
            rename(child, "", used, picks[0, child])
        if is_next and born[child] == born[child - 1] and is_paired[child]:
            rename(child, forename[child - 1][:1], used, picks[1, child])
        used |= spellings.forms(forename[child])
    people["forename"], people["preferred_forename"] = forename, preferred


def _confusable(family: Texts, forename: Texts, preferred: Texts) -> Flags:
    """Children, but the first of each, who share surname and birthday with another and have a like forename."""
    shared = pd.Series(family).duplicated(keep=False).to_numpy()
    again = np.zeros(len(family), dtype=np.bool_)
    seen: dict[str, set[str]] = {}
    for i in np.flatnonzero(shared).tolist():
        mine = {names.same_name(n)[:3] for n in (forename[i], preferred[i]) if n}
        initials = {n[:1] for n in mine}
        taken = seen.setdefault(family[i], set())
        again[i] = bool(taken & initials)
        if not again[i]:
            taken |= initials
    return again
