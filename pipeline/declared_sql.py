"""The one reader of `.sql` files with front matter: TOML in the leading comment says what the query is for.

    /*
    title = "..."
    reads = ["child"]
    [[example]]
    name = "a sentence"
    given.child = '''
    child_id | date_of_birth
    a        | 2016-09-01
    '''
    expect = '''
    child_id
    a
    '''
    */
    SELECT child_id FROM child

Tables in examples are text: a heading line, then a line per row, cells parted by `|`; an empty cell is NULL.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import RuleError, place_in_toml

FRONT = re.compile(r"\s*/\*(?P<front>.*?)\*/(?P<sql>.*)", re.DOTALL)
PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
LINE_COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class TextTable:
    """A table written as text: its columns, and its rows as texts (None: NULL)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Example:
    """What a query must give. params: values other than the defaults of the test's settings."""

    name: str
    given: dict[str, TextTable]
    expect: TextTable
    params: dict[str, Any]


@dataclass(frozen=True)
class DeclaredSql:
    """A query with what its front matter says. parameters: the $names that stand in the query."""

    path: Path
    front: dict[str, Any]
    sql: str
    parameters: frozenset[str]
    examples: tuple[Example, ...]

    @property
    def code(self) -> str:
        return self.path.stem


def read_declared(path: Path, *, needed: dict[str, type], allowed: dict[str, type]) -> DeclaredSql:
    """Reads one file. needed, allowed: the keys of the front matter and their types (`example` is always allowed).

    Raises RuleError naming the file and what is wrong.
    """
    match = FRONT.fullmatch(path.read_text(encoding="utf-8"))
    if match is None:
        raise RuleError(f"{path.name} must begin with /* front matter */.")
    try:
        front = tomllib.loads(match["front"])
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"The front matter of {path.name} is not valid TOML {place_in_toml(error)}.") from None
    known = {**needed, **allowed, "example": list}
    for key in needed:
        if key not in front:
            raise RuleError(f"{path.name} lacks '{key}' in its front matter.")
    for key, value in front.items():
        if key not in known:
            raise RuleError(f"{path.name} has an unknown key '{key}' in its front matter.")
        if not isinstance(value, known[key]):
            raise RuleError(f"'{key}' in the front matter of {path.name} must be a {known[key].__name__}.")
    sql = match["sql"].strip().rstrip(";")
    examples = tuple(_example(path, said) for said in front.pop("example", []))
    return DeclaredSql(path, front, sql, frozenset(PARAMETER.findall(LINE_COMMENT.sub("", sql))), examples)


def _example(path: Path, said: dict[str, Any]) -> Example:
    unknown = set(said) - {"name", "given", "expect", "params"}
    if unknown or "name" not in said or "expect" not in said:
        raise RuleError(f"An example of {path.name} needs name, given and expect, and no other key.")
    given = {name: text_table(text) for name, text in said.get("given", {}).items()}
    return Example(said["name"], given, text_table(said["expect"]), said.get("params", {}))


def text_table(text: str) -> TextTable:
    """Reads a table written as text."""
    lines = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return TextTable((), ())
    columns = tuple(cell or "" for cell in lines[0])
    rows = tuple(tuple((line + [None] * len(columns))[: len(columns)]) for line in lines[1:])
    return TextTable(columns, rows)
