"""The resolver against plain Python: best links first, never against a veto, whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.matching import resolver

RECORDS = range(1, 9)
Link = tuple[int, int, int]
"""(record, record, strength): 1 is the strongest."""


@dataclass(frozen=True)
class Town:
    """Records 1 to 8: the list each is on and the UPN each has ("" for none), and the links between them."""

    lists: tuple[str, ...]
    upns: tuple[str, ...]
    links: tuple[Link, ...]

    def clash(self, one: frozenset[int], other: frozenset[int]) -> bool:
        """Whether two groups can never be one child."""
        lists = [{self.lists[rid - 1] for rid in group} - {""} for group in (one, other)]
        upns = [{self.upns[rid - 1] for rid in group} - {""} for group in (one, other)]
        return bool(lists[0] & lists[1]) or any(a != b for a in upns[0] for b in upns[1])


def towns(*, distinct: bool) -> st.SearchStrategy[Town]:
    """Any town. distinct: no two links are equally strong."""
    pairs = [(a, b) for a in RECORDS for b in RECORDS if a < b]
    chosen = st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=12)

    def with_strengths(some: list[tuple[int, int]]) -> st.SearchStrategy[tuple[Link, ...]]:
        strengths = (
            st.permutations(range(len(some)))
            if distinct
            else st.lists(st.integers(1, 3), min_size=len(some), max_size=len(some))
        )
        return strengths.map(lambda s: tuple((a, b, n + 1) for (a, b), n in zip(some, s, strict=True)))

    def one_each(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(values), min_size=len(RECORDS), max_size=len(RECORDS)).map(tuple)

    lists, upns = one_each(("", "", "education", "claim")), one_each(("", "", "P", "Q"))
    return st.builds(Town, lists, upns, chosen.flatmap(with_strengths))


def resolved(town: Town, links: Sequence[Link] | None = None) -> tuple[set[frozenset[int]], set[tuple[int, int]]]:
    """(groups, refused pairs) as the resolver has them."""
    with duckdb.connect() as con:
        con.execute("ATTACH ':memory:' AS run")
        con.execute("CREATE SCHEMA run.linked")
        con.execute("CREATE TEMP TABLE prepared (rid BIGINT, apart VARCHAR, upn_identity VARCHAR)")
        rows = [(rid, town.lists[rid - 1] or None, town.upns[rid - 1] or None) for rid in RECORDS]
        con.executemany("INSERT INTO prepared VALUES (?, ?, ?)", rows)
        con.execute(
            """CREATE TABLE run.linked.candidate (
                rid_a BIGINT, rid_b BIGINT, how VARCHAR, strength INTEGER, score DOUBLE, reason VARCHAR)"""
        )
        con.executemany(
            "INSERT INTO run.linked.candidate VALUES (?, ?, 'key', ?, NULL, '')",
            [list(link) for link in (town.links if links is None else links)],
        )
        resolver.resolve(con)
        found: dict[int, set[int]] = {}
        for rid, gid in con.execute("SELECT rid, gid FROM run.linked.grouped").fetchall():
            found.setdefault(gid, set()).add(rid)
        refused = con.execute("SELECT rid_a, rid_b FROM run.linked.vetoed").fetchall()
    assert all(gid == min(group) for gid, group in found.items())
    return {frozenset(group) for group in found.values()}, {(a, b) for a, b in refused}


def strongest_first(town: Town) -> set[frozenset[int]]:
    """The oracle where no two links are equal: the strongest link first, each made unless the two groups clash."""
    group = {rid: frozenset({rid}) for rid in RECORDS}
    for a, b, _ in sorted(town.links, key=lambda link: link[2]):
        if group[a] != group[b] and not town.clash(group[a], group[b]):
            merged = group[a] | group[b]
            group |= dict.fromkeys(merged, merged)
    return set(group.values())


def in_rounds(town: Town) -> set[frozenset[int]]:
    """The oracle with ties: in each round the groups that are each other's best unite; a tie goes to lower numbers."""
    groups = {frozenset({rid}) for rid in RECORDS}
    while True:
        best: dict[frozenset[int], tuple[int, int, int]] = {}
        for one in groups:
            for other in groups - {one}:
                between = [s for a, b, s in town.links if (a in one and b in other) or (b in one and a in other)]
                if between and not town.clash(one, other):
                    offer = (min(between), min(one | other), max(min(one), min(other)))
                    best[one] = min(best.get(one, offer), offer)
        pairs = [(one, other) for one in best for other in best if min(one) < min(other) and best[one] == best[other]]
        mutual = [(one, other) for one, other in pairs if best[one][1:] == (min(one), min(other))]
        if not mutual:
            return groups
        for one, other in mutual:
            groups = (groups - {one, other}) | {one | other}


@settings(max_examples=60, deadline=None)
@given(towns(distinct=True))
def test_the_strongest_link_is_made_first(town: Town) -> None:
    assert resolved(town)[0] == strongest_first(town)


@settings(max_examples=60, deadline=None)
@given(towns(distinct=False))
def test_ties_are_settled_in_rounds(town: Town) -> None:
    assert resolved(town)[0] == in_rounds(town)


@settings(max_examples=40, deadline=None)
@given(towns(distinct=False))
def test_no_child_holds_what_is_never_one_and_no_good_link_is_left(town: Town) -> None:
    groups, refused = resolved(town)
    for group in groups:
        lists = [town.lists[rid - 1] for rid in group if town.lists[rid - 1]]
        assert len(lists) == len(set(lists))
        assert len({town.upns[rid - 1] for rid in group} - {""}) <= 1
    of = {rid: group for group in groups for rid in group}
    parted = {(a, b) for a, b, _ in town.links if of[a] != of[b]}
    assert parted == refused
    assert all(town.clash(of[a], of[b]) for a, b in parted)


@settings(max_examples=30, deadline=None)
@given(towns(distinct=False).flatmap(lambda town: st.tuples(st.just(town), st.permutations(town.links))))
def test_the_order_of_links_says_nothing(shuffled: tuple[Town, list[Link]]) -> None:
    town, links = shuffled
    assert resolved(town, links) == resolved(town)


def test_a_chain_stops_at_the_second_education_record() -> None:
    """1 and 3 are education records; 2 is linked with both, more strongly with 3."""
    town = Town(("education", "", "education", "", "", "", "", ""), ("",) * 8, ((1, 2, 3), (2, 3, 1), (3, 4, 2)))
    groups, refused = resolved(town)
    assert groups >= {frozenset({1}), frozenset({2, 3, 4})}
    assert refused == {(1, 2)}
