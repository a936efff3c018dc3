"""Reasons that say nothing of where a child lives whose address is restricted."""

from __future__ import annotations

from pipeline.store import Connection

PLACE = "(address|postcode|house|property)(es|s)?"
CUTS = (
    (rf"(^|; ){PLACE} [^;]*", ""),
    (rf"\bsame {PLACE}(, | and )", "same "),
    (rf"(^|; )same {PLACE}(;|$)", r"\4"),
    (rf"(,| and) {PLACE}", ""),
)
"""What is cut out of a reason: "; postcode SO14 0AA / SO15 0AB", and "postcode" of what is the same."""


def withhold_places(con: Connection) -> None:
    """Cuts the place out of the reasons of links and possible links with a restricted child on either side."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE restricted AS
            SELECT record FROM run.linked.person
            WHERE child_id IN (SELECT child_id FROM run.linked.child WHERE is_restricted)"""
    )
    for table, records in (
        ("link", ("record_a", "record_b")),
        ("possible_link", ("record_a", "record_b")),
        ("record_how", ("record",)),
    ):
        of_restricted = " OR ".join(f"{record} IN (FROM restricted)" for record in records)
        con.execute(f"UPDATE run.linked.{table} SET reason = {_without_place('reason')} WHERE {of_restricted}")


def _without_place(said: str) -> str:
    for pattern, by in CUTS:
        said = f"regexp_replace({said}, '{pattern}', '{by}', 'g')"
    return f"trim({said}, '; ')"
