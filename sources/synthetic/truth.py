"""The truth of a day: where each child of the made-up city is, and on which line of Appendix 3 that puts them.

A second reading of the rules, worked out from the lives in arrays; it shares nothing with the rules as data.
`known.py` says what the council can know on the day; this module draws the conclusions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sources.synthetic.city import City
from sources.synthetic.days import Flags, Ints, academic_year, as_days, csa_ends, csa_starts, day
from sources.synthetic.known import Known, know
from sources.synthetic.names import Texts
from sources.synthetic.others import Others

GRACE = np.timedelta64(7, "D")
DECEASED, NOT_CSA, ON_ROLL, HOME_EDUCATED, LA_PROVISION, FAILED_TO_TRACK, TRACKED, OTHER_AUTHORITYS, WITHOUT = range(
    1, 10
)


@dataclass
class Lines:
    """The lines in the order in which a child is counted: measure -> who fits, and the year it is counted under."""

    fits: dict[str, Flags] = field(default_factory=dict)
    years: dict[str, Ints] = field(default_factory=dict)

    def add(self, measure: str, fits: Flags, year: Ints | int = 0) -> None:
        self.fits[measure] = fits
        self.years[measure] = np.where(fits, year, 0)


@dataclass(frozen=True)
class Truth:
    """status: 1 to 9, 0 where no record makes a child.   line, line_year, also_fits: of children on a line ("", 0, "").
    lines: who fits what.   memo, yos, cp, cin, tracked_base, ehe: children of the memo line and of the subsets.
    """

    year: int
    status: Ints
    line: Texts
    line_year: Ints
    also_fits: Texts
    lines: Lines
    memo: Flags
    involved: dict[str, Flags]


def tell(city: City, as_at: np.datetime64, others: Others | None = None) -> Truth:
    """The truth as at a day of the city's academic year; others: the systems beyond the five that send extracts."""
    known = know(city, as_at, others)
    year = int(academic_year(as_days([as_at]))[0])
    born = as_days(city.people["born"])
    is_csa = np.asarray((csa_starts(born) <= as_at) & (as_at <= csa_ends(born)), dtype=np.bool_)
    status = _status(known, is_csa)
    without = status == WITHOUT
    lines = Lines()
    lines.add("permanently_excluded", without & known.is_open["PEX"])
    lines.add("cla", without & known.is_open["CLA"])
    lines.add("send", without & (known.is_open["EHCP"] | known.is_open["EHCNA"]))
    reception = without & ~known.ever_at_school & np.isin(known.entry_year, (year, year - 1))
    lines.add("failed_to_start_reception", reception, known.entry_year)
    for kind, group, high_age in (("JUNIOR", 3, 7), ("SECONDARY", 7, 11)):
        lines.add(f"failed_to_transfer_{kind.lower()}", without & _lost(known, year, kind, group, high_age), year)
    _in_year(lines, known, without, year, as_at)
    left_in = academic_year(known.school_left)
    lines.add("leavers", without & known.has_left_school & np.isin(left_in, (year, year - 1)), left_in)
    lines.add("out_of_phase", _out_of_phase(known, status, year))
    none = without & ~np.any(list(lines.fits.values()), axis=0)
    lately = np.isnat(known.last_known) | (academic_year(known.last_known) >= year - 1)
    lines.add("cme_other", none & lately)
    lines.add("historical", none & ~lately)
    line, line_year, also_fits = _counted(lines)
    counted = line != ""
    alive = known.exists & (status != DECEASED)
    base = alive & is_csa
    involved = {
        "open_to_yos": counted & known.is_open["YOS"],
        "child_protection": counted & known.is_open["CP"],
        "child_in_need": counted & known.is_open["CIN"] & ~known.is_open["CP"],
        "failed_to_track": base & known.is_open["FTT"],
        "ehe": base & known.is_ours & known.is_home_educated,
    }
    memo = alive & ~is_csa & known.is_ours & (known.delayed_to == year + 1)
    return Truth(year, status, line, line_year, also_fits, lines, memo, involved)


def _status(known: Known, is_csa: Flags) -> Ints:
    """The first that is so."""
    return np.select(
        [
            ~known.exists,
            known.is_dead,
            ~is_csa,
            known.is_on_roll,
            known.is_home_educated,
            known.is_open["EOTAS"],
            known.is_open["FTT"],
            known.is_tracked,
            ~known.is_ours,
        ],
        [0, DECEASED, NOT_CSA, ON_ROLL, HOME_EDUCATED, LA_PROVISION, FAILED_TO_TRACK, TRACKED, OTHER_AUTHORITYS],
        WITHOUT,
    )


def _lost(known: Known, year: int, kind: str, group: int, high_age: int) -> Flags:
    """Left the old school in or after July and is not seen at the next; or applied for it and was at no other since."""
    of_year = known.entry_year == year - group
    stopped = known.has_left_school & (known.school_high == high_age) & (known.school_left >= day(year, 7, 1))
    applied = known.applied_for[kind] & ~known.elsewhere_since[high_age]
    return np.asarray(of_year & (stopped | applied), dtype=np.bool_)


def _in_year(lines: Lines, known: Known, without: Flags, year: int, as_at: np.datetime64) -> None:
    back = year - academic_year(known.applied_on)
    applied = without & ~np.isnat(known.applied_on)
    lately = applied & (back <= 2)
    offered = known.is_offered
    may_start = as_at <= known.starts_on + GRACE
    received_in = academic_year(known.applied_on)
    lines.add("in_year_under_offer", lately & offered & may_start, received_in)
    lines.add(
        "in_year_failed_to_register", lately & offered & ~may_start | applied & (back == 3) & offered, received_in
    )
    lines.add("in_year_processing", lately & ~offered, received_in)
    lines.add("in_year_no_offer", applied & (back == 3) & ~offered, received_in)


def _out_of_phase(known: Known, status: Ints, year: int) -> Flags:
    """On roll, ours, nothing that explains it, and no open roll that suits the child's year group or has no range."""
    agreed = known.is_open["EHE"] | known.is_open["EOTAS"] | known.is_open["OON"]
    group = (year - known.entry_year)[known.rolls["person"]]
    low, high = known.rolls["low"].to_numpy(), known.rolls["high"].to_numpy()
    too_young = group < np.where(low == 5, 4, low) - 4
    too_old = group > high - 5
    wrong = (high > 0) & (too_young | too_old | (high <= 5))
    suits = np.zeros(len(status), dtype=np.bool_)
    suits[known.rolls["person"].to_numpy()[known.rolls["counts"].to_numpy() & ~wrong]] = True
    return np.asarray((status == ON_ROLL) & known.is_ours & ~agreed & ~suits, dtype=np.bool_)


def _counted(lines: Lines) -> tuple[Texts, Ints, Texts]:
    """(line, its year, the other lines) of each child: the first that fits counts."""
    count = len(next(iter(lines.fits.values())))
    line = np.full(count, "", dtype=object)
    line_year = np.zeros(count, dtype=np.int64)
    others: dict[int, list[str]] = {}
    for measure, fits in lines.fits.items():
        first = fits & (line == "")
        year = lines.years[measure]
        for person in np.flatnonzero(fits & ~first).tolist():
            others.setdefault(person, []).append(f"{measure} {year[person]}" if year[person] else measure)
        line[first], line_year[first] = measure, lines.years[measure][first]
    also_fits = np.full(count, "", dtype=object)
    for person, measures in others.items():
        also_fits[person] = "; ".join(measures)
    return line, line_year, also_fits


def as_form(city: City, truth: Truth) -> list[dict[str, object]]:
    """The lines in the order of the form: measure, year (None where it has none), number, also, people."""
    year = truth.year
    reception, junior, secondary = (
        "failed_to_start_reception",
        "failed_to_transfer_junior",
        "failed_to_transfer_secondary",
    )
    three = ("in_year_processing", "in_year_under_offer", "in_year_failed_to_register")
    order: list[tuple[str, int]] = [(reception, year - 1), (reception, year), (junior, year), (secondary, year)]
    order += [
        ("deferred_entry_reception", year + 1),
        ("permanently_excluded", 0),
        ("leavers", year - 1),
        ("leavers", year),
    ]
    order += [("send", 0), ("cla", 0), ("cme_other", 0), ("out_of_phase", 0)]
    order += [(measure, y) for y in (year, year - 1, year - 2) for measure in three]
    order += [("in_year_failed_to_register", year - 3), ("in_year_no_offer", year - 3)]
    found = [_form_line(city, truth, measure, y) for measure, y in order]
    on_a_line, historical = truth.line != "", truth.line == "historical"
    sums = {"total": on_a_line & ~historical, "historical": historical, "total_cme": on_a_line, **truth.involved}
    return found + [_line(city, measure, 0, people, 0) for measure, people in sums.items()]


def _form_line(city: City, truth: Truth, measure: str, year: int) -> dict[str, object]:
    if measure == "deferred_entry_reception":
        return _line(city, measure, year, truth.memo, 0)
    fits = truth.lines.fits[measure] & (truth.lines.years[measure] == year)
    here = fits & (truth.line == measure)
    return _line(city, measure, year, here, int((fits & ~here).sum()))


def _line(city: City, measure: str, year: int, people: Flags, also: int) -> dict[str, object]:
    who = city.people["person_id"].to_numpy(dtype=object)[people].tolist()
    return {"measure": measure, "year": year or None, "number": len(who), "also": also, "people": who}


def as_table(city: City, truth: Truth) -> pd.DataFrame:
    """One row per child: person_id, status, line, line_year, also_fits ("measure year", joined by "; ")."""
    table = pd.DataFrame(
        {
            "person_id": city.people["person_id"],
            "status": truth.status,
            "line": truth.line,
            "line_year": np.where(truth.line_year > 0, truth.line_year.astype(str), ""),
            "also_fits": truth.also_fits,
        }
    )
    return table[truth.status > 0]
