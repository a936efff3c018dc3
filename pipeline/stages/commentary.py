"""Automatic commentary: what the leadership team should know beside a number, only where it applies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.calendar import academic_year, csa_ends_on, date_written
from pipeline.school_days import Terms, nth_school_day
from pipeline.stages.assess import Number, waiting_for_review
from pipeline.stages.basis import Basis
from pipeline.stages.movement import Key
from pipeline.store import FOR_RULES, Connection, named_alone

TRANSITIONS = ("failed_to_start_reception", "failed_to_transfer_junior", "failed_to_transfer_secondary")


def commentary(
    con: Connection,
    numbers: Sequence[Number],
    earlier: Basis | None,
    as_at: date,
    terms: Terms,
    outstanding: Sequence[str],
) -> dict[Key, tuple[str, ...]]:
    """(measure, year) -> sentences. earlier: the last issue.   outstanding: establishments whose return is overdue."""
    said: dict[Key, list[str]] = {(n.measure, n.year): [] for n in numbers}
    for number in numbers:
        key = (number.measure, number.year)
        if earlier is not None and key in earlier.numbers:
            said[key] += _change(number.number - earlier.numbers[key], earlier.as_at)
        if number.also:
            said[key].append(f"And {number.also} more counted above in the order of the rules.")
    with named_alone(con, *FOR_RULES):
        _reception_not_of_age(con, said, as_at)
        _year_11_gone(said, as_at)
        _outstanding_returns(con, said, outstanding)
        _kept_off_by_returns(con, said, outstanding)
        _leavers(con, said)
        _exclusions(con, said, as_at, terms)
        _awaiting(con, said)
    said[("historical", None)].append(
        "All Year R children have been included in the 'failed to start in Reception' number."
    )
    return {key: tuple(sentences) for key, sentences in said.items()}


def _change(change: int, since: date) -> list[str]:
    return [f"{change:+d} since {date_written(since)}."] if change else []


def _reception_not_of_age(con: Connection, said: dict[Key, list[str]], as_at: date) -> None:
    """Children of this Reception year without a place who are not yet of compulsory school age, so in no number."""
    year = academic_year(as_at)
    waiting = _one(
        con,
        """SELECT count(*) FROM child JOIN expected_year USING (child_id) JOIN home_authority USING (child_id)
           WHERE entry_year = ? AND NOT is_csa AND is_ours
               AND child_id NOT IN (SELECT child_id FROM deceased)
               AND child_id NOT IN (SELECT child_id FROM roll_episode WHERE is_open)
               AND child_id NOT IN (
                   SELECT child_id FROM open_involvement WHERE involvement IN ('EHE', 'EOTAS', 'FTT'))""",
        [year],
    )
    if waiting:
        said[("failed_to_start_reception", year)].append(
            f"{_children(waiting)} of this cohort without a known place {_are(waiting)} not yet of compulsory school "
            "age."
        )


def _year_11_gone(said: dict[Key, list[str]], as_at: date) -> None:
    """Whether this year's Year 11 has passed its last day of compulsory school age: by age, not by month."""
    year = academic_year(as_at)
    last_day = csa_ends_on(date(year - 15, 1, 1))
    if as_at > last_day:
        said[("total", None)].append(
            f"Year 11 is no longer of compulsory school age since {date_written(last_day)} and is not in this report."
        )


def _outstanding_returns(con: Connection, said: dict[Key, list[str]], outstanding: Sequence[str]) -> None:
    """How many of a transition line were last at, or offered a place at, a school whose return is overdue."""
    if not outstanding:
        return
    for measure, year, children in con.execute(
        """SELECT measure, year, count(DISTINCT child_id) FROM counted
           JOIN (SELECT child_id, laestab FROM roll_episode WHERE is_last_school
                 UNION ALL SELECT child_id, offered_laestab FROM application
                 WHERE application_status NOT IN ('WITHDRAWN', 'REMOVED')) AS place USING (child_id)
           WHERE laestab IN (SELECT unnest(?)) GROUP BY ALL""",
        [list(outstanding)],
    ).fetchall():
        if measure in TRANSITIONS:
            said[(measure, year)].append(
                f"{_children(children)} {'rests' if children == 1 else 'rest'} on a school whose return is outstanding."
            )


def _kept_off_by_returns(con: Connection, said: dict[Key, list[str]], outstanding: Sequence[str]) -> None:
    """How many would be on a transition line but for returns that are overdue, or too old to be relied on."""
    for measure, year, children in con.execute(
        """WITH unsure AS (
               SELECT place_key FROM return_state WHERE NOT is_setting AND return_state = '2 too old'
               UNION SELECT unnest(?::VARCHAR[])),
           kept_off AS (
               SELECT child_id, measure, year FROM placed_by_return LEFT JOIN unsure ON place_key = laestab
               WHERE child_id NOT IN (SELECT child_id FROM counted)
               GROUP BY ALL HAVING bool_and(place_key IS NOT NULL))
           SELECT measure, year, count(*) FROM kept_off GROUP BY ALL""",
        [list(outstanding)],
    ).fetchall():
        counts = "more counts" if children == 1 else "more count"
        said[(measure, year)].append(f"{children} {counts} as placed by a return that is outstanding or old.")


def _leavers(con: Connection, said: dict[Key, list[str]]) -> None:
    """Leavers by what is missing of them."""
    parts: dict[int, list[str]] = {}
    for year, missing, children in con.execute(
        """SELECT year, missing, count(*) FROM counted JOIN leaver USING (child_id)
           WHERE measure = 'leavers' GROUP BY ALL ORDER BY year, count(*) DESC, missing"""
    ).fetchall():
        parts.setdefault(year, []).append(f"{children} {missing}")
    for year, found in parts.items():
        said[("leavers", year)].append(f"{'; '.join(found)}.")


def _exclusions(con: Connection, said: dict[Key, list[str]], as_at: date, terms: Terms) -> None:
    """Excluded children for whom the sixth school day, from which the authority provides, has come."""
    starts = con.execute(
        """SELECT max(start_date) FROM counted JOIN open_involvement USING (child_id)
           WHERE measure = 'permanently_excluded' AND involvement = 'PEX' GROUP BY child_id"""
    ).fetchall()
    past = sum(nth_school_day(start, 6, terms) <= as_at for (start,) in starts)
    if past:
        approximately = "" if terms else " (school days counted without term dates)"
        said[("permanently_excluded", None)].append(
            f"{_children(past)} {_are(past)} at or past the sixth school day of the exclusion{approximately}."
        )


def _awaiting(con: Connection, said: dict[Key, list[str]]) -> None:
    """Children who are in no line because each may be one with a child in school."""
    if waiting := waiting_for_review(con).children:
        said[("cme_other", None)].append(
            f"{_children(waiting)} without an education record, who may be in school under another record, "
            f"{'awaits' if waiting == 1 else 'await'} match review and {_are(waiting)} in no line."
        )


def _one(con: Connection, query: str, values: list[object]) -> int:
    row = con.execute(query, values).fetchone()
    return int(row[0]) if row else 0


def _children(n: int) -> str:
    return "1 child" if n == 1 else f"{n} children"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
