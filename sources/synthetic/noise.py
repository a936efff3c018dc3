"""Blurred identities, off unless asked for: what makes two records of one child look like two children.

Rates at noise 1, per system and child. Published for linked records of one person in England: surnames disagree in 18%
of pairs and forenames in 12% (ALSPAC, two collections: International Journal of Population Data Science, article 2389),
sex and date of birth are wrong in 0.11% of hospital records and postcodes differ or are missing in about half
(BMC Medical Research Methodology 17:23). Half a pair's disagreement is given to each side; moves are kept rarer, as
the systems here are of one council and one year.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sources.synthetic.days import as_days, calendar_year, day
from sources.synthetic.names import NICKNAMES

SURNAME_TYPED_WRONG = 0.03
OTHER_SURNAME = 0.06
FORENAME_TYPED_WRONG = 0.03
NICKNAME = 0.5
"""Of the children whose name has a short form."""
NAMES_SWAPPED = 0.005
DEFAULT_BIRTHDAY = 0.002
BIRTHDAY_TYPED_WRONG = 0.001
HOME_BEFORE = 0.08
POSTCODE_MISSING = 0.02
NUMBERS_MISSING = 0.1


def blur(table: pd.DataFrame, noise: float, rng: np.random.Generator) -> None:
    """Changes a system's surname, forename, born, address_line_1, postcode, uprn and has_numbers in place.

    noise: multiple of the rates above. A home before is another household's, as people move into each other's homes.
    """
    count = len(table)

    def some(rate: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.flatnonzero(rng.random(count) < min(rate * noise, 1.0))

    _change(table, "surname", some(SURNAME_TYPED_WRONG), _typed_wrong, rng)
    other = some(OTHER_SURNAME)
    table.loc[other, "surname"] = table["surname"].to_numpy()[rng.permutation(count)[: len(other)]]
    _change(table, "forename", some(NICKNAME), _shortened, rng)
    _change(table, "forename", some(FORENAME_TYPED_WRONG), _typed_wrong, rng)
    swapped = some(NAMES_SWAPPED)
    table.loc[swapped, ["surname", "forename"]] = table.loc[swapped, ["forename", "surname"]].to_numpy()
    moved = some(HOME_BEFORE)
    home = ["address_line_1", "postcode", "uprn"]
    table.loc[moved, home] = table[home].to_numpy()[rng.permutation(count)[: len(moved)]]
    table.loc[some(POSTCODE_MISSING), "postcode"] = ""
    table.loc[some(NUMBERS_MISSING), "has_numbers"] = False
    born = as_days(table["born"])
    default, wrong = some(DEFAULT_BIRTHDAY), some(BIRTHDAY_TYPED_WRONG)
    born[default] = day(calendar_year(born[default]), 1, 1)
    born[wrong] += np.timedelta64(9, "D")
    table["born"] = born.astype("datetime64[s]")


def _change(table: pd.DataFrame, column: str, who: Any, change: Callable[..., str], rng: np.random.Generator) -> None:
    at = rng.random(len(who)).tolist()
    table.loc[who, column] = [change(n, p) for n, p in zip(table[column].to_numpy()[who].tolist(), at, strict=True)]


def _shortened(name: str, _: float) -> str:
    return NICKNAMES.get(name, name)


def _typed_wrong(name: str, place: float) -> str:
    """Two letters exchanged, or in a short name one left out; the first letter stays."""
    if len(name) < 3:
        return name
    at = 1 + int(place * (len(name) - 2))
    if len(name) < 5:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
