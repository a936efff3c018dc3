"""Every kind of delivery in one night, and each by itself as `cme check` sees it: what becomes of it, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline import settings, store
from pipeline.stages import receive
from pipeline.stages.check import check_file
from tests.deliveries import corpus
from tests.deliveries.kinds import DAY, ROLLS, page, values, what_became

TODAY = date(2026, 11, 2)
DENIED = "denied.csv"
EVERY = 11
"""Of so many kinds one is also tried by itself, which takes longer than all of them in one night."""
WITH_OTHERS = ("passed by", "repeated", "refused: it has 6 rows where")
"""What becomes of a file only beside others, or among them."""
MEANWHILE = {Path(place).name: kind.meanwhile for place, kind in corpus.ALL.items()}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "deliveries.md"


@dataclass
class Night:
    """The night in which everything arrived."""

    home: Path
    con: store.Connection
    said: list[str]
    received: receive.Received


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    home = tmp_path_factory.mktemp("deliveries")
    (home / "cme.toml").write_text('[sources.benefits]\nlegal_gateway = "a law"\n', encoding="utf-8")
    corpus.put_all(home / "inbox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receive, "read_rows", _and_meanwhile(receive.read_rows))
        patch.setattr(Path, "open", _unless_denied(Path.open))
        said: list[str] = []
        con = store.open_durable(None)
        received = receive.receive(
            con,
            settings.load(home),
            today=TODAY,
            as_at=date.fromisoformat(DAY),
            # Whatever else lies in the same folder, a file is measured by itself.
            accept_shrink=[table for table in settings.table_names() if table != ROLLS],
            say=said.append,
        )
        yield Night(home, con, said, received)


def _and_meanwhile(read: Any) -> Any:
    def reading(con: store.Connection, source: Any, table: Any, arrivals: Any, index: Any) -> None:
        read(con, source, table, arrivals, index)
        for arrival in arrivals:
            if happens := MEANWHILE.get(arrival.delivery.path.name):
                happens(arrival.delivery.path)

    return reading


def _unless_denied(opened: Any) -> Any:
    def opening(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name.endswith(DENIED):
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)

    return opening


def test_every_kind_of_file_becomes_what_it_says_in_these_words(night: Night) -> None:
    became = {place: what_became(night.con, night.received, place) for place in corpus.ALL}
    assert became == {place: kind.says for place, kind in corpus.ALL.items()}


def test_what_is_used_is_what_stood_there(night: Night) -> None:
    reads = {place: kind.reads for place, kind in corpus.ALL.items() if kind.reads}
    found = {place: (column, values(night.con, place, column)) for place, (column, _) in reads.items()}
    assert found == reads


def test_the_night_says_every_refusal_once_and_shows_no_value(night: Night) -> None:
    refused = [line for line in night.said if line.startswith("refused")]
    assert len(refused) == len(set(refused)) == sum(kind.outcome == "refused" for kind in corpus.KINDS)
    assert not any(name in line for line in night.said for name in ("Ash", "Núñez", "Müller", "Oak,"))
    assert all(line.isprintable() for line in night.said)


def test_rows_in_are_rows_used_quarantined_and_repeated(night: Night) -> None:
    wrong = "SELECT path FROM landing.file WHERE outcome = 'accepted' AND rows <> used + quarantined + repeated"
    assert night.con.execute(wrong).fetchall() == []


def test_a_file_by_itself_is_told_the_same(night: Night) -> None:
    said = settings.load(night.home)
    con = store.open_durable(None)
    for number, kind in corpus.NUMBERED[::EVERY]:
        place = kind.place(number)
        if kind.outcome == "not read" or kind.says.startswith(WITH_OTHERS) or kind.meanwhile or "/" not in place:
            continue
        path = night.home / "inbox" / place
        con.execute("BEGIN")
        checked = check_file(con, said, path, None, None, TODAY)
        con.execute("ROLLBACK")
        told = f"refused: {checked.reason}" if checked.reason else f"{checked.used} used"
        assert kind.says.startswith(told), place
        for row in checked.quarantined + checked.findings:
            assert all(reason in kind.says for reason in str(row["reason"]).split("; ")), place


def test_there_are_enough_kinds_each_under_a_name_of_its_own() -> None:
    assert len({kind.title for kind in corpus.KINDS}) == len(corpus.KINDS) >= 100


def test_the_page_of_deliveries_is_that_of_the_corpus() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(corpus.KINDS), "run `make docs`"
