"""Short forms and spellings of one name: what `model/names.txt` says, as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAMES = Path(__file__).parent / "model" / "names.txt"


@dataclass(frozen=True)
class KnownName:
    """alike: what else the name may be written as, sorted.   spellings: those that are no short forms.
    roots: the full names it may stand for, sorted.

    is_full: it is a name of its own, whatever it may be short for.
    """

    name: str
    alike: tuple[str, ...]
    spellings: tuple[str, ...]
    roots: tuple[str, ...]
    is_full: bool


@cache
def known_names(path: Path = NAMES) -> tuple[KnownName, ...]:
    """Every name of the file, in alphabetical order. Raises ValueError naming the line that is neither form."""
    spellings, shorts = _read(path)
    formals: dict[str, set[str]] = defaultdict(set)
    for formal, short_forms in shorts.items():
        for short in short_forms:
            formals[short].add(formal)
    names = set(spellings) | set(shorts) | set(formals)

    def written(name: str) -> set[str]:
        return spellings.get(name, {name})

    def stand_for(name: str) -> set[str]:
        return {formal for spelling in written(name) for formal in formals.get(spelling, set())}

    found = []
    for name in sorted(names):
        full = written(name).union(*(written(formal) for formal in stand_for(name)))
        alike = full.union(*(shorts.get(formal, set()) for formal in full)) - {name}
        roots = {min(written(formal)) for formal in stand_for(name) | {name}}
        others = tuple(sorted(written(name) - {name}))
        is_full = name in spellings or name in shorts
        found.append(KnownName(name, tuple(sorted(alike)), others, tuple(sorted(roots)), is_full))
    return tuple(found)


def _read(path: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """(name -> its spellings, itself included; full name -> its short forms)."""
    spellings: dict[str, set[str]] = {}
    shorts: dict[str, set[str]] = defaultdict(set)
    for number, line in _lines(path):
        if "=" in line:
            group = {part.strip() for part in line.split("=")}
            joined = group.union(*(spellings.get(name, set()) for name in group))
            spellings |= dict.fromkeys(joined, joined)
        elif ">" in line:
            formal, _, rest = line.partition(">")
            shorts[formal.strip()] |= set(rest.split())
        else:
            raise ValueError(f"{path.name}, line {number}: neither 'A > b c' nor 'A = B'.")
    return spellings, dict(shorts)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()
