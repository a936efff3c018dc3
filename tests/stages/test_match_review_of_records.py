"""Decisions on match-review that contradict each other or the permanent UPNs, and those of links of the model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
from office import Office
from pairs_on_review import (
    EVERY_LINK_IS_AN_OFFICERS,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    Pair,
    are_one_child,
    claim,
    council,
    decide,
    findings,
    line,
    rows_of,
    say,
    student,
)
from small_council import GATEWAY, deliver, put, tables

from sources.synthetic.upn import permanent

CONTRADICTED, RECORDED_TWICE, NUMBERED_TWICE, ADOPTED = (
    *(Pair("Wulfric", 1), Pair("Aelfgar", 2), Pair("Cuthbert", 3), Pair("Dunstan", 4)),
)
PAIRS = (CONTRADICTED, RECORDED_TWICE, NUMBERED_TWICE, ADOPTED)
THIRD, SECOND, OTHER_UPN, NEW_NUMBER = (
    *("benefits/children:HB80-1", "education/students:2102", "education/students:2103", "education/students:2104"),
)
"""The further record of each of the pairs, in their order."""
UPNS = [str(upn) for upn in permanent(np.array([8522001] * 4), np.array([2014] * 4), np.array([1, 2, 3, 4]))]


@dataclass(frozen=True)
class Nights:
    tuesday: Office
    wednesday: Office


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """The office after Tuesday's night and after Wednesday's; some decisions were made before each."""
    office = Office(tmp_path_factory.mktemp("office"))
    deliver(office.home, council(*PAIRS), settings=EVERY_LINK_IS_AN_OFFICERS)
    office.night(MONDAY)
    told = council(*PAIRS)
    ermintrude = claim("HB80", CONTRADICTED.seen | {"forename": "Ermintrude"})
    put(office.home, "benefits/children", [*told["benefits/children"], ermintrude], dated=TUESDAY)
    numbered = dict(zip([NUMBERED_TWICE.student_id, ADOPTED.student_id], UPNS, strict=False))
    students = [row | {"upn": numbered.get(row["student_id"], row["upn"])} for row in told["education/students"]]
    students.append(student("2102", RECORDED_TWICE.pupil | {"surname": RECORDED_TWICE.seen["surname"]}))
    students.append(student("2103", NUMBERED_TWICE.pupil, UPNS[2]))
    put(office.home, "education/students", students, dated=TUESDAY)
    one, other = CONTRADICTED.on_roll, CONTRADICTED.in_benefits
    say(office, TUESDAY, "Same", (one, other), (one, THIRD))
    say(office, TUESDAY, "Different", (other, THIRD))
    say(office, TUESDAY, "Same", (NUMBERED_TWICE.on_roll, OTHER_UPN), (ADOPTED.on_roll, ADOPTED.in_benefits))
    office.night(TUESDAY)
    tuesday = Office(Path(copytree(office.home, tmp_path_factory.mktemp("tuesday") / "home")))
    say(office, WEDNESDAY, "Same", (RECORDED_TWICE.on_roll, SECOND))
    adopted = [row for row in students if row["student_id"] != ADOPTED.student_id]
    put(office.home, "education/students", [*adopted, student("2104", ADOPTED.seen, UPNS[3])], dated=WEDNESDAY)
    office.night(WEDNESDAY)
    return Nights(tuesday, office)


def test_decisions_that_contradict_each_other_are_a_finding(after: Nights) -> None:
    office, on_roll, in_benefits = after.tuesday, CONTRADICTED.on_roll, CONTRADICTED.in_benefits
    assert not are_one_child(office, in_benefits, THIRD)
    assert are_one_child(office, on_roll, in_benefits) != are_one_child(office, on_roll, THIRD)
    ((record, what),) = findings(office, "withdraw one of the two")
    refused = THIRD if are_one_child(office, on_roll, in_benefits) else in_benefits
    assert {record, *(r for r in (on_roll, refused) if r in what)} == {on_roll, refused}
    against = [row["What stands against it"] for row in rows_of(office, "Decided", on_roll, in_benefits, THIRD)]
    assert sorted(against) == ["In force.", "In force.", "Not in force: an officer said they are different."]


def test_two_education_records_of_one_child_are_named_for_whoever_owns_the_database(after: Nights) -> None:
    on_roll = RECORDED_TWICE.on_roll
    shown = rows_of(after.tuesday, "To decide", SECOND)
    assert [row["What stands against it"] for row in shown] != []
    named = [record for record, _ in findings(after.tuesday, "Perhaps the same child as")]
    assert sorted(named) == sorted([on_roll, SECOND])
    assert are_one_child(after.wednesday, on_roll, SECOND)
    assert {record for record, _ in findings(after.wednesday, "as an officer said: merge")} == {on_roll, SECOND}


# Two different permanent UPNs


def test_two_different_upns_are_never_a_pair_whatever_an_officer_said(after: Nights) -> None:
    office, on_roll = after.tuesday, NUMBERED_TWICE.on_roll
    assert not are_one_child(office, on_roll, OTHER_UPN)
    ((record, what),) = findings(office, "two different permanent UPNs")
    assert record in (on_roll, OTHER_UPN)
    assert on_roll not in what
    assert OTHER_UPN not in what
    lists = sorted(office.lists.glob("*.xlsx"))
    assert lists
    for path in lists:
        for row in office.rows(path.stem):
            held = " ".join(str(value) for value in row.values())
            assert not (on_roll in held and OTHER_UPN in held), path.name
            assert not (UPNS[0] in held and UPNS[2] in held), path.name


def test_a_student_with_another_upn_who_is_gone_is_not_shown_beside_who_was_said_to_be_the_same(after: Nights) -> None:
    """Adopted, and given a new number on purpose: nothing may lead from the one record to the other."""
    on_roll, in_benefits = ADOPTED.on_roll, ADOPTED.in_benefits
    assert [row["Row key"] for row in rows_of(after.tuesday, "Decided", on_roll)] == [ADOPTED.key]
    assert are_one_child(after.wednesday, in_benefits, NEW_NUMBER)
    assert rows_of(after.wednesday, "Decided", on_roll, in_benefits, NEW_NUMBER) == []


# Links of the model


def test_a_link_of_the_model_on_which_a_roll_hangs_can_be_taken_away(tmp_path: Path) -> None:
    """The roll is an independent school's, the student has none: without the link the student would be missing."""
    told, pair = tables(), Pair("Wulfric", 1)
    told["education/students"].append(pair.student())
    (wenzella,) = told["independent/returns"]
    told["independent/returns"].append(wenzella | pair.seen | {"pupil_ref": "RH-6"})
    returned = "independent/returns:8526001-RH-6"
    deliver(tmp_path, told, settings=f"{GATEWAY}[matching]\nlink_above = 0.6\nreview_above = 0.5\n")
    office = Office(tmp_path)
    office.night(MONDAY)
    assert are_one_child(office, pair.on_roll, returned)
    (row,) = rows_of(office, "Joined by the model")
    assert row["What hangs on it"] == f"If different, the child of {pair.on_roll} is without provision."
    assert row["Row key"] == f"pair {pair.on_roll} {returned}"
    decide(office, TUESDAY, {row["Row key"]: {"Decision": "Different"}}, on="Joined by the model")
    done = office.night(TUESDAY)
    assert "match-review" not in done.stdout, "nothing waits"
    assert not are_one_child(office, pair.on_roll, returned)
    assert line(office, pair.on_roll) == "cme_other"
    assert rows_of(office, "Joined by the model") == rows_of(office, "To decide") == []
    assert [row["Decision"] for row in rows_of(office, "Decided")] == ["Different"]
