"""The resolver: from pairs of records to children, by the best link first and never against a veto.

Links are taken in the order of their strength: an officer's, those by keys from the surest, the model's by score; of
equals, the one between the lower records. A link unites the two groups that its records are in by then, unless the two
hold records that are never one child. So the outcome does not depend on the order of rows.

What stands against a link: two different permanent UPNs and an officer's "Different", always; two records of one list
(two education records, two children of one claim, two pupils of one return), but not against an officer's "Same"; a
twin or sibling anywhere in the two groups, against links of the model.

Most children raise no question: where nothing within a set of linked records could ever be a veto, all of it is one
child, in one step. Only what is left is taken link by link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.matching.twins import Twins
from pipeline.store import Connection, count, drop_temporary

OFFICER, BY_MODEL = 0, 6
"""Strengths of links that are not by keys."""

CROWD = 200
"""A child has fewer groups of records that only the model links; where there are more, none of its links counts."""

UPNS, ONE_LIST = "two different permanent UPNs", "two records of one list"
REFUSED, TWIN = "an officer said they are different", "a twin or sibling"
TOO_MANY = "too many records are like these"
"""Why two groups are never one child, strongest first."""


def resolve(con: Connection) -> None:
    """All at once: writes `run.linked.grouped` and `run.linked.vetoed` from `prepared` and `candidate`."""
    start(con)
    settle(con)
    finish(con)


def start(con: Connection) -> None:
    """Every record is a group of its own (`member`: rid, gid). Creates `run.linked.vetoed` (rid_a, rid_b, why).

    An officer's "Same" takes the place of what else `run.linked.candidate` says of the pair.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE member AS SELECT rid, rid AS gid FROM prepared")
    con.execute("CREATE OR REPLACE TEMP TABLE upn_of AS SELECT rid, upn_identity FROM prepared WHERE upn_identity > ''")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE apart_of AS SELECT rid, hash(apart) AS apart FROM prepared WHERE apart > ''"
    )
    con.execute("CREATE TEMP TABLE IF NOT EXISTS officer_pair (rid_a BIGINT, rid_b BIGINT, value VARCHAR)")
    con.execute("CREATE TABLE run.linked.vetoed (rid_a BIGINT, rid_b BIGINT, why VARCHAR)")
    con.execute(
        """DELETE FROM run.linked.candidate USING officer_pair
            WHERE candidate.rid_a = officer_pair.rid_a AND candidate.rid_b = officer_pair.rid_b AND value = 'Same'"""
    )
    con.execute(
        f"""INSERT INTO run.linked.candidate
            SELECT rid_a, rid_b, 'officer', {OFFICER}, NULL, 'an officer said they are the same child'
            FROM officer_pair WHERE value = 'Same'"""
    )


def settle(con: Connection, twins: Twins | None = None) -> None:
    """Unites groups of `member` by the links of `run.linked.candidate`; `run.linked.vetoed` is what it refused.

    Called once for the links of officers and keys, and again, with twins, when those of the model are there.
    """
    con.execute("DELETE FROM run.linked.vetoed")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE edge AS
            SELECT rid_a, rid_b, strength, score, a.gid AS gid_a, b.gid AS gid_b
            FROM run.linked.candidate JOIN member AS a ON a.rid = rid_a JOIN member AS b ON b.rid = rid_b
            WHERE a.gid <> b.gid"""
    )
    _linked_sets(con)
    _leave_crowds(con)
    _contested(con, twins)
    con.execute(
        """CREATE OR REPLACE TEMP TABLE united AS
            SELECT gid, root FROM linked_set WHERE root NOT IN (FROM contested) AND gid <> root"""
    )
    _one_by_one(con, twins)
    con.execute("UPDATE member SET gid = united.root FROM united WHERE member.gid = united.gid")
    drop_temporary(con, "edge", "linked_set", "in_set", "said", "guarded", "contested", "united")


def finish(con: Connection) -> None:
    """Writes `run.linked.grouped` (rid, gid: the number of the group's first record)."""
    con.execute("CREATE TABLE run.linked.grouped AS SELECT rid, gid FROM member")


def _linked_sets(con: Connection) -> None:
    """`linked_set` (gid, root): the groups that links hold together, whatever stands against it; root: the lowest.

    In each round every set goes to the lowest set that a link leads it to, along the whole way down; a round halves
    the number of sets at least, so a chain of thousands takes few.
    """
    con.execute(
        """CREATE OR REPLACE TEMP TABLE linked_set AS
            SELECT gid, gid AS root FROM (SELECT gid_a AS gid FROM edge UNION SELECT gid_b FROM edge)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE across AS
            SELECT DISTINCT least(gid_a, gid_b) AS low, greatest(gid_a, gid_b) AS high FROM edge"""
    )
    while count(con, "SELECT count(*) FROM across"):
        con.execute(
            "CREATE OR REPLACE TEMP TABLE way AS SELECT high AS root, min(low) AS low FROM across GROUP BY high"
        )
        farther = "UPDATE way SET low = next.low FROM way AS next WHERE next.root = way.low"
        while changed := con.execute(farther).fetchone():
            if not changed[0]:
                break
        con.execute("UPDATE linked_set SET root = way.low FROM way WHERE way.root = linked_set.root")
        con.execute(
            """CREATE OR REPLACE TEMP TABLE across AS
                SELECT DISTINCT least(a, b) AS low, greatest(a, b) AS high FROM (
                    SELECT coalesce(of_low.low, across.low) AS a, of_high.low AS b FROM across
                    JOIN way AS of_high ON of_high.root = across.high
                    LEFT JOIN way AS of_low ON of_low.root = across.low)
                WHERE a <> b"""
        )
    drop_temporary(con, "across", "way")


def _leave_crowds(con: Connection) -> None:
    """Takes out of `edge` the model's links in a crowd, and makes `linked_set` anew."""
    con.execute(
        f"""INSERT INTO run.linked.vetoed
            SELECT rid_a, rid_b, '{TOO_MANY}' FROM edge JOIN linked_set ON gid = gid_a
            WHERE strength >= {BY_MODEL} AND root IN (
                SELECT root FROM linked_set GROUP BY root HAVING count(*) > {CROWD})"""
    )
    if count(con, "SELECT count(*) FROM run.linked.vetoed"):
        con.execute("CREATE OR REPLACE TEMP TABLE edge AS FROM edge ANTI JOIN run.linked.vetoed USING (rid_a, rid_b)")
        _linked_sets(con)


def _contested(con: Connection, twins: Twins | None) -> None:
    """`contested` (root): the sets that hold two records which are never one child.   `in_set`: rid, gid, root.

    `said` (root, gid, cid): the contents of a set.   `guarded` (cid_a, cid_b, root): those that twins' forenames part.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE in_set AS SELECT rid, gid, root FROM member JOIN linked_set USING (gid)")
    con.execute("CREATE OR REPLACE TEMP TABLE guarded (cid_a INTEGER, cid_b INTEGER, root BIGINT)")
    if twins:
        con.execute(
            """CREATE OR REPLACE TEMP TABLE said AS
                SELECT DISTINCT root, gid, cid FROM in_set JOIN run.linked.comparable USING (rid)"""
        )
        con.execute(f"INSERT INTO guarded {_pairs_within('said', twins.guarded)}")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE contested AS
            SELECT root FROM in_set JOIN upn_of USING (rid) GROUP BY root
                HAVING min(upn_identity) <> max(upn_identity)
            UNION
            SELECT root FROM in_set JOIN apart_of USING (rid) GROUP BY root HAVING count(*) > count(DISTINCT apart)
            UNION
            SELECT a.root FROM officer_pair JOIN in_set AS a ON a.rid = rid_a
                JOIN in_set AS b ON b.rid = rid_b AND b.root = a.root WHERE value = 'Different'
            UNION
            SELECT root FROM guarded"""
    )


def _pairs_within(said: str, condition: str) -> str:
    """The query of cid_a, cid_b, root of contents l and r of two groups of one set, where the condition holds."""
    return f"""
        SELECT cid_a, cid_b, root FROM (
            SELECT DISTINCT a.root, a.cid AS cid_a, b.cid AS cid_b
            FROM {said} AS a JOIN {said} AS b ON b.root = a.root AND a.gid < b.gid AND a.cid <> b.cid)
        JOIN content AS l ON l.cid = cid_a JOIN content AS r ON r.cid = cid_b WHERE {condition}"""


Contents = dict[int, set[int]]
"""Content -> those that something holds of it and them."""


@dataclass(frozen=True)
class Names:
    """guarded: contents whose forenames are those of twins or siblings.   firm: one has the very name of the other."""

    guarded: Contents = field(default_factory=dict)
    firm: Contents = field(default_factory=dict)

    def are_twins(self, ours: set[int], theirs: set[int]) -> bool:
        """Whether two groups are, by their contents; a third content may know the name, and lifts it."""
        return any(
            self.firm.get(other, NONE).isdisjoint(ours) and self.firm.get(one, NONE).isdisjoint(theirs)
            for one in ours
            for other in self.guarded.get(one, NONE) & theirs
        )


NONE: set[int] = set()


@dataclass
class Group:
    """Records that are one child so far, and what vetoes go by.   refused: records an officer said are others."""

    gid: int
    records: set[int] = field(default_factory=set)
    upns: set[str] = field(default_factory=set)
    lists: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    contents: set[int] = field(default_factory=set)

    def against(self, other: Group, strength: int, names: Names) -> str | None:
        """Why a link of that strength does not unite the two; None where nothing stands against it."""
        if self.upns and other.upns and len(self.upns | other.upns) > 1:
            return UPNS
        if strength > OFFICER and not self.lists.isdisjoint(other.lists):
            return ONE_LIST
        if not self.refused.isdisjoint(other.records):
            return REFUSED
        if strength >= BY_MODEL and names.are_twins(self.contents, other.contents):
            return TWIN
        return None

    def take_in(self, other: Group) -> None:
        """The other's records become this one's; the lower number stays."""
        self.gid = min(self.gid, other.gid)
        self.records |= other.records
        self.upns |= other.upns
        self.lists |= other.lists
        self.refused |= other.refused
        self.contents |= other.contents


def _one_by_one(con: Connection, twins: Twins | None) -> None:
    """The contested sets: adds to `united` (gid, root) and `run.linked.vetoed`."""
    if not count(con, "SELECT count(*) FROM contested"):
        return
    groups = _groups(con)
    names = _names(con, groups, twins) if twins else Names()
    links = con.execute(
        """SELECT gid_a, gid_b, rid_a, rid_b, strength FROM edge
            WHERE gid_a IN (SELECT gid FROM linked_set SEMI JOIN contested USING (root))
            ORDER BY strength, coalesce(score, 1) DESC, rid_a, rid_b"""
    ).fetchall()
    vetoed = best_first(groups, links, names)
    ends = [(gid, group.gid) for gid, group in groups.items() if gid != group.gid]
    _insert(con, "united", ("gid", "root"), ends)
    _insert(con, "run.linked.vetoed", ("rid_a", "rid_b", "why"), vetoed)


def best_first(
    groups: dict[int, Group], links: Iterable[tuple[int, int, int, int, int]], names: Names
) -> list[tuple[int, int, str]]:
    """Unites groups by links (gid_a, gid_b, rid_a, rid_b, strength) in their order, in place.

    Afterwards `groups` holds, under each number, the group that its records came to. Returns the links (rid_a, rid_b)
    that something stood against, and what stands against them in the end.
    """
    held: dict[int, list[int]] = {gid: [gid] for gid in groups}
    vetoed = []
    for gid_a, gid_b, rid_a, rid_b, strength in links:
        one, other = groups[gid_a], groups[gid_b]
        if one is other:
            continue
        why = one.against(other, strength, names)
        if why:
            vetoed.append((gid_a, gid_b, rid_a, rid_b, strength, why))
            continue
        if len(one.records) < len(other.records):
            one, other = other, one
        of_one, of_other = held.pop(one.gid), held.pop(other.gid)
        one.take_in(other)
        groups.update(dict.fromkeys(of_other, one))
        of_one.extend(of_other)
        held[one.gid] = of_one
    return [
        (rid_a, rid_b, groups[gid_a].against(groups[gid_b], strength, names) or why)
        for gid_a, gid_b, rid_a, rid_b, strength, why in vetoed
    ]


def _groups(con: Connection) -> dict[int, Group]:
    """The groups of the contested sets, by number."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE in_question AS SELECT rid, gid FROM in_set SEMI JOIN contested USING (root)"
    )
    values = {
        "records": "SELECT gid, rid FROM in_question",
        "upns": "SELECT gid, upn_identity FROM in_question JOIN upn_of USING (rid)",
        "lists": "SELECT gid, apart FROM in_question JOIN apart_of USING (rid)",
        "refused": """SELECT gid, rid_b FROM in_question JOIN officer_pair ON rid = rid_a WHERE value = 'Different'
            UNION ALL
            SELECT gid, rid_a FROM in_question JOIN officer_pair ON rid = rid_b WHERE value = 'Different'""",
    }
    groups: dict[int, Group] = {}
    for name, query in values.items():
        for gid, value in con.execute(query).fetchall():
            getattr(groups.setdefault(gid, Group(gid)), name).add(value)
    drop_temporary(con, "in_question")
    return groups


def _names(con: Connection, groups: dict[int, Group], twins: Twins) -> Names:
    """What the contents of the contested sets say of twins; adds to each group its contents."""
    con.execute("CREATE OR REPLACE TEMP TABLE said_there AS SELECT * FROM said SEMI JOIN contested USING (root)")
    for gid, cid in con.execute("SELECT gid, cid FROM said_there").fetchall():
        groups[gid].contents.add(cid)
    names = Names()
    for found, query in ((names.guarded, "FROM guarded"), (names.firm, _pairs_within("said_there", twins.firm))):
        for cid_a, cid_b, _ in con.execute(query).fetchall():
            found.setdefault(cid_a, set()).add(cid_b)
            found.setdefault(cid_b, set()).add(cid_a)
    drop_temporary(con, "said_there")
    return names


def _insert(con: Connection, table: str, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    import pyarrow as pa

    if rows:
        con.register("new_rows", pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))))
        con.execute(f"INSERT INTO {table} SELECT {', '.join(columns)} FROM new_rows")
        con.unregister("new_rows")
