"""The children of the year: the rows their systems send, from which day, and their line in every issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from small_council import PREPARATORY, PRIMARY, SECONDARY, Row, Tables, enrolment, establishment, person

UNIT = "8521100"
ISSUES = (
    *(date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)),
    *(date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31), date(2027, 6, 30), date(2027, 10, 31)),
)
ALWAYS, NEVER = date(2020, 1, 1), date(2099, 1, 1)
NONE = "-"
CORRECTED = date(2026, 11, 30)
"""The day of the file that is wrong at first: it lacks what only begins with that day."""


@dataclass(frozen=True)
class Life:
    """A child. on: its line in each of ISSUES, NONE where it is on none. told: (table, from, until, row)."""

    number: int
    forename: str
    born: str
    on: tuple[str, ...]
    told: list[tuple[str, date, date, Row]] = field(default_factory=list)

    @property
    def who(self) -> Row:
        home = f"{self.number} Lanternbrook Row"
        return person(f"{self.forename}worth", self.forename, self.born, home, "SO15 2AB")

    def tells(self, table: str, since: date = ALWAYS, until: date = NEVER, **row: str) -> Life:
        """Adds a row that stands in the files dated from `since` on and before `until`."""
        self.told.append((table, since, until, row))
        return self

    def student(self, since: date = ALWAYS, until: date = NEVER, **more: str) -> Life:
        row = {"student_id": str(self.number), **self.who, "home_la": "852", **more}
        return self.tells("education/students", since, until, **row)

    def enrolled(self, laestab: str, entry: str, leaving: str = "", since: date = ALWAYS, until: date = NEVER) -> Life:
        row = enrolment(str(self.number), laestab, entry, leaving)
        return self.tells("education/enrolments", since, until, **row)

    def involved(self, what: str, start: str) -> Life:
        row = {"student_id": str(self.number), "involvement": what, "start_date": start, "end_date": ""}
        return self.tells("education/involvements", date.fromisoformat(start), **row)

    def applied(self, received: str, since: date | None = None, until: date = NEVER, **more: str) -> Life:
        row = {"application_ref": f"852-{self.number}", **self.who, "application_type": "IN-YEAR"}
        row |= {"received_on": received, "application_status": "OPEN", **more}
        return self.tells("admissions/applications", since or date.fromisoformat(received), until, **row)

    def claimed(self, since: str, until: date = NEVER, **more: str) -> Life:
        row = {"claim_ref": f"HB{self.number}", "child_number": "1", **self.who, "from_date": since, **more}
        return self.tells("benefits/children", date.fromisoformat(since), until, **row)


class Council:
    """Everybody, numbered in the order in which they are told of."""

    def __init__(self) -> None:
        self.lives: list[Life] = []
        for tell in (self._settled, self._leavers, self._starters, self._applicants, self._of_two_names):
            tell()

    def tables(self, day: date) -> Tables:
        """Every table as its system sends it on a day."""
        found: Tables = {"education/establishments": SCHOOLS}
        for life in self.lives:
            for table, since, until, row in life.told:
                found.setdefault(table, [])
                if since <= day < until:
                    found[table].append(row)
        return found

    def _live(self, forename: str, born: str, on: str) -> Life:
        """on: "leavers 2026 x3, - x7" is three issues on that line and then seven on none."""
        lines: list[str] = []
        for part in on.split(", "):
            line, times = part.rsplit(" x", 1)
            lines += [line] * int(times)
        assert len(lines) == len(ISSUES), forename
        self.lives.append(Life(2001 + len(self.lives), forename, born, tuple(lines)))
        return self.lives[-1]

    def _settled(self) -> None:
        """On roll all year; and a row for every table that somebody has to send."""
        for forename in ("Aldric", "Brannoc", "Cuthwin", "Dunstan", "Edburga", "Frideswide", "Godgifu", "Hereward"):
            self._live(forename, "2018-05-04", "- x10").student().enrolled(PRIMARY, "2022-09-02")
        first = self.lives[0].claimed("2025-01-06").applied("2024-02-01", application_status="CLOSED")
        first.involved("EHCP", "2024-05-01")
        nursery = {"provider_name": "Puffin Nursery", "start_date": "2021-09-10", "end_date": "2022-07-20"}
        first.tells("early_years/headcount", **{"ey_child_id": "EY1", **first.who, **nursery})
        pupil = self._live("Wenzella", "2014-08-08", "- x10")
        school = {"laestab": PREPARATORY, "establishment_name": "Razorbill House", "pupil_ref": "RH-5"}
        pupil.tells("independent/returns", **{**school, **pupil.who, "entry_date": "2018-09-05"})

    def _leaver(self, forename: str, on: str, born: str = "2017-03-09", until: date = NEVER) -> Life:
        return self._live(forename, born, on).enrolled(PRIMARY, "2021-09-03", "2026-10-16", until=until)

    def _leavers(self) -> None:
        back = self._leaver("Ingulf", "leavers 2026 x3, - x7").student()
        back.enrolled(PRIMARY, "2027-01-11", since=date(2027, 1, 31))
        # An officer confirms the move abroad in November; benefits begin again in March.
        self._leaver("Jocosa", "leavers 2026 x1, - x4, leavers 2026 x5").student().claimed("2027-03-08")
        # Of compulsory school age until 25 June 2027.
        self._leaver("Kenelm", "leavers 2026 x8, - x2", born="2011-05-06").student()
        # Back in school on 20 November, which the file of 30 November says only once it is corrected, in December.
        late = self._leaver("Leofric", "leavers 2026 x2, - x8").student()
        late.enrolled(PRIMARY, "2026-11-20", since=CORRECTED)
        died = self._leaver("Merewen", "leavers 2026 x7, - x3").student(until=date(2027, 5, 31))
        died.student(since=date(2027, 5, 31), date_of_death="2027-05-09")
        self._leaver("Northman", "leavers 2026 x6, - x4").student().involved("FTT", "2027-04-12")
        # Gone from the education database in February, and in no other extract.
        self._leaver("Orvyn", "leavers 2026 x4, - x6", until=date(2027, 2, 28)).student(until=date(2027, 2, 28))

    def _starters(self) -> None:
        """Reception, the change to secondary school, an exclusion."""
        # Of compulsory school age from 31 December; home educated from February.
        late = self._live("Petronel", "2021-11-14", "- x2, failed_to_start_reception 2026 x2, - x6").student()
        late.involved("EHE", "2027-02-01")
        # Never arrived at secondary school; a year later that is too long ago for this line and for the leavers.
        lost = self._live("Quenild", "2015-02-02", "failed_to_transfer_secondary 2026 x9, historical x1").student()
        lost.enrolled(PRIMARY, "2019-09-03", "2026-07-21")
        excluded = self._live("Radegund", "2013-01-20", "- x1, permanently_excluded x4, - x5").student()
        excluded.enrolled(SECONDARY, "2024-09-03").involved("PEX", "2026-11-10")
        excluded.enrolled(UNIT, "2027-03-01", since=date(2027, 3, 31))

    def _applicants(self) -> None:
        """From February on the council gives 45 days of grace to register, where it gave 7."""
        january, april = date(2027, 1, 31), date(2027, 4, 30)
        offer = {"offer_status": "ACCEPTED", "offered_laestab": PRIMARY, "offered_on": "2027-01-10"}
        line = "- x2, in_year_processing 2026 x1, in_year_under_offer 2026 x2, in_year_failed_to_register 2026 x1, - x4"
        new = self._live("Sexburga", "2017-06-19", line).applied("2026-12-05", until=january)
        new.applied("2026-12-05", since=january, **offer, expected_start="2027-02-10")
        new.student(since=april).enrolled(PRIMARY, "2027-04-19", since=april)
        failed = "in_year_failed_to_register 2026"
        again = self._live("Tancred", "2017-07-22", f"- x3, {failed} x1, in_year_under_offer 2026 x1, {failed} x5")
        again.applied("2027-01-05", **offer, expected_start="2027-01-20")

    def _of_two_names(self) -> None:
        """Known to benefits by another name until March: two cases, one of which then goes into the other."""
        march = date(2027, 3, 31)
        child = self._live("Ulfrun", "2015-07-19", "- x2, in_year_processing 2026 x8").applied("2026-12-09")
        other = self._live("Isolde", "2015-07-19", "- x3, cme_other x2, - x5")
        claim = {"claim_ref": "HB77", "child_number": "1", "from_date": "2027-01-18"}
        child.tells("benefits/children", since=march, **child.who, **claim)
        other.tells("benefits/children", since=date(2027, 1, 18), until=march, **other.who, **claim)


SCHOOLS = [
    establishment(PRIMARY, "Kittiwake Primary", "4", "11"),
    establishment(SECONDARY, "Guillemot Academy", "11", "16"),
    establishment(PREPARATORY, "Razorbill House", "4", "18"),
    establishment(UNIT, "Turnstone Centre", "11", "16"),
]
