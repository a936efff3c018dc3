"""The extracts as CSV: what each system exports on a day, under its own headings and in its own forms.

Each function gives (table, who): the file's cells as text, and the record key and child of every row.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sources.synthetic import seen
from sources.synthetic.city import City
from sources.synthetic.days import Ints, academic_year, as_days, text
from sources.synthetic.names import Texts
from sources.synthetic.schools import HAMPSHIRE
from sources.synthetic.writing import in_cp1252, written

ISO = "%Y-%m-%d"


def _number(laestab: pd.Series) -> Texts:
    """852/9001, blank for none."""
    return np.array([f"{n // 10_000}/{n % 10_000:04d}" if n else "" for n in laestab.tolist()], dtype=object)


def _shown(days: pd.Series, on: np.datetime64) -> object:
    """Dates up to the day; the others are still blank."""
    values = as_days(days)
    return np.where(values <= on, values, np.datetime64("NaT", "D"))


def _recorded(city: City, on: np.datetime64) -> object:
    people = city.people
    return people["has_record"].to_numpy() & (as_days(people["known_from"]) <= on)


def students(city: City, on: np.datetime64) -> pd.DataFrame:
    """The students of the education database on the day, one row each; the index is the child's."""
    here = _recorded(city, on)
    people, names = city.people[here], written(city, "education")[here]
    group = int(academic_year(as_days([on]))[0]) - people["entry_year"].to_numpy()
    died = text(_shown(people["died_on"], on))
    has_uprn = (people["uprn"].to_numpy() > 0) & (people["draw"].to_numpy() < 0.8)
    return pd.DataFrame(
        {
            "Stud ID": people["student_id"],
            "UPN": people["upn"],
            "Former UPN": people["former_upn"],
            "Legal Surname": names["surname"],
            "Legal Forename": names["forename"],
            "Middle Names": [in_cp1252(name) for name in people["middle_names"].tolist()],
            "Pref Forename": [in_cp1252(name) for name in people["preferred_forename"].tolist()],
            "DOB": text(people["born"]),
            "Gender": names["sex"],
            "Addr Line 1": names["address_line_1"],
            "Town": people["town"],
            "Post Code": people["postcode"],
            "UPRN": np.where(has_uprn, people["uprn"].astype(str), ""),
            "Home LA": people["home_la"],
            "NC Year Actual": _group_names(group),
            "Active": np.where(died == "", "Y", "N"),
            "Deceased On": died,
            "Address Restricted": np.where(people["draw"] > 0.996, "Y", ""),
            "Last Amended By": "ONE_BATCH",
        }
    )


def _group_names(group: Ints) -> Texts:
    names = {-2: "N1", -1: "N2", 0: "R"} | {n: str(n) for n in range(1, 15)}
    return np.array([names.get(n, "") for n in group.tolist()], dtype=object)


def enrolments(city: City, on: np.datetime64) -> pd.DataFrame:
    """The enrolments typed by the day; leaving dates that have come, and those typed ahead."""
    rolls = city.rolls[~city.rolls["is_independent"]]
    typed = as_days(rolls["entered_on"].fillna(rolls["entry"]))
    rolls = rolls[typed <= on]
    leave = as_days(rolls["leave"])
    has_left = leave <= on
    ahead = as_days(rolls["planned_on"]) <= on
    status = np.where(
        (rolls["status"] == "P") & (~np.isnat(leave) & ~has_left), "C", rolls["status"].to_numpy(dtype=object)
    )
    return pd.DataFrame(
        {
            "Stud ID": city.people["student_id"].to_numpy(dtype=object)[rolls["person"]],
            "DfE Number": _number(rolls["laestab"]),
            "Enrolment Status": status,
            "Date of Entry": text(rolls["entry"]),
            "Date of Leaving": text(np.where(has_left | ahead, leave, np.datetime64("NaT", "D"))),
            "Reason for Leaving": np.where(has_left, rolls["reason"], ""),
            "Ground for Deletion": np.where(has_left, rolls["ground"], ""),
            "Destination DfE No": np.where(has_left, _number(rolls["to_laestab"]), ""),
            "Destination": np.where(has_left, rolls["destination"], ""),
            "Destination Confirmed": text(_shown(rolls["confirmed_on"], on)),
            "Notified": text(_shown(rolls["notified_on"].where(has_left, rolls["joined_told_on"]), on)),
        }
    )


def involvements(city: City, on: np.datetime64) -> pd.DataFrame:
    """The involvements begun by the day; ends that have come, and some that are planned."""
    table = city.involvements[as_days(city.involvements["start"]) <= on]
    end, told = as_days(table["end"]), as_days(table["outcome_on"])
    planned = table["person"].to_numpy() % 7 == 0
    shows_outcome = np.where(np.isnat(told), end, told) <= on
    return pd.DataFrame(
        {
            "Stud ID": city.people["student_id"].to_numpy(dtype=object)[table["person"]],
            "Involvement Type": table["involvement"],
            "Date Started": text(table["start"]),
            "Date Ended": text(np.where((end <= on) | planned, end, np.datetime64("NaT", "D"))),
            "Outcome": np.where(shows_outcome, table["outcome"], ""),
        }
    )


def establishments(city: City) -> pd.DataFrame:
    """The establishments of the education database."""
    table = city.schools.table
    return pd.DataFrame(
        {
            "DfE Number": _number(table["laestab"]),
            "URN": table["urn"].astype(str),
            "Establishment Name": table["name"],
            "Type of Establishment (name)": table["type"],
            "Phase of Education (name)": table["phase"],
            "Statutory Low Age": np.where(table["low"] > 0, table["low"].astype(str), ""),
            "Statutory High Age": np.where(table["high"] > 0, table["high"].astype(str), ""),
            "LA (code)": table["la_code"].astype(str),
            "Establishment Status (name)": table["status"],
            "Open Date": text(table["open_date"]),
            "Close Date": text(table["close_date"]),
        }
    )


def applications(city: City, on: np.datetime64) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Applications received by the day, each with its current offer."""
    table = city.applications[as_days(city.applications["received"]) <= on]
    who = table["person"].to_numpy()
    people, names = city.people.iloc[who], written(city, "admissions").iloc[who]
    linked = np.asarray(_recorded(city, on))[who] & (people["draw"].to_numpy() < 0.9) & names["has_numbers"].to_numpy()
    numbers = city.people.iloc[names["number_of"].to_numpy()]
    decided = as_days(table["decided"]) <= on
    changed = (as_days(table["later_on"]) <= on) & (table["later_status"].to_numpy(dtype=object) != "")
    offer = np.where(changed, table["later_status"], np.where(decided, table["offer_status"], ""))
    dropped, closed = as_days(table["dropped_on"]) <= on, as_days(table["closed_on"]) <= on
    no_day = np.datetime64("NaT", "D")
    cells = pd.DataFrame(
        {
            "Application Ref": table["application_ref"].to_numpy(),
            "One Student ID": np.where(linked, numbers["student_id"], ""),
            "UPN": np.where(linked & (people["draw"].to_numpy() < 0.6), numbers["upn"], ""),
            "Child Surname": names["surname"].to_numpy(),
            "Child Forename": names["forename"].to_numpy(),
            "Date of Birth": text(names["born"], ISO),
            "Gender": names["sex"].to_numpy(),
            "Address Line 1": names["address_line_1"].to_numpy(),
            "Postcode": names["postcode"].to_numpy(),
            "Application Type": table["type"].to_numpy(),
            "Entry Year": np.where(table["entry_year"] > 0, table["entry_year"].astype(str), ""),
            "Received On": text(table["received"], ISO),
            "Application Status": np.where(dropped, table["dropped_as"], np.where(closed, "CLOSED", "OPEN")),
            "Outcome Notified On": text(np.where(decided & (offer != ""), as_days(table["decided"]), no_day), ISO),
            "Offer Status": offer,
            "Offered LAEstab": np.where(decided, _number(table["offered_laestab"]), ""),
            "Offered On": text(np.where(decided, as_days(table["offered_on"]), no_day), ISO),
            "Expected Start": text(np.where(decided, as_days(table["expected_start"]), no_day), ISO),
            "Delayed Entry To": np.where(table["delayed_to"] > 0, table["delayed_to"].astype(str), ""),
            "Home LA": np.where(people["in_city"], "852", str(HAMPSHIRE)),
            "School Notified On": text(_shown(table["school_told_on"], on), ISO),
            "Preference Count": "3",
        }
    )
    return cells, _who("admissions/applications:" + table["application_ref"], who)


def _who(record: pd.Series, person: Ints) -> pd.DataFrame:
    return pd.DataFrame({"record": record.to_numpy(dtype=object), "person": person})


def headcount(city: City, on: np.datetime64) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The children at early years settings on headcount day, and those who left since the one before."""
    table = city.attendances[seen.listed_at_headcount(city.attendances, on)]
    who = table["person"].to_numpy()
    people, names = city.people.iloc[who], written(city, "early_years").iloc[who]
    provider = table["provider"].to_numpy()
    cells = pd.DataFrame(
        {
            "Child ID": people["ey_child_id"].to_numpy(),
            "Child Surname": names["surname"].to_numpy(),
            "Child Forename": names["forename"].to_numpy(),
            "DOB": text(names["born"]),
            "Gender": names["sex"].to_numpy(),
            "Home Address": names["address_line_1"].to_numpy(),
            "Post Code": names["postcode"].to_numpy(),
            "Setting URN": (500_101 + provider * 3).astype(str),
            "Setting Name": [f"{_SETTINGS[p % 12]} {_SORTS[p // 12 % 5]}" for p in provider.tolist()],
            "Start Date": text(table["start"]),
            "Date Left": text(_shown(table["end"], on)),
            "Funded Hours": "15",
        }
    )
    return cells, _who("early_years/headcount:" + people["ey_child_id"], who)


_SETTINGS = (
    *("Little Anchors", "Tiny Tides", "Pebbles", "Starfish", "Rainbow Pier", "Sandcastles", "Lighthouse", "Minnows"),
    *("Seashells", "Puffins", "Driftwood", "Cockles"),
)
_SORTS = ("Nursery", "Pre-school", "Day Nursery", "Playgroup", "Childminding")


def claims(city: City, on: np.datetime64) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The children of households with a claim, live or closed not long ago."""
    table = city.claims[seen.listed_as_claimed_for(city.claims, on)]
    who = table["person"].to_numpy()
    names = written(city, "benefits").iloc[who]
    number = table["child_number"].astype(str)
    cells = pd.DataFrame(
        {
            "Claim Reference": table["claim_ref"].to_numpy(),
            "Child No": number.to_numpy(),
            "Last Name": names["surname"].to_numpy(),
            "First Name": names["forename"].to_numpy(),
            "Date of Birth": text(names["born"], "%d-%b-%Y"),
            "Sex": names["sex"].to_numpy(),
            "Address 1": names["address_line_1"].to_numpy(),
            "Postcode": names["postcode"].to_numpy(),
            "UPRN": np.where(names["uprn"] > 0, names["uprn"].astype(str), ""),
            "Valid From": text(table["start"], "%d-%b-%Y"),
            "Valid To": text(_shown(table["end"], on), "%d-%b-%Y"),
        }
    )
    return cells, _who("benefits/children:" + table["claim_ref"] + "-" + number, who)
