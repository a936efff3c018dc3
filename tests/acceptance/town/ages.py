"""Deaths, the end of compulsory school age, and children of whom nothing has been known for long."""

from .places import INFANT, PRIMARY, SECONDARY
from .telling import DECEASED, EHE, OCTOBER, ON_ROLL, TOO_OLD, child, involvement, roll

DEATHS = (
    child(
        "Emrys Gethin",
        born="2012-05-06",
        student={"date_of_death": "2027-03-31"},
        rolls=[roll(SECONDARY, "2023-09-06", "2026-12-04")],
        line=DECEASED,
        oct=ON_ROLL,
        dec="leavers 2026",
        why="died on 31 March, that day counted",
    ),
    child(
        "Ada Kessler",
        born="2012-06-13",
        student={"date_of_death": "2027-04-01"},
        rolls=[roll(SECONDARY, "2023-09-06", "2026-12-04")],
        line="leavers 2026",
        oct=ON_ROLL,
        jun=DECEASED,
        why="died on 1 April: on 31 March still a leaver",
    ),
)

END_OF_SCHOOL_AGE = (
    child(
        "Jordan Pettifer",
        born="2010-11-11",
        rolls=[roll(SECONDARY, "2022-09-05", "2026-12-04")],
        line="leavers 2026",
        oct=ON_ROLL,
        jun=TOO_OLD,
        why="Year 11: past compulsory school age after 25 June 2027",
    ),
    child(
        "Lina Haugen",
        born="2011-08-31",
        rolls=[roll(SECONDARY, "2022-09-05", "2026-12-04")],
        line="leavers 2026",
        oct=ON_ROLL,
        jun=TOO_OLD,
        why="the youngest of Year 11",
    ),
    child(
        "Marlon Spence",
        born="2011-09-01",
        rolls=[roll(SECONDARY, "2023-09-06", "2026-12-04")],
        line="leavers 2026",
        oct=ON_ROLL,
        why="the oldest of Year 10: of compulsory school age for another year",
    ),
    child(
        "Sylvie Danton",
        born="2010-08-31",
        rolls=[roll(SECONDARY, "2021-09-06", "2026-05-22")],
        line=TOO_OLD,
        why="a day too old for Year 11: past it since 26 June 2026",
    ),
)

LONG_AGO = (
    child(
        "Casper Welland",
        born="2013-09-25",
        rolls=[roll(PRIMARY, "2018-09-05", "2022-07-20")],
        line="historical",
        why="left in 2022, nothing known since",
    ),
    child(
        "Zaynab Hussain",
        born="2017-09-27",
        rolls=[roll(INFANT, "2022-09-05", "2025-07-18")],
        line="historical",
        why="failed to transfer to a junior school a year ago; that line is for this year's children only",
    ),
    child(
        "Rowan Eskdale",
        born="2012-07-19",
        rolls=[roll(PRIMARY, "2017-09-05", "2021-07-21")],
        involvements=[involvement("CME", "2025-09-01")],
        line="cme_other",
        why="left in 2021; the officer's case opened on 1 September 2025, the first day of Y-1",
    ),
    child(
        "Perdita Lowe",
        born="2012-08-02",
        rolls=[roll(PRIMARY, "2017-09-05", "2021-07-21")],
        involvements=[involvement("CME", "2025-08-31")],
        line="historical",
        why="the case opened the day before",
    ),
    child(
        "Inigo Blackwood",
        born="2012-08-24",
        rolls=[roll(PRIMARY, "2017-09-05", "2021-07-21")],
        involvements=[involvement("EHE", "2021-09-06", "2026-11-20")],
        line="historical",
        oct=EHE,
        counted_in={"ehe": (OCTOBER,)},
        why="home educated until November 2026; such an ending is no date on which a child was last known",
    ),
)

CHILDREN = (*DEATHS, *END_OF_SCHOOL_AGE, *LONG_AGO)
