"""Ordinary careers: nursery, schools year by year, moves within the city, arrivals, and the applications for them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.synthetic.days import FAR, NO_DAY, Days, Flags, Ints, as_days, day, term_ends, term_starts
from sources.synthetic.lives import ROLL, Lives
from sources.synthetic.names import Texts

PATHS = {
    # path: (share of households, stages as (kind of school, first year group, last year group))
    "primary": (0.615, (("primary", 0, 6), ("secondary", 7, 11))),
    "infant": (0.255, (("infant", 0, 2), ("junior", 3, 6), ("secondary", 7, 11))),
    "through": (0.03, (("through", 0, 11),)),
    "independent": (0.025, (("independent", 0, 13),)),
    "prep": (0.015, (("prep", 0, 6), ("secondary", 7, 11))),
    "hampshire": (0.03, (("hants_primary", 0, 6), ("hants_secondary", 7, 11))),
    "hampshire_infant": (0.015, (("hants_infant", 0, 2), ("hants_junior", 3, 6), ("hants_secondary", 7, 11))),
    "special": (0.015, (("special", 0, 13),)),
}
STATE = ("primary", "infant", "junior", "secondary", "through")
"""Kinds of school that the city's admissions team offers places at."""
INDEPENDENT = ("prep", "independent")
PHASES = {"primary": "RECEPTION", "infant": "RECEPTION", "through": "RECEPTION", "junior": "JUNIOR"}
PHASES["secondary"] = "SECONDARY"


def choose_paths(people: pd.DataFrame, rng: np.random.Generator) -> Texts:
    """The path of each child; siblings go the same way, but for the few in special schools."""
    homes = int(people["household"].max()) + 1
    shares = np.array([share for share, _ in PATHS.values()])
    of_home = rng.choice(np.array(list(PATHS), dtype=object), size=homes, p=shares / shares.sum())
    chosen = of_home[people["household"].to_numpy()]
    return np.where(rng.random(len(people)) < 0.014, "special", chosen)


def live_ordinarily(lives: Lives, rng: np.random.Generator) -> None:
    """Adds everyone's ordinary career: rolls, applications, arrivals and moves."""
    count = len(lives.people)
    lives.has_record[:] = _on_database(lives, rng)
    arrived = lives.arrived[:] = _arrivals(lives, rng)
    rolls = _stages(lives, rng)
    rolls = _moved_within(lives, rolls, rng)
    rolls = _arrive(lives, rolls, arrived, rng)
    rolls = pd.concat([rolls, _nursery_classes(lives, arrived, rng)], ignore_index=True)
    lives.rolls.insert(0, _as_cut(lives, rolls))
    _phase_applications(lives, arrived, rng)
    known = rng.random(count)
    home = np.where(lives.people["in_city"].to_numpy(), "852", "850").astype(object)
    lives.home_la[:] = np.where(known < 0.9, home, "")


def _on_database(lives: Lives, rng: np.random.Generator) -> Flags:
    """Who has a record: everyone of school age but half the pupils of independent schools; some of next Reception."""
    ahead = lives.entry_year - lives.year
    drawn = rng.random(len(ahead))
    independent = (lives.path == "independent") | (lives.path == "prep") & (ahead >= -6)
    has = (ahead <= 0) & ~(independent & (drawn < 0.5)) | (ahead == 1) & (drawn < 0.6) | (ahead == 2) & (drawn < 0.1)
    fresh = ahead >= 1
    lives.known_from[fresh] = day(lives.year, 9, 1) - (rng.random(int(fresh.sum())) * 300).astype("timedelta64[D]")
    return np.asarray(has | lives.is_case & (ahead <= 0), dtype=np.bool_)


def _arrivals(lives: Lives, rng: np.random.Generator) -> Days:
    """The day on which a child came to the city (blank for those who were always here)."""
    count = len(lives.people)
    start = term_starts(lives.entry_year)
    span = (day(lives.year + 1, 8, 31) - start).astype(np.int64)
    share = np.clip(0.02 * (lives.year - lives.entry_year + 1), 0, 0.18)
    comes = (rng.random(count) < share) & (span > 60) & ~lives.is_case & (lives.entry_year > lives.year - 12)
    on = start + (rng.random(count) * np.maximum(span, 1)).astype("timedelta64[D]")
    return np.where(comes, on, NO_DAY)


def _stages(lives: Lives, rng: np.random.Generator) -> pd.DataFrame:
    """One roll per child and school of their path that has begun by the lives' year."""
    lag = (rng.random(len(lives.people)) ** 4 * 9).astype(np.int64)
    parts = []
    for path, (_, stages) in PATHS.items():
        for kind, first, last in stages:
            who = np.flatnonzero((lives.path == path) & (lives.entry_year + first <= lives.year))
            entry_year = lives.entry_year[who]
            entry = term_starts(entry_year + first) + np.where(first == 0, lag[who], 0).astype("timedelta64[D]")
            ends = entry_year + last
            leave = np.where(ends <= lives.year, term_ends(np.minimum(ends, lives.year)), NO_DAY)
            parts.append(
                pd.DataFrame(
                    {
                        "person": who,
                        "kind": kind,
                        "laestab": lives.schools.serving(kind, lives.area[who]),
                        "entry": entry.astype("datetime64[s]"),
                        "leave": leave.astype("datetime64[s]"),
                        "reason": "Transfer",
                    }
                )
            )
    stays_on = np.flatnonzero((lives.entry_year + 12 <= lives.year) & (lives.people["draw"].to_numpy() < 0.4))
    stays_on = stays_on[~np.isin(lives.path[stays_on], ("independent", "special"))]
    entry = term_starts(lives.entry_year[stays_on] + 12)
    college = {"person": stays_on, "kind": "fe", "laestab": lives.schools.serving("fe", lives.area[stays_on])}
    parts.append(pd.DataFrame({**college, "entry": entry.astype("datetime64[s]"), "status": "F"}))
    return pd.concat(parts, ignore_index=True)


def _moved_within(lives: Lives, rolls: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One in eleven rolls at a city's school is split: the child moved to a school of the same kind, by application."""
    entry, leave = as_days(rolls["entry"]), as_days(rolls["leave"])
    ends = np.where(np.isnat(leave), day(lives.year + 1, 7, 1), leave)
    span = (ends - entry).astype(np.int64)
    moves = (rng.random(len(rolls)) < 0.09) & (span > 150) & ~lives.is_case[rolls["person"]]
    moves &= np.isin(rolls["kind"].to_numpy(dtype=object), STATE[:4]) & np.isnat(lives.arrived[rolls["person"]])
    on = entry + (60 + rng.random(len(rolls)) * np.maximum(span - 120, 1)).astype("timedelta64[D]")
    on = as_days(np.busday_offset(as_days(on), 0, roll="forward"))
    later = rolls[moves].copy()
    area = lives.area[later["person"]]
    new = np.zeros(len(later), dtype=np.int64)
    for kind in STATE[:4]:
        here = later["kind"].to_numpy(dtype=object) == kind
        new[here] = lives.schools.another(kind, area[here])
    later["laestab"] = new
    later["entry"] = on[moves].astype("datetime64[s]")
    rolls.loc[moves, "leave"] = as_days(on - rng.integers(1, 5, len(on)).astype("timedelta64[D]"))[moves].astype(
        "datetime64[s]"
    )
    rolls.loc[moves, "to_laestab"] = new
    rolls.loc[moves, "reason"] = "Moved to another school"
    received = on[moves] - rng.integers(14, 45, len(new)).astype("timedelta64[D]")
    _in_year(lives, later["person"].to_numpy(), received, on[moves], new, rng)
    return pd.concat([rolls, later], ignore_index=True)


def _arrive(lives: Lives, rolls: pd.DataFrame, arrived: Days, rng: np.random.Generator) -> pd.DataFrame:
    """Arrivals have no roll here before they came, and begin at the school they come to some weeks after."""
    came = arrived[rolls["person"]]
    entry, leave = as_days(rolls["entry"]), as_days(rolls["leave"])
    rolls = rolls[np.isnat(came) | np.isnat(leave) | (leave > came)].copy()
    came = arrived[rolls["person"]]
    entry = as_days(rolls["entry"])
    midway = entry <= came
    weeks = rng.integers(14, 50, len(rolls)).astype("timedelta64[D]")
    starts = as_days(np.busday_offset(as_days(np.where(midway, came + weeks, entry)), 0, roll="forward"))
    rolls["entry"] = starts.astype("datetime64[s]")
    is_state = np.isin(rolls["kind"].to_numpy(dtype=object), STATE)
    asks = midway & is_state
    who = rolls["person"].to_numpy()
    here = ~np.isnat(arrived)
    first_seen = arrived[here] + rng.integers(1, 9, int(here.sum())).astype("timedelta64[D]")
    lives.known_from[here] = np.maximum(lives.known_from[here], as_days(first_seen))
    received = np.minimum(lives.known_from[who[asks]], starts[asks] - np.timedelta64(5, "D"))
    lives.known_from[who[asks]] = received
    _in_year(lives, who[asks], received, starts[asks], rolls["laestab"].to_numpy()[asks], rng)
    too_late = as_days(rolls["leave"]) <= starts
    return rolls[~too_late]


def _in_year(lives: Lives, who: Ints, received: Days, starts: Days, laestab: Ints, rng: np.random.Generator) -> None:
    """In-year applications that led to a place; those of the last five academic years are on the system."""
    kept = received >= day(lives.year - 4, 9, 1)
    who, received, starts, laestab = who[kept], received[kept], starts[kept], laestab[kept]
    share = 0.3 + 0.4 * rng.random(len(who))
    decided = received + ((starts - received).astype(np.int64) * share).astype("timedelta64[D]")
    lives.apply(
        who,
        received,
        decided=decided,
        offered_on=decided,
        offer_status=rng.choice(np.array(["OFFERED", "ALLOCATED", "PROVISIONAL"], dtype=object), len(who)),
        offered_laestab=laestab,
        expected_start=starts,
        later_on=np.minimum(decided + np.timedelta64(4, "D"), starts),
        later_status="ACCEPTED",
        closed_on=starts + np.timedelta64(6, "D"),
    )


def _nursery_classes(lives: Lives, arrived: Days, rng: np.random.Generator) -> pd.DataFrame:
    """A year in a nursery school of the city before Reception, on the education database."""
    year = lives.entry_year - 1
    has = (rng.random(len(year)) < 0.06) & (year <= lives.year) & np.isnat(arrived) & lives.has_record & ~lives.is_case
    who = np.flatnonzero(has)
    entry = term_starts(year[who])
    lives.known_from[who] = np.minimum(lives.known_from[who], entry)
    return pd.DataFrame(
        {
            "person": who,
            "kind": "nursery",
            "laestab": lives.schools.serving("nursery", lives.area[who]),
            "entry": entry.astype("datetime64[s]"),
            "leave": term_ends(year[who]).astype("datetime64[s]"),
            "reason": "End of nursery",
        }
    )


def _as_cut(lives: Lives, rolls: pd.DataFrame) -> pd.DataFrame:
    """The ordinary rolls, every column of ROLL, as far as each child's career goes."""
    table = pd.DataFrame({name: rolls.get(name, default) for name, default in ROLL.items()})
    for name, default in ROLL.items():
        if isinstance(default, np.datetime64):
            table[name] = table[name].astype("datetime64[s]")
        else:
            blank = table[name].isna().to_numpy()
            filled = np.where(blank, np.asarray(default, dtype=object), table[name].to_numpy(dtype=object))
            table[name] = filled.astype(object if isinstance(default, str) else type(default))
    table["is_independent"] = rolls["kind"].isin(INDEPENDENT)
    return table


def cut_short(lives: Lives) -> None:
    """Ends the ordinary careers (the first table of rolls and applications) where the cases say they end."""
    rolls = lives.rolls[0]
    cut = lives.cut.iloc[rolls["person"]].reset_index(drop=True)
    on, entry, leave = as_days(cut["leave"]), as_days(rolls["entry"]), as_days(rolls["leave"])
    ends = np.where(np.isnat(on), FAR, on)
    ended = ~np.isnat(on) & (entry <= ends) & (np.isnat(leave) | (leave >= ends))
    for column in ("status", "reason", "ground", "to_laestab", "destination", "confirmed_on", "notified_on"):
        rolls.loc[ended, column] = cut.loc[ended, column]
    for column in ("leave", "planned_on", "is_unlisted"):
        rolls.loc[ended, column] = cut.loc[ended, column]
    lives.rolls[0] = rolls[(entry <= ends) & ~lives.without_rolls[rolls["person"]]]
    for number, table in enumerate(lives.applications):
        if table.attrs.get("ordinary"):
            last = as_days(lives.cut["leave"])[table["person"]]
            kept = (np.isnat(last) | (as_days(table["received"]) <= last)) & ~lives.without_applications[
                table["person"]
            ]
            lives.applications[number] = table[kept]


def _phase_applications(lives: Lives, arrived: Days, rng: np.random.Generator) -> None:
    """Applications for Reception, junior and secondary places of the four years to the lives' year and the next."""
    for path, (_, stages) in PATHS.items():
        for kind, first, _ in stages:
            if kind not in STATE or path.startswith("hampshire"):
                continue
            starts_in = lives.entry_year + first
            asks = (lives.path == path) & (starts_in >= lives.year - 3) & (starts_in <= lives.year + 1)
            asks &= lives.people["in_city"].to_numpy() & (rng.random(len(asks)) < 0.97)
            asks &= np.isnat(arrived) | (arrived < day(starts_in - 1, 9, 1))
            who = np.flatnonzero(asks)
            _phase(lives, who, kind, starts_in[who], rng)
    for table in lives.applications:
        table.attrs["ordinary"] = True


def _phase(lives: Lives, who: Ints, kind: str, starts_in: Ints, rng: np.random.Generator) -> None:
    secondary = kind == "secondary"
    opens, closes = day(starts_in - 1, 9, 1), day(starts_in - 1, 10, 31) if secondary else day(starts_in, 1, 15)
    span = (closes - opens).astype(np.int64)
    received = opens + (rng.random(len(who)) * span).astype("timedelta64[D]")
    offered = as_days(np.busday_offset(day(starts_in, 3, 1) if secondary else day(starts_in, 4, 16), 0, roll="forward"))
    lives.apply(
        who,
        received,
        type=PHASES[kind],
        entry_year=starts_in,
        decided=offered,
        offered_on=offered,
        offer_status="OFFERED",
        offered_laestab=lives.schools.serving(kind, lives.area[who]),
        expected_start=np.where(rng.random(len(who)) < 0.3, term_starts(starts_in), NO_DAY),
        later_on=offered + rng.integers(1, 15, len(who)).astype("timedelta64[D]"),
        later_status="ACCEPTED",
        closed_on=day(starts_in, 9, 10),
    )
    fresh = lives.has_record[who]
    lives.known_from[who[fresh]] = np.minimum(lives.known_from[who[fresh]], received[fresh])
