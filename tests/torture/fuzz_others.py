"""Spoilt lists of officers, settings and directories of postcodes: each is read, or refused in a sentence."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from pipeline import settings, store
from pipeline.errors import SettingsError
from pipeline.stages import postcodes
from tests.torture.fuzz_deliveries import book_reading
from tests.torture.spoiling import TEXTS, archive_of, bytes_of

TOML = b"""demonstration = false
[authority]
name = "Testley"
la_code = "852"
postcode_districts = ["SO14", "SO15"]
gss_codes = ["E06000045"]
[rules]
register_grace_days = 7
not_a_destination = ["unknown"]
[ingest]
max_shrink = { "education/students" = 0.5 }
max_age_days = { "education/students" = 3 }
[calendar]
terms = [["2026-09-02", "2026-10-23"], [2026-11-02, 2026-12-18]]
[paths]
lists = "lists"
group = ""
[matching]
link_above = 0.95
[machine]
memory_mb = 2000
[sources]
required = ["education"]
[sources.education.aliases]
"Pupil key" = "student_id"
[sources.benefits]
legal_gateway = "a law"
"""
TOKENS = (
    *TEXTS,
    *(b"true", b"nan", b"-inf", b"1e400", b"0x10", b"[]", b"{}", b"[[1]]", b'""', b"'''", b"2026-02-30", b"2026-09-02"),
    *(
        b"2026-09-02T10:00:00Z",
        b"07:30:00",
        b"9" * 5000,
        b"[" * 2000,
        b"a." * 2000,
        b"=",
        b".",
        b"#",
        b"\\u0000",
        b'"\\uD800"',
    ),
)
FREE = ("Officer", "Next action", "Notes")
"""Columns of a list in which an officer types words."""
DIRECTORY = (
    "pcd,pcds,dointr,oslaua\n" + "".join(f'"SO14{n}AA","SO14 {n}AA","198001","E06000045"\n' for n in range(10))
).encode()


def settings_files(seed: int, count: int) -> Iterator[str]:
    """Spoilt cme.toml; yields a sentence for each error that does not say where it is."""
    with tempfile.TemporaryDirectory(prefix="cme-fuzz-") as folder:
        home = Path(folder)
        for n in range(count):
            (home / "cme.toml").write_bytes(bytes_of(Random(f"{seed}/{n}"), TOML, TOKENS))
            try:
                settings.load(home)
            except SettingsError as error:
                if "cme.toml" not in str(error) or "\n" in str(error) or len(str(error)) > 1000:
                    yield f"seed {seed}: settings {n} are refused with the words {error!s:.200}"


def directories(seed: int, count: int) -> Iterator[str]:
    """Spoilt directories of postcodes; yields a sentence for each error that does not name the file."""
    con = store.open_durable(None)
    with tempfile.TemporaryDirectory(prefix="cme-fuzz-") as folder:
        home = Path(folder)
        (home / "cme.toml").write_text('[authority]\npostcode_file = "places.csv"\n', encoding="utf-8")
        said = settings.load(home)
        for n in range(count):
            (home / "places.csv").write_bytes(bytes_of(Random(f"{seed}/{n}"), DIRECTORY))
            try:
                postcodes.refresh(con, said)
            except SettingsError as error:
                if "places.csv" not in str(error):
                    yield f"seed {seed}: directory {n} is refused with the words {error}"
    con.close()


def lists(seed: int, count: int) -> Iterator[str]:
    """Spoilt lists of officers; yields a sentence for each that is neither read, nor set aside, nor named."""
    # What the tests share is imported by its own name there.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from desk import Desk, empty_store

    with tempfile.TemporaryDirectory(prefix="cme-fuzz-") as folder:
        desk = Desk(Path(folder), empty_store())
        desk.write()
        desk.type(2, "Notes", "Rang twice.")
        sound = desk.path.read_bytes()
        for n in range(count):
            desk.path.write_bytes(archive_of(Random(f"{seed}/{n}"), sound))
            before = len(desk.entries())
            collected = desk.read(0)
            for sentence in collected.set_aside + collected.unclear + collected.left_alone:
                if "leavers" not in sentence or "\n" in sentence:
                    yield f"seed {seed}: of list {n} it is said: {sentence}"
            typed = {(column, value) for _, column, value in desk.entries()[before:] if column in FREE and value}
            if typed and (held := _texts(desk.path)) and not {" ".join(value.split()) for _, value in typed} <= held:
                yield f"seed {seed}: list {n} was understood to say what it does not"


def _texts(path: Path) -> set[str]:
    """Every text of a workbook as openpyxl reads it; nothing where it cannot, or where the XML says nothing certain."""
    texts: set[str] = set()
    for reading in book_reading(path.read_bytes()):
        texts |= {" ".join(cell.split()) for row in reading.values() for cell in row}
    return texts
