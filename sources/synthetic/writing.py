"""How each system writes a child's names and address: case, accents, apostrophes, hyphens and preferred names differ.

None of it makes another name of it: `names.same_name` of every form is that of the legal or the preferred name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from anyascii import anyascii

from sources.synthetic.city import City, draws
from sources.synthetic.days import Flags, as_days, day
from sources.synthetic.names import Texts
from sources.synthetic.noise import blur


@dataclass(frozen=True)
class Habit:
    """How often a system's typists do what. Shares of children, the same ones in every file of the system.

    fits_cp1252: what the Windows character set lacks is transliterated.
    """

    capitals: float = 0.0
    capital_surnames: float = 0.0
    lower_case: float = 0.0
    no_accents: float = 0.0
    no_hyphens: float = 0.0
    no_apostrophes: float = 0.0
    curly_apostrophes: float = 0.0
    preferred: float = 0.0
    plain_addresses: float = 0.0
    fits_cp1252: bool = False


HABITS = {
    "education": Habit(fits_cp1252=True),
    "admissions": Habit(capital_surnames=0.1, preferred=0.2, curly_apostrophes=0.3),
    "early_years": Habit(lower_case=0.06, no_accents=0.5, no_hyphens=0.3, preferred=0.5, plain_addresses=0.4),
    "benefits": Habit(capitals=1.0, no_accents=1.0, no_hyphens=0.5, no_apostrophes=0.6, plain_addresses=0.5),
    "cross_border": Habit(fits_cp1252=True),
    "social_care": Habit(capital_surnames=0.3, no_accents=0.4, preferred=0.3),
    "youth_justice": Habit(capital_surnames=0.5, no_accents=0.6, preferred=0.2),
    "health": Habit(capitals=0.2, no_accents=0.8, plain_addresses=0.3),
    "independent": Habit(capital_surnames=0.2, no_accents=0.2, curly_apostrophes=0.8, plain_addresses=0.2),
}


def written(city: City, system: str) -> pd.DataFrame:
    """How the system writes each child, one row per child in the order of `city.people`.

    Columns: surname, forename, address_line_1, postcode, uprn, born, sex, has_numbers (it may hold student id and UPN),
    number_of (the child whose numbers they are), kinds (of error, joined by "; "; `noise.KINDS`).
    """
    if system not in city.written:
        city.written[system] = _write(city, system)
    return city.written[system]


def _write(city: City, system: str) -> pd.DataFrame:
    habit, people = HABITS[system], city.people
    rng = draws(city.seed, city.year, f"writing {system}")
    count = len(people)

    def some(share: float) -> Flags:
        return np.asarray(rng.random(count) < share, dtype=np.bool_)

    preferred = people["preferred_forename"].to_numpy(dtype=object)
    # Only the education database holds both names, so only a child long known to it goes by the other one elsewhere.
    long_known = people["has_record"].to_numpy() & (as_days(people["known_from"]) < day(city.year, 9, 1))
    called = some(habit.preferred) & (preferred != "") & long_known
    table = pd.DataFrame(
        {
            "surname": people["surname"].to_numpy(dtype=object),
            "forename": np.where(called, preferred, people["forename"].to_numpy(dtype=object)),
            "address_line_1": people["address_line_1"].to_numpy(dtype=object),
            "postcode": people["postcode"].to_numpy(dtype=object),
            "uprn": people["uprn"].to_numpy(),
            "born": people["born"].to_numpy(),
            "sex": people["sex"].to_numpy(dtype=object),
            "has_numbers": True,
            "number_of": np.arange(count),
            "kinds": "",
        }
    )
    if city.noise > 0:
        blur(table, people, system, city.noise, draws(city.seed, city.year, f"noise {system}"))
    names = ["surname", "forename"]
    _where(table, names, some(habit.no_accents), anyascii)
    _where(table, names, some(habit.no_hyphens), lambda text: text.replace("-", " "))
    _where(table, names, some(habit.no_apostrophes), lambda text: text.replace("'", ""))
    _where(table, names, some(habit.curly_apostrophes), lambda text: text.replace("'", "’"))
    _where(table, [*names, "address_line_1"], some(habit.capitals), str.upper)
    _where(table, ["surname"], some(habit.capital_surnames), str.upper)
    _where(table, names, some(habit.lower_case), str.lower)
    _where(table, ["address_line_1"], some(habit.plain_addresses), lambda text: text.replace(",", ""))
    if habit.fits_cp1252:
        _where(table, [*names, "address_line_1"], np.ones(count, dtype=np.bool_), in_cp1252)
    return table


def _where(table: pd.DataFrame, columns: list[str], who: Flags, change: Callable[[str], str]) -> None:
    """Changes those cells; each different text is worked out once."""
    for column in columns:
        texts: Texts = table[column].to_numpy(dtype=object)
        known = {text: change(text) for text in set(texts[who].tolist())}
        texts[who] = [known[text] for text in texts[who].tolist()]
        table[column] = texts


def in_cp1252(text: str) -> str:
    """The text with letters that Windows-1252 lacks (ł, ș, ...) transliterated, the others as they are."""
    return re.sub(r"[^\x00-\x7f]", lambda letter: letter[0] if _fits(letter[0]) else anyascii(letter[0]), text)


@cache
def _fits(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
