"""Links of the model, and the pairs that wait for an officer's look."""

from __future__ import annotations

from pipeline.matching import resolver, twins
from pipeline.matching.saved_model import Comparison, Model
from pipeline.store import Connection, drop_temporary

WRITTEN = {
    "forename": "{side}.forename",
    "surname": "{side}.surname",
    "born": "strftime({side}.date_of_birth, '%-d %B %Y')",
    "sex": "{side}.sex",
    "place": "{side}.postcode",
}
"""How an officer sees what a comparison compares."""

TOO_NEAR = 3.0
"""Bits by which the better of two competing links has to be better."""

UNTOLD = "too little is said"
"""A guard that is no evidence against: nothing tells the child from a twin, so an officer looks; no more than that."""

GUARDS = {
    **{("forename", "no forename"): UNTOLD, ("surname", "no surname"): UNTOLD, ("born", "perhaps a default"): UNTOLD},
    ("born", "different"): "another date of birth",
}
"""(comparison, level) -> what guards the pair; any other guard is a twin or sibling."""

IN_ORDER = ("number", "born", "place", "surname", "forename", "sex")
"""What a reason says first."""


def add_links(con: Connection, model: Model, link_above: float) -> None:
    """Adds to `run.linked.candidate` the model's pairs at link_above and over.

    Reads `run.linked.scored` and the groups so far (`member`): pairs of one group need no link. Writes the temporary
    table `record_pair` (rid_a, rid_b, score, weight, gammas, bits, guard) of all scored pairs across groups.
    """
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE record_pair AS
            SELECT least(a.rid, b.rid) AS rid_a, greatest(a.rid, b.rid) AS rid_b, score, weight,
                gammas, bits, {guard_sql(model)} AS guard
            FROM run.linked.scored
            JOIN run.linked.comparable AS a ON a.cid = cid_a JOIN run.linked.comparable AS b ON b.cid = cid_b
            JOIN member AS of_a ON of_a.rid = a.rid JOIN member AS of_b ON of_b.rid = b.rid
            WHERE of_a.gid <> of_b.gid AND (cid_a <> cid_b OR a.rid < b.rid)"""
    )
    _ambiguous(con, model, link_above)
    con.execute(
        f"""INSERT INTO run.linked.candidate
            SELECT rid_a, rid_b, 'model', {resolver.BY_MODEL}, score, {reason_sql(model)}
            FROM record_pair AS pair ANTI JOIN run.linked.candidate AS known USING (rid_a, rid_b)
            ANTI JOIN ambiguous USING (rid_a, rid_b)
            JOIN prepared AS of_a ON of_a.rid = rid_a JOIN run.linked.person_record AS a ON a.record = of_a.record
            JOIN prepared AS of_b ON of_b.rid = rid_b JOIN run.linked.person_record AS b ON b.record = of_b.record
            WHERE score >= ? AND guard IS NULL""",
        [link_above],
    )


def _ambiguous(con: Connection, model: Model, link_above: float) -> None:
    """`ambiguous` (rid_a, rid_b): one of the two fits a twin of the other nearly as well, so neither is linked.

    The twin: another record of that list, or of any list with a forename that tells the two apart. "Sam" beside Samuel
    and Samantha: a toss of a coin would link a child to a twin.
    """
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE ambiguous AS
            WITH strong AS (SELECT * FROM record_pair WHERE score >= $near AND guard IS NULL),
            sided AS (
                SELECT rid_a, rid_b, rid_a AS rid, rid_b AS other, weight, score FROM strong
                UNION ALL SELECT rid_a, rid_b, rid_b, rid_a, weight, score FROM strong),
            placed AS (
                SELECT sided.*, apart, gid, cid FROM sided JOIN member ON member.rid = other
                JOIN run.linked.comparable ON comparable.rid = other LEFT JOIN apart_of ON apart_of.rid = other)
            SELECT DISTINCT one.rid_a, one.rid_b
            FROM placed AS one JOIN placed AS two ON two.rid = one.rid AND two.other <> one.other
                AND two.gid <> one.gid AND abs(two.weight - one.weight) < {TOO_NEAR}
            JOIN content AS l ON l.cid = one.cid JOIN content AS r ON r.cid = two.cid
            WHERE one.score >= $link AND (coalesce(one.apart = two.apart, false) OR {twins.twins(model).guarded})""",
        {"link": link_above, "near": nearly(link_above)},
    )


def nearly(link_above: float) -> float:
    """The probability TOO_NEAR bits below link_above: a pair as good as that competes with a link."""
    odds = link_above / max(1 - link_above, 1e-12) / 2.0**TOO_NEAR
    return float(odds / (1 + odds))


def find_possible(con: Connection, model: Model, *, link_above: float, review_above: float) -> None:
    """Writes `run.linked.possible_link`: the scored pairs at review_above and over whose records are not one child.

    Columns: rid_a, rid_b, record_a, record_b (in the order of rid), how ('review'), score, weight (bits), reason (in
    words), gammas (JSON: comparison -> level, bits), why: 'review' (its score, or that too little is said to tell a
    twin); 'competing' (a better link won); or what stands against it ('two records of one list', 'a twin or sibling',
    'another date of birth'). Pairs that an officer refused, and pairs of two
    children with different permanent UPNs, are not there.
    """
    # The few pairs first, then of the groups only those that they touch.
    con.execute(
        """CREATE OR REPLACE TEMP TABLE waiting AS
            SELECT record_pair.*, a.gid AS gid_a, b.gid AS gid_b
            FROM record_pair JOIN member AS a ON a.rid = rid_a JOIN member AS b ON b.rid = rid_b
            WHERE score >= ? AND a.gid <> b.gid""",
        [review_above],
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE waiting_record AS
            SELECT rid, gid, record, nullif(apart, '') AS apart, nullif(upn_identity, '') AS upn_identity
            FROM member JOIN prepared USING (rid)
            WHERE gid IN (SELECT gid_a FROM waiting UNION ALL SELECT gid_b FROM waiting)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE refused AS
            SELECT a.gid AS gid_a, b.gid AS gid_b FROM officer_pair
            JOIN waiting_record AS a ON a.rid = rid_a JOIN waiting_record AS b ON b.rid = rid_b
            WHERE value = 'Different'"""
    )
    con.execute(
        f"""CREATE TABLE run.linked.possible_link AS
            WITH two_upns AS (
                SELECT DISTINCT gid_a, gid_b FROM waiting
                JOIN waiting_record AS a ON a.gid = gid_a JOIN waiting_record AS b ON b.gid = gid_b
                WHERE a.upn_identity <> b.upn_identity),
            conflict AS (
                SELECT DISTINCT gid_a, gid_b FROM waiting
                JOIN waiting_record AS a ON a.gid = gid_a JOIN waiting_record AS b ON b.gid = gid_b
                WHERE a.apart = b.apart)
            SELECT rid_a, rid_b, of_a.record AS record_a, of_b.record AS record_b, 'review' AS how,
                score, weight, {reason_sql(model)} AS reason, {gammas_sql(model)} AS gammas,
                CASE WHEN of_a.apart = of_b.apart THEN '{resolver.ONE_LIST}' WHEN guard <> '{UNTOLD}' THEN guard
                    WHEN conflict.gid_a IS NOT NULL OR ambiguous.rid_a IS NOT NULL THEN 'competing'
                    WHEN score < $link OR guard = '{UNTOLD}' THEN 'review'
                    ELSE coalesce(refusal.why, '{resolver.TWIN}') END AS why
            FROM (FROM waiting ANTI JOIN two_upns USING (gid_a, gid_b)
                ANTI JOIN refused USING (gid_a, gid_b)
                ANTI JOIN (SELECT gid_b AS gid_a, gid_a AS gid_b FROM refused) USING (gid_a, gid_b)) AS pair
            LEFT JOIN conflict USING (gid_a, gid_b) LEFT JOIN ambiguous USING (rid_a, rid_b)
            LEFT JOIN (SELECT rid_a, rid_b, min(why) AS why FROM run.linked.vetoed GROUP BY ALL) AS refusal
                USING (rid_a, rid_b)
            JOIN waiting_record AS of_a ON of_a.rid = rid_a
            JOIN run.linked.person_record AS a ON a.record = of_a.record
            JOIN waiting_record AS of_b ON of_b.rid = rid_b
            JOIN run.linked.person_record AS b ON b.record = of_b.record
            ORDER BY rid_a, rid_b""",
        {"link": link_above},
    )
    drop_temporary(con, "waiting", "waiting_record", "refused")
    drop_temporary(con, "record_pair", "ambiguous", "content")


def possible_children(con: Connection, link_above: float) -> None:
    """Writes `run.linked.possible_match` (child_id, other_child_id, score): two rows per pair, one from each side.

    Only pairs with nothing against them but their score, below link_above (rules of Appendix 3, awaiting review).
    """
    con.execute(
        """CREATE TABLE run.linked.possible_match AS
            WITH pair AS (
                SELECT a.child_id AS child_a, b.child_id AS child_b, score FROM run.linked.possible_link
                JOIN run.linked.known AS a ON a.rid = rid_a JOIN run.linked.known AS b ON b.rid = rid_b
                WHERE why = 'review' AND score < ?)
            SELECT child_id, other_child_id, max(score) AS score
            FROM (SELECT child_a AS child_id, child_b AS other_child_id, score FROM pair
                UNION ALL SELECT child_b, child_a, score FROM pair) GROUP BY child_id, other_child_id""",
        [link_above],
    )


def guard_sql(model: Model) -> str:
    """SQL saying of gammas what guards the pair, so that no machine links it; NULL where nothing does.

    What stands against the pair goes before what merely tells too little.
    """
    guards = [
        (GUARDS.get((comparison.name, level.name), resolver.TWIN), f"gammas[{place}] = {level.value}")
        for place, comparison in enumerate(model.comparisons, 1)
        for level in comparison.levels
        if level.is_guard
    ]
    cases = [f"WHEN {holds} THEN '{guard}'" for guard, holds in sorted(guards, key=lambda guard: guard[0] == UNTOLD)]
    return f"CASE {' '.join(cases)} END" if cases else "NULL::VARCHAR"


def reason_sql(model: Model) -> str:
    """SQL for why two records may be one child, in words: "same date of birth and postcode; forename Katie / Kate".

    Of `pair` (gammas) and the person records a and b.
    """
    places = {comparison.name: at for at, comparison in enumerate(model.comparisons, 1)}
    ordered = [model.comparisons[places[name] - 1] for name in IN_ORDER if name in places]
    agreed = ", ".join(_words(comparison, places[comparison.name], same=True) for comparison in ordered)
    others = ", ".join(_words(comparison, places[comparison.name], same=False) for comparison in ordered)
    kept = "list_filter([{}], lambda word: word IS NOT NULL)"
    listed = f"array_to_string({kept.format(agreed)}, ', ')"
    # "a, b and c"
    same = rf"'same ' || regexp_replace(nullif({listed}, ''), ', ([^,]*)$', ' and \1')"
    return f"concat_ws('; ', {same}, nullif(array_to_string({kept.format(others)}, '; '), ''))"


def _words(comparison: Comparison, place: int, *, same: bool) -> str:
    """CASE of what the comparison's level says, of levels that begin with "same" or of the others."""
    cases = []
    for level in comparison.levels:
        if level.says and level.says.startswith("same ") == same:
            text = "'" + level.says.removeprefix("same ").replace("'", "''") + "'"
            for mark, side in (("{l}", "a"), ("{r}", "b")):
                if mark in text:
                    value = WRITTEN[comparison.name].format(side=side)
                    text = f"replace({text}, '{mark}', coalesce({value}, ''))"
            cases.append(f"WHEN {level.value} THEN {text}")
    return f"CASE gammas[{place}] {' '.join(cases)} END" if cases else "NULL"


def gammas_sql(model: Model) -> str:
    """SQL for JSON of every comparison: the level found and its bits."""
    parts = []
    for place, comparison in enumerate(model.comparisons, 1):
        named = " ".join(f"WHEN {level.value} THEN '{level.name}'" for level in comparison.levels)
        level = f"CASE gammas[{place}] {named} ELSE 'missing' END"
        parts.append(f"{comparison.name} := {{'level': {level}, 'bits': round(bits[{place}]::DOUBLE, 2)}}")
    return f"to_json(struct_pack({', '.join(parts)}))::VARCHAR"
