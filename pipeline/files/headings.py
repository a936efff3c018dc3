"""Where the headings of a sheet are, which declared column each names, and what stands above them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from pipeline.errors import RefusedFile
from pipeline.files.sheet import Row, Sheet
from sources.source import Table, heading_key

HARMLESS = re.compile(r"parent|current|different|apparent")
"""Words that hold a forbidden one by chance ("rent")."""
SCHOOL_NUMBER = re.compile(r"(\d{3} *[/ -]? *\d{4}|\d{5,8})(\.0)?")
"""What can be the number of a school: "Signed: Mrs Smith" in the column of the DfE number is none."""
ENOUGH = 5
"""Rows that must agree before their number of cells is believed rather than that of the headings."""


@dataclass(frozen=True)
class Layout:
    """How to read the rows of one sheet.

    positions: declared column -> index of its cell.   width: cells of a row.   first: index of the first row below.
    headings: the heading row as written.   ignored: headings that name no declared column.
    stated: values that stand above the headings (the school of a return).   above: rows with text above them.
    """

    positions: dict[str, int]
    width: int
    first: int
    headings: Row
    ignored: list[str]
    stated: dict[str, str]
    above: int

    @cached_property
    def keys(self) -> frozenset[str]:
        """The headings without case and punctuation."""
        return frozenset(key for heading in self.headings if (key := heading_key(heading)))


def known_headings(rows: list[Row], index: dict[str, str]) -> int:
    """The most declared columns that one of the rows names."""
    return max((_named(row, index) for row in rows), default=0)


def _named(row: Row, index: dict[str, str]) -> int:
    return len({index[key] for cell in row if (key := heading_key(cell)) in index})


def find_layout(sheet: Sheet, table: Table, index: dict[str, str]) -> Layout | None:
    """The layout of a sheet, or None where no row holds headings of this table.

    index: `Table.heading_index`. Raises RefusedFile where the headings cannot be used.
    """
    counts = [_named(row, index) for row in sheet.head]
    best = max(counts, default=0)
    if best < 2:
        return None
    at = counts.index(best)
    headings = sheet.head[at]
    refuse_forbidden(headings, table)
    positions: dict[str, int] = {}
    ignored = []
    for position, heading in enumerate(headings):
        column = index.get(heading_key(heading))
        if column is None:
            if heading.strip():
                ignored.append(" ".join(heading.split()))
        elif column in positions:
            raise RefusedFile(
                f"the column {column} stands there twice ('{headings[positions[column]].strip()}' and "
                f"'{heading.strip()}'); remove or rename one"
            )
        else:
            positions[column] = position
    above = [row for row in sheet.head[:at] if any(cell.strip() for cell in row)]
    stated = stated_above(above, table)
    _refuse_missing(sheet, table, {*positions, *stated})
    width = _width(headings, sheet.head[at + 1 :])
    return Layout(positions, width, at + 1, headings, ignored, stated, len(above))


def _width(headings: Row, below: list[Row]) -> int:
    """The number of cells of a sound row.

    That of the headings, unless not one row has it, enough have another, and the cells beyond the shorter are blank in
    all of these: a system that ends its rows, but not its headings, with a delimiter, or the other way round.
    """
    filled = [row for row in below if sum(1 for cell in row if cell.strip()) > 2]
    widths = Counter(len(row) for row in filled)
    if not filled or len(headings) in widths:
        return len(headings)
    width, rows = widths.most_common(1)[0]
    alike = [headings, *(row for row in filled if len(row) == width)]
    beyond = [cell for row in alike for cell in row[min(width, len(headings)) :]]
    return len(headings) if rows < ENOUGH or any(cell.strip() for cell in beyond) else width


def _refuse_missing(sheet: Sheet, table: Table, there: set[str]) -> None:
    missing = [c.name for c in table.columns if (c.required or c.must_stand) and c.name not in there]
    missing += [" or ".join(group) for group in table.one_of if not there & set(group)]
    if missing:
        which = f"sheet '{sheet.name}'" if sheet.name else "it"
        columns = f"column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        raise RefusedFile(f"{which} lacks the {columns}; add what is missing, or name its heading in cme.toml")


def refuse_forbidden(headings: Row, table: Table) -> None:
    """Raises RefusedFile where a heading is of what the table must not carry."""
    for heading in headings:
        key = HARMLESS.sub("", heading_key(heading))
        if any(heading_key(word) in key for word in table.forbidden):
            raise RefusedFile(
                f"it carries the financial column '{heading.strip()}', which may not be used; send it without"
            )


def school_key(number: str | None) -> str:
    """The digits of a school's number, however it is written; nothing where it is no number."""
    found = SCHOOL_NUMBER.match(number or "")
    return re.sub(r"\D", "", found[1]) if found else ""


def stated_above(rows: list[Row], table: Table) -> dict[str, str]:
    """Labelled values above the headings: "School: Oak House   DfE No: 852/6001", in one cell or in several.

    A number of the school is its digits alone, whatever is written after it.
    """
    numbers = table.numbers_of_establishment
    labels = {
        label.casefold(): name
        for name in table.stated_above
        for label in (name, name.replace("_", " "), *table.column(name).aliases)
    }
    if not labels:
        return {}
    labelled = re.compile(f"{_label(labels, numbers, is_number=True)}|{_label(labels, numbers, is_number=False)}", re.I)
    stated: dict[str, str] = {}
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        line = "   ".join(f"{cell}:" if cell.casefold() in labels else cell for cell in cells)
        found = list(labelled.finditer(line))
        ends = [match.start() for match in found[1:]] + [len(line)]
        for match, end in zip(found, ends[: len(found)], strict=True):
            name = labels[(match[1] or match[2]).casefold()]
            value = line[match.end() : end]
            value = re.split(r"\s{3,}|\t", value.strip())[0].strip(" ,;()")
            if name in numbers and (number := SCHOOL_NUMBER.match(value)):
                value = number[0]
            if value and not value.endswith(":"):
                stated.setdefault(name, value)
    return stated


def _label(labels: dict[str, str], numbers: tuple[str, ...], *, is_number: bool) -> str:
    """The pattern of a label and what parts it from its value. Before a number a blank will do ("DfE No 852/6001");
    before a name it takes a colon, and the head of a school is not its name."""
    of = sorted((label for label, name in labels.items() if (name in numbers) == is_number), key=len, reverse=True)
    before = r"(?<!\w)" if is_number else r"(?<!\w)(?<!head of )(?<!teacher of )(?<!prep )(?<!senior )(?<!junior )"
    parted = r"(?:\s*[:=]+\s*|\.?\s+(?=\d))" if is_number else r"\s*[:=]+\s*"
    words = "|".join(re.escape(label) for label in of) or r"(?!)"
    return rf"{before}({words})(?:\s*(?:no|number|name|code)\b\.?)?(?:\s*\([^)]*\))?{parted}"
