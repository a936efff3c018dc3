"""What the systems beyond the five let the council know of each child on a day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sources.synthetic.city import City
from sources.synthetic.days import NO_DAY, Days, Flags, as_days
from sources.synthetic.neighbours import named_on_rolls
from sources.synthetic.others import Others, named_by_health, open_on, with_social_care
from sources.synthetic.population import IN_CITY
from sources.synthetic.schools import CITY


def neighbours_episodes(city: City, others: Others, as_at: np.datetime64) -> pd.DataFrame:
    """Episodes at neighbours' schools, as their rolls up to the day name them; who is missing from one has left."""
    rolls = others.rolls
    named = named_on_rolls(city, rolls, as_at)
    entry, leave = as_days(rolls["entry"]), as_days(rolls["leave"])
    stated = np.where(leave <= named.last, leave, NO_DAY)
    left = np.where(np.isnat(stated) & ~np.isnat(named.missed), named.missed - np.timedelta64(1, "D"), stated)
    table = pd.DataFrame({"person": rolls["person"], "laestab": rolls["laestab"], "to_laestab": 0, "destination": ""})
    table["is_independent"] = False
    table["entry"], table["leave"] = entry.astype("datetime64[s]"), left.astype("datetime64[s]")
    table["confirmed_on"] = np.full(len(rolls), NO_DAY).astype("datetime64[s]")
    for column in ("low", "high"):
        table[column] = table["laestab"].map(city.schools.lookup(column)).fillna(0).astype(np.int64)
    episodes: pd.DataFrame = table[~np.isnat(named.last)].reset_index(drop=True)
    return episodes


def exists_for(city: City, others: Others, rolls: pd.DataFrame, as_at: np.datetime64) -> Flags:
    """Who is a child by a record of these systems alone; on a neighbour's roll only with a postcode of ours."""
    count = len(city.people)
    lives_here = np.isin(city.people["postcode"].str.split(" ").str[0].to_numpy(dtype=object), IN_CITY)
    theirs = rolls[~rolls["is_independent"] & (rolls["laestab"] // 10_000 != CITY)]
    exists = any_of(
        count, others.health.loc[~np.isnat(named_by_health(others.health, city.year, as_at).last), "person"]
    )
    exists |= any_of(count, theirs.loc[theirs["person"].isin(others.rolls["person"]), "person"]) & lives_here
    exists |= any_of(count, with_social_care(others.social, as_at, city.year)["person"])
    exists |= any_of(count, others.youth.loc[as_days(others.youth["start"]) <= as_at, "person"])
    return exists


def whose(city: City, is_ours: Flags, others: Others, as_at: np.datetime64) -> Flags:
    """Of a child looked after by social care's own account the responsible authority decides."""
    social = with_social_care(others.social, as_at, city.year)
    cared = social[open_on(social, as_at) & (social["status"] == "CLA").to_numpy()]
    count = len(is_ours)
    ours = any_of(count, cared.loc[cared["responsible_la"].isin(["", str(CITY)]), "person"])
    return np.where(any_of(count, cared["person"]), ours, is_ours)


def open_to(is_open: dict[str, Flags], others: Others, as_at: np.datetime64) -> None:
    """Adds what social care and youth justice have open."""
    social = others.social[open_on(others.social, as_at)]
    for kind in ("CLA", "CP", "CIN"):
        is_open[kind] |= any_of(len(is_open[kind]), social.loc[social["status"] == kind, "person"])
    is_open["YOS"] |= any_of(len(is_open["YOS"]), others.youth.loc[open_on(others.youth, as_at), "person"])


def last_seen(city: City, others: Others, as_at: np.datetime64) -> Iterator[tuple[pd.Series, Days]]:
    """(children, the last day on which each is known) of social care, youth justice and child health."""
    named = named_by_health(others.health, city.year, as_at)
    social = with_social_care(others.social, as_at, city.year)
    for table, until in ((social, as_at), (others.youth, as_at), (others.health, named.last)):
        start, end = as_days(table["start"]), as_days(table["end"])
        yield table["person"], np.where(start <= as_at, np.where(end <= until, end, until), NO_DAY)


def any_of(count: int, who: pd.Series) -> Flags:
    """Of so many children, those of `who`."""
    found = np.zeros(count, dtype=np.bool_)
    found[who.to_numpy()] = True
    return found
