"""The directory of postcodes: which columns, which codes, read once, and what is said of a file that will not do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import settings, store
from pipeline.errors import SettingsError
from pipeline.stages import postcodes
from pipeline.store import Connection

HEAD = "pcd,pcds,dointr,oslaua,oseast1m\n"
ROWS = (
    '"SO140AA","SO14 0AA","198001","E06000045","1"\n'
    '"SO16 7QX","SO16 7QX","198001","E07000093","1"\n'
    '"PO1  1AA","PO1 1AA","198001","E06000044","1"\n'
    '"CF101AA","CF10 1AA","198001","W06000015","1"\n'
    '"XX1  1XX","XX1 1XX","198001","","1"\n'
)


@pytest.fixture
def con() -> Iterator[Connection]:
    con = store.open_durable(None)
    yield con
    con.close()


def council(home: Path, text: str | bytes, more: str = "") -> settings.Settings:
    (home / "places.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    (home / "cme.toml").write_text(f'[authority]\npostcode_file = "places.csv"\n{more}', encoding="utf-8")
    return settings.load(home)


def places(con: Connection, said: settings.Settings, *wanted: str) -> list[tuple[str, str, bool]]:
    """Where those postcodes lie, as the rules read it."""
    with store.derived(con, None):
        con.execute("CREATE TABLE run.linked.person_record AS SELECT unnest(?) AS postcode", [list(wanted)])
        postcodes.place_postcodes(con, said)
        return con.execute("SELECT postcode, la_code, is_ours FROM run.linked.postcode_place ORDER BY 1").fetchall()


def test_the_directory_places_a_postcode_and_the_district_one_that_it_does_not_have(
    con: Connection, tmp_path: Path
) -> None:
    said = council(tmp_path, HEAD + ROWS)
    postcodes.refresh(con, said)
    assert places(con, said, "SO14 0AA", "SO16 7QX", "PO1 1AA", "CF10 1AA", "SO15 9ZZ", "RG1 1AA") == [
        ("CF10 1AA", "other", False),
        ("PO1 1AA", "851", False),
        ("RG1 1AA", "other", False),
        ("SO14 0AA", "852", True),
        ("SO15 9ZZ", "852", True),
        ("SO16 7QX", "850", False),
    ]


@pytest.mark.parametrize("heading", ["lad23cd", "LAD25CD", "OSLAUA"])
def test_the_column_of_the_authority_has_several_names(con: Connection, tmp_path: Path, heading: str) -> None:
    said = council(tmp_path, f"pcds,{heading}\nSO14 0AA,E07000093\n")
    postcodes.refresh(con, said)
    assert places(con, said, "SO14 0AA") == [("SO14 0AA", "850", False)]


def test_without_the_setting_the_districts_place_all_and_nothing_is_kept(con: Connection, tmp_path: Path) -> None:
    postcodes.refresh(con, council(tmp_path, HEAD + ROWS))
    (tmp_path / "cme.toml").write_text("", encoding="utf-8")
    said = settings.load(tmp_path)
    postcodes.refresh(con, said)
    assert con.execute("SELECT count(*) FROM reference.postcode").fetchall() == [(0,)]
    assert places(con, said, "SO16 7QX", "PO1 1AA") == [("PO1 1AA", "other", False), ("SO16 7QX", "852", True)]


def test_the_file_is_read_again_only_when_it_changed(con: Connection, tmp_path: Path) -> None:
    said = council(tmp_path, HEAD + ROWS)
    postcodes.refresh(con, said)
    con.execute("DELETE FROM reference.postcode")
    postcodes.refresh(con, said)
    assert con.execute("SELECT count(*) FROM reference.postcode").fetchall() == [(0,)]
    os.utime(tmp_path / "places.csv", ns=(1, 1))
    postcodes.refresh(con, said)
    assert con.execute("SELECT count(*) FROM reference.postcode").fetchall() == [(4,)]


def test_another_authority_names_its_own_areas(con: Connection, tmp_path: Path) -> None:
    ours = 'la_code = "301"\npostcode_districts = ["IG11"]\n'
    with pytest.raises(SettingsError, match=r"needs 'authority.gss_codes', the area codes of authority 301"):
        postcodes.refresh(con, council(tmp_path, HEAD + ROWS, ours))
    said = council(
        tmp_path, "pcds,oslaua\nIG11 7LU,E09000002\nSO14 0AA,E06000045\n", ours + 'gss_codes = ["E09000002"]\n'
    )
    postcodes.refresh(con, said)
    assert places(con, said, "IG11 7LU", "SO14 0AA") == [("IG11 7LU", "301", True), ("SO14 0AA", "852", False)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("pcd,oslaua\nSO140AA,E06000045\n", r"lacks the column pcds"),
        ("pcds,town\nSO14 0AA,Southampton\n", r"lacks the column oslaua \(or lad..cd\)"),
        (b"PK\x03\x04\xff\xfe\x00\x01", r"cannot be read as a table|lacks the column"),
        ('pcds,oslaua\n"SO14 0AA,E06000045\nSO14 0AB', r"cannot be read as a table|lacks the column"),
    ],
)
def test_a_file_that_will_not_do_is_one_plain_sentence(
    con: Connection, tmp_path: Path, content: str | bytes, words: str
) -> None:
    with pytest.raises(SettingsError, match=words) as error:
        postcodes.refresh(con, council(tmp_path, content))
    assert "\n" not in str(error.value)
    assert con.execute("FROM reference.postcode_file").fetchall() == []


def test_a_file_that_is_not_there_is_said_to_be_so(con: Connection, tmp_path: Path) -> None:
    said = council(tmp_path, HEAD)
    (tmp_path / "places.csv").unlink()
    with pytest.raises(SettingsError, match=r"the postcode file places.csv cannot be opened"):
        postcodes.refresh(con, said)
