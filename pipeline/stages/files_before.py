"""A file beside those of its table that were accepted before it: how many rows they had, which one it stands for."""

from __future__ import annotations

from pipeline.errors import RefusedFile
from pipeline.stages.land import Arrival
from pipeline.store import Connection, table_id
from sources.source import Source, Table

NAMED_SHRINK = 0.30
"""Share of an establishment's pupils that may be gone before its return is named (a return is never refused for it)."""


def is_known(con: Connection, arrival: Arrival) -> bool:
    """Whether the same content was accepted for the same table and day, and not replaced by another at its own place.

    (A file put back after a wrong correction is delivered anew: the correction is no longer there.)
    """
    known = con.execute(
        """SELECT path = $path AND content_hash <> $digest FROM landing.file
            WHERE source = $source AND table_name = $table AND extract_date = $day AND outcome = 'accepted'
                AND file_id >= (
                    SELECT max(file_id) FROM landing.file
                    WHERE source = $source AND table_name = $table AND extract_date = $day AND outcome = 'accepted'
                        AND content_hash = $digest)""",
        _of(arrival) | {"path": arrival.delivery.inside, "digest": arrival.digest},
    ).fetchall()
    return bool(known) and not any(replaced for (replaced,) in known)


def _of(arrival: Arrival) -> dict[str, object]:
    delivery = arrival.delivery
    return {"source": delivery.source, "table": delivery.table, "day": delivery.extract_date}


def refuse_shrunk(con: Connection, source: Source, table: Table, arrival: Arrival, limit: float) -> None:
    """Raises RefusedFile where the file holds far fewer rows than the last accepted one dated no later.

    limit: the share of rows that may be gone. Where each establishment's newest file stands for it, a file need not
    name those of the one before: only the establishments that it names (`named_<table>`) are compared, each with its
    own last file. A nil return is no fall: it is welcome, and named (`shrunk_returns`).
    """
    if table.is_by_establishment:
        query = (
            f"{_now_and_before(source, table)} SELECT sum(before)::BIGINT, sum(now)::BIGINT FROM compared WHERE now > 0"
        )
        before, rows = (con.execute(query, _of(arrival) | {"n": arrival.n}).fetchone()) or (None, 0)
        had = f"the establishments it names had {before} in their last accepted files"
    else:
        row = con.execute(
            """SELECT rows FROM landing.file
               WHERE source = $source AND table_name = $table AND outcome = 'accepted' AND extract_date <= $day
               ORDER BY extract_date DESC, file_id DESC LIMIT 1""",
            _of(arrival),
        ).fetchone()
        before, rows = row[0] if row else None, arrival.rows
        had = f"the last accepted file had {before}"
    if before and before - rows > limit * before:
        raise RefusedFile(
            f"it has {rows} rows where {had}, a fall of more than {limit:.0%}; "
            f"if that is right, run once with --accept-shrink {source.name}/{table.name}"
        )


def shrunk_returns(con: Connection, source: Source, table: Table, arrival: Arrival) -> list[str]:
    """A note for every establishment whose return names far fewer pupils than its last accepted one."""
    if not table.is_by_establishment:
        return []
    shrunk = con.execute(
        f"""{_now_and_before(source, table)}
            SELECT establishment, now, before FROM compared WHERE before - now > $limit * before ORDER BY 1""",
        _of(arrival) | {"n": arrival.n, "limit": NAMED_SHRINK},
    ).fetchall()
    return [f"{school} names {now} pupils where its last return named {before}" for school, now, before in shrunk]


def _now_and_before(source: Source, table: Table) -> str:
    """`compared`: of each establishment that a file names, its pupils now and in its last accepted file."""
    return f"""
        WITH earlier AS (
            SELECT laestab, urn, pupils, (extract_date, file_id) AS said_on
            FROM landing.establishment_named JOIN landing.file USING (file_id)
            WHERE source = $source AND table_name = $table AND outcome = 'accepted' AND extract_date <= $day),
        compared AS (
            -- The number may be given otherwise than before: by either it is the same establishment.
            SELECT coalesce(named.laestab, 'URN ' || named.urn) AS establishment, any_value(named.pupils) AS now,
                max_by(earlier.pupils, said_on) AS before
            FROM named_{table_id(source, table)} AS named
            JOIN earlier ON earlier.laestab = named.laestab OR earlier.urn = named.urn
            WHERE n = $n GROUP BY named.laestab, named.urn)"""


def replaced(con: Connection, source: Source, table: Table, arrival: Arrival) -> int | None:
    """The accepted file of the same table and day (of returns: and establishment, or at its very place) that this one
    stands for now."""
    same_establishment, place = "", {}
    if table.is_by_establishment:
        place = {"n": arrival.n, "path": arrival.delivery.inside}
        same_establishment = f"""AND (path = $path OR file_id IN (
            SELECT before.file_id
            FROM landing.establishment_named AS before, named_{table_id(source, table)} AS now
            WHERE now.n = $n AND (before.laestab = now.laestab OR before.urn = now.urn)))"""
    found = con.execute(
        f"""SELECT max(file_id) FROM landing.file
            WHERE source = $source AND table_name = $table AND extract_date = $day AND outcome = 'accepted'
                {same_establishment}""",
        _of(arrival) | place,
    ).fetchone()
    return found[0] if found else None
