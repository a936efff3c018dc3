"""The whole city: its children, what happens to them to the end of an academic year, and the numbers they go by."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sources.synthetic import careers, cases, families, notices, population, schools, upn
from sources.synthetic.cases.case import Chance, find_children
from sources.synthetic.days import FAR, Flags, Ints, academic_year, as_days
from sources.synthetic.lives import Lives, begin
from sources.synthetic.schools import Schools


@dataclass(frozen=True)
class City:
    """One city for one academic year, whatever the day it is looked at.

    people: one row per child: the columns of `population.build` and `give_forenames`, person_id, sex, entry_year,
      has_record, known_from, died_on, home_la, student_id, upn, former_upn, ey_child_id (blank where there is none).
    rolls, involvements, applications, attendances, claims: one row per event, columns as in `lives.py`, and pupil_ref,
      application_ref, claim_ref, child_number.
    noise: how blurred the identities are that systems write (`noise.py`).
    written: what each system has written so far (kept by `writing.written`).
    """

    year: int
    seed: int
    schools: Schools
    people: pd.DataFrame
    rolls: pd.DataFrame
    involvements: pd.DataFrame
    applications: pd.DataFrame
    attendances: pd.DataFrame
    claims: pd.DataFrame
    noise: float = 0.0
    written: dict[str, pd.DataFrame] = field(default_factory=dict)


def draws(seed: int, year: int, what: str) -> np.random.Generator:
    """The draws for one part of the city: what one part draws never changes another."""
    return np.random.default_rng([seed, year, zlib.crc32(what.encode())])


FEWEST = 600
"""Children of the smallest city that holds every kind of case."""


def build(children: int, seed: int, year: int, noise: float = 0.0) -> City:
    """The city. The same arguments give the same city. Raises ValueError where it is too small for its cases."""
    if children < FEWEST:
        raise ValueError(f"a made-up city needs at least {FEWEST} children, to hold every kind of case")
    people = population.build(children, year, draws(seed, year, "population"))
    establishments = schools.build(children, draws(seed, year, "schools"))
    path = careers.choose_paths(people, draws(seed, year, "paths"))
    entry_year = np.zeros(children, dtype=np.int64)
    found = find_children(cases.all_cases(), people, year, path, entry_year, draws(seed, year, "cases"))
    population.give_forenames(people, draws(seed, year, "names"))
    if noise > 0:
        population.name_as_families_do(people, draws(seed, year, "names in families"))
    is_case = np.zeros(children, dtype=np.bool_)
    for _, who in found:
        is_case[who] = True
    lives = begin(people, establishments, year, entry_year, path, is_case)
    careers.live_ordinarily(lives, draws(seed, year, "careers"))
    for number, (case, who) in enumerate(found):
        case.story(lives, who, Chance(draws(seed, year, f"{case.story.__name__} {number}")))
    careers.cut_short(lives)
    families.live_ordinarily(lives, draws(seed, year, "families"))
    city = replace(_finish(lives, seed, draws(seed, year, "numbers")), noise=noise)
    notices.give(city.rolls, city.applications, establishments, draws(seed, year, "notices"))
    return city


def _finish(lives: Lives, seed: int, rng: np.random.Generator) -> City:
    """Puts the events together and gives everybody their numbers."""
    order = ["person", "entry", "laestab"]
    rolls = pd.concat(lives.rolls, ignore_index=True).sort_values(order, kind="stable", ignore_index=True)
    recorded = lives.has_record[rolls["person"]] | rolls["is_independent"]
    rolls = rolls[recorded].reset_index(drop=True)
    involvements = pd.concat(lives.involvements, ignore_index=True)
    involvements = involvements[lives.has_record[involvements["person"]]]
    applications = pd.concat(lives.applications, ignore_index=True)
    applications.attrs = {}
    _known_by_then(lives, rolls, involvements)
    people = lives.people
    count = len(people)
    people["person_id"] = [f"P{n:07d}" for n in range(1, count + 1)]
    people["sex"] = np.where(people["is_girl"], "F", "M")
    people["entry_year"] = lives.entry_year
    people["has_record"] = lives.has_record
    people["known_from"] = lives.known_from.astype("datetime64[s]")
    people["died_on"] = lives.died_on.astype("datetime64[s]")
    people["home_la"] = lives.home_la
    numbers = (1_000_000 + rng.permutation(count)).astype(str).astype(object)
    people["student_id"] = np.where(lives.has_record, numbers, "")
    people["ey_child_id"] = np.char.add("EY", (200_000 + rng.permutation(count)).astype(str)).astype(object)
    _give_upns(lives, people, rolls, rng)
    rolls["pupil_ref"] = np.where(
        rolls["is_independent"] & (rolls["laestab"] % 3 != 0), [f"{n:05d}" for n in rng.permutation(len(rolls)) + 1], ""
    )
    steady = np.flatnonzero(rolls["is_independent"] & rolls["leave"].isna())
    rolls.loc[steady[::15], "is_entry_blank"] = True
    return City(
        year=lives.year,
        seed=seed,
        schools=lives.schools,
        people=people,
        rolls=rolls,
        involvements=involvements.sort_values(["person", "start", "involvement"], kind="stable", ignore_index=True),
        applications=_referenced(applications),
        attendances=pd.concat(lives.attendances, ignore_index=True),
        claims=_claims(lives, people["household"].to_numpy()),
    )


def _known_by_then(lives: Lives, rolls: pd.DataFrame, involvements: pd.DataFrame) -> None:
    """The education database has a record of a child at the latest when it has anything else about them."""
    begun = as_days(rolls["entered_on"].fillna(rolls["entry"]))
    state = ~rolls["is_independent"].to_numpy()
    first = np.full(len(lives.people), FAR)
    np.minimum.at(first, rolls["person"].to_numpy()[state], np.minimum(begun, as_days(rolls["entry"]))[state])
    np.minimum.at(first, involvements["person"].to_numpy(), as_days(involvements["start"]))
    lives.known_from[:] = np.minimum(lives.known_from, first)


def _give_upns(lives: Lives, people: pd.DataFrame, rolls: pd.DataFrame, rng: np.random.Generator) -> None:
    """UPNs by the first school on the education database; some temporary, some missing, some with a former one."""
    count = len(people)
    first = rolls[~rolls["is_independent"] & (rolls["status"] != "G")].drop_duplicates("person")
    drawn = rng.random(count)
    has = first[drawn[first["person"]] < 0.96]
    who = has["person"].to_numpy()
    laestab, year = has["laestab"].to_numpy(), academic_year(as_days(has["entry"]))
    permanent, temporary = drawn[who] < 0.94, drawn[who] >= 0.94
    upns, former = np.full(count, "", dtype=object), np.full(count, "", dtype=object)
    upns[who[permanent]] = upn.permanent(laestab[permanent], year[permanent], _serials(laestab, year, permanent))
    upns[who[temporary]] = upn.temporary(laestab[temporary], year[temporary], _serials(laestab, year, temporary))
    had = permanent & (drawn[who] < 0.02)
    former[who[had]] = upn.temporary(laestab[had], year[had], _serials(laestab, year, had) + 1000)
    people["upn"], people["former_upn"] = upns, former


def _serials(laestab: Ints, year: Ints, chosen: Flags) -> Ints:
    """1, 2, 3 ... for the chosen pupils of each school and year."""
    frame = pd.DataFrame({"laestab": laestab[chosen], "year": year[chosen]})
    return np.asarray(frame.groupby(["laestab", "year"]).cumcount(), dtype=np.int64) + 1


def _referenced(applications: pd.DataFrame) -> pd.DataFrame:
    """Applications in the order of their references, which hold year, month (in-year: plus 50) and a running number."""
    applications = applications.sort_values(["received", "order", "person"], kind="stable", ignore_index=True)
    received = as_days(applications["received"]).astype("datetime64[M]").astype(np.int64)
    month = received % 12 + 1 + np.where(applications["type"] == "IN-YEAR", 50, 0)
    applications["application_ref"] = [
        f"852-{y}-{m:02d}-E-{n:06d}"
        for n, (y, m) in enumerate(zip((received // 12 + 1970).tolist(), month.tolist(), strict=True), 1)
    ]
    return applications


def _claims(lives: Lives, household: Ints) -> pd.DataFrame:
    """Claims with their household's reference and the child's number in it; a case's claim is one of its own."""
    tables = [table.assign(is_own=number < len(lives.claims) - 1) for number, table in enumerate(lives.claims)]
    claims = pd.concat(tables, ignore_index=True)
    who = claims["person"].to_numpy()
    own = claims["is_own"].to_numpy()
    claims["claim_ref"] = [
        f"HC{p:07d}" if o else f"HB{h:07d}" for o, p, h in zip(own, who.tolist(), household[who].tolist(), strict=True)
    ]
    claims = claims.sort_values(["claim_ref", "person"], kind="stable", ignore_index=True)
    claims["child_number"] = claims.groupby("claim_ref").cumcount() + 1
    return claims
