"""The authorities that extracts name, as `rules/authorities.toml` has them: by number, or by name as it is written."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

KNOWN = Path(__file__).resolve().parent.parent / "rules" / "authorities.toml"
NO_PART_OF_A_NAME = (
    *("THE", "OF", "COUNTY", "CITY", "BOROUGH", "DISTRICT", "METROPOLITAN", "UNITARY", "COUNCIL", "AUTHORITY"),
    *("LA", "LEA", "CC", "MBC", "LONDON"),
)
"""Words with or without which a name means the same authority."""
NUMBER = r"^0*([1-9]\d{2})(?:\.0+)?$"
"""A number that a spreadsheet may have padded or made a decimal."""


@dataclass(frozen=True)
class Authority:
    """la_code: of the Department for Education.   known_as: other names.   areas: of the statistics office."""

    la_code: str
    name: str
    known_as: tuple[str, ...]
    areas: tuple[str, ...]


def authorities() -> tuple[Authority, ...]:
    """All that are known by name."""
    return tuple(
        Authority(code, about["name"], tuple(about.get("known_as", ())), tuple(about["areas"]))
        for code, about in tomllib.loads(KNOWN.read_text(encoding="utf-8")).items()
    )


def reading(text: str) -> str:
    """DuckDB expression: the number of the authority that an upper-case text names, NULL where it names none.

    "852", "0852", "852.0"; "Hampshire", "Hampshire County Council"; "850 Hampshire", unless the two are of different
    authorities.
    """
    words = "|".join(NO_PART_OF_A_NAME)
    bare = rf"regexp_replace(regexp_replace({text}, '\b({words})\b', '', 'g'), '[^A-Z]', '', 'g')"
    cases = " ".join(
        f"WHEN '{key}' THEN '{one.la_code}'"
        for one in authorities()
        for key in dict.fromkeys(_bare(name) for name in (one.name, *one.known_as))
    )
    named = f"CASE {bare} {cases} END"
    beside = rf"coalesce(nullif(regexp_extract({text}, '\b([1-9]\d{{2}})\b', 1), ''), {named})"
    return (
        f"CASE WHEN regexp_matches({text}, '{NUMBER}') THEN regexp_extract({text}, '{NUMBER}', 1) "
        f"WHEN {named} = {beside} THEN {named} END"
    )


def _bare(name: str) -> str:
    return re.sub("[^A-Z]", "", re.sub(rf"\b({'|'.join(NO_PART_OF_A_NAME)})\b", "", name.upper()))
