"""A made-up town, told by hand from the rules: every child, the line it must fall on, and why.

One module per theme; `telling` is how a child is told, `files` writes what the systems send, `form` counts the answers.
"""

from dataclasses import replace

from . import (
    ages,
    awaiting,
    elsewhere,
    in_year,
    in_year_earlier,
    independent,
    leavers,
    out_of_phase,
    reception,
    tracked,
    transfers,
    unrecorded,
    vulnerable,
    whose,
)
from .telling import Child

THEMES = (
    *(reception, transfers, in_year, in_year_earlier, leavers, vulnerable, elsewhere),
    *(tracked, out_of_phase, whose, unrecorded, independent, ages, awaiting),
)

CHILDREN: tuple[Child, ...] = tuple(
    replace(child, number=n) for n, child in enumerate((c for theme in THEMES for c in theme.CHILDREN), 1)
)
"""Every child of the town, numbered in the order told."""
