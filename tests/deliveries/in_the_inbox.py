"""Names, places and moments: what lies in an inbox beside sound files, and what happens to them while they are read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from tests.deliveries.kinds import ANN, DAY, H, Kind
from tests.deliveries.words import BEING_SENT, CHANGED, NO_DATE, NO_FORMAT, NO_PLAIN_FILE, PASSED_BY

E = "education"
OTHER = H + "5,Oak,Bo,01/02/2016\n"


def _named(title: str, name: str, says: str, content: str = H + ANN) -> Kind:
    return Kind(title, content, says, name=name)


def _link_out(path: Path) -> None:
    (outside := path.parents[2] / "elsewhere.csv").write_text(OTHER)
    path.symlink_to(outside)


def _socket(path: Path) -> None:
    # The name of a socket is at most some hundred bytes long.
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


def _grow(path: Path) -> None:
    with path.open("a") as stream:
        stream.write("6,Elm,Cy,01/02/2016\n")


def _denied(path: Path) -> None:
    """Nobody may open it: made so by the test, for the superuser may open everything."""
    path.write_text(OTHER)


NAMES = (
    _named("no date in its name", f"{E}/students.csv", NO_DATE),
    _named("a date in its name that does not exist", f"{E}/students_2026-02-30.csv", NO_DATE),
    _named("the date in its name in our order", f"{E}/students_31-10-2026.csv", NO_DATE),
    _named("the date in its name without hyphens", f"{E}/students_20261031.csv", NO_DATE),
    _named("a date after the night", f"{E}/students_2031-01-01.csv", "not read: dated in the future"),
    _named(
        "a day after the one asked for, but not after the night",
        f"{E}/students_2026-11-01.csv",
        "1 used",
        H + "8,Ivy,Bo,01/02/2016\n",
    ),
    _named("capitals in its name", f"{E}/STUDENTS_{DAY}_ODD.CSV", "1 used", H + "9,Ash,Bo,01/02/2016\n"),
    _named("blanks and brackets in its name", f"{E}/students_{DAY} (2).csv", "1 used", H + "10,Ash,Bo,01/02/2016\n"),
    _named("two endings", f"{E}/students_{DAY}.xlsx.csv", "1 used", H + "11,Ash,Bo,01/02/2016\n"),
    _named(
        "a name that colours screens and breaks lines",
        f"{E}/students_{DAY}_\x1b[31m\nrefused.csv",
        "1 used",
        H + "12,Ash,Bo,01/02/2016\n",
    ),
    _named(
        "a name that runs from right to left",
        f"{E}/students_{DAY}_\u202evsc.csv",
        "1 used",
        H + "13,Ash,Bo,01/02/2016\n",
    ),
    _named(
        "a name in bytes that are no text",
        os.fsdecode(f"{E}/students_{DAY}_".encode() + b"\xff\xfe.csv"),
        "refused: its name holds bytes that are no letters; rename it",
        H + "14,Ash,Bo,01/02/2016\n",
    ),
    _named("a name of 250 characters", f"{E}/students_{DAY}_{'x' * 227}.csv", "1 used", H + "15,Ash,Bo,01/02/2016\n"),
    _named(
        "a table that the source does not have",
        f"{E}/pupils_{DAY}.csv",
        (
            "refused: 'pupils' is no table of education; the tables are students, enrolments, "
            "involvements, establishments"
        ),
    ),
    _named(
        "a folder that is no source's",
        f"eductaion/students_{DAY}.csv",
        (
            "refused: its folder 'eductaion' is no source; the sources are education, admissions, "
            "independent, early_years, benefits, cross_border, social_care, youth_justice, health"
        ),
    ),
    _named(
        "in no folder",
        f"students_{DAY}.csv",
        (
            "refused: it lies in no source's folder; the sources are education, admissions, "
            "independent, early_years, benefits, cross_border, social_care, youth_justice, health"
        ),
    ),
    _named("a text file", f"{E}/students_{DAY}.txt", NO_FORMAT),
    _named("still being sent (.part)", f"{E}/students_{DAY}.csv.part", BEING_SENT),
    _named("still being sent (.filepart)", f"{E}/students_{DAY}.csv.filepart", BEING_SENT),
    _named("still being sent (.tmp)", f"{E}/students_{DAY}.tmp", BEING_SENT),
    _named("no ending", f"{E}/students_{DAY}", NO_FORMAT),
    _named("Excel's lock", f"{E}/~$students_{DAY}.xlsx", PASSED_BY),
    _named("a hidden file", f"{E}/.students_{DAY}.csv", PASSED_BY),
    _named("what Windows leaves in folders", f"{E}/Thumbs.db", PASSED_BY),
)

PLACES = (
    Kind(
        "a folder named as a file",
        "",
        ("refused: it is a folder; files are read only where they lie directly in the folder education"),
        name=f"{E}/students_{DAY}_folder.csv",
        put=Path.mkdir,
    ),
    Kind("a pipe named as a file", "", NO_PLAIN_FILE, name=f"{E}/students_{DAY}_pipe.csv", put=os.mkfifo),
    Kind("a socket named as a file", "", NO_PLAIN_FILE, name=f"{E}/students_{DAY}_socket.csv", put=_socket),
    Kind(
        "a link to a device that never ends",
        "",
        NO_PLAIN_FILE,
        name=f"{E}/students_{DAY}_zero.csv",
        put=lambda p: p.symlink_to("/dev/zero"),
    ),
    Kind(
        "a link to a file outside the inbox",
        "",
        "refused: it is a link to a file elsewhere; put the file itself there",
        name=f"{E}/students_{DAY}_link.csv",
        put=_link_out,
    ),
    Kind(
        "a link to nothing",
        "",
        "refused: it cannot be opened (no such file or directory)",
        name=f"{E}/students_{DAY}_nothing.csv",
        put=lambda p: p.symlink_to("nowhere.csv"),
    ),
    Kind(
        "a link to itself",
        "",
        "refused: it cannot be opened (too many levels of symbolic links)",
        name=f"{E}/students_{DAY}_loop.csv",
        put=lambda p: p.symlink_to(p.name),
    ),
    Kind(
        "a file that the run may not open",
        "",
        "refused: it cannot be opened (permission denied)",
        name=f"{E}/students_{DAY}_denied.csv",
        put=_denied,
    ),
)

MOMENTS = (
    Kind("the same file a second time", H + ANN.replace("1,", "99,"), "1 used", name=f"{E}/students_{DAY}_zz.csv"),
    Kind("and that second time", H + ANN.replace("1,", "99,"), "repeated", name=f"{E}/students_{DAY}_zzz.csv"),
    Kind("a file that grows while it is read", OTHER, CHANGED, name=f"{E}/students_{DAY}_grows.csv", meanwhile=_grow),
    Kind(
        "a file that vanishes while it is read",
        OTHER,
        CHANGED,
        name=f"{E}/students_{DAY}_goes.csv",
        meanwhile=Path.unlink,
    ),
)

KINDS = (*NAMES, *PLACES, *MOMENTS)
