"""What goes wrong with an identity, how often in which system, and where each rate comes from.

The rates were fixed before any model was trained on the city, and none was chosen by what the pipeline makes of it.
Two records of a child disagree when either is wrong, so half of a published disagreement is given to each side; the
education database, kept by schools that have seen a birth certificate, gets less, and never a wrong date of birth.
"""

from __future__ import annotations

from dataclasses import dataclass

SYSTEMS = ("education", "admissions", "early_years", "benefits", "independent")
LIKE = {
    "cross_border": "admissions",
    "social_care": "early_years",
    "youth_justice": "early_years",
    "health": "benefits",
}
"""Systems that err as one of those does: assumed."""

_ALSPAC = (
    "Two collections of one English birth cohort disagree on 18% of surnames and 12% of forenames, more for some "
    "ethnic groups (Lam and others, Int. J. of Population Data Science, article 2389). Shared out over kinds: assumed."
)
_TYPED = (
    "Nine slips in ten are a single letter, most often one left out or doubled (Pollock and Zamora, J. of the American "
    "Society for Information Science 34, 1983). A name typed wrong in about one record of a hundred: assumed."
)
_HES = (
    "0.11% of English hospital records have another or no sex or date of birth than the NHS register, more for "
    "infants; 53% another or no postcode (BMC Medical Research Methodology 17:23). Hospitals ask again each time, so "
    "forms filled once are given more errors in dates, and systems of one council fewer old postcodes: assumed."
)
_MOVED = (
    "About one resident in ten lived elsewhere a year before (Census 2021, people who changed address within the UK). "
    "How old a system's address is: assumed; Benefits pays by it."
)
_PARENTS = (
    "About half of births are outside marriage (births in England and Wales, Office for National Statistics), so many "
    "children can go by either parent's name; part of the 18% of surnames of the cohort above."
)
_DEFAULTS = (
    "Unknown dates of birth are filled with defaults (Hagger-Johnson and others, Health Services Research 50, 2014). "
    "Rate: assumed."
)
_REQUIRED = "Assumed; nothing where the form requires it."
_ASSUMED = "Assumed: no published rate was found."


@dataclass(frozen=True)
class Kind:
    """One kind of error. rates: of the children to whom it can happen, by system as in SYSTEMS, at noise 1.
    basis: where the rates come from."""

    name: str
    rates: tuple[float, float, float, float, float]
    basis: str


KINDS = (
    Kind("surname mistyped", (0.003, 0.008, 0.015, 0.012, 0.015), _TYPED),
    Kind("surname misheard", (0.001, 0.002, 0.010, 0.015, 0.008), _ALSPAC),
    Kind("surname spelt otherwise", (0.010, 0.040, 0.080, 0.080, 0.060), _ALSPAC),
    Kind("other surname", (0.000, 0.030, 0.050, 0.040, 0.030), _PARENTS),
    Kind("double-barrelled or not", (0.002, 0.012, 0.020, 0.020, 0.015), _PARENTS),
    Kind("forename mistyped", (0.003, 0.008, 0.015, 0.012, 0.015), _TYPED),
    Kind("forename misheard", (0.001, 0.002, 0.010, 0.015, 0.008), _ALSPAC),
    Kind("forename spelt otherwise", (0.010, 0.040, 0.080, 0.080, 0.060), _ALSPAC),
    Kind("short forename", (0.000, 0.040, 0.100, 0.060, 0.080), _ALSPAC),
    Kind("initial only", (0.000, 0.000, 0.001, 0.005, 0.002), _ASSUMED),
    Kind("middle name for forename", (0.000, 0.004, 0.010, 0.008, 0.006), _ASSUMED),
    Kind("no forename", (0.000, 0.000, 0.002, 0.003, 0.001), _ASSUMED),
    Kind("names swapped", (0.000, 0.003, 0.006, 0.005, 0.006), _ASSUMED),
    Kind("day and month swapped", (0.000, 0.001, 0.004, 0.003, 0.004), _HES),
    Kind("date of birth mistyped", (0.000, 0.001, 0.003, 0.002, 0.003), _HES),
    Kind("year of birth wrong", (0.000, 0.001, 0.001, 0.001, 0.001), _HES),
    Kind("default date of birth", (0.000, 0.000, 0.002, 0.003, 0.001), _DEFAULTS),
    Kind("sex wrong", (0.000, 0.001, 0.001, 0.001, 0.001), _HES),
    Kind("no sex", (0.000, 0.005, 0.010, 0.005, 0.010), _REQUIRED),
    Kind("moved house", (0.000, 0.060, 0.100, 0.020, 0.100), _MOVED),
    Kind("postcode mistyped", (0.000, 0.003, 0.010, 0.003, 0.010), _TYPED),
    Kind("no postcode", (0.000, 0.005, 0.030, 0.000, 0.050), _REQUIRED),
    Kind("no address", (0.000, 0.005, 0.030, 0.000, 0.050), _REQUIRED),
    Kind("address written otherwise", (0.000, 0.050, 0.150, 0.100, 0.150), _ASSUMED),
    Kind("no UPRN", (0.000, 0.000, 0.000, 0.100, 0.000), _ASSUMED),
    Kind("no number", (0.000, 0.100, 0.000, 0.000, 0.200), _ASSUMED),
    Kind("number of a twin", (0.000, 0.010, 0.000, 0.000, 0.010), _ASSUMED),
    Kind("number of a sibling", (0.000, 0.001, 0.000, 0.000, 0.001), _ASSUMED),
)
FAMILY_NAME_FIRST = 5.0
"""How much oftener names are swapped where families put the surname first or have none in the English sense."""
SWAPPED_OFTEN = ("cn", "so", "bn")
NEAR_MOVE = 0.5
"""Of the moves those within one part of the city: assumed."""
CENTURY_DEFAULT = 0.1
"""Of the default dates those in 1900; the others are 1 January of the year of birth: assumed."""
