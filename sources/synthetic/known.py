"""What the council can know of each child on a day: what has happened, as far as some file dated by then says so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sources.synthetic import known_by_others as by_others
from sources.synthetic import seen
from sources.synthetic.city import City
from sources.synthetic.days import FAR, NO_DAY, Days, Flags, Ints, as_days, day, reception_year
from sources.synthetic.others import Others
from sources.synthetic.population import IN_CITY
from sources.synthetic.schools import CITY

INVOLVEMENTS = ("EHE", "EOTAS", "PEX", "EHCP", "EHCNA", "OON", "CME", "FTT", "CLA", "CP", "CIN", "YOS")
NO_DESTINATION = {"", "unknown", "not known", "tbc", "referred to cme officer"}
FOUND = ("TRACKED", "MOVED", "ABROAD", "DECEASED")
OFFERS = ("ALLOCATED", "PROVISIONAL", "OFFERED", "ACCEPTED")
LONG_AGO = np.datetime64("1900-01-01", "D")


@dataclass
class Known:
    """Arrays, one value per child, but for rolls: one row per roll episode (person, entry, leave, low, high, counts:
    it is open and is provision). Dates are blank where there is none.

    school_left, school_high: the end, and the school's high age, of the last school episode, where that has ended.
    elsewhere_since: high age -> was, on or after 1 September, at a school of another high age.
    applied_on, is_offered, starts_on: the in-year application that counts.
    """

    exists: Flags
    is_dead: Flags
    is_ours: Flags
    is_open: dict[str, Flags]
    is_home_educated: Flags
    is_on_roll: Flags
    is_tracked: Flags
    entry_year: Ints
    delayed_to: Ints
    rolls: pd.DataFrame
    ever_at_school: Flags
    has_left_school: Flags
    school_left: Days
    school_high: Ints
    elsewhere_since: dict[int, Flags]
    applied_for: dict[str, Flags]
    applied_on: Days
    is_offered: Flags
    starts_on: Days
    last_known: Days


def know(city: City, as_at: np.datetime64, others: Others | None = None) -> Known:
    """What is known as at the day; others: the systems beyond the five, where they send extracts."""
    people, count = city.people, len(city.people)
    on_database = people["has_record"].to_numpy() & (as_days(people["known_from"]) <= as_at)
    attended = seen.headcounts(city.attendances, city.year, as_at)
    claimed = seen.claim_files(city.claims, city.year, as_at)
    rolls = _episodes(city, as_at)
    own_rolls = rolls
    if others is not None:
        # The education database's own row comes last, and is told of an episode that both have.
        rolls = pd.concat([by_others.neighbours_episodes(city, others, as_at), rolls], ignore_index=True)
    applications = _applications(city, as_at)
    exists = (
        on_database
        | by_others.any_of(count, applications["person"])
        | by_others.any_of(count, own_rolls.loc[own_rolls["is_independent"], "person"])
    )
    exists |= by_others.any_of(count, city.attendances.loc[~np.isnat(attended.last), "person"])
    exists |= by_others.any_of(count, city.claims.loc[~np.isnat(claimed.last), "person"])
    involvements, is_open, suitable = _involvements(city, as_at)
    is_ours = _is_ours(people, on_database) | is_open["CLA"]
    if others is not None:
        exists |= by_others.exists_for(city, others, rolls, as_at)
        is_ours = by_others.whose(city, is_ours, others, as_at)
        by_others.open_to(is_open, others, as_at)
    live = applications[~applications["is_dropped"]]
    delayed_to = _latest_int(count, live["person"], live["delayed_to"])
    entry_year = np.maximum(reception_year(as_days(people["born"])), delayed_to)
    _settle(rolls, involvements, as_at, count)
    is_school = _is_school(rolls, entry_year)
    last, last_school = _last(rolls), _last(rolls[is_school])
    has_left, left, high = _ended(count, last_school, as_at)
    began = _began(city, count, applications, involvements, attended, claimed)
    applied = _in_year(live, count)
    year = city.year
    return Known(
        exists=exists,
        is_dead=on_database & (as_days(people["died_on"]) <= as_at),
        is_ours=is_ours,
        is_open=is_open,
        is_home_educated=suitable,
        is_on_roll=by_others.any_of(count, rolls.loc[rolls["counts"], "person"]),
        is_tracked=_is_tracked(count, rolls, last, involvements, began, as_at),
        entry_year=entry_year,
        delayed_to=delayed_to,
        rolls=rolls,
        ever_at_school=by_others.any_of(count, rolls.loc[is_school, "person"]),
        has_left_school=has_left,
        school_left=left,
        school_high=high,
        elsewhere_since={age: _elsewhere(rolls[is_school], count, year, age) for age in (7, 11)},
        applied_for={
            kind: by_others.any_of(count, live.loc[(live["type"] == kind) & (live["entry_year"] == year), "person"])
            for kind in ("JUNIOR", "SECONDARY")
        },
        applied_on=applied[0],
        is_offered=applied[1],
        starts_on=applied[2],
        last_known=_last_known(city, count, rolls, applications, involvements, attended, claimed, others, as_at),
    )


def _latest(count: int, who: pd.Series, days: Days) -> Days:
    """The latest day of each child, blank where there is none."""
    found = np.full(count, LONG_AGO)
    there = ~np.isnat(days)
    np.maximum.at(found, who.to_numpy()[there], days[there])
    return np.where(found == LONG_AGO, NO_DAY, found)


def _latest_int(count: int, who: pd.Series, values: pd.Series) -> Ints:
    found = np.zeros(count, dtype=np.int64)
    np.maximum.at(found, who.to_numpy(), values.to_numpy())
    return found


def _until(days: Days, as_at: np.datetime64) -> Days:
    """What was to happen after the day has not happened."""
    return np.where(days <= as_at, days, NO_DAY)


def _episodes(city: City, as_at: np.datetime64) -> pd.DataFrame:
    """Roll episodes. Guests have none, previous enrolments one that ended; who is missing from a return has left."""
    rolls = city.rolls
    entry, leave = as_days(rolls["entry"]), as_days(rolls["leave"])
    independent = rolls["is_independent"].to_numpy()
    listing = seen.returns(rolls, city.schools, city.year, as_at)
    stated = np.where(leave <= listing.last, leave, NO_DAY)
    vanished = np.where(np.isnat(stated), listing.missed - np.timedelta64(1, "D"), stated)
    leave = np.where(independent, np.where(np.isnat(listing.missed), stated, vanished), _until(leave, as_at))
    entry = np.where(independent & rolls["is_entry_blank"].to_numpy(), listing.first, entry)
    status = rolls["status"].to_numpy(dtype=object)
    there = (entry <= as_at) & (status != "G") & ((status != "P") | (leave < as_at))
    there &= ~independent | ~np.isnat(listing.last)
    table = rolls[["person", "laestab", "to_laestab", "destination", "is_independent"]].copy()
    table["entry"], table["leave"] = entry.astype("datetime64[s]"), leave.astype("datetime64[s]")
    table["confirmed_on"] = _until(as_days(rolls["confirmed_on"]), as_at).astype("datetime64[s]")
    low, high = city.schools.lookup("low"), city.schools.lookup("high")
    table["low"] = table["laestab"].map(low).fillna(0).astype(np.int64)
    table["high"] = table["laestab"].map(high).fillna(0).astype(np.int64)
    episodes: pd.DataFrame = table[there].reset_index(drop=True)
    return episodes


def _applications(city: City, as_at: np.datetime64) -> pd.DataFrame:
    """Applications received by the day, with what their offer and status then were."""
    table = city.applications[as_days(city.applications["received"]) <= as_at].copy()
    decided, later = as_days(table["decided"]) <= as_at, as_days(table["later_on"]) <= as_at
    later &= table["later_status"].to_numpy(dtype=object) != ""
    offer = np.where(later, table["later_status"], np.where(decided, table["offer_status"], ""))
    table["is_offered"] = np.isin(offer.astype(object), OFFERS) & (table["offered_laestab"].to_numpy() > 0)
    table["is_dropped"] = as_days(table["dropped_on"]) <= as_at
    return table


def _involvements(city: City, as_at: np.datetime64) -> tuple[pd.DataFrame, dict[str, Flags], Flags]:
    """(those begun, with ends and outcomes so far; code -> who has one open; who is home educated and suitably)."""
    table = city.involvements[as_days(city.involvements["start"]) <= as_at].copy()
    end = as_days(table["end"])
    table["ended_on"] = _until(end, as_at).astype("datetime64[s]")
    told = np.where(np.isnat(as_days(table["outcome_on"])), end, as_days(table["outcome_on"])) <= as_at
    table["outcome"] = np.where(told, table["outcome"], "")
    is_open = ~(end < as_at)
    count = len(city.people)
    kinds = {
        kind: by_others.any_of(count, table.loc[is_open & (table["involvement"] == kind), "person"])
        for kind in INVOLVEMENTS
    }
    suits = is_open & (table["involvement"] == "EHE") & (table["outcome"] != "UNSUITABLE")
    return table, kinds, by_others.any_of(count, table.loc[suits, "person"])


def _settle(rolls: pd.DataFrame, involvements: pd.DataFrame, as_at: np.datetime64, count: int) -> None:
    """Adds `counts`: open on the day and, for a child excluded, begun after the day of the latest open exclusion."""
    end = as_days(involvements["ended_on"])
    excluded = involvements[(involvements["involvement"] == "PEX") & (np.isnat(end) | (end >= as_at))]
    out = _latest(count, excluded["person"], as_days(excluded["start"]))[rolls["person"]]
    leave = as_days(rolls["leave"])
    rolls["is_open"] = np.isnat(leave) | (leave >= as_at)
    rolls["counts"] = rolls["is_open"] & (np.isnat(out) | (as_days(rolls["entry"]) > out))


def _is_school(rolls: pd.DataFrame, entry_year: Ints) -> Flags:
    """Not a nursery, and reaching the September of the child's entry year."""
    high, leave = rolls["high"].to_numpy(), as_days(rolls["leave"])
    reaches = np.isnat(leave) | (leave >= day(entry_year[rolls["person"]], 9, 1))
    return np.asarray(((high > 5) | (high == 0)) & reaches, dtype=np.bool_)


def _last(rolls: pd.DataFrame) -> pd.DataFrame:
    """The last episode of each child: the latest leaving date, open ones last, then the latest entry."""
    leave = as_days(rolls["leave"])
    ordered = rolls.assign(until=np.where(np.isnat(leave), FAR, leave).astype("datetime64[s]"))
    return ordered.sort_values(["person", "until", "entry"], kind="stable").drop_duplicates("person", keep="last")


def _ended(count: int, last: pd.DataFrame, as_at: np.datetime64) -> tuple[Flags, Days, Ints]:
    """(the last episode has ended, when, at a school of which high age)."""
    left, high = np.full(count, NO_DAY), np.zeros(count, dtype=np.int64)
    ended = last[as_days(last["leave"]) < as_at]
    left[ended["person"]] = as_days(ended["leave"])
    high[ended["person"]] = ended["high"]
    return ~np.isnat(left), left, high


def _elsewhere(school: pd.DataFrame, count: int, year: int, high_age: int) -> Flags:
    leave = as_days(school["leave"])
    since = (school["high"].to_numpy() != high_age) & (np.isnat(leave) | (leave >= day(year, 9, 1)))
    return by_others.any_of(count, school.loc[since, "person"])


def _is_ours(people: pd.DataFrame, on_database: Flags) -> Flags:
    """By the database's home authority, else by the postcode's district; ours where neither is known."""
    home = np.where(on_database, people["home_la"].to_numpy(dtype=object), "")
    district = people["postcode"].str.split(" ").str[0].to_numpy(dtype=object)
    by_postcode = (district == "") | np.isin(district, IN_CITY)
    return np.asarray(np.where(home == "", by_postcode, home == str(CITY)), dtype=np.bool_)


def _began(
    city: City,
    count: int,
    applications: pd.DataFrame,
    involvements: pd.DataFrame,
    attended: seen.Listing,
    claimed: seen.Listing,
) -> Days:
    """The latest day on which something began that shows a child is here."""
    cme = involvements[involvements["involvement"] == "CME"]
    at_setting, in_claim = city.attendances[~np.isnat(attended.last)], city.claims[~np.isnat(claimed.last)]
    who = pd.concat([applications["person"], cme["person"], at_setting["person"], in_claim["person"]])
    days = np.concatenate(
        [
            as_days(t[c])
            for t, c in ((applications, "received"), (cme, "start"), (at_setting, "start"), (in_claim, "start"))
        ]
    )
    return _latest(count, who, days)


def _is_tracked(
    count: int, rolls: pd.DataFrame, last: pd.DataFrame, involvements: pd.DataFrame, began: Days, as_at: np.datetime64
) -> Flags:
    """A confirmed destination elsewhere, or found by the CME officer; and nothing began since."""
    words = last["destination"].str.lower().str.strip().isin(NO_DESTINATION).to_numpy()
    to = last["to_laestab"].to_numpy()
    named = ((to > 0) | ~words) & (to // 10_000 != CITY)
    sure = last[named & (as_days(last["leave"]) < as_at) & ~np.isnat(as_days(last["confirmed_on"]))]
    confirmed = _latest(count, sure["person"], as_days(sure["confirmed_on"]))
    left = _latest(count, rolls["person"], as_days(rolls["leave"]))
    ended = as_days(involvements["ended_on"])
    before = left[involvements["person"]]
    found = (involvements["involvement"] == "CME") & involvements["outcome"].isin(FOUND)
    found &= ~np.isnat(ended) & (np.isnat(before) | (ended >= before))
    closed = _latest(count, involvements.loc[found, "person"], ended[found])
    stands = [~np.isnat(since) & ~(began > since) for since in (confirmed, closed)]
    return np.asarray(stands[0] | stands[1], dtype=np.bool_)


def _in_year(live: pd.DataFrame, count: int) -> tuple[Days, Flags, Days]:
    """(received, offered, start) of the latest in-year application of each child."""
    of_year = live[live["type"] == "IN-YEAR"].sort_values(["person", "received", "application_ref"])
    latest = of_year.drop_duplicates("person", keep="last")
    who = latest["person"].to_numpy()
    received, start, offered_on = (as_days(latest[c]) for c in ("received", "expected_start", "offered_on"))
    fortnight = np.timedelta64(14, "D")
    start = np.where(np.isnat(start), np.where(np.isnat(offered_on), received, offered_on) + fortnight, start)
    days, starts, offered = np.full(count, NO_DAY), np.full(count, NO_DAY), np.zeros(count, dtype=np.bool_)
    days[who], starts[who], offered[who] = received, start, latest["is_offered"]
    return days, offered, starts


def _last_known(
    city: City,
    count: int,
    rolls: pd.DataFrame,
    applications: pd.DataFrame,
    involvements: pd.DataFrame,
    attended: seen.Listing,
    claimed: seen.Listing,
    others: Others | None,
    as_at: np.datetime64,
) -> Days:
    """The latest of all that was heard; a spell without an end so far, on the day of the last file that named it."""
    cme = involvements[involvements["involvement"] == "CME"]
    who = [rolls["person"], applications["person"], cme["person"]]
    days = [as_days(rolls["leave"]), as_days(applications["received"]), as_days(cme["start"])]
    for table, listing in ((city.attendances, attended), (city.claims, claimed)):
        end = as_days(table["end"])
        who.append(table["person"])
        days.append(np.where(end <= listing.last, end, listing.last))
    if others is not None:
        for people, last in by_others.last_seen(city, others, as_at):
            who.append(people)
            days.append(last)
    return _latest(count, pd.concat(who), np.concatenate(days))
