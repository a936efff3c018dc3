"""Whose child it is: the education record's home authority, else the postcode of the newest record."""

from .places import PRIMARY, SECONDARY
from .telling import ON_ROLL, OTHER_AUTHORITY, application, child, headcount, roll

LEFT = roll(SECONDARY, "2024-09-04", "2026-10-09")

CHILDREN = (
    child(
        "Phoebe Arkwright",
        born="2012-09-08",
        student={"home_la": "850"},
        rolls=[LEFT],
        line=OTHER_AUTHORITY,
        why="the education record says Hampshire, though the postcode is one of ours",
    ),
    child(
        "Wilfred Eastwood",
        born="2012-10-01",
        student={"postcode": "SO50 5AA"},
        rolls=[LEFT],
        line=OTHER_AUTHORITY,
        why="no home authority recorded; lives in SO50, which is none of our districts",
    ),
    child(
        "Honor Treadwell",
        born="2012-11-09",
        student={"home_la": "852", "postcode": "SO50 5AA"},
        rolls=[LEFT],
        line="leavers 2026",
        why="the education record says Southampton, whatever the postcode",
    ),
    child(
        "Caleb Winstanley",
        born="2012-12-22",
        student={"postcode": ""},
        rolls=[LEFT],
        line="leavers 2026",
        why="neither home authority nor postcode: unknown counts as ours",
    ),
    child(
        "Jessamy Cole",
        born="2013-01-11",
        student={"postcode": "so140aa"},
        rolls=[LEFT],
        line="leavers 2026",
        why="SO14, as a national file writes it",
    ),
    child(
        "Lysander Bright",
        born="2013-02-07",
        student={"postcode": "SO?"},
        rolls=[LEFT],
        applications=[application("IN-YEAR", "2026-10-12", postcode="SO30 2AA")],
        line=OTHER_AUTHORITY,
        why="education's postcode cannot be read; the application's is in Hampshire",
    ),
    child(
        "Tabitha Frome",
        born="2016-10-20",
        student={"postcode": "SO16 2AA"},
        rolls=[roll(PRIMARY, "2021-09-06", "2026-03-20")],
        applications=[application("IN-YEAR", "2026-09-21", postcode="SO50 5AA")],
        line="in_year_processing 2026, also leavers 2025",
        dec=OTHER_AUTHORITY,
        why="two postcodes: of one day education's stands (SO16, ours); in December the admissions file is a day newer "
        "and says SO50",
    ),
    child(
        "Orlando Vane",
        born="2021-02-25",
        in_education=False,
        headcounts=[headcount("2024-04-15")],
        elsewhere_as={"early_years": {"postcode": "SO31 4AA"}},
        line=OTHER_AUTHORITY,
        why="at a pre-school in the city, living in Hampshire, no education record",
    ),
    child(
        "Sabrina Holt",
        born="2013-03-18",
        student={"home_la": "850"},
        rolls=[roll(SECONDARY, "2024-09-04")],
        line=ON_ROLL,
        why="Hampshire's child at our school: on roll before anything else",
    ),
)
