"""Writes the city as at a day: the inbox, the settings of a demonstration, and the truth."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from sources.synthetic import NotThisCity, city, extracts, others_files, returns, seen, truth
from sources.synthetic.city import City
from sources.synthetic.days import academic_year, as_days, benefits_days, headcount_days, text
from sources.synthetic.names import COMMUNITY_NAMES
from sources.synthetic.others import Others, live
from sources.synthetic.put import put
from sources.synthetic.writing import in_cp1252, written

GATEWAY = "none needed: the children are made up"


@dataclass(frozen=True)
class Extract:
    """A file of the inbox: where it goes, what makes its bytes, and record and person of its person records."""

    path: str
    content: Callable[[], bytes]
    records: pd.DataFrame


def write(home: Path, *, children: int, seed: int, as_at: date, noise: float, all_sources: bool) -> None:
    """See `sources.synthetic.write_city`."""
    day = as_days([as_at])[0]
    year = int(academic_year(as_days([as_at]))[0])
    about: dict[str, object] = {"children": children, "seed": seed, "academic_year": year, "noise": noise}
    if all_sources:
        about["all_sources"] = True
    newest = _newest(home, about, as_at)
    made = city.build(children, seed, year, noise)
    others = others_of(made) if all_sources else None
    files = list(inbox(made, day, others))
    for file in files:
        put(home / "inbox" / file.path, file.content())
    known = files if newest == as_at else inbox(made, as_days([newest])[0], others)
    records = pd.concat([file.records for file in known], ignore_index=True)
    _write_truth(home / "truth", made, day, records, others)
    put(home / "truth" / "city.json", _json({**about, "newest": newest.isoformat()}))
    _demonstrate(home / "cme.toml")


def _newest(home: Path, about: dict[str, object], as_at: date) -> date:
    """The newest day that the home's extracts are written for, this one included. Raises NotThisCity."""
    note = home / "truth" / "city.json"
    if not note.is_file():
        if any((home / "inbox").glob("*/*")):
            raise NotThisCity(f"{home / 'inbox'} holds extracts already; give another home for the made-up city.")
        return as_at
    said = json.loads(note.read_text(encoding="utf-8"))
    newest = date.fromisoformat(said.pop("newest"))
    if said != about:
        there = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in said.items())
        raise NotThisCity(
            f"{home} holds another made-up city ({there}); give another home, or empty its inbox and truth."
        )
    return max(newest, as_at)


def others_of(made: City) -> Others:
    """What the systems beyond the five hold: of who is missing without them at the end of October, and of others."""
    october = as_days([date(made.year, 10, 31)])[0]
    return live(made, truth.tell(made, october).line != "")


def inbox(made: City, day: np.datetime64, others: Others | None = None) -> Iterator[Extract]:
    """Every file of the inbox as at the day: snapshots of the day, and the series of termly and monthly files."""
    database = {
        "students": extracts.students(made, day),
        "enrolments": extracts.enrolments(made, day),
        "involvements": extracts.involvements(made, day),
        "establishments": extracts.establishments(made),
    }
    for table, cells in database.items():
        records = pd.DataFrame({"record": [], "person": []}, dtype=object)
        if table == "students":
            records = pd.DataFrame({"record": "education/students:" + cells["Stud ID"], "person": cells.index})
        yield Extract(f"education/{table}_{day}.csv", _csv(cells, "cp1252"), records)
    cells, records = extracts.applications(made, day)
    yield Extract(f"admissions/applications_{day}.csv", _csv(cells, "utf-8-sig"), records)
    for number, on in enumerate(headcount_days(made.year)):
        if on <= day:
            cells, records = extracts.headcount(made, on)
            encoding, separator = (("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t"))[number % 3]
            yield Extract(f"early_years/headcount_{on}.csv", _csv(cells, encoding, separator), records)
    for on in benefits_days(made.year):
        if on <= day:
            cells, records = extracts.claims(made, on)
            yield Extract(f"benefits/children_{on}.csv", _csv(cells, "utf-8"), records)
    for laestab in made.schools.independent():
        yield from _returns(made, laestab, day)
    for path, cells, encoding, records in others_files.files(made, others, day) if others is not None else ():
        yield Extract(path, _csv(cells, encoding), records)


def _returns(made: City, laestab: int, day: np.datetime64) -> Iterator[Extract]:
    days = seen.returns_of(made.schools, made.year, laestab)
    for on, before in zip(days, [days[0], *days[:-1]], strict=True):
        if on <= day:
            table = returns.pupils(made, laestab, on, before)
            name = returns.file_name(made, laestab, on)
            yield Extract(f"independent/{name}", _workbook(made, laestab, table, on), table[["record", "person"]])


def _workbook(made: City, laestab: int, table: pd.DataFrame, on: np.datetime64) -> Callable[[], bytes]:
    return lambda: returns.write(made, laestab, table, on)


def _csv(table: pd.DataFrame, encoding: str, separator: str = ",") -> Callable[[], bytes]:
    """The table as CSV; letters that Windows-1252 lacks are transliterated, none is lost."""

    def content() -> bytes:
        cells = table.to_csv(index=False, lineterminator="\r\n", sep=separator)
        return (in_cp1252(cells) if encoding == "cp1252" else cells).encode(encoding)

    return content


def _write_truth(folder: Path, made: City, day: np.datetime64, records: pd.DataFrame, others: Others | None) -> None:
    told = truth.tell(made, day, others)
    people = records.drop_duplicates("record").sort_values("record", kind="stable")
    person_id = made.people["person_id"].to_numpy(dtype=object)[people["person"].to_numpy(dtype=np.int64)]
    put(folder / "people.csv", _csv(people[["record"]].assign(person_id=person_id), "utf-8")())
    put(folder / "children.csv", _csv(_children(made), "utf-8")())
    put(folder / "noise.csv", _csv(_noise(made, people), "utf-8")())
    put(folder / f"status_{day}.csv", _csv(truth.as_table(made, told), "utf-8")())
    put(folder / f"appendix-3_{day}.json", _json({"as_at": str(day), "lines": truth.as_form(made, told)}))


def _children(made: City) -> pd.DataFrame:
    """One row per child of the city: person_id, community (of its name), household, date_of_birth (the right one)."""
    people = made.people
    return pd.DataFrame(
        {
            "person_id": people["person_id"],
            "community": np.array(COMMUNITY_NAMES, dtype=object)[people["community"].to_numpy()],
            "household": people["household"],
            "date_of_birth": text(people["born"], "%Y-%m-%d"),
        }
    )


def _noise(made: City, people: pd.DataFrame) -> pd.DataFrame:
    """The records with errors: record, kinds (joined by "; ")."""
    person = people["person"].to_numpy(dtype=np.int64)
    system = people["record"].str.partition("/")[0].to_numpy(dtype=object)
    kinds = np.full(len(people), "", dtype=object)
    for name in set(system.tolist()):
        here = system == name
        kinds[here] = written(made, name)["kinds"].to_numpy(dtype=object)[person[here]]
    table = pd.DataFrame({"record": people["record"].to_numpy(), "kinds": kinds})
    return table.loc[table["kinds"] != ""]


def _json(content: dict[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _demonstrate(settings: Path) -> None:
    """Says `demonstration = true` in cme.toml, and names the gateway where there was no cme.toml."""
    if not settings.is_file():
        put(settings, f'demonstration = true\n\n[sources.benefits]\nlegal_gateway = "{GATEWAY}"\n'.encode())
        return
    said = settings.read_text(encoding="utf-8-sig")
    top, bracket, rest = said.partition("\n[") if not said.startswith("[") else ("", "", said)
    without = re.sub(r"(?m)^[ \t]*demonstration[ \t]*=.*\n?", "", top)
    put(settings, f"demonstration = true\n{without}{bracket}{rest}".encode())
