"""Many files at once: what is stored and said is what reading them one by one would have come to."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from conftest import Inbox
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages import receive

HEAD = "DfE No,School,Surname,Forename,DOB\n"
RETURN = "independent/returns_2026-10-01_{}.csv"
KEPT = """SELECT table_schema || '.' || table_name FROM information_schema.tables
    WHERE table_schema IN ('landing', 'valid') AND table_type = 'BASE TABLE' ORDER BY ALL"""


def stored(inbox: Inbox) -> dict[str, list[tuple[Any, ...]]]:
    """Everything kept of the files; not when they were changed, which is when they were written."""
    kept = {}
    for (table,) in inbox.query(KEPT):
        replaced = "EXCLUDE (modified)" if table == "landing.file" else ""
        kept[table] = inbox.query(f"SELECT * {replaced} FROM {table} ORDER BY ALL")
    return kept


def pupil(school: str, name: str, born: str = "01/02/2016") -> str:
    return f"852/{school},Oak House,Ash,{name},{born}\n"


def test_a_file_refused_among_others_is_refused_whole_and_alone(inbox: Inbox) -> None:
    inbox.put(RETURN.format("a"), HEAD + pupil("6001", "Ann"))
    inbox.put(RETURN.format("b"), HEAD + pupil("6002", "Bo") * 3 + "852/6002,Oak,As")  # It stops within a row.
    inbox.put(RETURN.format("c"), HEAD)
    inbox.put(RETURN.format("d"), HEAD + pupil("6003", "Di"))
    inbox.receive()
    assert inbox.said == [
        f"read {RETURN.format('a')}: 1 rows, 1 used, 0 quarantined, 0 repeated",
        f"refused {RETURN.format('b')}: {inbox.reason(RETURN.format('b'))}",
        f"refused {RETURN.format('c')}: {inbox.reason(RETURN.format('c'))}",
        f"read {RETURN.format('d')}: 1 rows, 1 used, 0 quarantined, 0 repeated",
    ]
    assert inbox.query("SELECT file_id, forename FROM landing.row_independent_returns ORDER BY 1") == [
        (1, "Ann"),
        (4, "Di"),
    ]
    assert inbox.query("SELECT file_id, laestab FROM landing.establishment_named ORDER BY 1") == [
        (1, "8526001"),
        (4, "8526003"),
    ]


def test_the_same_key_in_two_files_of_a_batch_is_no_clash(inbox: Inbox) -> None:
    inbox.put(RETURN.format("a"), HEAD + pupil("6001", "Ann") * 2)
    inbox.put(RETURN.format("b"), HEAD + pupil("6001", "Ann") + "852/6001,Oak,Ash,Ann,01/02/2016\n")
    inbox.put(RETURN.format("c"), HEAD + pupil("6001", "Ann"))
    inbox.receive()
    states = inbox.query("SELECT file_id, state FROM landing.held_independent_returns ORDER BY ALL")
    assert states == [(1, "repeated"), (1, "used"), (2, "quarantined"), (2, "quarantined"), (3, "used")]


def test_a_date_of_birth_is_held_to_the_day_of_its_own_file(inbox: Inbox) -> None:
    inbox.put("independent/returns_2026-09-30.csv", HEAD + pupil("6001", "Ann", "01/10/2026"))
    inbox.put("independent/returns_2026-10-01.csv", HEAD + pupil("6001", "Bo", "01/10/2026"))
    inbox.receive()
    assert inbox.query("SELECT rows, used, quarantined FROM landing.file ORDER BY file_id") == [(1, 0, 1), (1, 1, 0)]


def test_a_failing_database_loses_the_batch_and_nothing_received_before(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the run is killed: what is not stored is read the next night."""
    monkeypatch.setattr(receive, "FILES", 2)
    for letter in "abcd":
        inbox.put(RETURN.format(letter), HEAD + pupil("6001", letter))
    validate, calls = receive.validate_files, []

    def cut_off(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        validate(*args)

    monkeypatch.setattr(receive, "validate_files", cut_off)
    with pytest.raises(KeyboardInterrupt):
        inbox.receive()
    assert [said.split(":")[0] for said in inbox.said] == [f"read {RETURN.format(letter)}" for letter in "ab"]
    assert inbox.query("SELECT file_id FROM landing.row_independent_returns ORDER BY ALL") == [(1,), (2,)]
    monkeypatch.undo()
    assert inbox.receive().accepted == [3, 4]


def test_a_small_file_costs_few_statements(inbox: Inbox) -> None:
    """A statement costs more than the rows of a small file."""
    counted = _Counted(inbox.con)
    inbox.con = counted  # type: ignore[assignment] # all that is asked of it is handed on

    def statements(files: str) -> int:
        for letter in files:
            inbox.put(RETURN.format(letter), HEAD + pupil("6001", letter))
        counted.statements = 0
        inbox.receive()
        return counted.statements

    assert statements("abcdefghijkl") - statements("mn") <= 10 * 8


class _Counted:
    """A connection that counts what it executes."""

    def __init__(self, con: Any) -> None:
        self._con = con
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)

    def execute(self, *args: Any) -> Any:
        self.statements += 1
        return self._con.execute(*args)


DAYS = st.sampled_from(["2026-09-30", "2026-10-01"])
SCHOOL = st.sampled_from(["852/6001", "8526002", "85/26", ""])
NAME = st.sampled_from(["Ann", "Bo", "", "NULL"])
BORN = st.sampled_from(["01/02/2016", "2016-02-01", "01/10/2026", "never", ""])
PUPIL = st.tuples(SCHOOL, st.sampled_from(["Oak", ""]), st.just("Ash"), NAME, BORN).map(",".join)
ODD = st.sampled_from(["852/6001,Oak", ",,,,", "852/6003,Elm House,,,", "Total,2,,,", "\u200b,,,,", "a,b,c,d,e,f"])
RETURNED = st.builds(
    lambda above, rows, end: above + HEAD + "\n".join(rows) + end,
    st.sampled_from(["", "", "School: Elm House DfE No: 852/6004\n", "School: Elm House DfE No: 85/6\n"]),
    st.lists(PUPIL | PUPIL | ODD, max_size=6),
    st.sampled_from(["\n", "\n", '\n852/6001,"Oak']),
)
INVOLVED = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", ""]),
        st.sampled_from(["EHE", "CIN", "XXX"]),
        st.sampled_from(["01/02/2016", "???"]),
        st.sampled_from(["", "01/02/2017", "soon"]),
    ).map(",".join),
    max_size=6,
).map(lambda rows: "Student ID,Involvement,Start,End\n" + "\n".join(rows))
FILE = st.tuples(st.just("independent/returns"), DAYS, RETURNED) | st.tuples(
    st.just("education/involvements"), DAYS, INVOLVED
)


@settings(max_examples=6, deadline=None)
@given(nights=st.lists(st.lists(FILE, max_size=5), min_size=1, max_size=2), limit=st.sampled_from([2, 64]))
def test_files_in_batches_come_to_what_they_come_to_one_by_one(
    nights: list[list[tuple[str, str, str]]], limit: int
) -> None:
    def come_to(files: int) -> tuple[object, ...]:
        with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
            patch.setattr(receive, "FILES", files)
            inbox = Inbox(Path(home))
            said = []
            for night, brought in enumerate(nights):
                for number, (table, day, text) in enumerate(brought):
                    inbox.put(f"{table}_{day}_{night}{number}.csv", text)
                said.append((inbox.receive(), list(inbox.said)))
            return said, stored(inbox)

    assert come_to(limit) == come_to(1)
