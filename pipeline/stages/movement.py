"""Movement: how the number of each line went from one issue to another, to the child, with the causes kept apart.

A chain of reckonings leads there: as issued, as the same day comes out of today's files, as it comes out of today's
rules and settings, and the new day. What changes from one to the next has one cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

Key = tuple[str, int | None]
"""(measure, year) of a line."""

Cause = Literal["files", "rules", "files and rules", "children"]
"""Late or corrected files and decisions read late; changed rules or settings; both where they cannot be told apart;
what children did."""

Kind = Literal["new", "returned", "moved", "closed"]
"""new: in no issue before. returned: in an earlier one. moved: on another line. closed: on none any more."""

ONE_CHILD, NO_RECORD = "one_child", "no_record"
REASONS = {
    "enrolled": "On a roll, or enrolled as an officer confirmed",
    "home_educated": "Home educated",
    "authority_provision": "Provision by the authority",
    "failed_to_track": "Failed to track",
    "tracked": "Tracked to a destination",
    "other_authority": "Of another authority",
    "not_school_age": "No longer of school age",
    "deceased": "Deceased",
    "awaiting_review": "Awaiting match review",
    ONE_CHILD: "Found to be one child with another",
    "without_provision": "Without provision, on no line",
    NO_RECORD: "No record any more",
}
"""Why a child is closed (the codes of the fact `whereabouts`, and two more), in the order of the sheet."""


@dataclass(frozen=True)
class Stand:
    """Who is counted where at one reckoning.

    lines: child -> its line; two where two counted children were found to be one since.   reasons: child -> why it is
    counted nowhere.
    """

    lines: Mapping[str, tuple[Key, ...]]
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """What one child did from one reckoning to the next. reason: of a closed one, a key of REASONS."""

    child_id: str
    cause: Cause
    kind: Kind
    was: Key | None
    now: Key | None
    reason: str | None = None


@dataclass(frozen=True)
class Moved:
    """What happened since an earlier day: how it stood as issued and stands now, and every child's steps between.

    since: None where there is no earlier issue.   said: what the causes were, in sentences.   is_together: files and
    rules cannot be told apart.
    """

    since: date | None
    issued: Stand
    steps: Sequence[Step]
    now: Stand
    said: Sequence[str]
    is_together: bool


@dataclass
class Tally:
    """A line between two issues, in children: last + files + rules + new + returned + came - closed - went = now.

    files, rules: net.   came, went: from and to other lines.
    """

    last: int = 0
    files: int = 0
    rules: int = 0
    new: int = 0
    returned: int = 0
    came: int = 0
    closed: int = 0
    went: int = 0
    now: int = 0

    def add(self, other: Tally) -> None:
        """Adds another line's children to these."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def movement(chain: Sequence[tuple[Cause, Stand]], issued: Stand, ever: Collection[str]) -> list[Step]:
    """What happened from the issue along the chain. Each link: what caused the change to it, and how things stood then.

    ever: the children of any issue before. One step per child and link at which its line changed.
    """
    steps: list[Step] = []
    before = issued
    for cause, after in chain:
        for child_id in sorted({*before.lines, *after.lines}):
            steps += _steps(child_id, cause, before, after, ever)
        before = after
    return steps


def _steps(child_id: str, cause: Cause, before: Stand, after: Stand, ever: Collection[str]) -> list[Step]:
    """One child's. Lines on both sides stay; what is left is paired, and what has no partner is new or closed."""
    was, now = Counter(before.lines.get(child_id, ())), Counter(after.lines.get(child_id, ()))
    left, come = _in_order(was - now), _in_order(now - was)
    pairs = min(len(left), len(come))
    steps = [Step(child_id, cause, "moved", *pair) for pair in zip(left, come, strict=False)]
    for line in left[pairs:]:
        reason = ONE_CHILD if after.lines.get(child_id) else after.reasons.get(child_id, NO_RECORD)
        steps.append(Step(child_id, cause, "closed", line, None, reason if reason in REASONS else NO_RECORD))
    kind: Kind = "returned" if child_id in ever else "new"
    return steps + [Step(child_id, cause, kind, None, line) for line in come[pairs:]]


def _in_order(lines: Counter[Key]) -> list[Key]:
    return sorted(lines.elements(), key=str)


def tally(issued: Stand, steps: Iterable[Step], now: Stand) -> dict[Key, Tally]:
    """Every line that children were or are on, or came by: the columns of the sheet."""
    tallies: dict[Key, Tally] = {}

    def of(line: Key) -> Tally:
        return tallies.setdefault(line, Tally())

    for line in _all(issued):
        of(line).last += 1
    for line in _all(now):
        of(line).now += 1
    for step in steps:
        for side, sign in ((step.was, -1), (step.now, 1)):
            if side is not None:
                _count(of(side), step, sign)
    return tallies


def _count(line: Tally, step: Step, sign: int) -> None:
    """Counts a step in the line it leads to (sign 1) or from (-1)."""
    if step.cause == "rules":
        line.rules += sign
    elif step.cause != "children":
        line.files += sign
    elif step.kind == "moved":
        line.came, line.went = line.came + (sign > 0), line.went + (sign < 0)
    elif step.kind == "closed":
        line.closed += 1
    elif step.kind == "new":
        line.new += 1
    else:
        line.returned += 1


def _all(stand: Stand) -> Iterable[Key]:
    return (line for lines in stand.lines.values() for line in lines)


def closed_by_reason(steps: Iterable[Step]) -> dict[Key, Counter[str]]:
    """Line -> reason -> how many children were closed: by what they did, not by files or rules."""
    closed: dict[Key, Counter[str]] = {}
    for step in steps:
        if step.cause == "children" and step.kind == "closed" and step.was and step.reason:
            closed.setdefault(step.was, Counter())[step.reason] += 1
    return closed
