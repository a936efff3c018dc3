"""Blurred identities, off unless asked for: what makes two records of one child look like two children.

`noise_rates.KINDS` says what goes wrong how often in which system at noise 1, and where the rate comes from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sources.synthetic import spellings
from sources.synthetic.days import Flags, Ints, as_days, calendar_year, day
from sources.synthetic.names import COMMUNITIES, NICKNAMES, Texts
from sources.synthetic.noise_rates import (
    CENTURY_DEFAULT,
    FAMILY_NAME_FIRST,
    KINDS,
    LIKE,
    NEAR_MOVE,
    SWAPPED_OFTEN,
    SYSTEMS,
)


def blur(table: pd.DataFrame, people: pd.DataFrame, system: str, noise: float, rng: np.random.Generator) -> None:
    """Changes what a system writes of each child, in place, and says in the column `kinds` what was changed.

    table: as `writing.written` describes it, one row per child as in `people`. noise: multiple of the rates of KINDS.
    A household moves as a whole, and as a whole goes by another surname.
    """
    rates = {kind.name: kind.rates[SYSTEMS.index(LIKE.get(system, system))] * noise for kind in KINDS}
    blurred = _Blurred(table, people, rates, rng)
    _names(blurred)
    _birthdays(blurred)
    _homes(blurred)
    _numbers(blurred, system)
    table["kinds"] = [("; ".join(kinds)) for kinds in blurred.kinds]


class _Blurred:
    """A system's table while it is being blurred: who is hit by a kind of error, and what was in fact changed."""

    def __init__(self, table: pd.DataFrame, people: pd.DataFrame, rates: dict[str, float], rng: np.random.Generator):
        self.table, self.people, self.rates, self.rng = table, people, rates, rng
        self.community: Texts = np.array(COMMUNITIES, dtype=object)[people["community"].to_numpy()]
        self.household: Ints = people["household"].to_numpy()
        self.kinds: list[list[str]] = [[] for _ in range(len(table))]

    def hit(self, kind: str, among: Flags | None = None, more: Ints | float = 1.0) -> Ints:
        """The children hit. among: to whom it can happen. more: multiple of the rate, for all or for each."""
        chance = self.rng.random(len(self.table)) < np.minimum(self.rates[kind] * more, 1.0)
        return np.flatnonzero(chance if among is None else chance & among)

    def hit_homes(self, kind: str) -> Ints:
        """The children of the households hit."""
        homes = self.rng.random(int(self.household.max()) + 1) < min(self.rates[kind], 1.0)
        return np.flatnonzero(homes[self.household])

    def put(self, kind: str, column: str, who: Ints, values: Any) -> None:
        """Gives the children those values; those for whom that changes something have this kind of error."""
        cells = self.table[column].to_numpy(copy=True)
        before = cells[who]
        cells[who] = values
        self.table[column] = cells
        for child in who[before != cells[who]].tolist():
            if kind not in self.kinds[child]:
                self.kinds[child].append(kind)

    def rewrite(self, kind: str, column: str, change: Callable[[str, int, float], str], who: Ints) -> None:
        """Rewrites a text of the children hit: change(text, child, number from 0 to 1)."""
        picks = self.rng.random(len(who)).tolist()
        texts = self.table[column].to_numpy()[who].tolist()
        changed = [change(*row) for row in zip(texts, who.tolist(), picks, strict=True)]
        self.put(kind, column, who, np.array(changed, dtype=object))


def _names(blurred: _Blurred) -> None:
    """Surnames and forenames: another name first, then how it is spelt, then slips of the hand, then swaps."""
    people, table, rng = blurred.people, blurred.table, blurred.rng
    others = _another(people, "surname", rng)
    who = blurred.hit_homes("other surname")
    blurred.put("other surname", "surname", who, others[who])
    who = blurred.hit("double-barrelled or not")
    blurred.rewrite("double-barrelled or not", "surname", lambda n, c, p: spellings.other_part(n, others[c], p), who)
    middle = people["middle_names"].to_numpy(dtype=object)
    who = blurred.hit("middle name for forename", middle != "")
    blurred.put("middle name for forename", "forename", who, middle[who])
    has_short = np.array(
        [n in spellings.SHORT_FORMS or " " in n or "-" in n for n in table["forename"]], dtype=np.bool_
    )
    blurred.rewrite("short forename", "forename", _shortened, blurred.hit("short forename", has_short))
    of = blurred.community
    for part in ("surname", "forename"):
        spelt, heard, typed = (f"{part} {how}" for how in ("spelt otherwise", "misheard", "mistyped"))
        who = blurred.hit(spelt, of != "en")
        blurred.rewrite(spelt, part, lambda name, child, pick: spellings.other_spelling(name, of[child], pick), who)
        blurred.rewrite(heard, part, lambda name, _, pick: spellings.misheard(name, pick), blurred.hit(heard))
        blurred.rewrite(typed, part, lambda name, _, pick: spellings.mistyped(name, pick), blurred.hit(typed))
    blurred.rewrite("initial only", "forename", lambda n, _, p: spellings.initial(n, p), blurred.hit("initial only"))
    more = np.where(np.isin(of, SWAPPED_OFTEN), FAMILY_NAME_FIRST, 1.0)
    who = blurred.hit("names swapped", table["forename"].to_numpy(dtype=object) != "", more)
    surnames, forenames = (table[part].to_numpy(dtype=object)[who] for part in ("surname", "forename"))
    blurred.put("names swapped", "surname", who, forenames)
    blurred.put("names swapped", "forename", who, surnames)
    who = blurred.hit("no forename")
    blurred.put("no forename", "forename", who, np.where(rng.random(len(who)) < 0.5, "", "Baby"))


def _shortened(name: str, _: int, pick: float) -> str:
    usual = NICKNAMES.get(name)
    return usual if usual and pick < 0.3 else spellings.short_form(name, pick)


def _birthdays(blurred: _Blurred) -> None:
    rng = blurred.rng
    right = as_days(blurred.people["born"])
    months = right.astype("datetime64[M]")
    of_month = (right - months.astype("datetime64[D]")).astype(np.int64) + 1
    month, year = months.astype(np.int64) % 12 + 1, calendar_year(right)
    born = right.copy()

    def put(kind: str, who: Ints, values: object) -> None:
        born[who] = as_days(values)
        blurred.put(kind, "born", who, born[who].astype("datetime64[s]"))

    who = blurred.hit("day and month swapped", (of_month <= 12) & (of_month != month))
    put("day and month swapped", who, [day(int(year[c]), int(of_month[c]), int(month[c])) for c in who.tolist()])
    who = blurred.hit("date of birth mistyped")
    put("date of birth mistyped", who, _one_digit_wrong(right[who], rng))
    who = blurred.hit("year of birth wrong", of_month < 29)
    later = np.where(rng.random(len(who)) < 0.5, -1, 1)
    put(
        "year of birth wrong",
        who,
        [day(int(year[c] + n), int(month[c]), int(of_month[c])) for c, n in zip(who, later, strict=True)],
    )
    who = blurred.hit("default date of birth")
    put("default date of birth", who, day(np.where(rng.random(len(who)) < CENTURY_DEFAULT, 1900, year[who]), 1, 1))
    of_sex = blurred.people["sex"].to_numpy(dtype=object)
    who = blurred.hit("sex wrong")
    blurred.put("sex wrong", "sex", who, np.where(of_sex[who] == "F", "M", "F"))
    who = blurred.hit("no sex")
    blurred.put("no sex", "sex", who, "")


def _one_digit_wrong(right: np.ndarray[tuple[int], np.dtype[np.datetime64]], rng: np.random.Generator) -> object:
    """Another day of the same month, one digit of its number changed."""
    first = right.astype("datetime64[M]").astype("datetime64[D]")
    number = (right - first).astype(np.int64) + 1
    tens = rng.random(len(right)) < 0.3
    other = np.where(tens, (number + 10) % 30, number // 10 * 10 + (number + rng.integers(1, 9, len(right))) % 10)
    other = np.where((other < 1) | (other > 28), number % 28 + 1, other)
    return first + (other - 1).astype("timedelta64[D]")


def _homes(blurred: _Blurred) -> None:
    """Where a household lived before is where another lives now, as people move into each other's homes."""
    table, rng, people = blurred.table, blurred.rng, blurred.people
    home = ["address_line_1", "postcode", "uprn"]
    near, far = _another(people, "row", rng, within="area"), _another(people, "row", rng)
    before = np.where(rng.random(int(blurred.household.max()) + 1)[blurred.household] < NEAR_MOVE, near, far)
    who = blurred.hit_homes("moved house")
    for column in home:
        blurred.put("moved house", column, who, table[column].to_numpy()[before[who]])
    blurred.rewrite("postcode mistyped", "postcode", _postcode_mistyped, blurred.hit("postcode mistyped"))
    for kind, column, blank in (
        ("no postcode", "postcode", ""),
        ("no address", "address_line_1", ""),
        ("no UPRN", "uprn", 0),
    ):
        blurred.put(kind, column, blurred.hit(kind), blank)
    who = blurred.hit("address written otherwise")
    blurred.rewrite("address written otherwise", "address_line_1", _address_otherwise, who)


_WAYS = {"Road": "Rd", "Street": "St", "Close": "Cl", "Avenue": "Ave", "Crescent": "Cres", "Gardens": "Gdns"}
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def _postcode_mistyped(postcode: str, _: int, pick: float) -> str:
    """Another last letter, or two letters exchanged: a postcode of the same sector."""
    if len(postcode) < 5 or pick < 0.4:
        return postcode[:-2] + postcode[-1:] + postcode[-2:-1]
    return postcode[:-1] + _LETTERS[int(pick * 20) % 20]


def _address_otherwise(address: str, _: int, pick: float) -> str:
    """The way abbreviated, or the flat put last."""
    flat, comma, house = address.partition(", ")
    if comma and pick < 0.5:
        return f"{house}, {flat}"
    first, _space, way = address.rpartition(" ")
    return f"{first} {_WAYS.get(way, way)}".replace("Flat ", "Flt ")


def _numbers(blurred: _Blurred, system: str) -> None:
    """Student id and UPN on other systems' records: left out, or those of the child beside."""
    people, count = blurred.people, len(blurred.people)
    upn, draw = people["upn"].to_numpy(dtype=object), people["draw"].to_numpy()
    held = (people["student_id"].to_numpy(dtype=object) != "") & (draw < 0.9)
    if system == "independent":
        held = (upn != "") & (draw < 0.3)
    blurred.put("no number", "has_numbers", blurred.hit("no number", held), False)
    order = np.arange(count)
    after, before = np.minimum(order + 1, count - 1), np.maximum(order - 1, 0)
    home, born = blurred.household, as_days(people["born"])

    def beside(same: Callable[[Ints], Flags]) -> tuple[Flags, Ints]:
        next_one, last_one = same(after) & (after != order), same(before) & (before != order)
        return held & (next_one | last_one), np.where(next_one, after, before)

    can, twin = beside(lambda other: (home[other] == home) & (born[other] == born))
    who = blurred.hit("number of a twin", can)
    blurred.put("number of a twin", "number_of", who, twin[who])
    can, sibling = beside(lambda other: (home[other] == home) & (born[other] != born))
    who = blurred.hit("number of a sibling", can)
    blurred.put("number of a sibling", "number_of", who, sibling[who])


def _another(people: pd.DataFrame, what: str, rng: np.random.Generator, within: str = "community") -> Texts | Ints:
    """For each child the surname of another household of the same community, or the row of a child of another household
    of the same part of the city; one answer for a whole household."""
    first = people.drop_duplicates("household")
    group, order = first[within].to_numpy(), rng.permutation(len(first))
    sorted_by = order[np.argsort(group[order], kind="stable")]
    partner = np.empty(len(first), dtype=np.int64)
    partner[sorted_by] = np.roll(sorted_by, 1)
    rows = first.index.to_numpy()[partner]
    place = np.searchsorted(first["household"].to_numpy(), people["household"].to_numpy())
    return rows[place] if what == "row" else people["surname"].to_numpy(dtype=object)[rows[place]]
