"""Who is one child and who is not: records that a clerk would look at twice, each with the answer and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from one_day import (
    JACKS_UPN,
    JILLS_UPN,
    LATER_UPN,
    OTHER_TEMPORARY_UPN,
    TEMPORARY_UPN,
    Row,
    application,
    at_nursery,
    groups,
    linked,
    on_claim,
    pupil,
    student,
)

from pipeline import store

MOVED = {"address_line_1": "9 Hill Street", "postcode": "SO16 9ZZ"}
NOWHERE = {"address_line_1": None, "postcode": None}
NEXT_DOOR = {"address_line_1": "3 Quay Road"}
NEW_YEAR = {"date_of_birth": "2016-01-01"}
IN_1900 = {"date_of_birth": "1900-01-01"}


@dataclass(frozen=True)
class Case:
    """Records, and by their labels which of them are one child: "E1 A1 | E2" are two children.

    "E1 ? A1": two children, and that they may be one waits for an officer's look.
    """

    name: str
    answer: str
    why: str
    records: tuple[Row, ...]

    @property
    def expected(self) -> set[frozenset[str]]:
        return {frozenset(child.split()) for child in re.split(r"[|?]", self.answer)}

    @property
    def expected_waiting(self) -> list[set[str]]:
        """The records of each two neighbours with a question mark between them."""
        parts = re.split(r"([|?])", self.answer)
        return [set(parts[at - 1].split() + parts[at + 1].split()) for at, mark in enumerate(parts) if mark == "?"]


def case(name: str, answer: str, why: str, *records: Row) -> Case:
    return Case(name, answer, why, records)


KEYS = [
    case(
        "the student id with the same forename",
        "E1 A1",
        "the key holds, whatever the surname, the home and a mistyped date of birth say",
        student("E1", "Jack Ash"),
        application("A1", "Jack Birch", student_id="E1", date_of_birth="2016-05-13", **MOVED),
    ),
    case(
        "the student id with another forename",
        "E1 | A1",
        "a twin or a sibling was looked up",
        student("E1", "Jack Ash"),
        application("A1", "Thomas Ash", student_id="E1"),
    ),
    case(
        "the student id with another spelling of the forename",
        "E1 A1",
        "date of birth and initial agree",
        student("E1", "Mohammed Ash"),
        application("A1", "Muhamad Ash", student_id="E1", **MOVED),
    ),
    case(
        "the student id with the initial of the forename and another date of birth",
        "E1 | A1",
        "the initial alone is a sibling's as well",
        student("E1", "Jack Ash"),
        application("A1", "Jill Ash", student_id="E1", date_of_birth="2018-05-03"),
    ),
    case(
        "the UPN with the same forename",
        "E1 8526001-1",
        "the key holds",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        pupil("8526001-1", "Jack Birch", upn=JACKS_UPN, date_of_birth="2016-05-13", **MOVED),
    ),
    case(
        "the UPN with another forename",
        "E1 | 8526001-1",
        "the number was typed from the line above",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        pupil("8526001-1", "Thomas Ash", upn=JACKS_UPN),
    ),
    case(
        "the UPN, the date of birth and the forename's initial",
        "E1 8526001-1",
        "a pet form, a short form, another transliteration",
        student("E1", "Aleksander Ash", upn=JACKS_UPN),
        pupil("8526001-1", "Alex Ash", upn=JACKS_UPN, **MOVED),
    ),
    case(
        "a first forename only",
        "E1 8526001-1",
        "with a key, the first of several forenames is agreement",
        student("E1", "Mary Jane Ash", upn=JACKS_UPN),
        pupil("8526001-1", "Mary Ash", upn=JACKS_UPN, date_of_birth="2016-05-13", **MOVED),
    ),
    case(
        "one temporary UPN on two children",
        "E1 | A1",
        "a school gives temporary numbers again; they are no key",
        student("E1", "Jack Ash", upn=TEMPORARY_UPN),
        application("A1", "Jack Birch", upn=TEMPORARY_UPN, **MOVED),
    ),
    case(
        "two temporary UPNs of one child",
        "E1 A1",
        "they neither link nor part; names, date of birth and home agree",
        student("E1", "Jack Ash", upn=TEMPORARY_UPN),
        application("A1", "Jack Ash", upn=OTHER_TEMPORARY_UPN),
    ),
    case(
        "a temporary UPN here, the permanent one there",
        "E1 A1",
        "a temporary number is replaced by a permanent one",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        application("A1", "Jack Ash", upn=TEMPORARY_UPN),
    ),
    case(
        "two permanent UPNs, all else the same",
        "E1 | A1",
        "an adopted or at-risk child has a new number on purpose",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        application("A1", "Jack Ash", upn=LATER_UPN),
    ),
    case(
        "two permanent UPNs against the student id",
        "E1 | A1",
        "never, even against the strongest key",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        application("A1", "Jack Ash", student_id="E1", upn=LATER_UPN),
    ),
    case(
        "two permanent UPNs, of which one is the former one of the other",
        "E1 A1",
        "the education database says that the number changed",
        student("E1", "Jack Ash", upn=LATER_UPN, former_upn=JACKS_UPN),
        application("A1", "Jack Birch", upn=JACKS_UPN, **MOVED),
    ),
    case(
        "a former UPN with another forename",
        "E1 | A1",
        "the same condition holds for former numbers",
        student("E1", "Jack Ash", upn=LATER_UPN, former_upn=JACKS_UPN),
        application("A1", "Thomas Ash", upn=JACKS_UPN),
    ),
    case(
        "two permanent UPNs and a former one that is neither",
        "E1 | A1",
        "it does not say that these two are one child",
        student("E1", "Jack Ash", upn=LATER_UPN, former_upn=JILLS_UPN),
        application("A1", "Jack Ash", upn=JACKS_UPN),
    ),
]

TWINS = [
    case(
        "twins with each other's UPN",
        "E1 | E2 | A1 | A2",
        "two permanent UPNs are never one child, and a twin is not the other twin",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        student("E2", "Thomas Ash", upn=JILLS_UPN),
        application("A1", "Jack Ash", upn=JILLS_UPN),
        application("A2", "Thomas Ash", upn=JACKS_UPN),
    ),
    case(
        "twins with each other's student id",
        "E1 A1 | E2 A2",
        "the number loses against names, date of birth and home; a student id is no veto",
        student("E1", "Jack Ash"),
        student("E2", "Thomas Ash"),
        application("A1", "Jack Ash", student_id="E2"),
        application("A2", "Thomas Ash", student_id="E1"),
    ),
    case(
        "twins of one initial, one with the other's UPN",
        "E1 | E2 A2 | A1",
        "initial and date of birth agree, but Jack himself stands beside Jacob",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        student("E2", "Jacob Ash", upn=JILLS_UPN),
        application("A1", "Jack Ash", upn=JILLS_UPN),
        application("A2", "Jacob Ash", upn=JILLS_UPN),
    ),
    case(
        "twins of one initial, one UPN between them",
        "E1 A1 | E2",
        "the twin without a number is the one whose forename agrees",
        student("E1", "Jack Ash"),
        student("E2", "Jacob Ash", upn=JILLS_UPN),
        application("A1", "Jack Ash", upn=JILLS_UPN),
    ),
    case(
        "twins of one claim",
        "E1 C1-1 | E2 C1-2",
        "the forename alone tells them apart",
        student("E1", "Jack Ash"),
        student("E2", "Thomas Ash"),
        on_claim("C1-1", "Jack Ash"),
        on_claim("C1-2", "Thomas Ash"),
    ),
    case(
        "two children of one claim under one name",
        "C1-1 | C1-2",
        "a claim names each child once, so one of the names is mistyped",
        on_claim("C1-1", "Jack Ash"),
        on_claim("C1-2", "Jack Ash"),
    ),
    case(
        "one child on two claims",
        "C1-1 C2-1",
        "the parents parted; each claims",
        on_claim("C1-1", "Jack Ash"),
        on_claim("C2-1", "Jack Ash"),
    ),
    case(
        "siblings",
        "E1 | A1",
        "one surname and one home is a household, not an identity",
        student("E1", "Jack Ash"),
        application("A1", "Thomas Ash", date_of_birth="2018-02-11"),
    ),
    case(
        "twins with names alike",
        "E1 C1-1 | E2 C1-2",
        "Hassan and Hussain are two names, each in its own spellings",
        student("E1", "Hassan Ali"),
        student("E2", "Hussain Ali"),
        on_claim("C1-1", "Hasan Ali"),
        on_claim("C1-2", "Hussein Ali"),
    ),
    case(
        "a twin with a name alike whom one list alone knows",
        "E1 | C1-1",
        "the other twin is not on the list at all, and must not be placed by this one",
        student("E1", "Hassan Ali"),
        on_claim("C1-1", "Hussain Ali"),
    ),
    case(
        "twins named alike in Punjab",
        "E1 | C1-1",
        "Gurpreet and Gurjeet share most of their letters, as twins' names do",
        student("E1", "Gurpreet Virk"),
        on_claim("C1-1", "Gurjeet Virk"),
    ),
    case(
        "twins named alike in Lagos",
        "E1 | C1-1",
        "Oluwaseun and Oluwaseyi are two letters apart",
        student("E1", "Oluwaseun Koya"),
        on_claim("C1-1", "Oluwaseyi Koya"),
    ),
    case(
        "twins with half a name in common",
        "E1 | C1-1",
        "Mary-Jane and Mary-Ann",
        student("E1", "Mary-Jane Ash"),
        on_claim("C1-1", "Mary-Ann Ash"),
    ),
    case(
        "twins of whom each is a servant of God",
        "E1 | C1-1",
        "Abdulrahman and Abdulrahim are two names",
        student("E1", "Abdulrahman Khan"),
        on_claim("C1-1", "Abdul-Rahim Khan"),
    ),
    case(
        "a girl and a boy with names alike",
        "E1 ? C1-1",
        "Ellie is no slip for Eli where the sexes differ too",
        student("E1", "Ellie Ash", sex="F"),
        on_claim("C1-1", "Eli Ash", sex="M"),
    ),
    case(
        "a short form of both twins' names",
        "E1 ? A1 ? E2",
        "Sam is either of them; only a person can find out",
        student("E1", "Samuel Ash"),
        student("E2", "Samantha Ash"),
        application("A1", "Sam Ash"),
    ),
    case(
        "a short form of two twins' names, each on a list of its own",
        "E1 ? A1 ? EY1",
        "Sam is either of them, whichever list they are on",
        student("E1", "Samuel Ash"),
        at_nursery("EY1", "Samantha Ash"),
        application("A1", "Sam Ash"),
    ),
    case(
        "an initial that is both twins'",
        "E1 ? A1 ? E2",
        "J is either of them",
        student("E1", "Jack Ash"),
        student("E2", "Jill Ash"),
        application("A1", "J Ash"),
    ),
    case(
        "a boy and a girl with one student id and one initial",
        "E1 | A1",
        "date of birth and initial agree, but twins get each other's numbers and these are of two sexes",
        student("E1", "Jessica Ash", sex="F"),
        application("A1", "Jools Ash", student_id="E1", sex="M"),
    ),
    case(
        "two girls with one student id and one initial",
        "E1 A1",
        "date of birth and initial agree, and nothing speaks against it",
        student("E1", "Jessica Ash", sex="F"),
        application("A1", "Jools Ash", student_id="E1", sex="F"),
    ),
    case(
        "a twin with the other's UPN and no forename",
        "E1 ? A1",
        "the number may be the other twin's, and no forename says otherwise",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        application("A1", "Baby Ash", upn=JACKS_UPN),
    ),
    case(
        "a record without a forename in the same house",
        "E1 ? EY1",
        "it may be a twin whom the education database does not know",
        student("E1", "Jack Ash"),
        at_nursery("EY1", "- Ash"),
    ),
    case(
        "cousins of one surname in one house",
        "E1 | A1",
        "another forename and another date of birth",
        student("E1", "Aaliyah Khan"),
        application("A1", "Zainab Khan", date_of_birth="2016-09-21"),
    ),
    case(
        "cousins of one name in one house",
        "E1 | A1",
        "both named for one grandfather; their dates of birth have nothing in common",
        student("E1", "Mohammed Khan"),
        application("A1", "Mohammed Khan", date_of_birth="2018-11-20"),
    ),
    case(
        "father and son of one name",
        "E1 | A1",
        "a date of birth of another generation is another person's",
        student("E1", "Mohammed Khan"),
        application("A1", "Mohammed Khan", date_of_birth="1987-05-14"),
    ),
    case(
        "twins without a forename yet",
        "EY1 | C1-1",
        "'Baby' is no name, so there is nothing that tells which twin it is",
        at_nursery("EY1", "Baby Ash"),
        on_claim("C1-1", "Baby Ash"),
    ),
]

NAMES = [
    case(
        "a married name",
        "E1 A1",
        "the education database knows the name that the family uses",
        student("E1", "Jack Ash", preferred_surname="Birch"),
        application("A1", "Jack Birch"),
    ),
    case(
        "a married name that nobody recorded",
        "E1 A1",
        "forename, date of birth and home are one child's; a twin has another forename",
        student("E1", "Jack Ash"),
        application("A1", "Jack Birch"),
    ),
    case(
        "a short form",
        "E1 A1",
        "Katie is Katherine in the mouth of her mother",
        student("E1", "Katherine Ash"),
        application("A1", "Katie Ash"),
    ),
    case(
        "transliterations of both names",
        "E1 A1",
        "each office writes down what it hears",
        student("E1", "Mohammed Chowdhury"),
        application("A1", "Muhammad Choudhury"),
    ),
    case(
        "a Chinese name in two ways of writing it",
        "E1 A1",
        "Xiaoyu Zhang in Beijing's way, Hsiaoyu Cheung in Hong Kong's",
        student("E1", "Xiaoyu Zhang"),
        application("A1", "Hsiaoyu Cheung"),
    ),
    case(
        "forename and surname exchanged",
        "E1 A1",
        "the form asked for them in the other order",
        student("E1", "Xiaoyu Zhang"),
        application("A1", "Zhang Xiaoyu"),
    ),
    case(
        "names exchanged and mistyped",
        "E1 A1",
        "two mistakes at once, and still the same house and date of birth",
        student("E1", "Matilda Lucas"),
        application("A1", "Lucas Matida"),
    ),
    case(
        "a twin beside names exchanged",
        "E1 | A1",
        "Preston is the surname of both, so that it is one's forename says nothing of the other",
        student("E1", "Gemma Preston"),
        application("A1", "Preston Jennifer"),
    ),
    case(
        "a double-barrelled surname and one of its parts",
        "E1 A1",
        "married parents give both names, forms have room for one",
        student("E1", "Jack Ash-Birch"),
        application("A1", "Jack Birch"),
    ),
    case(
        "an initial for the forename",
        "E1 C1-1",
        "surname, date of birth and house agree, and no list knows a twin of that initial",
        student("E1", "Jack Ash"),
        on_claim("C1-1", "J Ash"),
    ),
    case(
        "a middle name that one record tells",
        "E1 C1-1 A1",
        "Lorraine Zoe is called Zoe; by the claim alone, which knows Lorraine only, she would be a twin",
        student("E1", "Lorraine Ash", middle_names="Zoe"),
        on_claim("C1-1", "Lorraine Ash"),
        application("A1", "Zoe Ash"),
    ),
    case(
        "a mistyped first letter, with the student id",
        "E1 A1",
        "the number, the surname and the date of birth agree; the forename is a slip apart",
        student("E1", "Michael Ash"),
        application("A1", "Nichael Ash", student_id="E1", **MOVED),
    ),
    case(
        "a surname that is missing on one side",
        "E1 A1",
        "forename, date of birth and house agree",
        student("E1", "Jack Ash"),
        application("A1", "Jack Unknown"),
    ),
    case(
        "a preferred forename",
        "E1 EY1",
        "known as Lily at the nursery",
        student("E1", "Elizabeth Ash", preferred_forename="Lily"),
        at_nursery("EY1", "Lily Ash"),
    ),
    case(
        "a preferred forename with the UPN",
        "E1 8526001-1",
        "the forename agrees",
        student("E1", "Elizabeth Ash", preferred_forename="Lily", upn=JACKS_UPN),
        pupil("8526001-1", "Lily Birch", upn=JACKS_UPN, **MOVED),
    ),
    case(
        "accents and letters that are no accent",
        "E1 A1",
        "systems drop them",
        student("E1", "Zoë Łukasiewicz"),
        application("A1", "ZOE LUKASIEWICZ"),
    ),
    case(
        "a sharp s and an o with a stroke",
        "E1 A1",
        "systems spell them out",
        student("E1", "Søren Weiß"),
        application("A1", "Soren Weiss"),
    ),
    case(
        "hyphens and apostrophes",
        "E1 A1 A2",
        "punctuation is no part of a name",
        student("E1", "Mary-Jane O’Brien-Stone"),
        application("A1", "Mary Jane OBrien-Stone"),
        application("A2", "MARYJANE O'BRIENSTONE"),
    ),
    case(
        "placeholder names",
        "A1 | EY1 | C1-1",
        "they carry no evidence",
        application("A1", "Unknown Ash"),
        at_nursery("EY1", "UNKNOWN Ash"),
        on_claim("C1-1", "Not-Known Ash"),
    ),
    case(
        "placeholder surnames",
        "A1 ? EY1",
        "they carry no evidence; two records without any surname are for a person to judge",
        application("A1", "Jack Unknown"),
        at_nursery("EY1", "Jack Unknown"),
    ),
    case(
        "no forename on either side",
        "A1 | EY1",
        "a surname, a date of birth and a home are a twin's too",
        application("A1", "- Ash"),
        at_nursery("EY1", "- Ash"),
    ),
    case(
        "no forename on either side, and one UPN",
        "E1 A1",
        "some people have one name: with a key and the date of birth it is agreement",
        student("E1", "- Ash", upn=JACKS_UPN),
        application("A1", "- Ash", upn=JACKS_UPN, **MOVED),
    ),
    case(
        "a forename on one side only, and one UPN",
        "E1 | A1",
        "a blank does not agree with a name",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        application("A1", "- Ash", upn=JACKS_UPN),
    ),
]

BIRTHS_AND_HOMES = [
    case(
        "1 January in the same postcode",
        "E1 | A1",
        "a default date and a common name can meet in one street",
        student("E1", "Jack Ash", **NEW_YEAR),
        application("A1", "Jack Ash", **NEW_YEAR, **NEXT_DOOR),
    ),
    case(
        "1 January in the same house",
        "E1 A1",
        "names and house are one child's, even if the date says nothing",
        student("E1", "Jack Ash", **NEW_YEAR),
        application("A1", "Jack Ash", **NEW_YEAR, address_line_1="1, QUAY ROAD"),
    ),
    case(
        "2 January in the same postcode",
        "E1 A1",
        "that is no default",
        student("E1", "Jack Ash", date_of_birth="2016-01-02"),
        application("A1", "Jack Ash", date_of_birth="2016-01-02", **NEXT_DOOR),
    ),
    case(
        "1 January with the student id and the initial",
        "E1 | A1",
        "a default date carries no evidence, and an initial alone is not enough",
        student("E1", "Jack Ash", **NEW_YEAR),
        application("A1", "Jill Ash", student_id="E1", **NEW_YEAR),
    ),
    case(
        "born in 1900, in the same house",
        "E1 | A1",
        "the date is unknown, so nothing tells father from son",
        student("E1", "Jack Ash", **IN_1900),
        application("A1", "Jack Ash", **IN_1900),
    ),
    case(
        "born in 1900, with the UPN",
        "E1 A1",
        "the key needs the forename only",
        student("E1", "Jack Ash", upn=JACKS_UPN, **IN_1900),
        application("A1", "Jack Ash", upn=JACKS_UPN, **IN_1900),
    ),
    case(
        "moved house",
        "E1 A1",
        "names and date of birth are too rare together to be another child's",
        student("E1", "Jack Ash"),
        application("A1", "Jack Ash", **MOVED),
    ),
    case(
        "moved house with another surname",
        "E1 | A1",
        "a forename and a date of birth are many children's",
        student("E1", "Jack Ash"),
        application("A1", "Jack Birch", **MOVED),
    ),
    case(
        "day and month exchanged",
        "E1 A1",
        "the third of May, written as the Americans do",
        student("E1", "Jack Ash", date_of_birth="2016-05-03"),
        application("A1", "Jack Ash", date_of_birth="2016-03-05"),
    ),
    case(
        "two digits of the date of birth exchanged",
        "E1 A1",
        "the 13th and the 31st are a slip apart",
        student("E1", "Jack Ash", date_of_birth="2016-05-13"),
        application("A1", "Jack Ash", date_of_birth="2016-05-31"),
    ),
    case(
        "the year of birth one too late",
        "E1 A1",
        "the same day and month, names and house",
        student("E1", "Jack Ash"),
        application("A1", "Jack Ash", date_of_birth="2017-05-03"),
    ),
    case(
        "1 January of the year of birth in the same house",
        "E1 A1",
        "where the day is unknown a system writes the first of the year",
        student("E1", "Jack Ash"),
        application("A1", "Jack Ash", **NEW_YEAR),
    ),
    case(
        "no home on one side",
        "E1 A1",
        "the surname is so rare that hardly two children share it, the forename and the date of birth",
        student("E1", "Jack Ash"),
        application("A1", "Jack Ash", **NOWHERE),
    ),
    case(
        "no home on either side",
        "E1 A1",
        "two blanks are no home, but with so rare a surname names and date of birth are enough",
        student("E1", "Jack Ash", **NOWHERE),
        application("A1", "Jack Ash", **NOWHERE),
    ),
    case(
        "one property, written with two postcodes",
        "E1 C1-1",
        "the property's number says that it is the same",
        student("E1", "Jack Ash", uprn="100060", postcode="SO14 1AA"),
        on_claim("C1-1", "Jack Ash", uprn="100060", postcode="SO14 1AB"),
    ),
]

RECORDS = [
    case(
        "two education records of one child",
        "E1 A1 | E2",
        "never merged: reported as a duplicate; what has the key goes with the record it names",
        student("E1", "Jack Ash"),
        student("E2", "Jack Ash"),
        application("A1", "Jack Ash", student_id="E1"),
    ),
    case(
        "two education records and a record that fits both",
        "E1 EY1 | E2",
        "one of them, the same every night",
        student("E1", "Jack Ash"),
        student("E2", "Jack Ash"),
        at_nursery("EY1", "Jack Ash"),
    ),
    case(
        "three applications at two addresses",
        "A1 A2 A3",
        "the family moved; the names and the date of birth are too rare together to be another child's",
        application("A1", "Jack Ash"),
        application("A2", "Jack Ash"),
        application("A3", "Jack Ash", **MOVED),
    ),
    case(
        "three applications at two addresses, one with the UPN",
        "E1 A1 A2 A3",
        "the education record stands between the addresses",
        student("E1", "Jack Ash", upn=JACKS_UPN),
        application("A1", "Jack Ash"),
        application("A2", "Jack Ash"),
        application("A3", "Jack Ash", upn=JACKS_UPN, **MOVED),
    ),
    case(
        "early years and benefits, no education record",
        "EY1 C1-1",
        "a child whom no school knows",
        at_nursery("EY1", "Jack Ash"),
        on_claim("C1-1", "Jack Ash"),
    ),
    case(
        "a pupil in two schools' returns",
        "8526001-1 8526002-1",
        "left the one for the other",
        pupil("8526001-1", "Jack Ash"),
        pupil("8526002-1", "Jack Ash"),
    ),
    case(
        "two pupils of one return under one name",
        "8526001-1 | 8526001-2",
        "a school knows its pupils",
        pupil("8526001-1", "Jack Ash"),
        pupil("8526001-2", "Jack Ash"),
    ),
    case(
        "a record between two permanent UPNs",
        "A1 E1 | 8526001-1",
        "it goes with one of them and never joins both",
        application("A1", "Jack Ash"),
        student("E1", "Jack Ash", upn=JACKS_UPN),
        pupil("8526001-1", "Jack Ash", upn=LATER_UPN),
    ),
]

CASES = [*KEYS, *TWINS, *NAMES, *BIRTHS_AND_HOMES, *RECORDS]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_one_child_or_not(case: Case) -> None:
    con = store.open_durable(None)
    with linked(con, case.records):
        assert groups(con) == case.expected, f"{case.name}: {case.why}"
        found = con.execute("SELECT record_a, record_b FROM run.linked.possible_link").fetchall()
        waiting = [{record.split(":", 1)[1] for record in pair} for pair in found]
        for both in case.expected_waiting:
            assert [pair for pair in waiting if pair <= both], f"{case.name} does not wait: {case.why}"


SEVERAL = [case for case in CASES if len(case.records) > 2]


@pytest.mark.parametrize("case", SEVERAL, ids=[case.name for case in SEVERAL])
def test_the_order_of_rows_says_nothing(case: Case) -> None:
    con = store.open_durable(None)
    with linked(con, reversed(case.records)):
        assert groups(con) == case.expected


def test_how_each_record_came_to_its_child_is_told() -> None:
    con = store.open_durable(None)
    rows = [
        student("E1", "Jack Ash", upn=JACKS_UPN),
        application("A1", "Jack Ash", student_id="E1"),
        pupil("8526001-1", "Jack Ash", upn=JACKS_UPN, **MOVED),
        at_nursery("EY1", "Jack Ash"),
        on_claim("C1-1", "Thomas Ash"),
    ]
    with linked(con, rows):
        how = con.execute("SELECT split_part(record, ':', 2), how, reason FROM run.linked.record_how").fetchall()
    assert sorted(how) == [
        ("8526001-1", "upn", "same UPN and forename"),
        ("A1", "key", "same student id and forename"),
        ("C1-1", "alone", None),
        ("E1", "key", "same student id and forename"),
        ("EY1", "exact", "same names, date of birth and postcode"),
    ]


def test_an_adopted_child_is_never_shown_beside_the_child_it_was() -> None:
    """The forename and the date of birth stay, also the home where the foster family adopts; the UPN is new."""
    con = store.open_durable(None)
    rows = [
        student("E1", "Jack Ash", upn=JACKS_UPN),
        pupil("8526001-1", "Jack Birch", upn=LATER_UPN),
        at_nursery("EY1", "Jack Birch"),
    ]
    with linked(con, rows):
        assert groups(con) == {frozenset({"E1"}), frozenset({"8526001-1", "EY1"})}
        assert con.execute("SELECT * FROM run.linked.possible_link").fetchall() == []


def test_a_refused_pair_is_kept_with_its_reason() -> None:
    con = store.open_durable(None)
    rows = [student("E1", "Jack Ash", upn=JACKS_UPN), application("A1", "Jack Ash", upn=LATER_UPN)]
    with linked(con, rows):
        assert con.execute("SELECT why FROM run.linked.vetoed").fetchall() == [("two different permanent UPNs",)]
