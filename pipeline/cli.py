"""The command line: parses, calls, prints. Every error is one plain sentence on standard error and an exit code."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline import printing
from pipeline.cli_options import (
    HOME,
    LOOK,
    AcceptShrink,
    AsAt,
    AsJson,
    Debug,
    Home,
    keep_to_sentences,
    plainly,
    today_here,
)
from pipeline.cli_upkeep import upkeep
from pipeline.errors import SettingsError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Finds children missing education: from a council's extracts to officers' lists and the monthly Appendix 3.",
    epilog="Exit codes: 0 done; 1 failed; 2 usage or settings; 3 done, but look; 4 nothing published, a required "
    "table is missing; 5 another run is at work; 6 report not due, or differs from the issued one.",
)

app.add_typer(upkeep)


def main() -> None:
    """The program `cme`."""
    os.umask(0o077)
    keep_to_sentences()
    app()


@app.command()
def nightly(home: Home = HOME, as_at: AsAt = None, accept_shrink: AcceptShrink = None, debug: Debug = False) -> None:
    """Read back the lists, take in the extracts, find the children, write the lists and the run report."""
    with plainly(debug):
        _run(home, as_at.date() if as_at else today_here(), "nightly", "none", accept_shrink)


@app.command("monthly-report")
def monthly_report(
    home: Home = HOME,
    as_at: AsAt = None,
    draft: Annotated[bool, typer.Option("--draft", help="Show the report without issuing it.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Issue it for a day on which none is due.")] = False,
    reissue: Annotated[bool, typer.Option("--reissue", help="Issue it anew where it differs; both are kept.")] = False,
    signed_off_by: Annotated[
        str | None, typer.Option("--signed-off-by", metavar="NAME", help="Who signs it off: printed and recorded.")
    ] = None,
    accept_shrink: AcceptShrink = None,
    debug: Debug = False,
) -> None:
    """Do what nightly does for the last day of a month, then issue the Appendix 3 workbook."""
    with plainly(debug):
        from pipeline.calendar import newest_reporting_day
        from pipeline.stages.issue import refuse_not_due, signing

        if draft and reissue:
            raise SettingsError("--draft shows the report and --reissue issues it anew: choose one of them.")
        name = signing(signed_off_by, is_draft=draft)
        day = as_at.date() if as_at else newest_reporting_day(today_here())
        if not draft:
            refuse_not_due(day, force=force)
        wish = "draft" if draft else "reissue" if reissue else "issue"
        _run(home, day, "monthly-report", wish, accept_shrink, name)


def _run(
    home: Path, as_at: date, command: str, wish: Any, accept_shrink: list[str] | None, signed_off_by: str | None = None
) -> None:
    from pipeline import settings
    from pipeline.run import run

    said = settings.load(home)
    known = settings.table_names()
    for table in accept_shrink or ():
        if table not in known:
            raise SettingsError(f"--accept-shrink: '{table}' is no table; the tables are {', '.join(known)}.")
    with printing.progress() as say:
        outcome = run(
            said,
            as_at=as_at,
            today=today_here(),
            command=command,
            report=wish,
            signed_off_by=signed_off_by,
            accept_shrink=accept_shrink or (),
            say=say,
        )
    for note in outcome.notes:
        typer.echo(note)
    typer.echo(f"Lists: {outcome.lists}")
    if outcome.workbook:
        typer.echo(f"Appendix 3: {outcome.workbook}")
    typer.echo(f"Run report: {outcome.run_report}")
    for sentence in outcome.look:
        typer.echo(f"Please look: {sentence}", err=True)
    if outcome.look:
        raise typer.Exit(LOOK)


@app.command("go-live")
def go_live(home: Home = HOME, debug: Debug = False) -> None:
    """Mark every case open at the newest run as backlog, so that new cases are not buried under it; once."""
    with plainly(debug):
        from pipeline import settings
        from pipeline.run import go_live as mark

        typer.echo(mark(settings.load(home), today_here()))


@app.command()
def demo(
    home: Home = HOME,
    children: Annotated[int, typer.Option("--children", min=600, help="How many children the city has.")] = 45_000,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another city.")] = 1,
    as_at: AsAt = None,
    noise: Annotated[
        float,
        typer.Option(
            "--noise", min=0, max=5, help="Blur identities, as a multiple of documented rates; 0: not at all."
        ),
    ] = 1.0,
    all_sources: Annotated[
        bool, typer.Option("--all-sources", help="Also neighbours' rolls, social care, youth justice, child health.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Write a made-up city's extracts into the inbox, and the truth beside them."""
    with plainly(debug):
        from pipeline import settings
        from pipeline.calendar import newest_reporting_day
        from pipeline.home import make_folders

        said = settings.load(home)
        if not said.demonstration and said.inbox.is_dir() and any(said.inbox.glob("*/*")):
            raise SettingsError(f"{said.inbox} holds extracts that are no demonstration; choose an empty folder.")
        make_folders(said)
        from sources.synthetic import NotThisCity, write_city

        day = as_at.date() if as_at else newest_reporting_day(today_here())
        try:
            write_city(home, children=children, seed=seed, as_at=day, noise=noise, all_sources=all_sources)
        except NotThisCity as error:
            raise SettingsError(str(error)) from None
        typer.echo(f"A made-up city of {children:,} children as at {day} was written to {home}.")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files as they were delivered.")],
    home: Home = HOME,
    source: Annotated[str | None, typer.Option("--source", help="For a file outside an inbox folder.")] = None,
    table: Annotated[str | None, typer.Option("--table", help="For a file outside an inbox folder.")] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say what the pipeline would make of a file; nothing is stored."""
    with plainly(debug):
        from dataclasses import asdict

        from pipeline import settings, store
        from pipeline.stages.check import check_file

        said = settings.load(home)
        found = []
        for file in files:
            con = store.open_durable(said, in_memory=True)
            found.append(asdict(check_file(con, said, file, source, table, today_here())))
            con.close()
        if as_json:
            printing.print_json(found[0] if len(found) == 1 else found)
        else:
            for one in found:
                printing.print_checked(one)


@app.command()
def explain(
    child: Annotated[str, typer.Argument(metavar="CHILD", help="A child id, student id or UPN.")],
    home: Home = HOME,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say why a child is on a line: records, links, status rule by rule, lines."""
    with plainly(debug):
        from pipeline import lookups, settings, story

        with lookups.newest_run(settings.load(home)) as con:
            found = story.explain(con, child)
        if as_json:
            printing.print_json(found)
        else:
            printing.print_story(found)


@app.command()
def links(
    home: Home = HOME,
    csv_file: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write them to a CSV file.")] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List every person record of the newest run: which child it is of, and how it came there."""
    with plainly(debug):
        from pipeline import lookups, settings

        with lookups.newest_run(settings.load(home)) as con:
            rows = lookups.links(con)
        if as_json:
            printing.print_json(rows)
        else:
            printing.write_csv(csv_file, ["record", "child", "how", "score"], rows)


@app.command()
def evaluate(
    home: Home = HOME,
    truth: Annotated[
        Path | None,
        typer.Option("--truth", metavar="FILE", help="CSV with record and person_id, as `cme demo` writes."),
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say how good the newest run's matching is, against a truth or the officers' decisions on pairs."""
    with plainly(debug):
        from pipeline import lookups, settings
        from pipeline.matching import evaluate as against
        from pipeline.matching.evaluation_text import as_text

        said = settings.load(home)
        with lookups.newest_run(said) as con:
            if truth:
                found = against.evaluate(con, truth)
            else:
                found = against.by_decisions(con, said.matching.link_above, said.matching.review_above)
        if as_json:
            printing.print_json(found)
        else:
            for line in as_text(found):
                typer.echo(line)


@app.command()
def train(home: Home = HOME, debug: Debug = False) -> None:
    """Estimate the matching model anew on the newest run's records; it is written beside the older ones."""
    with plainly(debug):
        from pipeline import lookups, settings
        from pipeline.matching import weigh
        from pipeline.matching.train import train as estimate

        with lookups.newest_run(settings.load(home)) as con:
            desk = weigh.desk(con)
        path, changes = estimate(desk, today_here())
        for change in changes:
            typer.echo(change)
        typer.echo(
            f"Wrote {path.name} beside the older models in {path.parent}; the next night uses it. Compare "
            "`cme evaluate` before and after, and remove the file to go back."
        )


@app.command()
def charts(
    page: Annotated[Path, typer.Argument(metavar="FILE", help="The page to write, such as matching.html.")],
    child: Annotated[
        str | None, typer.Option("--child", help="Draw this child's links and possible matches too (names the child).")
    ] = None,
    home: Home = HOME,
    debug: Debug = False,
) -> None:
    """Draw Splink's charts of the matching model and the newest run's records on one page that works offline."""
    with plainly(debug):
        from pipeline import lookups, settings, story

        said = settings.load(home)
        with lookups.newest_run(said) as con:
            story.write_charts(con, said, child, page)
        typer.echo(f"Charts: {page}")


@app.command("for-schools")
def for_schools(home: Home = HOME, debug: Debug = False) -> None:
    """Write a workbook for each school and setting to answer, and the letters to parents, from the newest run."""
    with plainly(debug):
        from pipeline import settings
        from pipeline.for_schools import write_extracts

        done = write_extracts(settings.load(home), today_here())
        typer.echo(f"As at {done.as_at}")
        for sentence in done.said:
            typer.echo(sentence)


@app.command()
def compare(
    first: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="D1", help="As issued, if it was.")],
    second: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="D2", help="As the data stand today.")],
    home: Home = HOME,
    csv_file: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Every child's change (ids).")] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say how every line went from one day to another, and why; with --json or --csv to the child. Stores nothing."""
    with plainly(debug):
        from pipeline import issued, settings

        with printing.progress(quiet=as_json) as say:
            found = issued.compare(settings.load(home), first.date(), second.date(), say)
        if csv_file:
            printing.write_csv(csv_file, issued.CHILD_COLUMNS, found.children)
        if as_json:
            printing.print_json(printing.compared(found))
        else:
            printing.print_compared(found)


@app.command("import-totals")
def import_totals(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="as_at, cme, cme_incl_historical, ehe, open_to_yos.")],
    home: Home = HOME,
    debug: Debug = False,
) -> None:
    """Bring in the running totals of reports made before this program, from a CSV file."""
    with plainly(debug):
        from pipeline import issued, settings

        typer.echo(issued.import_totals(settings.load(home), file, today_here()))


@app.command()
def status(home: Home = HOME, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show the newest run, the extracts and their age, open cases, and what is overdue."""
    with plainly(debug):
        from pipeline import lookups, settings

        said = settings.load(home)
        with lookups.newest_run(said) as con:
            state = lookups.status(con, said, today_here())
        if as_json:
            printing.print_json(state)
            return
        printing.print_status(state)
