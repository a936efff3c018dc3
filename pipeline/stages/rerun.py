"""Rerun: a day reckoned again as the data stand today, who is counted where; nothing of it is kept.

Child ids are those of the day that was reckoned; they are followed to the day that they are compared with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipeline import program, store
from pipeline.errors import ModelError, RuleError, SettingsError
from pipeline.matching.saved_model import Model
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.stages import basis as made_with
from pipeline.stages.as_at import select_as_at
from pipeline.stages.assess import assess, run_parameters
from pipeline.stages.basis import Basis
from pipeline.stages.link import link
from pipeline.stages.movement import Cause, Key, Moved, Stand, movement
from pipeline.store import Connection
from sources import SOURCES

NOBODY = Stand({}, {})
UPDATED = "That issue was made by another version of the program"
NOT_RUN = "The rules or the matching model of that issue cannot be run by this version of the program"
APART = "what that did stands with the rules and settings"
TOGETHER = "what late files did and what a changed rule, setting or version of the program did stand in one column"


@dataclass(frozen=True)
class Reckoned:
    """A day reckoned again: child -> line, and -> why it is counted nowhere. records: child -> those of the counted."""

    lines: Mapping[str, Key]
    reasons: Mapping[str, str]
    records: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Since:
    """An earlier day as it was issued and as it comes out today.

    issued: as issued; of a day that was not (basis None), as it comes out today.   chain: the reckonings that lead from
    the issue to today's files, rules and settings, each with its cause.   said: what the causes were, in sentences.
    """

    day: date
    basis: Basis | None
    issued: Reckoned
    chain: tuple[tuple[Cause, Reckoned], ...]
    said: tuple[str, ...]


def since(con: Connection, settings: Settings, book: Rulebook, basis: Basis) -> Since:
    """The day of an issue, reckoned again with the rules and settings of the issue, then with today's if they differ.

    book: today's rules. Where the issue's own cannot be had, or another version of the program
    made it, which may have read the same files otherwise, both causes are told together; if there is but one, as that.
    """
    issued = Reckoned(_issued(con, basis), {}, {})
    said = made_with.read_since(con, basis)
    changed = [f"Settings changed: {what}." for what in made_with.changed_settings(settings, basis.settings)]
    why_not = "" if basis.program == program.version() else UPDATED
    chain: list[tuple[Cause, Reckoned]] = []
    try:
        then = made_with.restored_rules(con, basis.rules_version, basis.as_at, book)
        model = made_with.restored_model(basis.settings)
        if not why_not:
            own = made_with.restored(settings, basis.settings)
            chain.append(("files", reckon(con, own, then, basis.as_at, issued.lines, model)))
        changed += [f"Rules changed: {what}." for what in made_with.changed_rules(then, book)]
    except (RuleError, SettingsError, ModelError):
        why_not = NOT_RUN
    if why_not:
        changed.append(f"{why_not}; {TOGETHER if said else APART}.")
    if changed:
        counted = {child_id for reckoned in (issued, *(one for _, one in chain)) for child_id in reckoned.lines}
        cause: Cause = "files and rules" if why_not and said else "rules"
        chain.append((cause, reckon(con, settings, book, basis.as_at, counted)))
    return Since(basis.as_at, basis, issued, tuple(chain), (*said, *changed))


def not_issued(con: Connection, settings: Settings, book: Rulebook, day: date) -> Since:
    """A day for which no report was issued, as it comes out today."""
    return Since(day, None, reckon(con, settings, book, day, ()), (), ())


def _issued(con: Connection, basis: Basis) -> dict[str, Key]:
    rows = con.execute(
        "SELECT child_id, measure, year FROM issued.child WHERE as_at = ? AND issue = ?", [basis.as_at, basis.issue]
    ).fetchall()
    return {child_id: (measure, year) for child_id, measure, year in rows}


def ever_issued(con: Connection, before: date) -> set[str]:
    """The children of every issue for an earlier day."""
    rows = con.execute("SELECT DISTINCT child_id FROM issued.child WHERE as_at < ?", [before]).fetchall()
    return {child_id for (child_id,) in rows}


def reckon(
    con: Connection,
    settings: Settings,
    book: Rulebook,
    day: date,
    wanted: Iterable[str],
    model: Model | None = None,
) -> Reckoned:
    """Links and assesses a day anew in a database that is thrown away. wanted: of whom reasons are asked for.

    model: of matching (None: the newest). Raises RuleError where the rules cannot run.
    """
    with store.derived(con, settings, keep=False):
        link_and_count(con, settings, book, day, model)
        return read_counted(con, book, wanted)


def link_and_count(con: Connection, settings: Settings, book: Rulebook, day: date, model: Model | None = None) -> None:
    """Writes `run.linked` and the facts and lines of `run.assessed` of a day; child ids are read, not extended."""
    sources = [source for source in SOURCES if settings.is_on(source.name)]
    select_as_at(con, sources, day)
    link(con, sources, settings, day, extend=False, model=model)
    assess(con, replace(book, quality=()), run_parameters(book, settings, day))


def read_counted(con: Connection, book: Rulebook, wanted: Iterable[str]) -> Reckoned:
    """Who is counted where in `run.*`, and why those wanted are not counted."""
    rows = con.execute("SELECT child_id, measure, year FROM run.assessed.counted ORDER BY child_id").fetchall()
    lines = {child_id: (measure, year) for child_id, measure, year in rows}
    records: dict[str, tuple[str, ...]] = {}
    for child_id, record in con.execute(
        """SELECT child_id, record FROM run.linked.record_child SEMI JOIN run.assessed.counted USING (child_id)
           ORDER BY child_id, record NOT LIKE 'education/%', record"""
    ).fetchall():
        records[child_id] = (*records.get(child_id, ()), record)
    reasons: dict[str, str] = {}
    if any(fact.code == "whereabouts" for fact in book.facts):
        reasons = dict(
            con.execute(
                "SELECT child_id, reason_code FROM run.assessed.whereabouts WHERE child_id IN (SELECT unnest(?))",
                [[child_id for child_id in wanted if child_id not in lines]],
            ).fetchall()
        )
    return Reckoned(lines, reasons, records)


def moved_since(con: Connection, book: Rulebook, as_at: date, since: Since | None) -> Moved:
    """What happened from an earlier day to the day in `run.*`, child by child. None: there is no earlier issue, and
    everybody is new."""
    if since is None:
        now = _stand(read_counted(con, book, ()), {})
        return Moved(None, NOBODY, movement([("children", now)], NOBODY, ()), now, (), is_together=False)
    reckonings = (since.issued, *(reckoned for _, reckoned in since.chain))
    counted = {child_id for reckoned in reckonings for child_id in reckoned.lines}
    ever = ever_issued(con, as_at)
    followed = _follow(con, as_at, counted | ever, reckonings)
    now = _stand(read_counted(con, book, set(followed.values())), {})
    chain = [(cause, _stand(reckoned, followed)) for cause, reckoned in since.chain]
    issued = _stand(since.issued, followed)
    steps = movement([*chain, ("children", now)], issued, {followed[child_id] for child_id in ever})
    is_together = any(cause == "files and rules" for cause, _ in chain)
    return Moved(since.day, issued, steps, now, since.said, is_together)


def _follow(con: Connection, as_at: date, ids: Collection[str], reckonings: Iterable[Reckoned]) -> dict[str, str]:
    """Child id -> the id that the child has in `run.linked` of the new day: its own, else that of its records, else
    that of whom it was merged into."""
    there = dict(con.execute("SELECT record, child_id FROM run.linked.record_child").fetchall())
    alive = set(there.values())
    merged = dict(
        con.execute(
            "SELECT child_id, other_child_id FROM identity.child_event WHERE kind = 'merged into' AND as_at <= ? "
            "ORDER BY as_at",
            [as_at],
        ).fetchall()
    )
    records = {child_id: known for reckoned in reckonings for child_id, known in reckoned.records.items()}
    followed = {}
    for child_id in ids:
        now, seen = child_id, {child_id}
        if now not in alive:
            now = next((there[record] for record in records.get(child_id, ()) if record in there), child_id)
        while now not in alive and now in merged and merged[now] not in seen:
            now = merged[now]
            seen.add(now)
        followed[child_id] = now
    return followed


def _stand(reckoned: Reckoned, followed: Mapping[str, str]) -> Stand:
    """The reckoning with the ids of the new day."""
    counted: dict[str, tuple[Key, ...]] = {}
    for child_id, line in reckoned.lines.items():
        now = followed.get(child_id, child_id)
        counted[now] = (*counted.get(now, ()), line)
    return Stand(counted, {followed.get(child_id, child_id): reason for child_id, reason in reckoned.reasons.items()})
