"""What a case is: a story that happens to a number of children, and how the children are found for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sources.synthetic.days import Days, Flags, Ints, as_days, day, reception_year
from sources.synthetic.lives import Lives
from sources.synthetic.names import Texts

SEASONS = {"autumn": (0, 121), "spring": (122, 211), "summer": (213, 363), "": (0, 363)}
"""Days after 1 September between which a child of each season is born (summer: from April, able to delay entry)."""


@dataclass(frozen=True)
class Chance:
    """The draws of one case, its own whatever the other cases draw."""

    rng: np.random.Generator

    def between(self, who: Ints, first: object, last: object, *, soon: int = 2) -> Days:
        """A day for each child, both ends included; the first `soon` children get one of the first days."""
        low, high = as_days(first), as_days(last)
        span = np.broadcast_to((high - low).astype(np.int64), len(who))
        drawn = np.minimum((self.rng.random(len(who)) * (span + 1)).astype(np.int64), span)
        drawn[:soon] = np.minimum(drawn[:soon] % 20, span[:soon])
        return as_days(low + drawn.astype("timedelta64[D]"))

    def after(self, days: Days, first: int, last: int) -> Days:
        """A day so many days after each of `days`."""
        return as_days(days + self.rng.integers(first, last + 1, len(days)).astype("timedelta64[D]"))

    def pick(self, who: Ints, *options: str) -> Texts:
        """One of the options for each child, every option in turn."""
        return np.array(options, dtype=object)[np.arange(len(who)) % len(options)]


Story = Callable[[Lives, Ints, Chance], None]


@dataclass(frozen=True)
class Case:
    """A story and who it happens to.

    number: children in a city of 45,000; at least `least` in a small one.   years: their year groups (by birth).
    path: the schools they go through ("" : primary or infant).   born: autumn, spring, summer or "".
    delay: years by which entry was delayed, by agreement.   in_city: where they live.   is_twin: one of twins.
    """

    story: Story
    number: float
    years: tuple[int, ...]
    least: int = 2
    path: str = ""
    born: str = ""
    delay: int = 0
    in_city: bool = True
    is_twin: bool = False

    def size(self, children: int) -> int:
        return max(self.least, round(self.number * children / 45_000))


CASES: list[Case] = []
"""Every case that has been registered so far (`cases.all_cases` registers all)."""


def case(number: float, years: tuple[int, ...] | range, **more: object) -> Callable[[Story], Story]:
    """Registers the story that follows as a case. more: fields of Case."""

    def register(story: Story) -> Story:
        CASES.append(Case(story, number, tuple(years), **more))  # type: ignore[arg-type] # fields of Case by name
        return story

    return register


def find_children(
    cases: list[Case], people: pd.DataFrame, year: int, path: Texts, entry_year: Ints, rng: np.random.Generator
) -> list[tuple[Case, Ints]]:
    """The children of every case; sets their path and entry year, and where too few were born in the right year and
    season, another date of birth. Raises ValueError where the city is too small for the cases."""
    born: Days = as_days(people["born"])
    group = year - reception_year(born)
    in_city, is_twin = people["in_city"].to_numpy(), people["is_twin"].to_numpy()
    free = np.ones(len(people), dtype=np.bool_)
    found = []
    for one in cases:
        fits = free & (is_twin == one.is_twin) & (in_city == one.in_city)
        right = fits & np.isin(group, one.years) & _season(born, one.born)
        wanted = one.size(len(people))
        who = rng.permutation(np.flatnonzero(right))[:wanted]
        if len(who) < wanted and not one.is_twin:
            spare = rng.permutation(np.flatnonzero(fits & ~right))[: wanted - len(who)]
            born[spare] = _born_again(spare, one, year, rng)
            group[spare] = year - reception_year(born[spare])
            who = np.r_[who, spare]
        if len(who) < wanted and not one.is_twin:
            raise ValueError(f"a city of {len(people)} children is too small for every kind of case; ask for more")
        free[who] = False
        path[who] = one.path or np.where(path[who] == "infant", "infant", "primary")
        entry_year[who] = reception_year(born[who]) + one.delay
        found.append((one, who))
    people["born"] = born.astype("datetime64[s]")
    entry_year[free] = reception_year(born[free])
    return found


def _season(born: Days, season: str) -> Flags:
    first, last = SEASONS[season]
    since = (born - day(reception_year(born) - 5, 9, 1)).astype(np.int64)
    return np.asarray((since >= first) & (since <= last), dtype=np.bool_)


def _born_again(who: Ints, one: Case, year: int, rng: np.random.Generator) -> Days:
    first, last = SEASONS[one.born]
    group = np.array(one.years, dtype=np.int64)[np.arange(len(who)) % len(one.years)]
    since = rng.integers(first, last + 1, len(who)).astype("timedelta64[D]")
    return as_days(day(year - group - 5, 9, 1) + since)
