"""Ordinary family life as other services see it: early years settings before school, households that claim."""

from __future__ import annotations

import numpy as np

from sources.synthetic.days import NO_DAY, Ints, as_days, day, term_ends
from sources.synthetic.lives import Lives


def live_ordinarily(lives: Lives, rng: np.random.Generator) -> None:
    """Adds attendance at early years settings and household claims, but for children whose case excludes them."""
    _attend(lives, rng)
    _claim(lives, rng)


def _attend(lives: Lives, rng: np.random.Generator) -> None:
    """From a while after the second or third birthday to the summer before school; some change setting on the way."""
    born = as_days(lives.people["born"])
    count = len(born)
    early = rng.random(count) < 0.35
    wait = rng.integers(5, 120, count)
    start = born + np.where(early, 731, 1096).astype("timedelta64[D]") + wait.astype("timedelta64[D]")
    end = term_ends(lives.entry_year - 1)
    attends = (
        (rng.random(count) < 0.8) & (start < end) & (end >= day(lives.year - 2, 6, 1)) & ~lives.without_early_years
    )
    attends &= np.isnat(lives.arrived) & (start < day(lives.year + 1, 9, 1)) & (lives.entry_year <= lives.year + 4)
    silent = rng.random(count) < 0.3
    changes = attends & (rng.random(count) < 0.06) & ((end - start).astype(np.int64) > 250)
    changed = as_days(start + 120 * np.timedelta64(1, "D"))
    stays = np.flatnonzero(attends & ~changes)
    lives.attend(stays, start[stays], end[stays], is_silent=silent[stays])
    moved = np.flatnonzero(changes)
    lives.attend(moved, start[moved], changed[moved])
    lives.attend(moved, changed[moved] + np.timedelta64(3, "D"), end[moved])
    lives.attendances[-1]["provider"] += 1


def _claim(lives: Lives, rng: np.random.Generator) -> None:
    """About a fifth of households claim, with all their children; some claims have ended, with or without a word."""
    home = lives.people["household"].to_numpy()
    homes = int(home.max()) + 1
    claims = rng.random(homes) < 0.22
    start = day(lives.year - 12, 1, 1) + rng.integers(0, 13 * 365, homes).astype("timedelta64[D]")
    ends = rng.random(homes) < 0.15
    end = np.where(ends, day(lives.year - 1, 7, 1) + rng.integers(0, 700, homes).astype("timedelta64[D]"), NO_DAY)
    silent = rng.random(homes) < 0.4
    born = as_days(lives.people["born"])
    first = np.maximum(start[home], born + np.timedelta64(21, "D"))
    first = np.where(np.isnat(lives.arrived), first, np.maximum(first, lives.arrived + np.timedelta64(14, "D")))
    kept = claims[home] & ~lives.without_benefits & (np.isnat(end[home]) | (first < end[home]))
    kept &= lives.people["postcode"].to_numpy(dtype=object) != ""
    claimed_for = _of_cases(lives)
    who = np.flatnonzero(kept & ~np.isin(np.arange(len(home)), claimed_for))
    lives.claim(who, first[who], end[home][who], is_silent=silent[home][who])


def _of_cases(lives: Lives) -> Ints:
    """Children whose case has given them a claim."""
    if not lives.claims:
        return np.empty(0, dtype=np.int64)
    return np.unique(np.concatenate([table["person"].to_numpy() for table in lives.claims]))
