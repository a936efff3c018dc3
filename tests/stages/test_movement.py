"""The movement between two issues: it balances line by line, to the child, whatever happened and for whatever cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from outputs.appendix_3 import MovementRow
from outputs.movement_sheet import off_by
from pipeline import rulebook
from pipeline.stages.movement import ONE_CHILD, REASONS, Cause, Key, Moved, Stand, Step, movement, tally
from pipeline.stages.movement_rows import movement_rows

BOOK = rulebook.load(date(2026, 10, 31))
OLDER, LEAVERS, HISTORICAL = ("leavers", 2025), ("leavers", 2026), ("historical", None)
NO_LONGER = ("leavers", 2024)
OTHER = ("cme_other", None)


def stand(reasons: Mapping[str, str] | None = None, **lines: Key) -> Stand:
    return Stand({child: (line,) for child, line in lines.items()}, reasons or {})


def told(issued: Stand, *chain: tuple[Cause, Stand], ever: set[str] | None = None) -> list[tuple[object, ...]]:
    steps = movement(chain, issued, set(issued.lines) if ever is None else ever)
    return [(s.child_id, s.cause, s.kind, s.was, s.now, s.reason) for s in steps]


def test_what_children_did_is_told_from_what_files_and_rules_did() -> None:
    issued = stand(a=LEAVERS, b=LEAVERS, c=OTHER, d=OTHER)
    late = stand({"a": "enrolled"}, b=LEAVERS, c=OTHER, d=OTHER)
    ruled = stand(b=HISTORICAL, c=OTHER, d=OTHER)
    now = stand({"c": "home_educated"}, b=HISTORICAL, d=LEAVERS, e=OTHER, f=OTHER)
    steps = told(issued, ("files", late), ("rules", ruled), ("children", now), ever={"a", "b", "c", "d", "f"})
    assert steps == [
        ("a", "files", "closed", LEAVERS, None, "enrolled"),
        ("b", "rules", "moved", LEAVERS, HISTORICAL, None),
        ("c", "children", "closed", OTHER, None, "home_educated"),
        ("d", "children", "moved", OTHER, LEAVERS, None),
        ("e", "children", "new", None, OTHER, None),
        ("f", "children", "returned", None, OTHER, None),
    ]


def test_who_is_known_no_more_is_closed_for_that() -> None:
    assert told(stand(a=OTHER), ("children", stand())) == [("a", "children", "closed", OTHER, None, "no_record")]


def test_of_two_children_who_are_one_the_other_case_is_closed_and_nobody_is_new() -> None:
    both = Stand({"a": (OTHER, LEAVERS)}, {})
    assert told(both, ("children", stand(a=LEAVERS))) == [("a", "children", "closed", OTHER, None, ONE_CHILD)]


def test_a_child_closed_by_a_late_file_who_is_back_has_returned() -> None:
    steps = told(stand(a=OTHER), ("files", stand({"a": "enrolled"})), ("children", stand(a=OTHER)))
    assert [step[2] for step in steps] == ["closed", "returned"]


LINES = st.sampled_from([OLDER, LEAVERS, HISTORICAL, NO_LONGER, OTHER])
COUNTED = st.lists(LINES, min_size=1, max_size=2).map(tuple)
STANDS = st.builds(
    Stand,
    st.dictionaries(st.sampled_from("abcdefgh"), COUNTED, max_size=8),
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([*REASONS, "unheard of"]), max_size=8),
)
CHAINS = st.one_of(
    st.tuples(st.tuples(st.just("files"), STANDS), st.tuples(st.just("rules"), STANDS)),
    st.tuples(st.tuples(st.just("files"), STANDS)),
    st.tuples(st.tuples(st.just("files and rules"), STANDS)),
    st.just(()),
)


def counted(one: Stand) -> Counter[Key]:
    return Counter(line for lines in one.lines.values() for line in lines)


@given(STANDS, CHAINS, STANDS, st.sets(st.sampled_from("abcdefgh")))
def test_every_line_and_every_sum_balances(
    issued: Stand, chain: tuple[tuple[Cause, Stand], ...], now: Stand, ever: set[str]
) -> None:
    links = [*chain, ("children", now)]
    steps = movement(links, issued, ever)
    for line, n in tally(issued, steps, now).items():
        came = n.last + n.files + n.rules + n.new + n.returned + n.came
        assert (n.last, n.now) == (counted(issued)[line], counted(now)[line])
        assert came - n.closed - n.went == n.now
    is_together = any(cause == "files and rules" for cause, _ in chain)
    shown = movement_rows(BOOK, 2026, Moved(date(2026, 9, 30), issued, steps, now, (), is_together))
    rows = [row for section in shown.sections for row in section.rows]
    assert [off_by(row) for row in rows] == [0] * len(rows)
    _sums(shown.sections[-1].rows[-1], [row for row in rows if row.wording not in ("TOTAL", rows[-1].wording)])
    assert sum(map(sum, (numbers for _, numbers in shown.closed))) == rows[-1].closed
    assert _replayed(issued, steps) == counted(now)


def _sums(total: MovementRow, rows: list[MovementRow]) -> None:
    """Total CME is every line, in every column; what leaves a line for another comes to one."""
    for column in ("last", "files", "rules", "new", "returned", "from_other_lines", "closed", "to_other_lines", "now"):
        assert getattr(total, column) == sum(getattr(row, column) for row in rows), column
    assert total.from_other_lines == total.to_other_lines


def _replayed(issued: Stand, steps: list[Step]) -> Counter[Key]:
    """The issue with every child's steps applied."""
    on = counted(issued)
    for step in steps:
        on.subtract([step.was] if step.was else [])
        on.update([step.now] if step.now else [])
    return +on
