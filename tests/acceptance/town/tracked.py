"""Children who have left and whose destination is known, or is not, or was and no longer holds."""

from .places import HAMPSHIRE_PRIMARY, HAMPSHIRE_SECONDARY, NURSERY, PRIMARY, SECONDARY, THROUGH
from .telling import ON_ROLL, TOO_YOUNG, TRACKED, Child, Row, application, child, claim, headcount, involvement, roll


def left(leaving: str, **destination: str) -> Row:
    """The roll of a Year 9 or 10 child who left the secondary school on this day."""
    return roll(SECONDARY, "2024-09-04", leaving, **destination)


def says(name: str, born: str, text: str, line: str, why: str) -> Child:
    """A child who left on 25 September, with this text as the destination, confirmed on 9 October."""
    gone = left("2026-09-25", destination=text, destination_confirmed_on="2026-10-09")
    return child(name, born=born, rolls=[gone], line=line, why=why)


CONFIRMED_OR_NOT = (
    child(
        "Fergus Kilbride",
        born="2012-09-05",
        rolls=[
            left(
                "2026-10-23",
                destination_laestab=HAMPSHIRE_SECONDARY.laestab,
                destination_confirmed_on="2026-11-13",
            )
        ],
        line=TRACKED,
        oct="leavers 2026",
        why="a school in Hampshire has confirmed the child on 13 November; in October it had not yet",
    ),
    child(
        "Aneta Hruba",
        born="2012-09-29",
        rolls=[
            left(
                "2027-02-12",
                destination_laestab=HAMPSHIRE_SECONDARY.laestab,
                destination_confirmed_on="2027-03-31",
            )
        ],
        line=TRACKED,
        oct=ON_ROLL,
        dec=ON_ROLL,
        why="confirmed on 31 March, that day counted",
    ),
    child(
        "Magnus Ekwall",
        born="2012-10-12",
        rolls=[
            left(
                "2027-02-12",
                destination_laestab=HAMPSHIRE_SECONDARY.laestab,
                destination_confirmed_on="2027-04-01",
            )
        ],
        line="leavers 2026",
        oct=ON_ROLL,
        dec=ON_ROLL,
        jun=TRACKED,
        why="confirmed on 1 April: on 31 March not yet",
    ),
    child(
        "Tamsin Orchard",
        born="2012-10-30",
        rolls=[left("2026-09-25", destination_laestab=THROUGH.laestab, destination_confirmed_on="2026-10-09")],
        line="leavers 2026",
        why="the destination is a school of this authority, on whose roll the child would show, and does not",
    ),
    child(
        "Salim Barzani",
        born="2012-11-17",
        rolls=[left("2026-09-25", destination="Germany")],
        line="leavers 2026",
        why="said to have gone to Germany; nobody has confirmed it",
    ),
    says("Ewa Kaminska", "2012-12-02", "Poland", TRACKED, "gone to Poland, confirmed"),
    says("Rhys Ellison", "2012-12-20", "Unknown", "leavers 2026", "unknown is no destination, in capitals or not"),
    says("Carys Beddoe", "2013-01-04", "NOT KNOWN", "leavers 2026", "not known is no destination"),
    says("Denzel Quaye", "2013-01-19", "Tbc", "leavers 2026", "to be confirmed is no destination"),
    says("Isolde Farr", "2013-02-03", "Referred to CME Officer", "leavers 2026", "the officer holds the case"),
    says("Mungo Leith", "2013-02-18", "", "leavers 2026", "a confirmation of nothing is none"),
)

BY_INVOLVEMENT = (
    child(
        "Xiomara Reyes",
        born="2013-03-01",
        rolls=[left("2026-11-06", destination="unknown")],
        involvements=[involvement("CME", "2026-11-09", "2027-01-15", "TRACKED")],
        line=TRACKED,
        oct=ON_ROLL,
        dec="leavers 2026",
        why="the officer's case ended in January with the child tracked",
    ),
    child(
        "Alfie Sedgwick",
        born="2013-03-20",
        rolls=[left("2026-09-25")],
        involvements=[involvement("CME", "2026-09-28", "2026-10-16", "MOVED")],
        line=TRACKED,
        why="the case ended: moved",
    ),
    child(
        "Oksana Bondar",
        born="2013-04-04",
        rolls=[left("2026-09-25")],
        involvements=[involvement("CME", "2026-09-28", "2026-10-16", "Abroad")],
        line=TRACKED,
        why="the case ended: abroad",
    ),
    child(
        "Septimus Gale",
        born="2013-04-21",
        rolls=[left("2026-09-25")],
        involvements=[involvement("CME", "2026-09-28", "2026-10-16", "DECEASED")],
        line=TRACKED,
        why="the case ended: deceased, no date of death on the education record",
    ),
    child(
        "Bethan Rosser",
        born="2013-05-12",
        rolls=[left("2026-09-25")],
        involvements=[involvement("CME", "2026-09-28", "2026-10-16", "CLOSED")],
        line="leavers 2026",
        why="the case ended without finding the child",
    ),
    child(
        "Emeka Obi",
        born="2013-05-28",
        rolls=[left("2026-09-25")],
        involvements=[involvement("CME", "2026-09-28", "2027-03-31", "TRACKED")],
        line=TRACKED,
        oct="leavers 2026",
        dec="leavers 2026",
        why="the case ends on 31 March, that day counted",
    ),
    child(
        "Lydia Chamberlayne",
        born="2013-06-15",
        rolls=[left("2026-09-25")],
        involvements=[involvement("CME", "2026-09-28", "2027-04-01", "TRACKED")],
        line="leavers 2026",
        jun=TRACKED,
        why="the case ends on 1 April: on 31 March it is open",
    ),
    child(
        "Stefan Dimitrov",
        born="2013-06-30",
        rolls=[roll(THROUGH, "2025-09-03", "2026-01-30"), roll(SECONDARY, "2026-06-01", "2026-11-06")],
        involvements=[involvement("CME", "2026-02-02", "2026-05-01", "TRACKED")],
        line="leavers 2026",
        oct=ON_ROLL,
        why="tracked before, then at a school here and gone again: that case says nothing of this leaving",
    ),
    child(
        "Orla Finnerty",
        born="2013-07-09",
        rolls=[left("2026-11-06")],
        involvements=[involvement("CME", "2026-10-12", "2026-11-06", "ABROAD")],
        line=TRACKED,
        oct=ON_ROLL,
        why="the case ended on the very leaving date",
    ),
    child(
        "Quentin Hargrave",
        born="2013-07-26",
        involvements=[involvement("CME", "2026-09-07", "2026-10-09", "MOVED")],
        line=TRACKED,
        why="never on a roll that we know of; the case ended: moved",
    ),
)

CONFIRMED_IN_NOVEMBER = left("2026-10-02", destination="Romania", destination_confirmed_on="2026-11-13")
CONFIRMED_IN_OCTOBER = left("2026-09-25", destination="Romania", destination_confirmed_on="2026-10-09")

BACK_AGAIN = (
    child(
        "Ioana Stan",
        born="2011-09-03",
        rolls=[CONFIRMED_IN_NOVEMBER],
        applications=[application("IN-YEAR", "2026-11-13")],
        line=TRACKED,
        oct="leavers 2026",
        why="the application is of the day of the confirmation, not after it",
    ),
    child(
        "Radu Marin",
        born="2011-09-21",
        rolls=[CONFIRMED_IN_NOVEMBER],
        applications=[application("IN-YEAR", "2026-11-14")],
        line="in_year_processing 2026, also leavers 2026",
        oct="leavers 2026",
        why="applied the day after the confirmation: the child is back",
    ),
    child(
        "Daria Lupu",
        born="2011-10-07",
        rolls=[CONFIRMED_IN_OCTOBER],
        applications=[application("IN-YEAR", "2026-12-07", status="WITHDRAWN")],
        line="leavers 2026",
        oct=TRACKED,
        why="applied in December, then withdrew: was here all the same, so a leaver again",
    ),
    child(
        "Cosmin Barbu",
        born="2011-10-25",
        rolls=[CONFIRMED_IN_NOVEMBER],
        claims=[claim("2027-01-11")],
        line="leavers 2026",
        dec=TRACKED,
        without_benefits=TRACKED,
        why="seen by Revenues and Benefits from January, after the confirmation of November",
    ),
    child(
        "Mirela Toma",
        born="2011-11-10",
        rolls=[CONFIRMED_IN_NOVEMBER],
        claims=[claim("2026-11-13")],
        line=TRACKED,
        oct="leavers 2026",
        why="the benefits record begins on the day of the confirmation, not after it",
    ),
    child(
        "Petru Vlad",
        born="2011-11-22",
        rolls=[CONFIRMED_IN_OCTOBER],
        involvements=[involvement("CME", "2026-11-30")],
        line="leavers 2026",
        oct=TRACKED,
        why="a new case opened after the confirmation",
    ),
    child(
        "Simona Dinu",
        born="2011-12-14",
        rolls=[CONFIRMED_IN_OCTOBER],
        involvements=[involvement("CME", "2026-11-18", "2027-02-26", "MOVED")],
        applications=[application("IN-YEAR", "2026-11-16")],
        line=TRACKED,
        oct=TRACKED,
        dec="in_year_processing 2026, also leavers 2026",
        why="tracked, back in November, and tracked again when the second case ended in February",
    ),
    child(
        "Matei Olaru",
        born="2021-11-24",
        rolls=[
            roll(
                NURSERY,
                "2025-09-03",
                "2026-07-22",
                destination_laestab=HAMPSHIRE_PRIMARY.laestab,
                destination_confirmed_on="2026-09-10",
            )
        ],
        line=TRACKED,
        oct=TOO_YOUNG,
        why="left the nursery school for a school in Hampshire, confirmed",
    ),
    child(
        "Bianca Neagu",
        born="2021-12-08",
        rolls=[
            roll(
                PRIMARY,
                "2025-09-03",
                "2026-07-22",
                destination_laestab=HAMPSHIRE_PRIMARY.laestab,
                destination_confirmed_on="2026-09-10",
            )
        ],
        headcounts=[headcount("2026-11-02")],
        line="failed_to_start_reception 2026",
        oct=TOO_YOUNG,
        dec=TRACKED,
        why="confirmed in Hampshire, but at a pre-school here since November, as the headcount of January tells",
    ),
)

CHILDREN = (*CONFIRMED_OR_NOT, *BY_INVOLVEMENT, *BACK_AGAIN)
