"""The made-up city: extracts of every source, and the truth about every child, for demonstrations and tests.

The lives are made first, for a whole academic year; files and truth show as much of them as a day allows. The pipeline
is given the files and nothing else.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path


class NotThisCity(ValueError):
    """The home holds extracts that are not this made-up city's."""


def write_city(
    home: Path, *, children: int, seed: int, as_at: date, noise: float = 0.0, all_sources: bool = False
) -> None:
    """Writes a made-up city's extracts into home/inbox, `demonstration = true` into home/cme.toml (and the benefits'
    legal gateway, if there was no cme.toml), and the truth into home/truth.

    The seed and the academic year of as_at decide the lives; as_at only how much of them the files show, so days of one
    year can be added to one home. noise: how often identities are blurred, as a multiple of documented rates.
    all_sources: also the extracts of neighbouring authorities, social care, youth justice and child health, with the
    truth that follows from all nine; what the five systems write is the same.
    Files: inbox/<source>/<table>_<day>...; truth/people.csv (record, person_id), truth/children.csv (person_id,
    community, household, date_of_birth), truth/noise.csv (record, kinds of error, joined by "; "),
    truth/appendix-3_<day>.json, truth/status_<day>.csv. Raises NotThisCity where the home holds other extracts,
    ValueError where the city would be too small to hold every kind of case.
    """
    from sources.synthetic.write import write

    write(home, children=children, seed=seed, as_at=as_at, noise=noise, all_sources=all_sources)
