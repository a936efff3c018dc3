"""Basis: what an issue was made with, kept so that the same day can be reckoned again as it was, and told apart later.

Its settings, its rules in full, the matching model, and how far files and officers' entries had been read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline import program, rulebook
from pipeline.calendar import date_written
from pipeline.errors import RuleError
from pipeline.matching import saved_model
from pipeline.matching.saved_model import Model
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.stages.movement import Key
from pipeline.store import Connection

NOT_IN_A_NUMBER = ("required",)
"""Settings that are recorded and change no number: whether a run may publish at all."""


@dataclass(frozen=True)
class Basis:
    """An issue and what it was made with. numbers: line -> children.

    settings: as `recorded` gives them; an older issue may lack some.   last_file, last_entry: the newest file and
    officers' entry that had been read; None of an issue that did not record it. program: the version of the program
    that made it, likewise.
    """

    as_at: date
    issue: int
    issued_on: date
    numbers: Mapping[Key, int]
    settings: Mapping[str, Any]
    rules_version: str
    last_file: int | None
    last_entry: int | None
    program: str | None


def recorded(settings: Settings) -> dict[str, Any]:
    """The settings that can change a number, and the matching model, as an issue records them."""
    return {
        "la_code": settings.authority.la_code,
        "postcode_districts": list(settings.authority.postcode_districts),
        "postcode_file": settings.authority.postcode_file,
        "gss_codes": list(settings.authority.gss_codes),
        "register_grace_days": settings.rules.register_grace_days,
        "return_valid_days": settings.rules.return_valid_days,
        "not_a_destination": list(settings.rules.not_a_destination),
        "required": list(settings.required),
        "legal_gateway": bool(settings.legal_gateway.strip()),
        "link_above": settings.matching.link_above,
        "review_above": settings.matching.review_above,
        "matching_model": saved_model.newest().stem,
    }


def restored(settings: Settings, said: Mapping[str, Any]) -> Settings:
    """The settings as an issue recorded them; what it did not record is as today."""
    now = recorded(settings) | dict(said)
    gateway = settings.legal_gateway if settings.legal_gateway.strip() else "named then"
    return replace(
        settings,
        authority=replace(
            settings.authority,
            la_code=now["la_code"],
            postcode_districts=tuple(now["postcode_districts"]),
            postcode_file=now["postcode_file"],
            gss_codes=tuple(now["gss_codes"]),
        ),
        rules=replace(
            settings.rules,
            register_grace_days=now["register_grace_days"],
            return_valid_days=now["return_valid_days"],
            not_a_destination=tuple(now["not_a_destination"]),
        ),
        matching=replace(settings.matching, link_above=now["link_above"], review_above=now["review_above"]),
        legal_gateway=gateway if now["legal_gateway"] else "",
    )


def restored_model(said: Mapping[str, Any]) -> Model:
    """The matching model that an issue names. Raises ModelError where it is no longer there."""
    name = said.get("matching_model")
    return saved_model.load(saved_model.MODELS / f"{name}.json" if name else saved_model.newest())


def changed_settings(settings: Settings, said: Mapping[str, Any]) -> list[str]:
    """What of the settings that change numbers is not as the issue had it: "register_grace_days 7 -> 10"."""
    now = {key: value for key, value in recorded(settings).items() if key not in NOT_IN_A_NUMBER}
    return [
        f"{key} {_written(said[key])} -> {_written(value)}"
        for key, value in now.items()
        if key in said and said[key] != value
    ]


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return {True: "named", False: "not named"}[value] if isinstance(value, bool) else str(value)


def changed_rules(then: Rulebook, now: Rulebook) -> list[str]:
    """The rules and policy numbers that decide lines and are not the same in two rulebooks, each in words."""
    before, after = _deciding(then), _deciding(now)
    titles = {rule.code: rule.title for book in (then, now) for rule in book.rules}
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return [
        f"{titles[key]} ({key}.sql)" if key in titles else f"{key} {before.get(key)} -> {after.get(key)}"
        for key in changed
    ]


def _deciding(book: Rulebook) -> dict[str, object]:
    """What decides who is on which line: the lines, the facts that they go back to, the policy's numbers in those."""
    facts = {fact.code: fact for fact in book.facts}
    wanted, rules = list(book.lines), {}
    while wanted:
        rule = wanted.pop()
        rules[rule.code] = rule
        wanted += [facts[code] for code in rule.reads if code in facts and code not in rules]
    said: dict[str, object] = {
        code: (rule.declared.sql, rule.get("measure"), rule.get("counts_in")) for code, rule in sorted(rules.items())
    }
    used = {name for rule in rules.values() for name in rule.declared.parameters}
    return said | {name: book.parameters[name] for name in sorted(used) if name in book.parameters}


def keep_rules(con: Connection, book: Rulebook) -> None:
    """Keeps the rules in full, once per version."""
    if con.execute("SELECT 1 FROM issued.rules WHERE rules_version = ? LIMIT 1", [book.version]).fetchone():
        return
    con.executemany(
        "INSERT INTO issued.rules VALUES (?, ?, ?)",
        [[book.version, file, text] for file, text in rulebook.texts().items()],
    )


def restored_rules(con: Connection, version: str, day: date, today: Rulebook) -> Rulebook:
    """The rules of an issue, as in force on a day.

    Raises RuleError where that version was not kept or this program cannot load it, SettingsError where it has no
    numbers for the day.
    """
    if version == today.version:
        return rulebook.load(day)
    kept = con.execute("SELECT file, text FROM issued.rules WHERE rules_version = ?", [version]).fetchall()
    if not kept:
        raise RuleError(f"Version {version} of the rules was not kept with its issue.")
    with TemporaryDirectory() as folder:
        for file, text in kept:
            path = Path(folder) / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return rulebook.load(day, Path(folder))


def keep(con: Connection, as_at: date, issue: int, signed_off_by: str | None) -> None:
    """Notes how far had been read when the issue was made, who signed it off, and the version of the program."""
    con.execute(
        """INSERT INTO issued.basis SELECT ?, ?, (SELECT coalesce(max(file_id), 0) FROM landing.file),
               (SELECT coalesce(max(entry_id), 0) FROM decisions.entry), ?, ?""",
        [as_at, issue, signed_off_by, program.version()],
    )


def basis_of(con: Connection, day: date) -> Basis | None:
    """The newest issue of a day, if it was issued."""
    return _read(con, "as_at = ?", day)


def newest_before(con: Connection, day: date) -> Basis | None:
    """The newest issue for an earlier day."""
    return _read(con, "as_at < ?", day)


def _read(con: Connection, which: str, day: date) -> Basis | None:
    row = con.execute(
        f"""SELECT as_at, issue, issued_on, numbers, settings, rules_version, last_file_id, last_entry_id,
                program
            FROM issued.report LEFT JOIN issued.basis USING (as_at, issue)
            WHERE {which} ORDER BY as_at DESC, issue DESC LIMIT 1""",
        [day],
    ).fetchone()
    if row is None:
        return None
    as_at, issue, issued_on, numbers, settings, version, *read_and_made = row
    lines = {(line["measure"], line["year"]): line["number"] for line in json.loads(numbers)["lines"]}
    return Basis(as_at, issue, issued_on, lines, json.loads(settings), version, *read_and_made)


def read_since(con: Connection, basis: Basis) -> list[str]:
    """What has been read since the issue and is dated by its day, in sentences."""
    files = con.execute(
        """SELECT source || '/' || table_name, count(*) FROM landing.file
           WHERE outcome = 'accepted' AND extract_date <= ?
               AND CASE WHEN ? IS NULL THEN landed_on > ? ELSE file_id > ? END
           GROUP BY ALL ORDER BY ALL""",
        [basis.as_at, basis.last_file, basis.issued_on, basis.last_file],
    ).fetchall()
    (entries,) = con.execute(
        """SELECT count(*) FROM decisions.entry
           WHERE decided_on <= ? AND CASE WHEN ? IS NULL THEN read_on > ? ELSE entry_id > ? END""",
        [basis.as_at, basis.last_entry, basis.issued_on, basis.last_entry],
    ).fetchone() or (0,)
    day, said = date_written(basis.as_at), []
    if files:
        number = sum(n for _, n in files)
        tables = ", ".join(f"{table} ({n})" if n > 1 else table for table, n in files)
        what = "1 file" if number == 1 else f"{number} files"
        said.append(f"{what} dated by {day} arrived or {'was' if number == 1 else 'were'} corrected since: {tables}.")
    if entries:
        what = "1 cell that officers filled" if entries == 1 else f"{entries} cells that officers filled"
        said.append(f"{what} by {day} {'was' if entries == 1 else 'were'} read since.")
    return said
