"""The systems that send extracts, one file each. A new source is its own file and a line here."""

from sources import (
    admissions,
    benefits,
    cross_border,
    early_years,
    education,
    health,
    independent,
    social_care,
    youth_justice,
)
from sources.source import Source

SOURCES: tuple[Source, ...] = (
    education.SOURCE,
    admissions.SOURCE,
    independent.SOURCE,
    early_years.SOURCE,
    benefits.SOURCE,
    cross_border.SOURCE,
    social_care.SOURCE,
    youth_justice.SOURCE,
    health.SOURCE,
)
"""In the order in which a tie between records of one day is settled: the education database first."""


def source_named(name: str) -> Source | None:
    """The source of that name, or None."""
    return next((source for source in SOURCES if source.name == name), None)
