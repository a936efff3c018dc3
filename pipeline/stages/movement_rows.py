"""The movement as the sheet shows it: steps tallied line by line, under the headings of the form, with their sums."""

from __future__ import annotations

from collections.abc import Iterable

from outputs.appendix_3 import Movement, MovementRow, MovementSection
from pipeline.calendar import year_written
from pipeline.rulebook import Rulebook
from pipeline.stages.movement import REASONS, Key, Moved, Tally, closed_by_reason, tally

GONE = "No longer on the form"


def movement_rows(book: Rulebook, year: int, moved: Moved) -> Movement:
    """The rows of the sheet. year: the academic year of the report."""
    tallies = tally(moved.issued, moved.steps, moved.now)
    closed = closed_by_reason(moved.steps)
    has_last = moved.since is not None
    counts_in = {rule.measure: rule.counts_in for rule in book.lines}
    lines = _lines(book, year, {*tallies, *closed})
    sections: list[MovementSection] = []
    sums = {"total": Tally(), "total_cme": Tally()}
    for title, of_section in lines:
        rows = []
        for words, (measure, of_year) in of_section:
            if measure in sums:
                rows.append(_row(words, sums[measure], has_last=has_last))
                continue
            one = tallies.get((measure, of_year), Tally())
            rows.append(_row(words, one, has_last=has_last))
            sums["total_cme"].add(one)
            if counts_in.get(measure) != "historical":
                sums["total"].add(one)
        subtotal = None
        if len(rows) > 1:
            of_all = _sum(tallies.get(key, Tally()) for _, key in of_section)
            subtotal = _row(title, of_all, has_last=has_last)
        sections.append(MovementSection(title, tuple(rows), subtotal))
    reasons = [code for code in REASONS if any(code in found for found in closed.values())]
    return Movement(
        since=moved.since,
        sections=tuple(sections),
        causes=tuple(moved.said),
        is_together=moved.is_together,
        reasons=tuple(REASONS[code] for code in reasons),
        closed=tuple(
            (f"{title}: {words}" if title else words, tuple(closed[key][code] for code in reasons))
            for title, of_section in lines
            for words, key in of_section
            if key in closed
        ),
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in tallies:
        total.add(one)
    return total


def _lines(book: Rulebook, year: int, moved: Iterable[Key]) -> list[tuple[str, list[tuple[str, Key]]]]:
    """Heading -> (words, line) of every line that children are counted on, in the order of the form; before TOTAL the
    lines that are no longer on it and that children were on."""
    counted = {rule.measure for rule in book.lines if rule.counts_in in ("total", "historical")}
    sections: list[tuple[str, list[tuple[str, Key]]]] = []
    for section in book.form:
        of_section = [
            (line.words(year), (line.measure, line.year(year)))
            for line in section.lines
            if line.measure in counted or line.measure in ("total", "total_cme")
        ]
        if of_section:
            sections.append((section.heading(year), of_section))
    on_form = {key for _, of_section in sections for _, key in of_section}
    gone = [(_words(book, key), key) for key in sorted(set(moved) - on_form, key=str)]
    if gone:
        total = next(n for n, (_, of_section) in enumerate(sections) if of_section[0][1][0] == "total")
        sections.insert(total, (GONE, gone))
    return sections


def _words(book: Rulebook, key: Key) -> str:
    """A line that is not on this year's form, by the title of its rule."""
    measure, year = key
    title = next((rule.title for rule in book.lines if rule.measure == measure), measure.replace("_", " ").capitalize())
    return title if year is None else f"{title} {year_written(year)}"


def _row(words: str, one: Tally, *, has_last: bool) -> MovementRow:
    last = one.last if has_last else None
    return MovementRow(
        words, last, one.files, one.rules, one.new, one.returned, one.came, one.closed, one.went, one.now
    )
