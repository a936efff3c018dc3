"""Listings: since when a row has been on an officers' list, which rows are new or back, and which have left and why.

`cases.listing` holds one row per stay of a row on a list: (list, row_key, listed_on, left_on, shown, why), where shown
is what the row last said, as JSON of the list's columns, and why the reason for which it left. Only runs for the newest
day write it; a list that is not due keeps its rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.declared_rules import Rule
from pipeline.stages.assess import run_rule
from pipeline.store import FOR_RULES, Connection, count, named_alone, transaction

LEFT_FOR = 30
"""Days for which a row that left a list is shown on its sheet "Left the list"."""

CHILD = "regexp_extract({key}, '^(C[A-Z0-9]{{10}})( |$)', 1)"
"""The child of a row key; '' where the row is no one child's."""

CHILD_IDS = re.compile(r"\bC[A-Z0-9]{10}\b")
TRACKED_TO = re.compile(r"(tracked to a destination): .*? \(destination confirmed\)", re.IGNORECASE)
PLACES = ("address_line", "postcode", "destination", "reason", "check_last_provision", "family_school")
"""Columns that say where a child lives, or may; those of a pair have an ending."""

GONE = "In no extract any more; the case stays open. Find out why, and say in Status where the child is."


@dataclass(frozen=True)
class Left:
    """A row that is on the list no more. shown: the list's columns as they last were, by name."""

    row_key: str
    listed_on: date
    left_on: date
    why: str
    shown: dict[str, Any]


def forget_what_was_rehearsed(con: Connection, as_at: date) -> None:
    """Takes back what a run for a later day than the newest one, a rehearsal, wrote of the lists."""
    with transaction(con):
        con.execute("DELETE FROM cases.listing WHERE listed_on > ?", [as_at])
        con.execute("DELETE FROM cases.first_drawn WHERE as_at > ?", [as_at])
        con.execute("UPDATE cases.listing SET left_on = NULL, why = NULL WHERE left_on > ?", [as_at])


@dataclass(frozen=True)
class Drawn:
    """A list that was drawn up: how many rows it has, and how many children that only services know are held back."""

    rows: int
    held_back: int


def draw_up(con: Connection, rules: Sequence[Rule], parameters: Mapping[str, Any]) -> dict[str, Drawn]:
    """Every list's rows as its rule gives them, in their order, without the children whom only social care or youth
    justice know, unless the list is one that may name them. Returns how many there are, by list.

    Writes a temporary table for each list, `drawn_list` (list, left_for) and `listed_now` (list, row_key, shown).
    """
    con.execute("CREATE OR REPLACE TEMP TABLE drawn_list (list VARCHAR, left_for VARCHAR)")
    con.execute("CREATE OR REPLACE TEMP TABLE listed_now (list VARCHAR, row_key VARCHAR, shown VARCHAR)")
    return {rule.code: _draw_up(con, rule, parameters) for rule in rules}


def _draw_up(con: Connection, rule: Rule, parameters: Mapping[str, Any]) -> Drawn:
    drawn, children = _drawn(rule), 0
    with named_alone(con, *FOR_RULES):
        run_rule(con, rule, parameters, prefix=f"CREATE OR REPLACE TEMP TABLE {drawn} AS ")
    if not names_whom_only_services_know(rule):
        held_back = f"{CHILD.format(key='row_key')} IN (SELECT child_id FROM run.assessed.services_only)"
        children = count(con, f"SELECT count(DISTINCT {CHILD.format(key='row_key')}) FROM {drawn} WHERE {held_back}")
        if children:
            con.execute(f"DELETE FROM {drawn} WHERE {held_back}")
    columns = ", ".join(f'"{name}": "{name}"' for name in (*rule.get("columns"), *rule.get("reference", ())))
    con.execute("INSERT INTO drawn_list VALUES (?, ?)", [rule.code, rule.get("left", "")])
    con.execute(
        f"""INSERT INTO listed_now
            SELECT ?, row_key, first(to_json({{{columns}}})::VARCHAR ORDER BY rowid) FROM {drawn} GROUP BY row_key""",
        [rule.code],
    )
    return Drawn(count(con, f"SELECT count(*) FROM {drawn}"), children)


def _drawn(rule: Rule) -> str:
    return f'temp."drawn of {rule.code}"'


def names_whom_only_services_know(rule: Rule) -> bool:
    """Whether the list may name children whom only social care or youth justice know: because it is of all who are
    missing, or of what an officer decided, or made for them."""
    return bool(rule.get("names_whom_only_services_know", False))


def remember(con: Connection, as_at: date) -> None:
    """Keeps which rows came on the lists drawn up with this day, what all of them say, and which left and why."""
    with transaction(con):
        for step in (_DRAWN, _TAKEN_BACK, _MERGED, *_STILL_THERE, _CAME, _WHY_LEFT, _LEFT):
            con.execute(step, {"as_at": as_at} if "$as_at" in step else {})


def marked_rows(con: Connection, rule: Rule, as_at: date) -> Iterator[dict[str, Any]]:
    """The rows of a list that was drawn up, in their order, each with its columns and two more: `mark` ("new": it came
    on the list with this day; "back": it had left the list before; else None) and `on_list_since` (None where no run
    for the newest day has seen the row). On the first day of a list nothing is new, for everything would be."""
    drawn = _drawn(rule)
    result = con.execute(
        f"""WITH here AS (
               SELECT row_key, max(listed_on) AS on_list_since FROM cases.listing
               WHERE list = $list AND listed_on <= $as_at AND coalesce(left_on > $as_at, true) GROUP BY row_key),
           before AS (
               SELECT DISTINCT row_key FROM cases.listing WHERE list = $list AND left_on <= $as_at)
           SELECT drawn.*, on_list_since, CASE
                   WHEN on_list_since < $as_at
                       OR $as_at = (SELECT min(as_at) FROM cases.first_drawn WHERE list = $list) THEN NULL
                   WHEN before.row_key IS NOT NULL THEN 'back' WHEN on_list_since = $as_at THEN 'new' END AS mark
           FROM {drawn} AS drawn LEFT JOIN here ON here.row_key = drawn.row_key
           LEFT JOIN before ON before.row_key = drawn.row_key
           ORDER BY drawn.rowid""",
        {"list": rule.code, "as_at": as_at},
    )
    names = [column[0] for column in result.description or []]
    return (dict(zip(names, row, strict=True)) for row in result.fetchall())


def left_rows(con: Connection, rules: Sequence[Rule], as_at: date) -> dict[str, list[Left]]:
    """By list: who left it in the last 30 days and is not back, the newest first; above them, however long ago they
    left, children whose case is open though no extract names them any more."""
    rows = con.execute(
        f"""WITH stay AS (
                SELECT *, {CHILD.format(key="row_key")} AS child_id FROM cases.listing
                WHERE listed_on <= $as_at
                QUALIFY row_number() OVER (
                    PARTITION BY list, row_key ORDER BY listed_on DESC, left_on DESC NULLS FIRST) = 1)
            SELECT list, row_key, listed_on, left_on, CASE WHEN is_gone THEN '{GONE}' ELSE why END, shown
            FROM stay LEFT JOIN run.assessed.open_case USING (child_id)
            WHERE left_on <= $as_at
                AND (list IN (SELECT unnest($naming))
                    OR child_id NOT IN (SELECT child_id FROM run.assessed.services_only))
                AND (left_on >= $as_at::DATE - {LEFT_FOR} OR is_gone)
            ORDER BY coalesce(is_gone, false) DESC, left_on DESC, row_key""",
        {"as_at": as_at, "naming": [rule.code for rule in rules if names_whom_only_services_know(rule)]},
    ).fetchall()
    restricted = {
        child
        for (child,) in con.execute(
            """WITH now AS (
                   SELECT child_id FROM run.linked.child WHERE is_restricted
                   UNION SELECT child_id FROM run.linked.gone_record WHERE is_restricted)
               SELECT child_id FROM now
               UNION SELECT child_now.child_id FROM identity.child_now JOIN now ON now.child_id = child_now.now"""
        ).fetchall()
    }
    left: dict[str, list[Left]] = {rule.code: [] for rule in rules}
    for code, key, listed_on, left_on, why, shown in rows:
        if code in left:  # A list that is drawn up no more has no sheet to show them on.
            left[code].append(_told(Left(key, listed_on, left_on, why, json.loads(shown)), restricted))
    return left


def _told(left: Left, restricted: set[str]) -> Left:
    """The row without the places of a child whose address has become restricted since it left, or the other's of a
    pair; of a child that is only named in it, without where that child was tracked to."""
    named = {text for text in (*left.shown.values(), left.why) if isinstance(text, str)}
    if not restricted & {child for text in named for child in CHILD_IDS.findall(text)}:
        return left
    shown = {name: _without_destination(value) for name, value in left.shown.items()}
    if restricted & {shown.get("case"), shown.get("case_other")}:
        shown |= {name: "withheld" for name in shown if name.startswith(PLACES) and shown[name] is not None}
        shown |= {name: None for name in shown if name in ("address_on", "alike")}
    return replace(left, why=_without_destination(left.why), shown=shown)


def _without_destination(said: Any) -> Any:
    """What is said of where a child is, without the destination: "tracked to a destination (destination confirmed)"."""
    return TRACKED_TO.sub(r"\1 (destination confirmed)", said) if isinstance(said, str) else said


_DRAWN = """
    INSERT INTO cases.first_drawn
    SELECT list, $as_at FROM drawn_list WHERE list NOT IN (SELECT list FROM cases.first_drawn)"""

# A row that left in an earlier run of the same day has not left.
_TAKEN_BACK = """
    UPDATE cases.listing SET left_on = NULL, why = NULL FROM listed_now AS now
    WHERE left_on = $as_at AND listing.list = now.list AND listing.row_key = now.row_key"""

# A child that was found to be one with another stays on the list under the other's id.
_MERGED = f"""
    UPDATE cases.listing SET row_key = renamed.now_key FROM (
        SELECT stay.list, min(row_key) AS row_key, child_now.now || substr(row_key, 12) AS now_key
        FROM cases.listing AS stay JOIN identity.child_now ON child_now.child_id = {CHILD.format(key="row_key")}
        WHERE left_on IS NULL GROUP BY ALL) AS renamed
    WHERE left_on IS NULL AND listing.list = renamed.list AND listing.row_key = renamed.row_key
        AND (renamed.list, now_key) IN (SELECT (list, row_key) FROM listed_now)
        AND (renamed.list, now_key) NOT IN (SELECT (list, row_key) FROM cases.listing WHERE left_on IS NULL)"""

# To take rows out and put them in again is many times faster than to change a text in its place.
_STILL_THERE = (
    """
    CREATE OR REPLACE TEMP TABLE said_anew AS
    SELECT stay.* REPLACE (now.shown AS shown) FROM cases.listing AS stay JOIN listed_now AS now USING (list, row_key)
    WHERE left_on IS NULL AND stay.shown <> now.shown""",
    """
    DELETE FROM cases.listing USING said_anew
    WHERE listing.left_on IS NULL AND listing.list = said_anew.list AND listing.row_key = said_anew.row_key""",
    "INSERT INTO cases.listing FROM said_anew",
)

_CAME = """
    INSERT INTO cases.listing
    SELECT list, row_key, $as_at, NULL, shown, NULL FROM listed_now
    ANTI JOIN (SELECT list, row_key FROM cases.listing WHERE left_on IS NULL) USING (list, row_key)
    ORDER BY list, row_key"""

# Of a child: where it is now, or on which line it is counted; before it, where the list has one, its own sentence.
_WHY_LEFT = f"""
    CREATE OR REPLACE TEMP TABLE left_now AS
    WITH leaving AS (
        SELECT list, row_key, left_for, {CHILD.format(key="row_key")} AS child_id
        FROM cases.listing JOIN drawn_list USING (list) ANTI JOIN listed_now USING (list, row_key)
        WHERE left_on IS NULL),
    placed AS (
        SELECT leaving.*, CASE WHEN leaving.child_id <> '' THEN
                coalesce('one child with ' || child_now.now || ', ', '') || CASE
                    WHEN counted.child_id IS NOT NULL THEN
                        'without provision, counted on ' || counted.measure || coalesce(' ' || counted.year, '')
                    ELSE coalesce(whereabouts.words, 'in no extract any more') END END AS place
        FROM leaving LEFT JOIN identity.child_now ON child_now.child_id = leaving.child_id
        LEFT JOIN run.assessed.counted ON counted.child_id = coalesce(child_now.now, leaving.child_id)
        LEFT JOIN run.assessed.whereabouts ON whereabouts.child_id = coalesce(child_now.now, leaving.child_id))
    SELECT list, row_key, CASE WHEN left_for = '' THEN upper(left(place, 1)) || substr(place, 2) || '.'
        ELSE left_for || coalesce(' Now: ' || place || '.', '') END AS why
    FROM placed"""

_LEFT = """
    UPDATE cases.listing SET left_on = $as_at, why = left_now.why FROM left_now
    WHERE left_on IS NULL AND listing.list = left_now.list AND listing.row_key = left_now.row_key"""
