"""What the commands print: JSON, CSV and how far they are; a file looked at, a child's story, the state of things."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import typer


def print_json(value: Any) -> None:
    """The value as JSON; a date as 2026-10-31."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def write_csv(file: Path | None, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """The rows as CSV, into the file or, where there is none, on standard output."""
    with file.open("w", newline="", encoding="utf-8") if file else nullcontext(sys.stdout) as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """What a run says: a moving line on a terminal, plain lines elsewhere; nothing where quiet."""
    if quiet:
        yield lambda words: None
        return
    if not sys.stdout.isatty():
        yield typer.echo
        return
    from rich.console import Console

    console = Console(highlight=False)
    with console.status("Starting") as line:

        def say(words: str) -> None:
            line.update(words)
            if ":" in words:
                console.print(words, markup=False, style="dim")

        yield say


def print_checked(found: dict[str, Any]) -> None:
    """What `cme check` found of one file."""
    if not found["accepted"]:
        typer.echo(f"{found['file']} would be refused: {found['reason']}.")
        return
    bad = len({(row.get("sheet"), row["row"]) for row in found["quarantined"]})
    typer.echo(
        f"{found['file']} would be accepted as {found['source']}/{found['table']}: {found['rows']} rows, "
        f"{found['used']} used, {bad} quarantined, {found['repeated']} repeated."
    )
    for row in found["quarantined"]:
        where = f"sheet {row['sheet']}, " if row.get("sheet") else ""
        value = f" ({row['column']}: {row['value']!r})" if row["column"] else ""
        typer.echo(f"  {where}row {row['row']}, quarantined: {row['reason']}{value}")
    for row in found["findings"]:
        where = f"sheet {row['sheet']}, " if row.get("sheet") else ""
        typer.echo(f"  {where}row {row['row']}, finding: {row['reason']}")
    if found["ignored_columns"]:
        typer.echo(f"  Columns that would be ignored: {', '.join(found['ignored_columns'])}")


def print_story(story: dict[str, Any]) -> None:
    """What `cme explain` tells of a child."""
    if "status" not in story:
        typer.echo(f"{story['child_id']}  {story['note']}")
        _print_chronology(story["story"])
        return
    starts, ends = story["compulsory_school_age"]
    typer.echo(f"{story['child_id']}  {story['name']}, born {story['date_of_birth']}, {story['year_group']}")
    typer.echo(f"Student ID {story['student_id'] or '-'}, UPN {story['upn'] or '-'}")
    typer.echo(f"Of compulsory school age from {starts} to {ends}; entry year {story['entry_year']}")
    if story["note"]:
        typer.echo(story["note"])
    for title in ("records", "possible_matches", "rolls", "involvements", "applications", "sightings", "officers"):
        if story[title]:
            typer.echo(f"\n{title.replace('_', ' ').capitalize()}")
            for row in story[title]:
                said = {key: value for key, value in row.items() if value is not None and key != "weights"}
                typer.echo("  " + ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in said.items()))
                if row.get("weights"):
                    weights = (" ".join(filter(None, (w["comparison"], w["level"]))) for w in row["weights"])
                    bits = (f" {w['bits']:+.1f}" for w in row["weights"])
                    typer.echo("    bits: " + "; ".join(map("".join, zip(weights, bits, strict=True))))
    _print_chronology(story["story"])
    typer.echo(f"\nStatus {story['status']['number']}: {story['status']['is']}")
    for step in story["status"]["steps"]:
        typer.echo(f"  {step['rule']}: {step['fits']} ({step['why']})")
    typer.echo("\nLines")
    for line in story["lines"]:
        year = f" {line['year']}" if line["year"] else ""
        counted = "counted here" if line["counted_here"] else "fits too"
        typer.echo(f"  {line['measure']}{year}, {counted}: {line['rule']} [{line['policy']}]")
    if not story["lines"]:
        typer.echo("  none")


def _print_chronology(told: list[dict[str, Any]]) -> None:
    if told:
        typer.echo("\nStory")
    for row in told:
        typer.echo(f"  {row['day']}  {row['what']} [{row['source']}]")


def print_status(state: dict[str, Any]) -> None:
    """What `cme status` shows."""
    typer.echo(f"Newest run: as at {state['newest_run']}")
    issued = ", ".join(
        f"{row['as_at']}" + (f" (issue {row['issue']})" if row["issue"] > 1 else "") for row in state["issued"]
    )
    typer.echo(f"Reports issued: {issued or 'none'}")
    typer.echo("\nExtracts")
    for table in state["tables"]:
        age = (
            f"{table['newest']}, {table['age_days']} days old (limit {table['limit_days']})" if table["newest"] else "-"
        )
        typer.echo(f"  {table['table']:<26}{table['state']:<24}{age}")
    typer.echo("\nOpen cases")
    for case in state["open_cases"]:
        typer.echo(f"  {case['line']:<30}{case['cases']:>6}")
    cases = state["cases"]
    gone = f", {cases['in_no_extract']} of them in no extract any more" if cases["in_no_extract"] else ""
    typer.echo(f"  {'all':<30}{cases['open']:>6}{gone}")
    typer.echo(f"\nIn the last 30 days: {cases['opened_in_30_days']} cases opened, {cases['closed_in_30_days']} closed")
    if state["backlog"]:
        typer.echo(state["backlog"])
    typer.echo(f"Next actions overdue: {state['next_actions_overdue']}")
    typer.echo(f"Pairs that wait on match-review: {state['pairs_waiting']}")


def print_compared(found: Any) -> None:
    """What `cme compare` found: a row per line, the numbers alone."""
    how = "as issued" if found.is_issued else "as it comes out today, since it was not issued"
    typer.echo(f"From {found.first} ({how}) to {found.second} (as the data stand today), in children")
    for cause in found.causes:
        typer.echo(f"  {cause}")
    columns = ("last", "files", "rules", "new", "returned", "came", "closed", "went", "now")
    headings = ("first", *columns[1:-1], "second")
    typer.echo(f"\n{'line':<34}" + "".join(f"{heading:>9}" for heading in headings))
    total = {"line": "total_cme", **{name: sum(line[name] for line in found.lines) for name in columns}}
    for line in (*found.lines, total):
        typer.echo(f"{line['line']:<34}" + "".join(f"{line[name] or '-':>9}" for name in columns))
    typer.echo("\nfirst + files + rules + new + returned + came - closed - went = second; files and rules are net")


def compared(found: Any) -> dict[str, Any]:
    """The same for machines, with every child's changes."""
    said = {"first": found.first, "second": found.second, "is_issued": found.is_issued, "causes": found.causes}
    return {**said, "lines": found.lines, "children": found.children}
