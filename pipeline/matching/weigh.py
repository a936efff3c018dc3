"""Why two records of the newest run are, or are not, one child: the weight of each comparison, as the model gives it.

Scored anew for the few pairs asked for, with the functions that score a night, so that also links by keys have weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.databases import beside
from pipeline.matching import comparable, compare, prepare, scoring
from pipeline.matching.saved_model import Model
from pipeline.store import Connection, count

NO_FLOOR = 1e-30
"""However improbable, the pair is told."""


@dataclass(frozen=True)
class Weight:
    """One comparison of a pair: its level in the model's words, and the evidence for one child in bits (below zero:
    against). A value that is missing weighs nothing."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True)
class Weighed:
    """A pair of records: the weight of the prior, of each comparison, and the probability that follows."""

    record_a: str
    record_b: str
    prior: float
    weights: tuple[Weight, ...]
    score: float


def weigh(night: Connection, model: Model, pairs: Sequence[tuple[str, str]]) -> list[Weighed]:
    """The pairs of record keys, weighed; a pair of which a record has no name at all is left out.

    pairs: at least one.   night: a connection with `run.linked` of the newest run, which is only read.
    """
    con = desk(night, sorted({record for pair in pairs for record in pair}))
    lay_out(con, model)
    con.execute("CREATE TEMP TABLE asked (place INTEGER, record_a VARCHAR, record_b VARCHAR)")
    con.executemany(
        "INSERT INTO asked VALUES (?, ?, ?)", [[n, *pair] for n, pair in enumerate(pairs)] or [[-1, "", ""]]
    )
    con.execute(
        """CREATE TEMP TABLE asked_pair AS
            SELECT place, record_a, record_b, least(a.cid, b.cid) AS cid_a, greatest(a.cid, b.cid) AS cid_b
            FROM asked JOIN of_record AS a ON a.record = record_a JOIN of_record AS b ON b.record = record_b"""
    )
    con.execute("CREATE TEMP TABLE pair_to_score AS SELECT DISTINCT cid_a, cid_b FROM asked_pair")
    scoring.score_pairs(con, model, floor=NO_FLOOR)
    prior = compare.prior_bits(model, count(night, "SELECT count(DISTINCT cid) FROM run.linked.comparable"))
    rows = con.execute(
        """SELECT record_a, record_b, weight, gammas, bits FROM asked_pair JOIN scored USING (cid_a, cid_b)
            ORDER BY place"""
    ).fetchall()
    con.close()
    return [
        Weighed(a, b, prior, tuple(_weights(model, gammas, bits)), 1 / (1 + 2.0 ** -(weight + prior)))
        for a, b, weight, gammas, bits in rows
    ]


def desk(night: Connection, records: Sequence[str] | None = None) -> Connection:
    """A connection of its own, in memory, with person records and prepared records of a night (None: all of them)."""
    con = beside(night)
    con.execute("ATTACH ':memory:' AS run")
    con.execute("CREATE SCHEMA run.linked")
    wanted = "" if records is None else "WHERE record IN (SELECT unnest(?))"
    for table in ("person_record", "prepared"):
        rows = night.execute(f"SELECT * FROM run.linked.{table} {wanted}", [] if records is None else [records])
        con.register("copied", rows.to_arrow_table())
        con.execute(f"CREATE TABLE run.linked.{table} AS FROM copied")
        con.unregister("copied")
    return con


def lay_out(con: Connection, model: Model) -> None:
    """`content` of the records on the desk, as a night makes it, and the temporary table `of_record` (record, cid)."""
    con.execute("CREATE TEMP VIEW prepared AS FROM run.linked.prepared")
    prepare.name_forms(con)
    comparable.make_comparable(con, model)
    con.execute(
        "CREATE TEMP TABLE of_record AS SELECT record, cid FROM prepared JOIN run.linked.comparable USING (rid)"
    )


def _weights(model: Model, gammas: Sequence[int], bits: Sequence[float]) -> list[Weight]:
    found = []
    for comparison, gamma, weight in zip(model.comparisons, gammas, bits, strict=True):
        names = {level.value: level.name for level in comparison.levels}
        found.append(Weight(comparison.name, names.get(gamma, "missing"), round(weight, 2)))
    return found
