"""Verify: whether store, reports, lists and backups are as they were written."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from pipeline import backup, store
from pipeline.errors import CmeError, StoreError
from pipeline.files.delivery import content_hash
from pipeline.home import locked, make_folders
from pipeline.settings import Settings
from pipeline.stages import as_issued
from pipeline.store import Connection, table_id
from sources import SOURCES


@dataclass
class Verified:
    """What was found. wrong: sentences that need a person.   well: what was looked at and is as it was written."""

    wrong: list[str] = field(default_factory=list)
    well: list[str] = field(default_factory=list)


def verify(settings: Settings) -> Verified:
    """Reads everything once. Raises CmeError before the first run, StoreError where the store cannot be opened."""
    if not (settings.store / store.DURABLE_FILE).exists():
        raise CmeError("There is no store in this folder; run `cme nightly`, or put a backup back with `cme restore`.")
    make_folders(settings)
    found = Verified()
    with locked(settings):
        con = store.open_durable(settings)
        try:
            damaged = store.unreadable_tables(con, "cme")
            if damaged:
                found.wrong.append(
                    f"The store is damaged: {', '.join(damaged)} cannot be read. Put the newest backup back with "
                    "`cme restore`."
                )
            else:
                found.well.append("Every row of the store can be read.")
                _accounts(con, found)
                _reports(con, settings, found)
                _lists(con, settings, found)
            _answers(con, settings, found)
        finally:
            con.close()
    _backups(settings, found)
    return found


_SOUND = {
    "files whose rows are not all accounted for": """
        SELECT count(*) FROM landing.file WHERE outcome = 'accepted' AND rows <> used + quarantined + repeated""",
    "numbers of officers' entries that stand twice": """
        SELECT count(*) - count(DISTINCT entry_id) FROM decisions.entry""",
    "entries that are in conflict with one that is not there": """
        SELECT count(*) FROM decisions.conflict WHERE entry_id NOT IN (SELECT entry_id FROM decisions.entry)""",
    "numbers of events of cases that stand twice": "SELECT count(*) - count(DISTINCT event_id) FROM cases.event",
    "records that belong to two children": """
        SELECT count(*) - count(DISTINCT record) FROM identity.child_record""",
    "issues without what they were made with": """
        SELECT count(*) FROM issued.report ANTI JOIN issued.basis USING (as_at, issue)""",
}


def _accounts(con: Connection, found: Verified) -> None:
    """Whether what belongs together is together: files and their rows, entries, events, issues."""
    queries = dict(_SOUND)
    for source, table in ((s, t) for s in SOURCES for t in s.tables):
        name = table_id(source, table)
        queries[f"rows of {source.name}/{table.name} that a file holds and the store does not"] = f"""
            SELECT count(*) FROM landing.held_{name}
            WHERE row_id NOT IN (SELECT row_id FROM landing.row_{name})
                OR row_id NOT IN (SELECT row_id FROM valid.{name})"""
    wrong = {what: number for what, query in queries.items() if (number := store.count(con, query))}
    found.wrong += [
        f"The store holds {number} {what}; restore a backup, or report it." for what, number in wrong.items()
    ]
    if not wrong:
        found.well.append("Files, rows, entries, cases and issues belong together.")


def _reports(con: Connection, settings: Settings, found: Verified) -> None:
    days = [day for (day,) in con.execute("SELECT DISTINCT as_at FROM issued.report ORDER BY as_at").fetchall()]
    wrong = []
    for day in days:
        folder = settings.reports / day.isoformat()
        wrong += as_issued.altered(con, folder)
        wrong += [
            f"reports/{folder.name}/{name} is gone; `cme monthly-report --as-at {folder.name}` writes it as issued."
            for name in (as_issued.WORKBOOK, as_issued.NUMBERS)
            if not (folder / name).exists()
        ]
    found.wrong += wrong
    if not wrong:
        found.well.append(f"{len(days)} issued reports say what was issued.")


def _lists(con: Connection, settings: Settings, found: Verified) -> None:
    written = con.execute("SELECT file, content_hash FROM decisions.written ORDER BY file").fetchall()
    gone = [file for file, _ in written if not (settings.lists / file).exists()]
    there = [(settings.lists / file, digest) for file, digest in written if file not in gone]
    edited = [path.name for path, digest in there if content_hash(path) != digest]
    found.wrong += [f"lists/{file} is gone; the next run writes it again." for file in gone]
    found.well.append(f"{len(there) - len(edited)} lists lie as they were written.")
    if edited:
        found.well.append(f"Saved by somebody since, and read back by the next run: {', '.join(edited)}.")


def _answers(con: Connection, settings: Settings, found: Verified) -> None:
    """run.duckdb: what follows from the store."""
    if not (settings.store / store.DERIVED_FILE).exists():
        found.wrong.append("The newest run's answers (store/run.duckdb) are gone; the next run makes them.")
        return
    try:
        with store.newest(con, settings):
            damaged = store.unreadable_tables(con, "run")
    except (StoreError, duckdb.Error):
        damaged = [store.DERIVED_FILE]
    if damaged:
        found.wrong.append("The newest run's answers (store/run.duckdb) are damaged: delete the file and run again.")
    else:
        found.well.append("The newest run's answers can be read.")


def _backups(settings: Settings, found: Verified) -> None:
    made = backup.backups_made(settings)
    damaged = {place: damage for place in made if (damage := backup.damage_of(place))}
    for place, damage in damaged.items():
        what = "make another with `cme backup`" if place == made[0] else "take its folder away"
        found.wrong.append(
            f"The backup {place.name} is damaged ({', '.join(damage[:3])}) and cannot be restored: see that the disk "
            f"of {settings.backups} is sound, then {what}."
        )
    whole = [place.name for place in made if place not in damaged]
    if whole:
        found.well.append(f"{len(whole)} of {len(made)} backups are whole, the newest of them {whole[0]}.")
    elif not made:
        found.well.append("There is no backup yet; `cme backup` makes one.")
