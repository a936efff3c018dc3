"""CME_HOMEs on which runs are disturbed: a council that has issued a report and had a night since, with something typed
and something new."""

from __future__ import annotations

import multiprocessing
import shutil
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl

from pipeline import settings
from pipeline.run import run
from pipeline.store import open_durable
from sources.synthetic import write_city
from tests.bench.next_day import write_next_day

MONTH_BEFORE, FIRST, NEXT = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 1)
TYPED = "Visited on Thursday"
COMMANDS = {"nightly": NEXT, "monthly-report": FIRST}
"""Command -> the day it is for; both are run on NEXT."""


@dataclass(frozen=True)
class Prepared:
    """home: before the run.   issued: what lies in reports of the month before, by path.

    after: command -> what lies in lists and reports after an undisturbed one, by path.   kept: command -> (files
    accepted, cells of officers, issues) that the store holds then.   seconds: command -> how long an undisturbed run
    takes.
    """

    home: Path
    issued: dict[str, bytes]
    after: dict[str, dict[str, bytes]]
    kept: dict[str, tuple[int, ...]]
    seconds: dict[str, float]


def prepare(folder: Path, children: int, seed: int, commands: Iterable[str] = COMMANDS) -> Prepared:
    """Makes the home and sees what undisturbed runs of the commands come to."""
    home = folder / "before"
    for command, day in (("monthly-report", MONTH_BEFORE), ("nightly", FIRST)):
        write_city(home, children=children, seed=seed, as_at=day, noise=1)
        finish(home, command, day, day)
    issued = {name: content for name, content in published(home).items() if f"/{MONTH_BEFORE}/" in name}
    assert f"reports/{MONTH_BEFORE}/appendix-3.xlsx" in issued, "the report of the month before is issued"
    typed = type_notes(home / "lists" / "cme-register.xlsx")
    write_next_day(home, FIRST)
    after, kept, seconds = {}, {}, {}
    for command in commands:
        undisturbed = Path(shutil.copytree(home, folder / command))
        begun = time.perf_counter()
        start(undisturbed, command, None)
        seconds[command] = time.perf_counter() - begun
        after[command], kept[command] = published(undisturbed), _kept(undisturbed)
        assert kept[command][1] == typed, "what an officer typed is read"
    return Prepared(home, issued, after, kept, seconds)


def start(home: Path, command: str, seconds: float | None) -> None:
    """A run in a process of its own, killed with SIGKILL after so many seconds (None: never)."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["pipeline.run", "pandas", "pandera", "splink", "openpyxl", __name__])
    process = processes.Process(target=finish, args=(home, command, COMMANDS[command]))
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    assert seconds or process.exitcode == 0, "an undisturbed run ends well"


def finish(home: Path, command: str, day: date, today: date = NEXT) -> None:
    """A run to its end, in this process."""
    wish = "issue" if command == "monthly-report" else "none"
    run(settings.load(home), as_at=day, today=today, command=command, report=wish, say=lambda _: None)


def published(home: Path) -> dict[str, bytes]:
    """Everything in lists and reports, by path."""
    files = (path for part in ("lists", "reports") for path in (home / part).rglob("*") if path.is_file())
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}


def harm_to(home: Path, prepared: Prepared, command: str) -> list[str]:
    """Runs the command to its end where one was disturbed. A sentence for each half file and each changed report
    before, and after it for all that is not as after an undisturbed run, is lost, or was left lying about."""
    harm = [f"{name} is half a file" for name in _halves(home)]
    now, wanted = published(home), prepared.after[command]
    harm += [f"{name}, issued a month ago, is another" for name, was in prepared.issued.items() if now.get(name) != was]
    issued = [name for name in now if name.startswith(f"reports/{FIRST}/appendix-3.")]
    harm += [f"{name} was put there, and is not what is issued" for name in issued if now[name] != wanted.get(name)]
    finish(home, command, COMMANDS[command])
    now = published(home)
    names = sorted(name for name in {*now, *wanted} if now.get(name) != wanted.get(name))
    # The run report says what came in with its own run; the disturbed one may have taken files in.
    harm += [f"{name} is not as after an undisturbed run" for name in names if not name.endswith("run-report.html")]
    if (kept := _kept(home)) != prepared.kept[command]:
        harm.append(f"{kept} files accepted, cells typed and issues are kept, and not {prepared.kept[command]}")
    names = [path.name for path in (home / "store").iterdir()]
    left = [name for name in names if any(word in name for word in ("building", "rekeyed", "restoring", "copying"))]
    return harm + [f"{name} was left" for name in left]


def _halves(home: Path) -> list[str]:
    """The files that people see and that are half a file."""
    wrong = []
    for name, content in published(home).items():
        path = home / name
        if path.name.startswith("."):
            continue
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                wrong += [name] * (archive.testzip() is not None)
        elif path.suffix == ".html":
            wrong += [name] * (not content.rstrip().endswith(b"</html>"))
    return wrong


def _kept(home: Path) -> tuple[int, ...]:
    """(files accepted, cells of officers, issues) that the store holds."""
    con = open_durable(settings.load(home))
    try:
        row = con.execute(
            """SELECT (SELECT count(*) FROM landing.file WHERE outcome = 'accepted'),
                (SELECT count(*) FROM decisions.entry WHERE value = ?), (SELECT count(*) FROM issued.report)""",
            [TYPED],
        ).fetchone()
    finally:
        con.close()
    assert row
    return tuple(map(int, row))


def type_notes(register: Path, words: str = TYPED, rows: int = 5) -> int:
    """An officer's notes in the first rows of the register; returns how many."""
    workbook = openpyxl.load_workbook(register)
    for sheet in workbook.worksheets[1:]:
        for row in sheet.iter_rows():
            notes = next((cell for cell in row if cell.value == "Notes"), None)
            if notes is not None and sheet.max_row > notes.row + rows:
                for below in range(notes.row + 1, notes.row + rows + 1):
                    sheet.cell(below, notes.column).value = words
                workbook.save(register)
                return rows
    raise AssertionError("the register has no rows to type in")
