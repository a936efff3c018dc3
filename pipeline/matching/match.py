"""Match: from person records to children, from the strongest evidence to the weakest.

prepare    names as comparable keys; what is no evidence of identity
interest   of other people's children, only those that resemble ours go on
passes     pairs by student id, UPN, and the same names, date of birth and home
compare    what else is alike, scored by the saved model
resolver   the children that follow from officers' words and keys
linking    the model's links
resolver   the children that follow from all of them
linking    what is left for an officer to look at

A night that remembers the one before does so for what changed (`incremental`), and comes to the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.matching import (
    comparable,
    compare,
    incremental,
    interest,
    linking,
    memory,
    officers,
    passes,
    prepare,
    resolver,
    twins,
)
from pipeline.matching.saved_model import Model
from pipeline.store import Connection, drop_temporary


def match(
    con: Connection,
    model: Model,
    *,
    link_above: float,
    review_above: float,
    remember: bool,
    of_others: Sequence[str] = (),
) -> None:
    """Writes `run.linked.grouped` (rid, gid: the children) and what led there, from `run.linked.person_record`.

    Also `prepared`, `candidate` (the links believed), `vetoed`, `comparable`, `scored` and `possible_link`, each as
    its module says. Reads `decisions.entry` by the day in the variable as_at. remember: the run is for the newest day,
    so `matching.*` is read, and extended for the next.   of_others: sources of which only what resembles the other
    records is matched.
    """

    def judge() -> None:
        resolver.start(con)
        resolver.settle(con)
        linking.add_links(con, model, link_above)
        resolver.settle(con, twins.twins(model))
        resolver.finish(con)
        linking.find_possible(con, model, link_above=link_above, review_above=review_above)

    prepare.prepare(con)
    con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM run.linked.prepared")
    officers.officers_pairs(con)
    comparable.learn_names(con, model)
    interest.leave_out(con, model, of_others)
    if remember:
        memory.look(con)
    said = memory.identity(model, link_above, review_above)
    knows = remember and memory.prior_before(con, said) is not None
    if not (knows and incremental.match_changes(con, model, judge, link_above=link_above, review_above=review_above)):
        con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM run.linked.prepared")
        passes.find_candidates(con)
        compare.compare(con, model, review_above=review_above)
        judge()
        if remember:
            memory.remember_all(con, said, compare.prior_bits(model, memory.contents(con)))
    comparable.forget_names(con)
    drop_temporary(con, "name_frequency", "now", "pair", "block_key", "crowded")
