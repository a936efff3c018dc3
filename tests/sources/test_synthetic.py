"""The made-up city's files: reproducible, one city on every day, nobody confusable, every record linkable."""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from stdnum.gb import upn
from written_extracts import Row, rows_of

from pipeline.settings import Settings
from sources import source_named
from sources.source import heading_key
from sources.synthetic import NotThisCity, city, write_city
from sources.synthetic.city import City
from sources.synthetic.names import same_name

CHILDREN, SEED = 900, 11
AUTUMN, SUMMER = date(2026, 10, 31), date(2027, 6, 30)


@pytest.fixture(scope="module")
def made() -> City:
    return city.build(CHILDREN, SEED, 2026)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the city as at October, and then as at June."""
    path = tmp_path_factory.mktemp("city")
    write_city(path, children=CHILDREN, seed=SEED, as_at=AUTUMN)
    write_city(path, children=CHILDREN, seed=SEED, as_at=SUMMER)
    return path


def contents(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()}


def test_the_same_arguments_give_the_same_bytes(home: Path, tmp_path: Path) -> None:
    for as_at in (AUTUMN, SUMMER):
        write_city(tmp_path, children=CHILDREN, seed=SEED, as_at=as_at)
    assert contents(tmp_path) == contents(home)


def test_a_later_day_adds_to_the_city_and_changes_nothing_that_stood(home: Path, tmp_path: Path) -> None:
    write_city(tmp_path, children=CHILDREN, seed=SEED, as_at=SUMMER)
    together, alone = contents(home), contents(tmp_path)
    assert {name: together[name] for name in alone} == alone
    only_together = set(together) - set(alone)
    assert only_together
    assert all("2026-10-31" in name for name in only_together)


def test_another_seed_is_another_city(made: City) -> None:
    other = city.build(CHILDREN, SEED + 1, 2026)
    assert set(other.people["surname"] + other.people["forename"]) != set(
        made.people["surname"] + made.people["forename"]
    )


def test_a_home_with_other_extracts_is_left_alone(home: Path, tmp_path: Path) -> None:
    before = contents(home)
    with pytest.raises(NotThisCity, match="another made-up city"):
        write_city(home, children=CHILDREN, seed=SEED + 1, as_at=SUMMER)
    assert contents(home) == before
    real = tmp_path / "inbox" / "education" / "students_2026-10-31.csv"
    real.parent.mkdir(parents=True)
    real.write_text("student_id,surname\n")
    with pytest.raises(NotThisCity, match="holds extracts already"):
        write_city(tmp_path, children=CHILDREN, seed=SEED, as_at=SUMMER)
    assert contents(tmp_path) == {"inbox/education/students_2026-10-31.csv": b"student_id,surname\n"}


def test_a_city_too_small_for_its_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 600"):
        write_city(tmp_path, children=599, seed=1, as_at=SUMMER)


def test_settings_that_stand_are_kept(home: Path, tmp_path: Path) -> None:
    first = tomllib.loads((home / "cme.toml").read_text())
    assert first["demonstration"] is True
    assert first["sources"]["benefits"]["legal_gateway"]
    (tmp_path / "cme.toml").write_text('# ours\ndemonstration = false\n[authority]\nname = "Elsewhere"\n')
    write_city(tmp_path, children=600, seed=1, as_at=AUTUMN)
    said = (tmp_path / "cme.toml").read_text()
    assert tomllib.loads(said) == {"demonstration": True, "authority": {"name": "Elsewhere"}}
    assert "# ours" in said


def test_only_the_owner_may_read(home: Path) -> None:
    for path in home.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_nobody_can_be_taken_for_another_child(made: City) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for child in made.people.itertuples():
        for forename in {child.forename, child.preferred_forename} - {""} or {""}:
            key = (same_name(child.surname), same_name(forename), str(child.born))
            assert seen.setdefault(key, child.Index) == child.Index, key


def test_twins_share_birthday_surname_and_house_and_differ_by_forename(made: City) -> None:
    twins = made.people[made.people["is_twin"]].groupby(["household", "born"])
    pairs = [pair for _, pair in twins if len(pair) > 1]
    assert len(pairs) >= 3
    for pair in pairs:
        assert pair["surname"].nunique() == pair["address_line_1"].nunique() == 1
        assert pair["forename"].str[0].nunique() == len(pair)


def test_the_communities_of_a_port_are_there_with_their_letters(made: City) -> None:
    assert made.people["community"].nunique() == 11
    names = "".join(made.people["surname"] + made.people["forename"])
    assert any(ord(c) > 0xFF for c in names), "letters that Windows-1252 lacks"
    assert any(0x7F < ord(c) <= 0xFF for c in names)


def test_upns_are_valid_each_childs_own_and_sometimes_temporary_former_or_missing(made: City) -> None:
    given = [n for column in ("upn", "former_upn") for n in made.people[column] if n]
    assert all(upn.is_valid(n) for n in given)
    assert len(given) == len(set(given))
    assert any(n[-1].isalpha() for n in made.people["upn"] if n)
    assert (made.people["former_upn"] != "").any()
    assert ((made.people["upn"] == "") & made.people["has_record"]).any()


CSVS = {
    ("education", "students"): ({"Last Amended By"}, "cp1252"),
    ("education", "enrolments"): (set(), "cp1252"),
    ("education", "involvements"): (set(), "cp1252"),
    ("education", "establishments"): (set(), "cp1252"),
    ("admissions", "applications"): ({"Preference Count"}, "utf-8-sig"),
    ("early_years", "headcount"): ({"Funded Hours"}, None),
    ("benefits", "children"): (set(), "utf-8"),
}


@pytest.mark.parametrize(("source", "table"), CSVS)
def test_headings_are_declared_but_for_the_ones_named(home: Path, source: str, table: str) -> None:
    undeclared, encoding = CSVS[source, table]
    paths = sorted((home / "inbox" / source).glob(f"{table}_*.csv"))
    assert paths
    declared = source_named(source)
    assert declared is not None
    of_table = declared.table(table)
    assert of_table is not None
    known = {column.name for column in of_table.columns}
    for path in paths:
        rows = rows_of(path, source, table)
        assert rows
        assert set(rows[0]) - known == undeclared
        if encoding:
            path.read_bytes().decode(encoding)
        forbidden = {heading_key(word) for word in (*of_table.forbidden, "ethnicity", "religion")}
        assert not [h for h in rows[0] if any(word in heading_key(h) for word in forbidden)]


def test_files_come_in_the_encodings_and_forms_of_their_systems(home: Path) -> None:
    students = (home / "inbox/education/students_2027-06-30.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        students.decode("utf-8")
    admissions = home / "inbox/admissions/applications_2027-06-30.csv"
    assert admissions.read_bytes().startswith(b"\xef\xbb\xbf")
    assert all(date.fromisoformat(row["received_on"]) for row in rows_of(admissions, "admissions", "applications"))
    heads = [p.read_bytes() for p in sorted((home / "inbox/early_years").iterdir())]
    assert any(h.startswith(b"\xff\xfe") for h in heads)
    assert any(b";" in h.splitlines()[0] for h in heads)


def test_nothing_after_the_day_stands_in_an_extract_but_plans(home: Path) -> None:
    """As at October: no application, offer, entry or end to come, but expected starts and dates typed ahead."""
    rows = rows_of(home / "inbox/admissions/applications_2026-10-31.csv", "admissions", "applications")
    last = AUTUMN.isoformat()
    assert max(row["received_on"] for row in rows) <= last
    assert max(row["offered_on"] for row in rows) <= last
    assert max(row["expected_start"] for row in rows) > last
    rolls = rows_of(home / "inbox/education/enrolments_2026-10-31.csv", "education", "enrolments")
    ahead = [row for row in rolls if _uk(row["leaving_date"]) > AUTUMN]
    assert ahead
    assert not [row for row in ahead if row["destination"] or row["destination_laestab"]]
    assert [row for row in rolls if _uk(row["entry_date"]) > AUTUMN]
    assert not [row for row in rolls if _uk(row["destination_confirmed_on"]) > AUTUMN]


def _uk(text: str) -> date:
    if not text:
        return date.min
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)


def test_headcounts_go_back_and_children_once_named_drop_out(home: Path) -> None:
    paths = sorted((home / "inbox/early_years").iterdir())
    assert paths[0].name == "headcount_2024-10-02.csv"
    first, last = ({r["ey_child_id"] for r in rows_of(p, "early_years", "headcount")} for p in (paths[0], paths[-1]))
    assert first - last


def workbooks(home: Path) -> dict[str, openpyxl.Workbook]:
    return {p.name: openpyxl.load_workbook(p) for p in sorted((home / "inbox/independent").glob("*.xlsx"))}


def test_returns_look_typed_by_hand(home: Path) -> None:
    books = workbooks(home)
    sheets = [sheet for book in books.values() for sheet in book.worksheets if sheet.title != "Notes"]
    assert all(str(sheet["A2"].value).startswith("School: ") for sheet in sheets)
    assert all(sheet.merged_cells.ranges for sheet in sheets)
    labels = [str(sheet["A2"].value) for sheet in sheets]
    assert any("URN:" in label for label in labels)
    assert any("DfE No:" in label for label in labels)
    kinds = Counter(type(c.value).__name__ for s in sheets for row in s.iter_rows(min_row=5) for c in row if c.value)
    assert kinds["datetime"] > 0, "real dates"
    assert any(str(s.cell(s.max_row, 1).value).startswith("Total pupils") for s in sheets)
    assert any(s.max_row == 4 and s.cell(4, 3).value for s in sheets), "a nil return: headings only"
    assert any(len(book.worksheets) == 3 for book in books.values()), "sheets for prep and senior"
    assert list((home / "inbox/independent").glob("*.csv"))


def test_workbooks_hold_no_time_of_their_making(home: Path) -> None:
    for name, book in workbooks(home).items():
        assert (book.properties.created.year, book.properties.modified.year) == (2000, 2000), name


class Groups:
    """Union-find over texts."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def top(self, key: str) -> str:
        self.parent.setdefault(key, key)
        while self.parent[key] != key:
            key = self.parent[key]
        return key

    def join(self, a: str, b: str) -> None:
        self.parent[self.top(a)] = self.top(b)


RECORDS = {
    ("education", "students"): "{student_id}",
    ("admissions", "applications"): "{application_ref}",
    ("early_years", "headcount"): "{ey_child_id}",
    ("benefits", "children"): "{claim_ref}-{child_number}",
}


def test_the_files_carry_enough_to_link_every_record_by_keys_or_exactly(home: Path) -> None:
    """Student id, permanent UPN, or names, date of birth and postcode (on 1 January the house too)."""
    with (home / "truth/people.csv").open() as stream:
        person = {row["record"]: row["person_id"] for row in csv.DictReader(stream)}
    groups = Groups()
    for (source, table), key in RECORDS.items():
        for path in sorted((home / "inbox" / source).glob(f"{table}_*.csv")):
            for row in rows_of(path, source, table):
                record = f"{source}/{table}:{key.format(**row)}"
                assert record in person
                for evidence in _evidence(row):
                    groups.join(record, evidence)
    members = defaultdict(set)
    for record, who in person.items():
        if not record.startswith("independent"):
            members[groups.top(record)].add(who)
    assert all(len(who) == 1 for who in members.values())
    together = Counter(who for group in members.values() for who in group)
    assert [who for who, n in together.items() if n > 1] == []


def _evidence(row: Row) -> list[str]:
    found = [f"id {row['student_id']}"] if row.get("student_id") else []
    if row.get("upn", "") and row["upn"][-1].isdigit():
        found.append(f"upn {row['upn']}")
    born = _any_date(row["date_of_birth"])
    house = same_name(row["address_line_1"]) if (born.month, born.day) == (1, 1) else ""
    for forename in {row["forename"], row.get("preferred_forename", "")} - {""}:
        if row["postcode"]:
            found.append("|".join((same_name(row["surname"]), same_name(forename), str(born), row["postcode"], house)))
    return found


def _any_date(text: str) -> date:
    if "/" in text:
        return _uk(text)
    if text[:4].isdigit():
        return date.fromisoformat(text)
    return datetime.strptime(text, "%d-%b-%Y").date()  # noqa: DTZ007 (a plain date has no zone)


def test_the_five_sources_are_there(home: Path) -> None:
    assert {p.name for p in (home / "inbox").iterdir()} == set(Settings(home).required)


def test_importing_the_package_loads_neither_numpy_nor_the_pipeline() -> None:
    said = "import sys, sources.synthetic; print(sorted({'numpy', 'pandas', 'faker', 'pipeline'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    written = [p.read_text(encoding="utf-8") for p in Path(write_city.__code__.co_filename).parent.rglob("*.py")]
    assert not [text for text in written if "import pipeline" in text or "from pipeline" in text]
