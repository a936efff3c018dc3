"""Twins and siblings: which contents of two groups say that these are two children, and which lift that."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.matching.saved_model import Model

FIRM = ("same", "spelling", "swapped", "middle name", "typed")
"""Levels of the forename on which a record has the very name of the other; a short form may be of another name too."""


@dataclass(frozen=True)
class Twins:
    """SQL of two contents l and r.

    guarded: their forenames or sexes are on a guard level.   firm: one has the very name of the other. Two groups are
    twins or siblings where records of theirs are guarded, and no third record of one group has the very name of the
    other's: a Zoe may join the group of Lorraine where some record of it says Lorraine Zoe.
    """

    guarded: str
    firm: str


def twins(model: Model) -> Twins:
    """What the model's levels of forename and sex say of twins."""
    forename, sex = (next(c for c in model.comparisons if c.name == name) for name in ("forename", "sex"))
    cases = " ".join(f"WHEN {level.sql} THEN {level.is_guard}" for level in forename.levels if level.sql != "ELSE")
    of_sex = " OR ".join(f"({level.sql})" for level in sex.levels if level.is_guard) or "false"
    firm = " OR ".join(f"({level.sql})" for level in forename.levels if level.name in FIRM)
    return Twins(_of_aliases(f"(CASE {cases} ELSE false END OR coalesce({of_sex}, false))"), _of_aliases(firm))


def _of_aliases(sql: str) -> str:
    """A level's SQL names the columns of a table of pairs (forename_l); here they are of two tables (l.forename)."""
    return re.sub(r"\b([a-z_]+)_([lr])\b", r"\2.\1", sql)
