"""A run, from the inbox to the lists and the report: the stages in their order, behind a lock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pipeline import rulebook, shares, store
from pipeline.calendar import academic_year, date_written
from pipeline.errors import StoreError
from pipeline.home import journal, locked, make_folders, make_within, mode_of_files, remove_leftovers
from pipeline.matching import identity
from pipeline.roundtrip.remarks import Remark
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.stages import analyst, as_issued, basis, cases, issue, last_run, postcodes, rerun
from pipeline.stages.as_at import select_as_at
from pipeline.stages.assess import Checked, Number, assess, numbers_of, run_parameters, waiting_for_review
from pipeline.stages.collect import SET_ASIDE, Collected, collect
from pipeline.stages.coverage import Freshness, freshness, refuse_missing
from pipeline.stages.ledger import build_ledger
from pipeline.stages.link import link
from pipeline.stages.lists import Written, write_lists
from pipeline.stages.receive import Received, receive
from pipeline.stages.report import Made, build_report
from pipeline.stages.rerun import Since
from pipeline.store import Connection
from sources import SOURCES

Wish = Literal["none", "draft", "issue", "reissue"]
"""What a run is to do about the report."""


@dataclass
class Outcome:
    """What a run came to. look: sentences that need a person; where there are any, the exit code is 3.

    notes: sentences that need nobody.   read_back: places in officers' workbooks to look at.   lists, run_report,
    workbook: where they lie (workbook: None where no report was asked for).
    """

    as_at: date
    look: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    read_back: list[Remark] = field(default_factory=list)
    lists: Path = Path()
    run_report: Path = Path()
    workbook: Path | None = None


@dataclass(frozen=True)
class _Run:
    """What every stage of one run needs to know."""

    con: Connection
    book: Rulebook
    settings: Settings
    as_at: date
    today: date
    command: str
    wish: Wish
    signed_off_by: str | None
    say: Callable[[str], None]
    log: Callable[..., None]


def run(
    settings: Settings,
    *,
    as_at: date,
    today: date,
    command: str,
    report: Wish = "none",
    signed_off_by: str | None = None,
    accept_shrink: Collection[str] = (),
    say: Callable[[str], None],
) -> Outcome:
    """Collects, receives, links, assesses and publishes for one day.

    Raises MissingRequired (then nothing is published), SilentShareError, NotDue, RunInProgress, StoreError, RuleError.
    """
    book = rulebook.load(as_at)
    shares.refuse_silent(settings)
    make_folders(settings)
    with locked(settings), journal(settings, command, as_at, today) as log:
        remove_leftovers(settings)
        _refuse_a_lost_store(settings)
        con = store.open_durable(settings)
        try:
            this = _Run(con, book, settings, as_at, today, command, report, signed_off_by, say, log)
            return _stages(this, accept_shrink)
        finally:
            con.close()


def _refuse_a_lost_store(settings: Settings) -> None:
    """An empty store would be begun where one was lost: with new child ids, and nothing of what officers said."""
    if not (settings.store / store.DURABLE_FILE).exists() and any(settings.reports.glob("*/appendix-3.json")):
        raise StoreError(
            "The store is gone, though reports were issued from it: put the newest backup back with `cme restore`, or, "
            "to begin anew, move the folder reports away."
        )


def go_live(settings: Settings, today: date) -> str:
    """Marks the cases open at the newest run as backlog, once; returns a sentence that says what came of it.

    Raises CmeError where there was no run, RunInProgress, StoreError.
    """
    make_folders(settings)
    with locked(settings):
        con = store.open_durable(settings)
        try:
            is_first, figures = cases.go_live(con, today)
        finally:
            con.close()
    if not is_first:
        return f"Go-live was said before, so nothing was changed. {figures.backlog_sentence}"
    return f"{figures.backlog_sentence} The lists show it from the next night on."


def _stages(this: _Run, accept_shrink: Collection[str]) -> Outcome:
    con, settings, as_at = this.con, this.settings, this.as_at
    postcodes.refresh(con, settings)
    this.say("Reading back the officers' lists")
    codes = [rule.code for rule in this.book.lists]
    la_code, mode = settings.authority.la_code, mode_of_files(settings)
    collected = collect(con, settings.lists, this.today, this.book.choices, la_code=la_code, codes=codes, mode=mode)
    this.log("collected", entries=collected.entries, set_aside=len(collected.set_aside))
    this.say("Reading the inbox")
    # A run that published nothing told nobody of what it read: that is news to this one.
    before = store.count(con, "SELECT coalesce(max(file_id), 0) FROM landing.reported")
    received = receive(con, settings, today=this.today, as_at=as_at, accept_shrink=accept_shrink, say=this.say)
    this.log("received", accepted=len(received.accepted), refused=len(received.refused), rows=received.quarantined)
    tables = freshness(con, settings, as_at)
    refuse_missing(tables, as_at)
    # Lists, cases and child ids follow the newest day; a run for an earlier one writes beside its report.
    newest = identity.newest_day(con)
    is_current = newest is None or as_at >= newest or as_at == this.today
    outcome = Outcome(
        as_at,
        [*_lists_away(con, settings), *_to_look_at(con, collected, before, tables)],
        _notes(settings, collected, received),
    )
    since = _last_issue(this) if this.wish != "none" else None
    outcome.read_back = collected.remarks
    made_of = last_run.made_of(con, settings, as_at, this.today)
    is_again = is_current and last_run.is_as_it_was(con, settings, made_of)
    with store.newest(con, settings) if is_again else store.derived(con, settings, keep=is_current):
        if is_again:
            numbers = numbers_of(con, this.book, academic_year(as_at))
            checks = last_run.checks_of(con, this.book)
        else:
            numbers, checks = _link_and_assess(this, extend=is_current)
            if is_current:
                cases.move_cases(con, as_at)
            cases.tell_open_cases(con, as_at)
        backlog = cases.figures(con, as_at).backlog_sentence
        outcome.notes += filter(None, (waiting_for_review(con).sentence, backlog))
        lists = _publish(
            this, outcome, since, tables, numbers, checks, before, is_current=is_current, is_again=is_again
        )
        if is_current and not is_again:
            last_run.remember(con, last_run.made_of(con, settings, as_at, this.today), checks, lists)
    con.execute("INSERT INTO landing.reported SELECT max(file_id) FROM landing.file")
    return outcome


def _last_issue(this: _Run) -> Since | None:
    """The last issue as it comes out today, for what happened since to be told from what was learnt since."""
    earlier = basis.newest_before(this.con, this.as_at)
    if earlier is None:
        return None
    this.say(f"Reckoning {date_written(earlier.as_at)} again")
    return rerun.since(this.con, this.settings, this.book, earlier)


def _link_and_assess(this: _Run, *, extend: bool) -> tuple[list[Number], list[Checked]]:
    con, settings, as_at = this.con, this.settings, this.as_at
    sources = [source for source in SOURCES if settings.is_on(source.name)]
    this.say("Finding the same child across the sources")
    select_as_at(con, sources, as_at)
    link(con, sources, settings, as_at, extend=extend)
    this.log("linked", children=store.count(con, "SELECT count(*) FROM run.linked.child"))
    this.say("Applying the rules")
    numbers, checks = assess(con, this.book, run_parameters(this.book, settings, as_at))
    this.log("assessed", **{n.measure: n.number for n in numbers if n.measure in ("total", "total_cme")})
    return numbers, checks


def _publish(
    this: _Run,
    outcome: Outcome,
    since: Since | None,
    tables: Sequence[Freshness],
    numbers: Sequence[Number],
    checks: Sequence[Checked],
    before: int,
    *,
    is_current: bool,
    is_again: bool,
) -> Sequence[Written]:
    """The report first: where it is refused, the lists stay as they are.

    is_again: the lists lie there as this run would write them.
    """
    con, book, settings, as_at = this.con, this.book, this.settings, this.as_at
    mode = mode_of_files(settings)
    folder = settings.reports / as_at.isoformat()
    make_within(folder)
    outcome.look += analyst.read_back(con, settings.reports, this.today, as_at)
    if this.wish != "none":
        _report(this, outcome, since, tables, numbers, folder)
    outcome.look += as_issued.altered(con, folder)
    outcome.lists = settings.lists if is_current else folder / "lists"
    if is_again:
        this.say("Nothing has changed since the lists were written")
        lists: Sequence[Written] = last_run.lists_of(con, book)
    else:
        shares.refuse_silent(settings)
        this.say("Writing the lists")
        make_within(outcome.lists)
        stale = {table.name: table.sentence for table in tables if table.is_stale}
        parameters = run_parameters(book, settings, as_at)
        lists = write_lists(
            con, book, parameters, settings, as_at, this.today, outcome.lists, stale, mode=mode, live=is_current
        )
    outcome.look += [written.note for written in lists if written.note]
    outcome.run_report = folder / "run-report.html"
    _write_run_report(this, outcome, tables, numbers, checks, lists, before, mode)
    this.log("published", lists=len(lists), rows=sum(written.rows for written in lists))
    return lists


def _report(
    this: _Run,
    outcome: Outcome,
    since: Since | None,
    tables: Sequence[Freshness],
    numbers: Sequence[Number],
    folder: Path,
) -> None:
    con, book, settings, as_at = this.con, this.book, this.settings, this.as_at
    this.say("Writing Appendix 3")
    moved = rerun.moved_since(con, book, as_at, since)
    made = Made(numbers, tables, since.basis if since else None, moved)
    report = build_report(con, book, settings, as_at, made, draft=this.wish == "draft")
    if as_at > this.today:
        # Said by the run alone: a workbook is the same whenever it is made.
        outcome.notes.append(
            f"{date_written(as_at)} has not come: this report was made on {date_written(this.today)}, and what happens "
            "until then is not in it."
        )
    mode = mode_of_files(settings)
    if this.wish == "draft":
        issued = issue.write_draft(con, report, this.today, folder, mode)
    else:
        ready = issue.Ready(report, settings, book, moved, this.signed_off_by)
        issued = issue.issue(con, ready, this.today, folder, mode, again=this.wish == "reissue")
    outcome.workbook = issued.path
    outcome.notes.append(issued.said)


def _write_run_report(
    this: _Run,
    outcome: Outcome,
    tables: Sequence[Freshness],
    numbers: Sequence[Number],
    checks: Sequence[Checked],
    lists: Sequence[Written],
    before: int,
    mode: int,
) -> None:
    from outputs.run_report import write_run_report

    ledger = build_ledger(
        this.con,
        this.book,
        this.settings,
        this.as_at,
        this.command,
        after_file=before,
        warnings=outcome.look,
        numbers=numbers,
        checks=checks,
        lists=lists,
        remarks=outcome.read_back,
        tables=tables,
    )
    write_run_report(ledger, outcome.run_report, mode)


def _lists_away(con: Connection, settings: Settings) -> list[str]:
    """A sentence where none of the lists lies in its folder, as where a share is not there."""
    written = store.count(con, "SELECT count(*) FROM decisions.written")
    if not written or store.count(con, "SELECT count(*) FROM read_back"):
        return []
    return [
        f"None of the {written} lists lies in {settings.lists}, so what officers typed since was not read; "
        "see that the share is there, then run again."
    ]


def _to_look_at(con: Connection, collected: Collected, before: int, tables: Sequence[Freshness]) -> list[str]:
    """What a person should look at, a sentence each. before: the last file of which a run has reported."""
    look = [*collected.set_aside, *collected.unclear]
    refused = "SELECT path FROM landing.file WHERE outcome = 'refused' AND file_id > ? ORDER BY file_id"
    for (file,) in con.execute(refused, [before]).fetchall():
        look.append(f"{file} was refused; the last accepted one stays in force.")
    new_rows = "SELECT count(DISTINCT (file_id, sheet, row_number)) FROM valid.quarantine WHERE is_new AND file_id > "
    if quarantined := store.count(con, f"{new_rows}{before}"):
        rows = "1 row" if quarantined == 1 else f"{quarantined} rows"
        look.append(f"{rows} could not be used and went into quarantine; the run report says which.")
    look += [
        table.sentence.replace("this list", "what was published")
        for table in tables
        if table.is_stale and table.is_required
    ]
    return look


def _notes(settings: Settings, collected: Collected, received: Received) -> list[str]:
    notes = [f"{file} is dated in the future and was not read." for file in received.future]
    notes += [
        f"The source {source} is off: name its legal gateway in cme.toml to use it." for source in sorted(received.off)
    ]
    if set_aside := sum(path.is_file() for path in settings.lists.glob(f"{SET_ASIDE}/*")):
        files = "1 file" if set_aside == 1 else f"{set_aside} files"
        notes.append(f"lists/{SET_ASIDE}/ keeps {files} of which something was not read back: look in, then take away.")
    notes += collected.left_alone
    if collected.entries:
        cells = "1 cell" if collected.entries == 1 else f"{collected.entries} cells"
        was = "was" if collected.entries == 1 else "were"
        notes.append(f"{cells} that officers filled or changed {was} read back.")
    return notes
