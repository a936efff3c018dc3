"""The extracts of the systems beyond the five, each under its own headings; records and persons as for the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sources.synthetic import seen
from sources.synthetic.city import City
from sources.synthetic.days import NO_DAY, Ints, as_days, day, text
from sources.synthetic.names import Texts
from sources.synthetic.others import Others, health_days, is_with_health, roll_days
from sources.synthetic.schools import HAMPSHIRE
from sources.synthetic.writing import written

File = tuple[str, pd.DataFrame, str, pd.DataFrame]
"""Where it goes, its cells, its encoding, record and person of its person records."""


def files(city: City, others: Others, as_at: np.datetime64) -> Iterator[File]:
    """Every file of these systems as at the day; a system without a row sends none."""
    days = roll_days(city.year)
    for on, before in zip(days, np.r_[day(city.year, 1, 1), days[:-1]], strict=True):
        if on <= as_at and len(others.rolls):
            for authority in (HAMPSHIRE, 851):
                cells, records = _rolls(city, others, authority, on, before)
                place = f"cross_border/rolls_{on}_{'hampshire' if authority == HAMPSHIRE else 'portsmouth'}.csv"
                if len(cells):
                    yield place, cells, "cp1252", records
    for name, about, make in (("social_care", others.social, _social), ("youth_justice", others.youth, _youth)):
        if len(about):
            cells, records = make(city, about[as_days(about["start"]) <= as_at], as_at)
            yield f"{name}/children_{as_at}.csv", cells, "utf-8-sig", records
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


def _rolls(
    city: City, others: Others, authority: int, on: np.datetime64, before: np.datetime64
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rolls = others.rolls[seen.listed_in_return(others.rolls.assign(is_unlisted=False), on, before)]
    rolls = rolls[rolls["laestab"] // 10_000 == authority]
    who = rolls["person"].to_numpy()
    names, upn = written(city, "cross_border").iloc[who], _upn(city, who)
    born = as_days(names["born"])
    hashed = [
        hashlib.md5("|".join((s.upper(), f.upper(), str(b))).encode(), usedforsecurity=False).hexdigest()[:10]
        for s, f, b in zip(names["surname"], names["forename"], born, strict=True)
    ]
    laestab = rolls["laestab"].to_numpy()
    ids = np.array([f"{n}-{u or h}" for n, u, h in zip(laestab.tolist(), upn, hashed, strict=True)], dtype=object)
    school = city.schools.lookup("name")
    cells = _roll_cells(
        pd.Series(laestab), upn, names, born, as_days(rolls["entry"]), _until(rolls["leave"], on), school
    )
    strangers = others.strangers[others.strangers["laestab"] // 10_000 == authority]
    nobody = np.full(len(strangers), "", dtype=object)
    entered = np.full(len(strangers), np.datetime64("2024-09-02", "D"))
    more = _roll_cells(strangers["laestab"], nobody, strangers, as_days(strangers["born"]), entered, NO_DAY, school)
    return pd.concat([cells, more], ignore_index=True), _records("cross_border/rolls", ids, who)


def _roll_cells(
    laestab: pd.Series,
    upn: Texts,
    names: pd.DataFrame,
    born: object,
    entry: object,
    leave: object,
    school: dict[int, object],
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "DfE No": [f"{n // 10_000}/{n % 10_000:04d}" for n in laestab.tolist()],
            "School": [str(school.get(n, "")) for n in laestab.tolist()],
            "UPN": upn,
            "Surname": names["surname"].to_numpy(dtype=object),
            "Forename": names["forename"].to_numpy(dtype=object),
            "DOB": text(born),
            "Gender": names["sex"].to_numpy(dtype=object),
            "Post Code": names["postcode"].to_numpy(dtype=object),
            "Date of Entry": text(entry),
            "Date of Leaving": text(np.broadcast_to(as_days(leave), len(laestab))),
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
