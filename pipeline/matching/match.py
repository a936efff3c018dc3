"""Match: from person records to children, from the strongest evidence to the weakest.

prepare    names as comparable keys; what is no evidence of identity
passes     pairs by student id, UPN, and the same names, date of birth and home
resolver   the children that follow from them
compare    what else is alike, scored by the saved model; only what is new since last night
linking    the model's and the officers' links
resolver   the children that follow from all of them
linking    what is left for an officer to look at
"""

from __future__ import annotations

from pipeline.matching import compare, linking, officers, passes, prepare, resolver, twins
from pipeline.matching.saved_model import Model
from pipeline.store import Connection


def match(con: Connection, model: Model, *, link_above: float, review_above: float, remember: bool) -> None:
    """Writes `run.linked.grouped` (rid, gid: the children) and what led there, from `run.linked.person_record`.

    Also `prepared`, `candidate` (the links believed), `vetoed`, `comparable`, `scored` and `possible_link`, each as
    its module says. Reads `decisions.entry` by the day in the variable as_at, and `matching.*`, which it extends where
    remember is set.
    """
    prepare.prepare(con)
    con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM run.linked.prepared")
    officers.officers_pairs(con)
    passes.find_candidates(con)
    resolver.start(con)
    resolver.settle(con)
    compare.compare(con, model, review_above=review_above, remember=remember)
    linking.add_links(con, model, link_above)
    resolver.settle(con, twins.twins(model))
    resolver.finish(con)
    linking.find_possible(con, model, link_above=link_above, review_above=review_above)
