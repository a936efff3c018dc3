"""A night made of the same as the one before is not made again, and nobody can tell."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from command_line import cme, contents
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from office import Office
from small_council import GATEWAY, TODAY, D, deliver, put, tables

from pipeline import program, run
from pipeline.errors import CmeError
from pipeline.stages import last_run

UNCHANGED = "Nothing has changed since the lists were written"
SEQUENCES = int(os.environ.get("NIGHTS", "1"))
"""Random sequences of nights that are tried; NIGHTS=50 for a long look."""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CME_HOME with the lists of D."""
    home = tmp_path_factory.mktemp("council")
    deliver(home)
    cme(home, "nightly", "--as-at", str(D), today=TODAY)
    return home


@pytest.fixture
def home(night: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(night, tmp_path / "home"))


def again(home: Path) -> str:
    """What one more run for D says."""
    return cme(home, "nightly", "--as-at", str(D), today=TODAY).said


def nothing(_: Path) -> None:
    """A night on which nothing happened."""


def new_file(home: Path) -> None:
    told = tables()["education/students"]
    put(home, "education/students", [{**told[0], "surname": "Marchgrove-Later"}, *told[1:]], suffix="_corrected")


def typed(home: Path) -> None:
    Office(home).type("cme-register", "Otmar", TODAY, Officer="RK", Notes="Rang the grandmother")


def saved_untouched(home: Path) -> None:
    Office(home).change("leavers", lambda _: None, saved=TODAY)


def list_removed(home: Path) -> None:
    (home / "lists" / "leavers.xlsx").unlink()


def newer_one_left_beside(home: Path) -> None:
    shutil.copy2(home / "lists" / "leavers.xlsx", home / "lists" / "leavers (newer).xlsx")


def setting_changed(home: Path) -> None:
    (home / "cme.toml").write_text(GATEWAY + "[rules]\nregister_grace_days = 20\n", encoding="utf-8")


def gone_live(home: Path) -> None:
    cme(home, "go-live", today=TODAY)


def newest_run_lost(home: Path) -> None:
    (home / "store" / "run.duckdb").unlink()


HAPPENINGS: tuple[Callable[[Path], None], ...] = (
    *(
        new_file,
        typed,
        saved_untouched,
        list_removed,
        newer_one_left_beside,
        setting_changed,
        gone_live,
        newest_run_lost,
    ),
)


def test_nothing_is_written_again_where_nothing_changed(home: Path) -> None:
    lists = home / "lists"
    before = {path.name: path.stat().st_mtime_ns for path in lists.iterdir()}
    said = again(home)
    assert UNCHANGED in said
    assert "Applying the rules" not in said
    assert {path.name: path.stat().st_mtime_ns for path in lists.iterdir()} == before


class MadeAgain(CmeError):
    """Instead of a night that is made again."""


def is_made_again(home: Path) -> bool:
    """Whether one more run for D is a whole night; it is cut off as soon as that is known."""
    with patch.object(run, "_link_and_assess", side_effect=MadeAgain("made again")):
        return "made again" in again(home)


@pytest.mark.parametrize("happening", HAPPENINGS, ids=lambda happening: happening.__name__)
def test_whatever_changed_is_looked_at(home: Path, happening: Callable[[Path], None]) -> None:
    assert not is_made_again(home)
    happening(home)
    assert is_made_again(home)


def test_a_copy_that_was_read_before_is_no_news(home: Path) -> None:
    shutil.copy2(home / "lists" / "leavers.xlsx", home / "lists" / "leavers of October.xlsx")
    assert UNCHANGED in again(home)


def test_the_program_itself_can_have_changed(home: Path) -> None:
    with patch.object(program, "everything", lambda: "of a later version"):
        assert is_made_again(home)


def test_a_run_for_another_day_is_made(home: Path) -> None:
    later = D + timedelta(1)
    assert UNCHANGED not in cme(home, "nightly", "--as-at", str(later), today=TODAY).said
    assert UNCHANGED not in again(home)


def test_a_report_can_be_issued_of_a_night_that_is_not_made_again(home: Path) -> None:
    twin = Path(shutil.copytree(home, home.with_name("twin")))
    said = cme(home, "monthly-report", "--as-at", str(D), today=TODAY).said
    with patch.object(last_run, "is_as_it_was", lambda *_: False):
        cme(twin, "monthly-report", "--as-at", str(D), today=TODAY)
    assert UNCHANGED in said
    assert published(home) == published(twin)


@settings(
    max_examples=SEQUENCES,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from((*HAPPENINGS, nothing, nothing)), min_size=3, max_size=3))
def test_a_sequence_of_nights_comes_to_the_same_to_the_byte(
    night: Path, tmp_path_factory: pytest.TempPathFactory, happenings: list[Callable[[Path], None]]
) -> None:
    home = Path(shutil.copytree(night, tmp_path_factory.mktemp("nights") / "home"))
    for happening in happenings:
        happening(home)
        twin = Path(shutil.copytree(home, home.with_name("twin")))
        again(home)
        with patch.object(last_run, "is_as_it_was", lambda *_: False):
            again(twin)
        assert published(home) == published(twin)
        shutil.rmtree(twin)


def published(home: Path) -> dict[str, bytes]:
    """Every file of lists and reports."""
    return {part: content for part, content in contents(home).items() if part.startswith(("lists/", "reports/"))}
