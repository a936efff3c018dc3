"""What a source declares: its tables, their columns, keys and headings, and how its rows map to canonical records.

A source is one file beside this one and an entry in `sources/__init__.py`; nothing else changes for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from sources.fields import Field

if TYPE_CHECKING:
    import pandera.pandas as pa


class AddsUp(Enum):
    """How the files of a table add up to what was known on a day."""

    SNAPSHOT = "snapshot"
    """The newest file stands for all."""
    SNAPSHOT_PER_ESTABLISHMENT = "snapshot per establishment"
    """The newest file of each establishment stands for it; who is no longer named in it has left."""
    KNOWN_ONCE = "known once, known on"
    """A record absent from the newest file stays, ended on the day of the last file that named it."""


def heading_key(heading: str) -> str:
    """A heading without case, spaces, underscores and punctuation: "Date of Birth" and "DATE_OF_BIRTH" are one."""
    return "".join(c for c in heading.casefold() if c.isalnum())


@dataclass(frozen=True)
class Column:
    """One declared column.

    required: a row without it is quarantined.     must_stand: the column must be there, its cells may be blank.
    decides: it decides where a child is, so a value that cannot be read quarantines the row (a blank one does not).
    blank: what is found of a row whose cell is blank where the file has the column ("is blank"); nothing if empty.
    """

    name: str
    field: Field
    required: bool = False
    must_stand: bool = False
    decides: bool = False
    blank: str = ""
    aliases: tuple[str, ...] = ()

    def heading_keys(self) -> Iterable[str]:
        return (heading_key(name) for name in (self.name, *self.aliases))


@dataclass(frozen=True)
class People:
    """How the rows of a table are person records.

    record: DuckDB expression of the record's name within the table (rows of one name are one person).
    apart: two records of this source with the same value of it are never one child (NULL: they may be).
    recorded_on: date by which the newest of several rows of one file is told.
    exists_from: date before which the record does not exist (an application, before it was received).
    makes_child: a record alone makes a child; where not, only with a postcode of the authority's, and a record that
      nothing else resembles is left out of matching.
    """

    record: str
    apart: str = "NULL"
    recorded_on: str = "NULL::DATE"
    exists_from: str = "NULL::DATE"
    makes_child: bool = True


@dataclass(frozen=True)
class Table:
    """One table of a source.

    key: DuckDB expressions over the typed columns; together they name a row within one file.
    ended_by: of a table known once, the column that ends a record; filled when the newest file no longer names it.
    keeps_everyone: of a snapshot of people: nobody should ever go from it, so who does is a finding.
    one_of: of each group of columns at least one is there and filled.
    stated_above: columns that may stand above the headings instead of in the rows (returns typed by hand).
    people: how its rows are person records (None: they are not people); a quarantined person without an earlier
      version of the row is a child not assessed.
    of_record: of a table that is not of people, the name (`source/table:key`) of the person record a row belongs to.
    forbidden: words that no heading may carry; such a file is refused whole.
    max_shrink: share of rows that may be gone since the last accepted file, of returns among the establishments that
      the file names pupils of (None: named, never refused).
    gap: what is not known while nothing of the table is there, in words that follow a colon.
    old: what is not known, and what still stands, while its newest is too old, likewise.
    canonical: canonical table -> SELECT over `rows`: this table's rows in force on the day, typed, with source,
      record (the person record each belongs to), file, sheet, row_number, extract_date (of the newest file naming the
      row), first_named_on (of a snapshot: the same), is_unreadable and, for returns, establishment.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    adds_up: AddsUp = AddsUp.SNAPSHOT
    ended_by: str = ""
    keeps_everyone: bool = False
    one_of: tuple[tuple[str, ...], ...] = ()
    stated_above: tuple[str, ...] = ()
    typed_by_hand: bool = False
    people: People | None = None
    of_record: str = ""
    max_shrink: float | None = 0.30
    max_age_days: int = 7
    forbidden: tuple[str, ...] = ()
    gap: str = ""
    old: str = ""
    canonical: dict[str, str] = field(default_factory=dict)

    def record_of(self, source: str) -> str:
        """The expression for the name of the person record that a row of this table is, or belongs to."""
        return (
            f"'{source}/{self.name}:' || ({self.people.record})" if self.people else self.of_record or "NULL::VARCHAR"
        )

    @property
    def is_by_establishment(self) -> bool:
        """Whether each establishment's newest file stands for it."""
        return self.adds_up is AddsUp.SNAPSHOT_PER_ESTABLISHMENT

    @property
    def numbers_of_establishment(self) -> tuple[str, ...]:
        """The columns by which its rows name their establishment: laestab, urn or both."""
        return tuple(c.name for c in self.columns if self.is_by_establishment and c.name in ("laestab", "urn"))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def heading_index(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        """Every accepted heading (as `heading_key`) and the column it names.

        extra: the authority's own aliases for the source, heading -> column; those of its other tables are left out.
        """
        index = {key: column.name for column in self.columns for key in column.heading_keys()}
        there = {column.name for column in self.columns}
        return index | {heading_key(heading): name for heading, name in (extra or {}).items() if name in there}

    def contract(self) -> pa.DataFrameSchema:
        """The pandera contract of the typed rows: one row per distinct row of the extracts, columns as declared."""
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {
                column.name: pa.Column(
                    checks=column.field.pandera_checks(), nullable=not column.required, required=True, coerce=False
                )
                for column in self.columns
            },
            strict="filter",
        )


@dataclass(frozen=True)
class Source:
    """One system that sends extracts. title: its name as people say it."""

    name: str
    title: str
    tables: tuple[Table, ...]
    needs_gateway: bool = False

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.name == name), None)
