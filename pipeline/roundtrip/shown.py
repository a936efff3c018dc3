"""What a list showed when it was written: kept for as long as the workbook may come back, to tell what was typed since.

A workbook carries the version of what it showed in its stamp, so a copy under any name is compared with what it was
made from, and not with what the list shows by now.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from outputs.exception_lists import About, ListSheet, columns_of
from outputs.rows import Marked
from outputs.sheet import cell_value
from pipeline.roundtrip.subjects import subject_of
from pipeline.roundtrip.text import as_text, same_heading
from pipeline.store import Connection

KEPT_DAYS = 60
"""How long a list may stay away; what an older one says may have been overtaken, so it is not taken."""

Shows = dict[str, str]
"""Heading -> text, of one row; blank cells left out."""


@dataclass(frozen=True)
class Shown:
    """One version of a list. grey, white: headings of the pipeline's and the officer's columns.

    rows: row key -> what its rows showed; the same key may stand on several sheets.
    newest_said: the day of the newest entry of any officer that was known when it was written. is_sure: False where it
    is only like what the workbook was made from, so that the officer's cells cannot be compared with it.
    lapsed: case -> the entry of a decision that stands no longer, so that its Status was shown empty.
    last_event: how many events of identity there were when it was last written; None where that is not known.
    """

    code: str
    name: str
    as_at: date | None
    newest_said: date | None
    grey: tuple[str, ...]
    white: tuple[str, ...]
    rows: dict[str, list[Shows]]
    is_sure: bool = True
    lapsed: Mapping[str, int] = field(default_factory=dict)
    last_event: int | None = None

    @cached_property
    def headings(self) -> dict[str, str]:
        """A heading in any case and spacing -> as the list has it."""
        return {same_heading(heading): heading for heading in (*self.grey, *self.white)}


NOTHING_SHOWN = Shown("", "", None, None, (), (), {})
"""Of a workbook of which nothing is known, as in a new store."""


def content_of(about: About, sheets: Sequence[ListSheet], lapsed: Mapping[str, int] | None = None) -> str:
    """What the sheets show, as JSON: the same text for the same content. lapsed: see Shown; those of the list count."""
    white = [column.heading for column in about.officer_columns]
    grey: list[str] = []
    rows: dict[str, list[Shows]] = {}
    for sheet in sheets:
        columns = [
            column.heading for column in (*columns_of(about, sheet), *about.officer_columns, *about.reference_columns)
        ]
        grey += [heading for heading in columns if heading not in grey and heading not in white]
        for row in sheet.rows:
            shows = {
                heading: text
                for heading, value in zip(columns, row, strict=False)
                if value is not None
                and (text := as_text(cell_value(value.value if isinstance(value, Marked) else value)))
            }
            rows.setdefault(str(row[-1]), []).append(shows)
    content: dict[str, object] = {"grey": grey, "white": white, "rows": rows}
    if shown_empty := {case: entry for key in rows if (entry := (lapsed or {}).get(case := subject_of(key)))}:
        content["lapsed"] = shown_empty
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def version_of(content: str) -> str:
    """The name of a version: the same for the same content."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def keep_version(con: Connection, code: str, content: str, as_at: date, today: date) -> None:
    """Stores what a list shows from today on, once per version, and which children were one when it last did."""
    con.execute(
        """INSERT INTO decisions.shown
            SELECT ?, ?, ?, ?, (SELECT max(decided_on) FROM decisions.entry), ?, NULL
            WHERE NOT EXISTS (FROM decisions.shown WHERE version = ? AND list = ?)""",
        [
            *(code, version := version_of(content), as_at, today),
            *(zlib.compress(content.encode(), level=1), version, code),
        ],
    )
    con.execute(
        """UPDATE decisions.shown SET last_event = (SELECT count(*) FROM identity.child_event)
            WHERE version = ? AND list = ?""",
        [version, code],
    )


def forget_old_versions(con: Connection, today: date) -> None:
    """What was written more than 60 days ago is not needed any more, except where the list is still that one."""
    con.execute(
        """DELETE FROM decisions.shown WHERE written_on < ?
            AND version NOT IN (SELECT version FROM decisions.written WHERE version IS NOT NULL)""",
        [today - timedelta(days=KEPT_DAYS)],
    )


def find_version(con: Connection, code: str, version: str) -> Shown | None:
    """What that version of the list showed; None where it is not known (any more)."""
    return _one(con, "list = ? AND version = ?", [code, version])


def newest_version(con: Connection, code: str) -> Shown | None:
    """What the list showed when it was last written in its place."""
    return _one(
        con,
        "list = ? AND version = (SELECT max(version) FROM decisions.written WHERE file = ?)",
        [code, f"{code}.xlsx"],
    )


def grey_of_all(con: Connection) -> dict[str, str]:
    """The headings of the pipeline's columns on every list, as `same_heading` gives them -> as the list has them."""
    rows = con.execute("SELECT list, arg_max(version, rowid) FROM decisions.shown GROUP BY list").fetchall()
    newest = (find_version(con, code, version) for code, version in rows)
    return {same_heading(heading): heading for shown in newest if shown for heading in shown.grey}


def versions_like(con: Connection, headings: set[str]) -> Iterator[Shown]:
    """Every version whose pipeline's columns are mostly among the headings (as `same_heading` gives them), the newest
    first."""
    rows = con.execute("SELECT list, version FROM decisions.shown ORDER BY rowid DESC").fetchall()
    unlike: set[str] = set()
    for code, version in rows:
        shown = find_version(con, code, version) if code not in unlike else None
        if shown and sum(same_heading(heading) in headings for heading in shown.grey) * 2 > len(shown.grey):
            yield shown
        else:
            unlike.add(code)


def _one(con: Connection, where: str, values: list[str]) -> Shown | None:
    row = con.execute(
        f"SELECT list, version, as_at, newest_said, content, last_event FROM decisions.shown WHERE {where}", values
    ).fetchone()
    if row is None:
        return None
    code, name, as_at, newest_said, packed, last_event = row
    content = json.loads(zlib.decompress(packed))
    grey, white, lapsed = tuple(content["grey"]), tuple(content["white"]), content.get("lapsed", {})
    return Shown(
        *(code, name, as_at, newest_said),
        *(grey, white, content["rows"]),
        lapsed=lapsed,
        last_event=last_event,
    )
