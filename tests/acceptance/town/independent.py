"""Children on independent schools' returns: found there, gone from there, and with the days left blank."""

from .places import BRANNOC, GULLS, SECONDARY, WALLED_GARDEN
from .telling import ON_ROLL, child, involvement, returned, roll

CHILDREN = (
    child(
        "Cecily Anstruther",
        born="2014-09-16",
        returns=[returned(BRANNOC, ("2025-10-06", "2026-10-05", "2027-01-21"), entry="2025-09-03")],
        line=ON_ROLL,
        why="education knows no school; St Brannoc's has the child on every return",
    ),
    child(
        "Leopold Krantz",
        born="2014-10-05",
        returns=[returned(BRANNOC, ("2026-10-05",), entry="2025-09-03")],
        line="leavers 2026",
        oct=ON_ROLL,
        dec=ON_ROLL,
        why="on the October return, without a leaving date, and not on January's: left the day before it",
    ),
    child(
        "Annabel Sturt",
        born="2016-10-09",
        returns=[returned(BRANNOC, ("2025-06-10",), entry="2023-09-04", leaving="2025-07-18")],
        line="historical",
        why="the return of June 2025 gave 18 July as the leaving date, and that stands (2024/25)",
    ),
    child(
        "Monty Cavendish",
        born="2016-11-21",
        returns=[returned(BRANNOC, ("2025-06-10",), entry="2023-09-04")],
        line="leavers 2025",
        why="gone from the return of October 2025 without a leaving date: left on 5 October 2025, and later returns "
        "that do not name the child either move nothing",
    ),
    child(
        "Allegra Finch",
        born="2014-11-12",
        returns=[
            returned(
                BRANNOC, ("2026-10-05", "2027-01-21"), entry="2025-09-03", leaving="2026-12-18", destination="Spain"
            )
        ],
        line="leavers 2026",
        oct=ON_ROLL,
        why="the return says Spain; nobody has confirmed it",
    ),
    child(
        "Peregrine Blythe",
        born="2013-09-17",
        rolls=[roll(SECONDARY, "2025-09-03", "2026-11-27")],
        involvements=[involvement("PEX", "2026-11-02")],
        returns=[returned(BRANNOC, ("2027-01-21",))],
        line=ON_ROLL,
        dec="permanently_excluded, also leavers 2026",
        why="the entry date is blank, so it is that of the first return naming the child, after the exclusion",
    ),
    child(
        "Araminta Fosse",
        born="2013-10-22",
        involvements=[involvement("PEX", "2026-11-02")],
        returns=[returned(BRANNOC, ("2026-10-05", "2027-01-21"))],
        line="permanently_excluded",
        oct=ON_ROLL,
        why="first named in October, before the exclusion: that roll does not count since",
    ),
    child(
        "Lucian Marsh",
        born="2017-01-26",
        returns=[returned(WALLED_GARDEN, ("2025-09-22",), entry="2021-09-06")],
        line=ON_ROLL,
        why="a school that has not returned for more than 400 days still keeps its pupils on roll",
    ),
    child(
        "Xanthe Colville",
        born="2014-12-03",
        in_education=False,
        returns=[returned(GULLS, ("2026-10-08",), entry="2025-09-03")],
        line="leavers 2026",
        oct=ON_ROLL,
        dec=ON_ROLL,
        why="on the October return, and not on February's, which gives the school's URN in place of its LAEstab",
    ),
    child(
        "Ambrose Tully",
        born="2015-01-12",
        in_education=False,
        returns=[returned(GULLS, ("2026-10-08", "2027-02-04"), entry="2025-09-03")],
        line=ON_ROLL,
        why="on both returns, the school named by LAEstab and then by URN",
    ),
)
