"""The extracts of the systems beyond the five, each under its own headings; records and persons as for the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sources.synthetic.city import City
from sources.synthetic.days import NO_DAY, Ints, as_days, text
from sources.synthetic.names import Texts
from sources.synthetic.neighbours import NEIGHBOURS, emptied, is_on_roll_of, nil_on, roll_days
from sources.synthetic.others import Others, health_days, is_with_health, social_days, with_social_care
from sources.synthetic.writing import written

File = tuple[str, pd.DataFrame, str, pd.DataFrame]
"""Where it goes, its cells, its encoding, record and person of its person records."""


def files(city: City, others: Others, as_at: np.datetime64) -> Iterator[File]:
    """Every file of these systems as at the day; a system without a row sends none."""
    if len(others.rolls):
        yield from _neighbours_files(city, others, as_at)
    for on in social_days(city.year, as_at):
        if len(others.social):
            cells, records = _social(city, with_social_care(others.social, on, city.year), on)
            yield f"social_care/children_{on}.csv", cells, "utf-8-sig", records
    if len(others.youth):
        cells, records = _youth(city, others.youth[as_days(others.youth["start"]) <= as_at], as_at)
        yield f"youth_justice/children_{as_at}.csv", cells, "utf-8-sig", records
    for on in health_days(city.year):
        if on <= as_at and len(others.health):
            cells, records = _health(city, others.health, on)
            yield f"health/children_{on}.csv", cells, "utf-8", records


def _until(days: pd.Series, on: np.datetime64) -> object:
    values = as_days(days)
    return np.where(values <= on, values, NO_DAY)


def _records(name: str, ids: Texts, who: Ints) -> pd.DataFrame:
    return pd.DataFrame({"record": np.array([f"{name}:{one}" for one in ids], dtype=object), "person": who})


def _upn(city: City, who: Ints) -> Texts:
    """The UPN, where the school has told it: of nine in ten."""
    people = city.people.iloc[who]
    return np.where(people["draw"].to_numpy() < 0.9, people["upn"].to_numpy(dtype=object), "").astype(object)


def _neighbours_files(city: City, others: Others, as_at: np.datetime64) -> Iterator[File]:
    """Each neighbour's rolls of all its schools, and the nil roll of the school that was emptied."""
    for authority, name in NEIGHBOURS.items():
        for number, on in enumerate(roll_days(city.year, authority)):
            if on <= as_at:
                yield f"cross_border/rolls_{on}_{name}.csv", *_rolls(city, others, authority, number, on)
    if nil_on(city.year) <= as_at:
        school = emptied(city.schools)
        nobody = pd.DataFrame("", index=[0], columns=["surname", "forename", "sex", "postcode"], dtype=object)
        cells = _roll_cells(city, np.array([school]), "", nobody.assign(surname="NIL RETURN"), NO_DAY, NO_DAY, NO_DAY)
        slug = "-".join(str(city.schools.lookup("name")[school]).lower().split())
        none = _records("cross_border/rolls", np.array([], dtype=object), np.array([], dtype=np.int64))
        yield f"cross_border/rolls_{nil_on(city.year)}_{slug}.csv", cells, "cp1252", none


def _rolls(
    city: City, others: Others, authority: int, number: int, on: np.datetime64
) -> tuple[pd.DataFrame, str, pd.DataFrame]:
    """Cells, encoding and records of that one of the authority's rolls: children of the city, then its other pupils."""
    rolls, more = (table[is_on_roll_of(table, city, authority, number)] for table in (others.rolls, others.strangers))
    who = rolls["person"].to_numpy()
    names, upn = written(city, "cross_border").iloc[who], _upn(city, who)
    born = as_days(names["born"])
    named = zip(upn, names["surname"], names["forename"], born, strict=True)
    numbers = [u or _hashed(surname, forename, day_born) for u, surname, forename, day_born in named]
    laestab = rolls["laestab"].to_numpy()
    ids = np.array([f"{n}-{number}" for n, number in zip(laestab.tolist(), numbers, strict=True)], dtype=object)
    cells = [
        _roll_cells(city, laestab, upn, names, born, rolls["entry"], _until(rolls["leave"], on)),
        _roll_cells(city, more["laestab"].to_numpy(), "", more, more["born"], more["entry"], _until(more["leave"], on)),
    ]
    return pd.concat(cells, ignore_index=True), "cp1252", _records("cross_border/rolls", ids, who)


def _hashed(surname: str, forename: str, born: np.datetime64) -> str:
    """The number of a pupil who has no UPN, as the pipeline makes it."""
    text_of = "|".join((surname.upper(), forename.upper(), str(born)))
    return hashlib.md5(text_of.encode(), usedforsecurity=False).hexdigest()[:10]


def _roll_cells(
    city: City, laestab: Ints, upn: Texts | str, names: pd.DataFrame, born: object, entry: object, leave: object
) -> pd.DataFrame:
    """surname, forename, sex and postcode of `names`, one row per pupil."""
    schools, where = np.unique(laestab, return_inverse=True)
    called = city.schools.lookup("name")
    numbers = np.array([f"{n // 10_000}/{n % 10_000:04d}" for n in schools.tolist()], dtype=object)
    titles = np.array([str(called.get(n, "")) for n in schools.tolist()], dtype=object)
    return pd.DataFrame(
        {
            "DfE No": numbers[where],
            "School": titles[where],
            "UPN": upn,
            "Surname": names["surname"].to_numpy(dtype=object),
            "Forename": names["forename"].to_numpy(dtype=object),
            "DOB": text(born),
            "Gender": names["sex"].to_numpy(dtype=object),
            "Post Code": names["postcode"].to_numpy(dtype=object),
            "Date of Entry": text(entry),
            "Date of Leaving": text(leave),
            "Year Group": "",
        }
    )


def _social(city: City, table: pd.DataFrame, on: np.datetime64) -> tuple[pd.DataFrame, pd.DataFrame]:
    who = table["person"].to_numpy()
    names = written(city, "social_care").iloc[who]
    ids = np.array([f"SC{300_000 + 7 * n}" for n in who.tolist()], dtype=object)
    cells = pd.DataFrame(
        {
            "PARIS ID": ids,
            "UPN": np.where(who % 3 == 0, _upn(city, who), ""),
            "Family Name": names["surname"].to_numpy(),
            "Given Name": names["forename"].to_numpy(),
            "Date of Birth": text(names["born"]),
            "Gender": names["sex"].to_numpy(),
            "Address Line 1": names["address_line_1"].to_numpy(),
            "Postcode": names["postcode"].to_numpy(),
            "Case Status": table["status"].replace({"CLA": "LAC"}).to_numpy(),
            "Date Started": text(table["start"]),
            "Date Ended": text(_until(table["end"], on)),
            "Responsible LA": table["responsible_la"].to_numpy(),
            "Allocated Team": "Assessment",
        }
    )
    return cells, _records("social_care/children", ids, who)


def _youth(city: City, table: pd.DataFrame, on: np.datetime64) -> tuple[pd.DataFrame, pd.DataFrame]:
    who = table["person"].to_numpy()
    names = written(city, "youth_justice").iloc[who]
    ids = np.array([f"Y{50_000 + 3 * n}" for n in who.tolist()], dtype=object)
    cells = pd.DataFrame(
        {
            "YOS ID": ids,
            "Last Name": names["surname"].to_numpy(),
            "First Name": names["forename"].to_numpy(),
            "DOB": text(names["born"], "%d-%b-%Y"),
            "Sex": names["sex"].to_numpy(),
            "Postcode": names["postcode"].to_numpy(),
            "Start Date": text(table["start"], "%d-%b-%Y"),
            "End Date": text(_until(table["end"], on), "%d-%b-%Y"),
        }
    )
    return cells, _records("youth_justice/children", ids, who)


def _health(city: City, health: pd.DataFrame, on: np.datetime64) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = health[is_with_health(health, on)]
    who = table["person"].to_numpy()
    names = written(city, "health").iloc[who]
    ids = np.array([f"CH{700_000 + 11 * n}" for n in who.tolist()], dtype=object)
    cells = pd.DataFrame(
        {
            "NHS No": [_nhs_number(n) for n in who.tolist()],
            "Child Health ID": ids,
            "Surname": names["surname"].to_numpy(),
            "Forename": names["forename"].to_numpy(),
            "Date of Birth": text(names["born"], "%Y-%m-%d"),
            "Sex": names["sex"].to_numpy(),
            "Address Line 1": names["address_line_1"].to_numpy(),
            "Postcode": names["postcode"].to_numpy(),
            "Known From": text(table["start"], "%Y-%m-%d"),
            "Known To": text(_until(table["end"], on), "%Y-%m-%d"),
        }
    )
    return cells, _records("health/children", ids, who)


def _nhs_number(number: int) -> str:
    """A number of the range that is given to nobody; blank where it can have no check digit."""
    digits = f"999{number % 1_000_000:06d}"
    check = 11 - sum((10 - n) * int(digit) for n, digit in enumerate(digits)) % 11
    return "" if check == 10 else f"{digits}{check % 11}"
