"""Person records put straight before the matching, as a reader can check them by eye."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from pipeline import store
from pipeline.matching import saved_model
from pipeline.matching.match import match
from pipeline.store import Connection

D = date(2026, 10, 31)
MODEL = saved_model.load(saved_model.newest())
COLUMNS = (
    *("record", "source", "apart", "student_id", "upn", "former_upn", "surname", "forename", "middle_names"),
    *("preferred_surname", "preferred_forename", "date_of_birth", "sex", "address_line_1", "postcode", "uprn"),
)
Record = dict[str, str | None]


def person(name: str, source: str, surname: str, forename: str | None, born: str, **more: str | None) -> Record:
    """A record called `<source>:<name>`; one to a list of education, in other sources apart from nobody."""
    record: Record = dict.fromkeys(COLUMNS)
    record |= {"record": f"{source}/people:{name}", "source": source, "surname": surname, "forename": forename}
    record |= {"date_of_birth": born, "sex": "F", "address_line_1": "1 Quay Road", "postcode": "SO14 1AA"}
    record |= {"apart": "education|1" if source == "education" else None}
    return record | more


@contextmanager
def night(
    con: Connection,
    records: Iterable[Record],
    *,
    link_above: float = 0.95,
    review_above: float = 0.5,
    remember: bool = False,
    day: date = D,
) -> Iterator[None]:
    """The matching of the records in one run; inside, `run.linked.*` holds what it made."""
    with store.derived(con, None):
        con.execute("SET VARIABLE as_at = ?::DATE", [day])
        put(con, records)
        match(con, MODEL, link_above=link_above, review_above=review_above, remember=remember)
        yield


def put(con: Connection, records: Iterable[Record]) -> None:
    """Writes `run.linked.person_record`."""
    rows = [[record[column] for column in COLUMNS] for record in records]
    columns = ", ".join(f"{c} {'DATE' if c == 'date_of_birth' else 'VARCHAR'}" for c in COLUMNS)
    con.execute(f"CREATE TABLE run.linked.person_record ({columns})")
    con.executemany(f"INSERT INTO run.linked.person_record VALUES ({', '.join('?' for _ in COLUMNS)})", rows)


def children(con: Connection) -> set[frozenset[str]]:
    """The records of each child, by the part of the record's key after the colon."""
    found = con.execute(
        """SELECT list(split_part(record, ':', 2)) FROM run.linked.grouped
            JOIN run.linked.prepared USING (rid) GROUP BY gid"""
    )
    return {frozenset(names) for (names,) in found.fetchall()}


def waiting(con: Connection) -> dict[frozenset[str], str]:
    """The possible matches: the two records and why they wait."""
    found = con.execute("SELECT record_a, record_b, why FROM run.linked.possible_link").fetchall()
    return {frozenset((a.partition(":")[2], b.partition(":")[2])): why for a, b, why in found}
