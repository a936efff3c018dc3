"""The resolver against plain Python: best links first, never against a veto, whatever the order of the rows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.matching import resolver
from pipeline.matching.twins import Twins

RECORDS = range(1, 9)
Pair = tuple[int, int]
Link = tuple[int, int, int, float | None]
"""(record, record, strength, score): strength 0 is an officer's, 1 the surest key's, 6 the model's with a score."""
TWINS = Twins(
    guarded="l.name <> r.name AND l.born = r.born", firm="l.name = r.name OR l.middle = r.name OR r.middle = l.name"
)


@dataclass(frozen=True)
class Town:
    """Records 1 to 8: the list each is on, the UPN each has ("" for none), its forename, middle name and birth; the
    links between them by keys and the model, and what officers said (pair -> Same or Different)."""

    lists: tuple[str, ...]
    upns: tuple[str, ...]
    names: tuple[tuple[str, str, int], ...]
    links: tuple[Link, ...]
    said: dict[Pair, str] = field(default_factory=dict)

    def all_links(self) -> list[Link]:
        """The links as the rules rank them: the officers' first, in place of what else links the pair."""
        same: list[Link] = [(a, b, 0, None) for (a, b), value in self.said.items() if value == "Same"]
        others = [link for link in self.links if self.said.get((link[0], link[1])) != "Same"]
        return sorted(same + others, key=lambda link: (link[2], -(link[3] or 1), link[0], link[1]))

    def against(self, one: frozenset[int], other: frozenset[int], strength: int) -> str | None:
        """Why a link of that strength cannot unite the two groups."""
        upns = [{self.upns[rid - 1] for rid in group} - {""} for group in (one, other)]
        if any(a != b for a in upns[0] for b in upns[1]):
            return resolver.UPNS
        lists = [{self.lists[rid - 1] for rid in group} - {""} for group in (one, other)]
        if lists[0] & lists[1] and strength > 0:
            return resolver.ONE_LIST
        if any(self.said.get((min(a, b), max(a, b))) == "Different" for a in one for b in other):
            return resolver.REFUSED
        if strength == resolver.BY_MODEL and any(
            self.are_twins(a, b)
            and not any(self.knows(third, b) for third in one)
            and not any(self.knows(third, a) for third in other)
            for a in one
            for b in other
        ):
            return resolver.TWIN
        return None

    def are_twins(self, a: int, b: int) -> bool:
        """Two names and one birth."""
        (name, _, born), (other, _, other_born) = self.names[a - 1], self.names[b - 1]
        return name != other and born == other_born

    def knows(self, a: int, b: int) -> bool:
        """One has the other's very name."""
        (name, middle, _), (other, other_middle, _) = self.names[a - 1], self.names[b - 1]
        return other in (name, middle) or other_middle == name


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Any town; many links are equally strong."""
    pairs = [(a, b) for a in RECORDS for b in RECORDS if a < b]
    links: list[Link] = []
    for a, b in draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=14)):
        strength = draw(st.sampled_from((1, 2, 4, resolver.BY_MODEL, resolver.BY_MODEL)))
        links.append((a, b, strength, draw(st.sampled_from((0.99, 0.97, 0.96))) if strength == 6 else None))
    said = draw(st.dictionaries(st.sampled_from(pairs), st.sampled_from(("Same", "Different")), max_size=3))

    def one_each(value: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        return tuple(draw(value) for _ in RECORDS)

    names = st.tuples(st.sampled_from(("Lorraine", "Lorraine", "Zoe")), st.sampled_from(("-", "-", "Zoe")), st.just(1))
    return Town(
        lists=one_each(st.sampled_from(("", "", "education", "claim"))),
        upns=one_each(st.sampled_from(("", "", "", "P", "Q"))),
        names=one_each(names | st.tuples(st.just("Lorraine"), st.just("-"), st.integers(1, 4))),
        links=tuple(links),
        said=said,
    )


Found = tuple[set[frozenset[int]], dict[Pair, str]]
"""(groups, refused pair -> why)."""


def resolved(town: Town, links: Sequence[Link] | None = None, records: Sequence[int] = RECORDS) -> Found:
    """As the resolver has it: first officers and keys, then the model's as well."""
    links = town.links if links is None else links
    with duckdb.connect() as con:
        con.execute("ATTACH ':memory:' AS run")
        con.execute("CREATE SCHEMA run.linked")
        con.execute("CREATE TEMP TABLE prepared (rid BIGINT, apart VARCHAR, upn_identity VARCHAR)")
        con.execute("CREATE TABLE run.linked.comparable (rid BIGINT, cid INTEGER)")
        con.execute("CREATE TEMP TABLE content (cid INTEGER, name VARCHAR, middle VARCHAR, born INTEGER)")
        for rid in records:
            of_list, upn = town.lists[rid - 1] or None, town.upns[rid - 1] or None
            con.execute("INSERT INTO prepared VALUES (?, ?, ?)", [rid, of_list, upn])
            con.execute("INSERT INTO run.linked.comparable VALUES (?, ?)", [rid, 10 + rid])
            con.execute("INSERT INTO content VALUES (?, ?, ?, ?)", [10 + rid, *town.names[rid - 1]])
        con.execute("CREATE TEMP TABLE officer_pair (rid_a BIGINT, rid_b BIGINT, value VARCHAR)")
        for (a, b), value in town.said.items():
            con.execute("INSERT INTO officer_pair VALUES (?, ?, ?)", [a, b, value])
        con.execute(
            """CREATE TABLE run.linked.candidate (
                rid_a BIGINT, rid_b BIGINT, how VARCHAR, strength INTEGER, score DOUBLE, reason VARCHAR)"""
        )
        add = "INSERT INTO run.linked.candidate VALUES (?, ?, 'key', ?, ?, '')"
        for link in (link for link in links if link[2] < resolver.BY_MODEL):
            con.execute(add, link)
        resolver.start(con)
        resolver.settle(con)
        for link in (link for link in links if link[2] == resolver.BY_MODEL and town.said.get(link[:2]) != "Same"):
            con.execute(add, link)
        resolver.settle(con, TWINS)
        resolver.finish(con)
        found: dict[int, set[int]] = {}
        for rid, gid in con.execute("SELECT rid, gid FROM run.linked.grouped").fetchall():
            found.setdefault(gid, set()).add(rid)
        refused = con.execute("SELECT rid_a, rid_b, why FROM run.linked.vetoed").fetchall()
    assert all(gid == min(group) for gid, group in found.items())
    assert len(refused) == len({(a, b) for a, b, _ in refused})
    return {frozenset(group) for group in found.values()}, {(a, b): why for a, b, why in refused}


def strongest_first(town: Town) -> Found:
    """The oracle: link by link, each made unless something stands against it then; why: what does in the end."""
    group = {rid: frozenset({rid}) for rid in RECORDS}
    refused = {}
    for a, b, strength, _ in town.all_links():
        if group[a] == group[b]:
            continue
        if why := town.against(group[a], group[b], strength):
            refused[a, b] = (why, strength)
        else:
            merged = group[a] | group[b]
            group |= dict.fromkeys(merged, merged)
    in_the_end = {(a, b): town.against(group[a], group[b], s) or why for (a, b), (why, s) in refused.items()}
    return set(group.values()), in_the_end


@settings(max_examples=50, deadline=None)
@given(towns())
def test_the_strongest_link_is_made_first(town: Town) -> None:
    assert resolved(town) == strongest_first(town)


@settings(max_examples=20, deadline=None)
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(town: Town, chance: random.Random) -> None:
    links, records = list(town.links), list(RECORDS)
    chance.shuffle(links)
    chance.shuffle(records)
    assert resolved(town, links, records) == resolved(town)


@settings(max_examples=20, deadline=None)
@given(towns())
def test_a_child_holds_no_two_permanent_upns_and_nothing_an_officer_parted(town: Town) -> None:
    groups, _ = resolved(town)
    for group in groups:
        assert len({town.upns[rid - 1] for rid in group} - {""}) <= 1
        assert not any(value == "Different" and {a, b} <= group for (a, b), value in town.said.items())
    of = {rid: group for group in groups for rid in group}
    for (a, b), value in town.said.items():
        if value == "Same" and of[a] != of[b]:
            assert town.against(of[a], of[b], resolver.OFFICER)


NOBODY = ("",) * 8
NAMES = (("Lorraine", "-", 1),) * 8


def test_a_chain_stops_at_the_second_education_record() -> None:
    """1 and 3 are education records; 2 is linked with both, more strongly with 3."""
    lists = ("education", "", "education", "", "", "", "", "")
    town = Town(lists, NOBODY, NAMES, ((1, 2, 3, None), (2, 3, 1, None), (3, 4, 2, None)))
    groups, refused = resolved(town)
    assert groups >= {frozenset({1}), frozenset({2, 3, 4})}
    assert refused == {(1, 2): resolver.ONE_LIST}


@pytest.mark.parametrize(
    ("lists", "upns", "said", "are_one"),
    [
        (("education", "education"), ("", ""), {(1, 2): "Same"}, True),
        (("claim", "claim"), ("P", "P"), {(1, 2): "Same"}, True),
        (("education", ""), ("P", "Q"), {(1, 2): "Same"}, False),
        (("education", ""), ("", ""), {(1, 2): "Different"}, False),
    ],
    ids=["two education records", "two children of one claim", "two permanent UPNs", "different against a key"],
)
def test_an_officer_decides(
    lists: tuple[str, str], upns: tuple[str, str], said: dict[Pair, str], are_one: bool
) -> None:
    town = Town((*lists, *NOBODY[2:]), (*upns, *NOBODY[2:]), NAMES, ((1, 2, 1, None),), said)
    assert (frozenset({1, 2}) in resolved(town)[0]) == are_one


def test_an_officers_word_comes_before_a_key() -> None:
    """2 is an education record by key of 3's list; an officer said that it is 1, who is on that list too."""
    town = Town(("claim", "", "claim", *NOBODY[3:]), NOBODY, NAMES, ((2, 3, 1, None),), {(1, 2): "Same"})
    assert frozenset({1, 2}) in resolved(town)[0]


def test_a_record_that_knows_both_names_lifts_the_guard() -> None:
    """1 Lorraine and 2 Lorraine Zoe are one by key; 3 is a Zoe of that birth, whom 2 knows; 4 a Zoe nobody knows."""
    named = (("Lorraine", "-", 1), ("Lorraine", "Zoe", 1), ("Zoe", "-", 1), ("Zoe", "-", 1), ("Lorraine", "-", 1))
    links = ((1, 2, 1, None), (1, 3, 6, 0.99), (4, 5, 6, 0.98))
    groups, refused = resolved(Town(NOBODY, NOBODY, named + NAMES[5:], links))
    assert frozenset({1, 2, 3}) in groups
    assert refused == {(4, 5): resolver.TWIN}


def test_thousands_that_are_all_linked_are_one_child_or_as_many_as_their_lists() -> None:
    """1,500 records that all have one UPN; every hundredth is an education record."""
    with duckdb.connect() as con:
        con.execute("ATTACH ':memory:' AS run")
        con.execute("CREATE SCHEMA run.linked")
        con.execute(
            """CREATE TEMP TABLE prepared AS SELECT range AS rid,
                CASE WHEN range % 100 = 0 THEN 'education|1' END AS apart, 'P' AS upn_identity FROM range(1500)"""
        )
        con.execute(
            """CREATE TABLE run.linked.candidate AS
                SELECT a.rid AS rid_a, b.rid AS rid_b, 'key' AS how, 1 AS strength, NULL::DOUBLE AS score, '' AS reason
                FROM prepared AS a JOIN prepared AS b ON a.rid < b.rid
                WHERE a.rid + b.rid < 1600"""
        )
        resolver.resolve(con)
        children = con.execute("SELECT count(*) FROM run.linked.grouped GROUP BY gid ORDER BY 1 DESC").fetchall()
    assert children == [(1486,), *[(1,)] * 14]
