"""What is sent to schools, settings and parents: each gets its own children, and nothing that it may not see."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import Done, cme
from office import Office
from small_council import PREPARATORY, D, Row, deliver, enrolment, person, put, tables

from pipeline import rulebook
from pipeline.for_schools import _cell, _named, _Recipient

MONDAY = date(2026, 11, 2)
LEAVERS = "leavers/8524001 Guillemot Academy.xlsx"
PUFFIN = "reception-cohort/EY500 Puffin Nursery.xlsx"
GULLS = "reception-cohort/Gull Garden.xlsx"
RETURN = f"returns/{PREPARATORY} Razorbill House.xlsx"
TAMSIN = person("=Tuckwhistle", "Tamsin", "2023-01-10", "17 Lanternbrook Row", "SO15 2AG")
TORQUIL = person("=Tuckwhistle", "Torquil", "2023-01-10", "17 Lanternbrook Row", "SO15 2AG")
ISMENE = person("Holmroyd", "Ismene", "2022-11-05", "18 Safehaven Yard", "SO16 7QY")
ODALYS = person("Corncockle", "Odalys", "2023-08-31", "", "SO15 2AH")
PERPETUA = person("Ravelstone", "Perpetua", "2023-03-03", "19 Farther Row", "PO4 8AA")


def at_setting(number: str, who: Row, urn: str, name: str) -> Row:
    return {
        **{"ey_child_id": number, **who, "provider_urn": urn, "provider_name": name},
        **{"start_date": "2025-09-02", "end_date": ""},
    }


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Otmar left Guillemot Academy, and so did Brunhold, whose address is restricted; Razorbill House's return is old.

    Of next September's children the twins and Ismene, whose address is restricted, are at Puffin Nursery, Odalys and
    Perpetua at Gull Garden. Torquil's parents have applied.
    """
    home = tmp_path_factory.mktemp("schools")
    told = tables()
    told["education/enrolments"][2] |= {"destination": "Refuge in Faraway"}
    told["education/students"].append({"student_id": "1005", **ISMENE, "home_la": "852", "restricted_address": "Y"})
    told["education/students"].append({"student_id": "1006", **PERPETUA, "home_la": "852"})
    told["education/enrolments"].append(enrolment("1006", "8522001", "2026-09-02", "2026-09-05"))
    told["early_years/headcount"] += [
        at_setting("EY2", TAMSIN, "EY500", "Puffin Nursery"),
        at_setting("EY3", TORQUIL, "EY500", "Puffin Nursery"),
        at_setting("EY4", ISMENE, "EY500", "Puffin Nursery"),
        at_setting("EY5", ODALYS, "", "Gull Garden"),
        at_setting("EY6", PERPETUA, "", "Gull Garden"),
    ]
    told["admissions/applications"].append(
        {
            **{"application_ref": "852-A-2", **TORQUIL, "application_type": "RECEPTION", "entry_year": "2027"},
            **{"received_on": "2026-10-12", "application_status": "OPEN", "offer_status": ""},
        }
    )
    told["education/involvements"].append({"student_id": "1002", "involvement": "CP", "start_date": "2026-10-02"})
    returns = told.pop("independent/returns")
    deliver(home, told)
    put(home, "independent/returns", returns, dated=date(2026, 3, 1))
    office = Office(home)
    office.night(D)
    office.type("leavers", "Otmar", D, Notes="Grandmother in Zwolle")
    office.night(MONDAY)
    assert for_schools(home).exit_code == 0
    return home


@pytest.fixture
def home(after_a_night: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(after_a_night, tmp_path / "home"))


def for_schools(home: Path) -> Done:
    return cme(home, "for-schools", today=MONDAY)


def sent(home: Path) -> dict[str, bytes]:
    folder = home / "lists" / "for-schools"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.xlsx")}


def rows(home: Path, name: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(home / "lists" / "for-schools" / name)
    titles, *cells = book.worksheets[1].iter_rows(values_only=True)
    return [dict(zip(map(str, titles), row, strict=True)) for row in cells]


def letters(home: Path) -> list[dict[str, str]]:
    content = (home / "lists" / "for-parents" / "reception-cohort.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "Word takes the file for UTF-8 by its mark"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_each_school_and_setting_has_a_workbook_of_its_own_children(after_a_night: Path) -> None:
    assert sorted(sent(after_a_night)) == [LEAVERS, PUFFIN, GULLS, RETURN]
    assert [(row["Forename"], row["UPN"], row["What is missing"]) for row in rows(after_a_night, LEAVERS)] == [
        ("Otmar", "X852200120102", "nothing received"),
        ("Brunhold", "L852200120103", "destination not confirmed"),
    ]
    assert [(row["Forename"], row["Applied"]) for row in rows(after_a_night, PUFFIN)] == [
        ("Tamsin", "no"),
        ("Ismene", "no"),
        ("Torquil", "yes"),
    ]
    assert [row["Forename"] for row in rows(after_a_night, GULLS)] == ["Odalys", "Perpetua"]
    assert [row["Forename"] for row in rows(after_a_night, RETURN)] == ["Wenzella"]


def test_nobody_is_told_an_address_an_involvement_a_note_or_another_school(after_a_night: Path) -> None:
    secret = ["Lanternbrook", "Safehaven", "Farther Row", "SO15", "SO16", "Faraway", "Zwolle", "Kittiwake"]
    secret += [r"\bCP\b", r"\bPEX\b", r"\bHB7\b"]
    for name, content in sent(after_a_night).items():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = "\n".join(archive.read(part).decode("utf-8", errors="replace") for part in archive.namelist())
        assert [word for word in secret if re.search(word, text)] == [], name
        every = ("Puffin Nursery", "Gull Garden", "Razorbill House", "Guillemot Academy")
        assert [recipient for recipient in every if recipient in text and recipient not in name] == []


def test_the_cover_says_who_asks_what_by_when_and_how_to_answer(after_a_night: Path) -> None:
    book = openpyxl.load_workbook(after_a_night / "lists" / "for-schools" / LEAVERS)
    cover, children = book.worksheets
    said = {str(row[0]): str(row[1]) for row in cover.iter_rows(values_only=True) if row[0]}
    assert book.active is cover
    assert said["Please answer by"] == "Monday 16 November 2026"
    assert said["About"] == "2 children, on the sheet 'Your children'"
    assert "Never by plain e-mail" in said["By"]
    assert "list 'leavers'" in said["What happens then"]
    assert said["Went to"].startswith("Yours, white.")
    assert said["Left on"].startswith("Ours, grey.")
    assert children.oddHeader.center.text == "OFFICIAL-SENSITIVE"
    (choices, *_) = [rule for rule in children.data_validations.dataValidation if str(rule.sqref) == "J2:J3"]
    title, _, area = str(choices.formula1).partition("!")
    offered = [row[0].value for row in book[title.strip("'")][area.replace("$", "")]]
    assert offered == ["Still here", "Left", "Never started here"]


def test_a_letter_for_each_child_but_who_must_not_or_cannot_get_one(after_a_night: Path) -> None:
    assert [(row["Addressee"], row["Address"], row["Postcode"], row["Applied"]) for row in letters(after_a_night)] == [
        ("To the parent or carer of Tamsin =Tuckwhistle", "17 Lanternbrook Row", "SO15 2AG", "no"),
        ("To the parent or carer of Torquil =Tuckwhistle", "17 Lanternbrook Row", "SO15 2AG", "yes"),
    ]
    first = letters(after_a_night)[0]
    assert (first["Surname"], first["Date of birth"]) == ("'=Tuckwhistle", "10 January 2023")
    assert (first["Apply by"], first["Offers on"]) == ("15 January 2027", "16 April 2027")


def test_what_is_printed_and_logged_is_counts(home: Path) -> None:
    done = for_schools(home)
    assert done.stdout.splitlines() == [
        "As at 2026-11-02",
        "lists/for-schools/leavers: 1 workbook, 2 rows.",
        "lists/for-schools/reception-cohort: 2 workbooks, 5 rows.",
        "lists/for-schools/returns: 1 workbook, 1 row.",
        "lists/for-parents/reception-cohort.csv: 2 letters.",
        "Withheld from the letters, for an officer to write by hand or to put right: address outside the authority 1, "
        "no full address 1, restricted address 1.",
    ]
    assert '"event": "sent out"' in (home / "logs" / f"{MONDAY}.jsonl").read_text(encoding="utf-8")


def test_said_again_it_gives_the_same_bytes_and_leaves_the_store_alone(home: Path) -> None:
    before = (home / "store" / "cme.duckdb").read_bytes(), (home / "store" / "run.duckdb").read_bytes()
    first = sent(home), letters(home)
    assert for_schools(home).exit_code == 0
    assert (sent(home), letters(home)) == first
    assert ((home / "store" / "cme.duckdb").read_bytes(), (home / "store" / "run.duckdb").read_bytes()) == before
    assert sorted(path.name for path in (home / "lists").glob("*for-*")) == ["for-parents", "for-schools"]
    assert sorted(path.name for path in (home / "lists").glob(".*")) == []


def test_no_old_file_stays_and_what_somebody_put_there_is_kept_apart(home: Path) -> None:
    folder = home / "lists" / "for-schools"
    (folder / "Thumbs.db").touch()
    (folder / LEAVERS).rename(folder / "leavers" / "from last month.xlsx")
    book = openpyxl.load_workbook(folder / RETURN)
    book.worksheets[1]["H2"] = "Left"
    book.save(folder / RETURN)
    done = for_schools(home)
    assert "2 files that somebody put or changed in lists/for-schools" in done.stdout
    assert sorted(sent(home)) == [LEAVERS, PUFFIN, GULLS, RETURN]
    assert rows(home, RETURN)[0]["Here or left"] is None
    kept = sorted(path.name.rsplit("-", 1)[0] for path in (home / "lists" / "for-schools-kept").iterdir())
    assert kept == [f"{PREPARATORY} Razorbill House", "from last month"]


def test_an_open_workbook_keeps_all_as_it_is(home: Path) -> None:
    (home / "lists" / "for-schools" / "leavers" / "~$x.xlsx").touch()
    before = sent(home)
    done = for_schools(home)
    assert (done.exit_code, sent(home)) == (1, before)
    assert done.stderr.startswith("Somebody has a workbook of lists/for-schools open; close it")


def test_without_a_run_there_is_nothing_to_send(tmp_path: Path) -> None:
    done = for_schools(tmp_path)
    assert (done.exit_code, done.stderr) == (1, "No run has ended in this folder yet; run `cme nightly` first.\n")


@pytest.mark.parametrize(
    ("recipients", "names"),
    [
        ([("8522001", "St Mary's C/E: Primary?")], ["8522001 St Mary's C E Primary.xlsx"]),
        ([("gulls", "Gulls"), ("1", "Gulls"), ("2", "Gulls")], ["Gulls.xlsx", "1 Gulls.xlsx", "2 Gulls.xlsx"]),
        ([("a:b", "A?B"), ("a?b", "A:B")], ["a b A B.xlsx", "a b A B (2).xlsx"]),
        ([("con", "Con"), ("...", "..."), ("9", "x" * 300)], ["_Con.xlsx", "unnamed.xlsx", f"9 {'x' * 98}.xlsx"]),
    ],
)
def test_names_of_files_are_allowed_on_windows_and_distinct(
    recipients: list[tuple[str, str]], names: list[str]
) -> None:
    assert [name for name, _ in _named([_Recipient(key, name, []) for key, name in recipients])] == names


@pytest.mark.parametrize(
    ("day", "offers"), [(date(2027, 4, 16), date(2027, 4, 16)), (date(2028, 4, 16), date(2028, 4, 18))]
)
def test_the_day_of_offers_moves_over_easter(day: date, offers: date) -> None:
    (rule,) = [rule for rule in rulebook.load(D).extracts if rule.get("sent_to") == "parents"]
    assert _cell(rule, "offers_on", day) == offers
    assert _cell(rule, "apply_by", day) == day
