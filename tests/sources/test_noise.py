"""Blurred identities of the made-up city: as often as documented, told by the truth, and within what files may hold."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sources.synthetic import city, spellings, write_city
from sources.synthetic.names import COMMUNITY_NAMES
from sources.synthetic.noise_rates import KINDS, SYSTEMS
from sources.synthetic.writing import written

CHILDREN = 4_000
AS_AT = date(2026, 10, 31)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same city with clear and with blurred identities."""
    clear, blurred = (tmp_path_factory.mktemp(name) for name in ("clear", "blurred"))
    for home, noise in ((clear, 0.0), (blurred, 1.0)):
        write_city(home, children=700, seed=5, as_at=AS_AT, noise=noise)
    return clear, blurred


@pytest.fixture(scope="module")
def made() -> city.City:
    return city.build(CHILDREN, 5, 2026, 20.0)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_kind_has_a_rate_for_every_system_and_says_where_it_comes_from() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert len(kind.rates) == len(SYSTEMS)
        assert all(0 <= rate <= 0.25 for rate in kind.rates)
        assert kind.basis.endswith(".")
    required = {kind.name: dict(zip(SYSTEMS, kind.rates, strict=True)) for kind in KINDS}
    assert required["no postcode"]["benefits"] == required["no address"]["benefits"] == 0
    born = ("day and month swapped", "date of birth mistyped", "year of birth wrong", "default date of birth")
    assert {required[kind]["education"] for kind in born} == {0}


def test_the_lives_and_the_numbers_stay_as_they_are(homes: tuple[Path, Path]) -> None:
    clear, blurred = homes
    for name in ("inbox/education/enrolments_2026-10-31.csv", "truth/status_2026-10-31.csv", "truth/children.csv"):
        assert (clear / name).read_bytes() == (blurred / name).read_bytes()
    students = [(home / "inbox/education/students_2026-10-31.csv").read_text("cp1252") for home in homes]
    for a, b in zip(*(list(csv.DictReader(text.splitlines())) for text in students), strict=True):
        assert [a[c] for c in ("Stud ID", "UPN", "DOB", "Gender", "Post Code")] == [
            b[c] for c in ("Stud ID", "UPN", "DOB", "Gender", "Post Code")
        ]


def test_the_truth_names_the_records_that_were_changed(homes: tuple[Path, Path]) -> None:
    clear, blurred = homes
    assert rows(clear / "truth/noise.csv") == []
    kinds = {row["record"]: row["kinds"].split("; ") for row in rows(blurred / "truth/noise.csv")}
    assert {kind for found in kinds.values() for kind in found} <= {kind.name for kind in KINDS}
    name = "inbox/benefits/children_2026-10-31.csv"
    before, after = rows(clear / name), rows(blurred / name)
    alike = {row["person_id"] for row in rows(blurred / "truth/children.csv")}
    assert alike == {row["person_id"] for row in rows(clear / "truth/people.csv")} | alike
    changed = 0
    for a, b in zip(before, after, strict=True):
        found = kinds.get(f"benefits/children:{a['Claim Reference']}-{a['Child No']}", [])
        places = ("Address 1", "Postcode", "UPRN", "Sex", "Date of Birth", "Last Name")
        assert bool(found) or [a[c] for c in places] == [b[c] for c in places]
        changed += bool(found)
    assert 0.15 < changed / len(before) < 0.5


def test_the_communities_and_households_are_told(homes: tuple[Path, Path]) -> None:
    children = rows(homes[1] / "truth/children.csv")
    assert {row["community"] for row in children} == set(COMMUNITY_NAMES)
    assert [row["person_id"] for row in children] == [f"P{n:07d}" for n in range(1, 701)]
    homes_of = {row["household"] for row in children}
    assert 200 < len(homes_of) < 700


def test_errors_come_as_often_as_the_rates_say() -> None:
    made = city.build(CHILDREN, 5, 2026, 1.0)
    for system in SYSTEMS:
        kinds = written(made, system)["kinds"].str.split("; ").explode()
        for kind in KINDS:
            rate, number = kind.rates[SYSTEMS.index(system)], int((kinds == kind.name).sum())
            most = rate * CHILDREN * (5 if kind.name == "names swapped" else 1)
            assert number <= most + 4 * np.sqrt(most) + 0.5, (system, kind.name)
            if kind.name in {"surname mistyped", "forename mistyped", "moved house", "sex wrong", "other surname"}:
                assert number >= 0.7 * most - 4 * np.sqrt(most), (system, kind.name)


def test_a_household_moves_together_to_another_households_home(made: city.City) -> None:
    table, people = written(made, "early_years"), made.people
    moved = table["kinds"].str.contains("moved house").to_numpy()
    homes = pd.Series(moved).groupby(people["household"].to_numpy()).nunique()
    assert (homes == 1).mean() > 0.99
    real = set(zip(people["postcode"], people["uprn"], strict=True))
    kept = ~table["kinds"].str.contains("postcode").to_numpy()
    assert {*zip(table["postcode"][moved & kept], table["uprn"][moved & kept], strict=True)} <= real


def test_no_row_becomes_one_that_the_contract_refuses(made: city.City) -> None:
    for system in SYSTEMS:
        table = written(made, system)
        assert (table["surname"].str.len() > 0).all()
        assert table["born"].notna().all()
        assert set(table["sex"]) <= {"M", "F", ""}
    benefits = written(made, "benefits")
    had = made.people["postcode"].to_numpy() != ""
    assert (benefits["postcode"][had] != "").all()


def test_numbers_go_astray_only_within_the_household(made: city.City) -> None:
    table, household = written(made, "admissions"), made.people["household"].to_numpy()
    other = table["number_of"].to_numpy()
    astray = np.flatnonzero(other != np.arange(CHILDREN))
    assert len(astray) > 10
    assert (household[other[astray]] == household[astray]).all()
    born = made.people["born"].to_numpy()
    twins = table["kinds"].str.contains("number of a twin").to_numpy()
    assert (born[other[twins]] == born[twins]).all()


def test_some_twins_names_begin_alike_and_no_two_children_are_one(made: city.City) -> None:
    people = made.people
    twins = people[people["is_twin"]]
    initials = twins.groupby(["household", "born"])["forename"].agg(lambda names: names.str[0].nunique())
    assert 0.05 < (initials == 1).mean() < 0.5
    assert not people.duplicated(["surname", "forename", "born"]).any()


def test_no_two_siblings_have_one_forename(made: city.City) -> None:
    for _, siblings in made.people.groupby("household")["forename"]:
        forms = [form for name in siblings for form in spellings.forms(name)]
        assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("change", "name", "may_be"),
    [
        (spellings.short_form, "Katherine", {"Kate", "Katie", "Kathy"}),
        (spellings.short_form, "Anna Maria", {"Anna"}),
        (spellings.short_form, "Ngozi", {"Ngozi"}),
        (spellings.misheard, "Stephen", {"Stefen"}),
        (lambda n, p: spellings.other_spelling(n, "pl", p), "Kowalski", {"Kowalska", "Kovalski"}),
        (lambda n, p: spellings.other_spelling(n, "bn", p * 0.7), "Ayesha", {"Aisha", "Aysha", "Aisyah"}),
        (lambda n, p: spellings.other_spelling(n, "en", p), "Smith", {"Smith"}),
        (lambda n, p: spellings.other_part(n, "Reid", p), "Smith-Jones", {"Smith", "Jones"}),
        (lambda n, p: spellings.other_part(n, "Reid", p), "Smith", {"Smith-Reid", "Reid-Smith"}),
        (spellings.initial, "Omar", {"O"}),
    ],
)
def test_names_are_written_otherwise(change: Callable[[str, float], str], name: str, may_be: set[str]) -> None:
    assert {change(name, pick / 50) for pick in range(50)} == may_be


def test_a_slip_of_the_keys_is_one_edit() -> None:
    slips = {spellings.mistyped("Amelia", pick / 1000) for pick in range(1000)}
    assert all(abs(len(slip) - 6) <= 1 for slip in slips)
    assert {"Aelia", "Ammelia", "Maelia"} & slips
    assert "Amelia" not in slips
    assert spellings.mistyped("Li", 0.3) == "Li"
