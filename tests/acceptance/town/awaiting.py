"""Children in no school by their own record who may be one with another record of the town: who awaits match review.

Each pair shares forename, birthday and postcode and differs in surname and house: alike enough for an officer's look,
and no more. The awaiting children are known to benefits alone; who has an education record is always counted.
"""

from .places import BRANNOC, PRIMARY, SECONDARY
from .telling import (
    AWAITING,
    EHE,
    NOT_KNOWN,
    ON_ROLL,
    OTHER_AUTHORITY,
    TRACKED,
    child,
    claim,
    involvement,
    returned,
    roll,
)

MAY_BE_IN_SCHOOL = (
    child(
        "Wulfric Oystermouth",
        born="2017-02-14",
        rolls=[roll(PRIMARY, "2021-09-06")],
        line=ON_ROLL,
        why="at school",
    ),
    child(
        "Wulfric Tanglewood",
        born="2017-02-14",
        in_education=False,
        claims=[claim("2025-01-06")],
        line=AWAITING,
        without_benefits=NOT_KNOWN,
        why="known to benefits alone, and perhaps the Wulfric at school: in no line until an officer has decided",
    ),
    child(
        "Ludmila Pennyfeather",
        born="2015-10-22",
        involvements=[involvement("EHE", "2024-03-04")],
        counted_in=["ehe"],
        line=EHE,
        why="home educated",
    ),
    child(
        "Ludmila Quarrington",
        born="2015-10-22",
        in_education=False,
        claims=[claim("2025-01-06")],
        line=AWAITING,
        without_benefits=NOT_KNOWN,
        why="perhaps the home-educated Ludmila",
    ),
    child(
        "Hyacinthe Marrable",
        born="2014-12-17",
        rolls=[
            roll(
                SECONDARY,
                "2026-09-02",
                "2026-09-25",
                destination="Poland",
                destination_confirmed_on="2026-10-05",
            )
        ],
        line=TRACKED,
        why="tracked to a destination",
    ),
    child(
        "Hyacinthe Underhay",
        born="2014-12-17",
        in_education=False,
        claims=[claim("2025-01-06")],
        line=AWAITING,
        without_benefits=NOT_KNOWN,
        why="perhaps the Hyacinthe who was tracked; benefits alone know this one, and since before that",
    ),
)

COUNTED_ALL_THE_SAME = (
    child(
        "Euphemia Brackenbury",
        born="2016-11-11",
        line="cme_other",
        why="a name on the education database and nothing else: without provision",
    ),
    child(
        "Euphemia Loveridge",
        born="2016-11-11",
        in_education=False,
        claims=[claim("2025-01-06")],
        line="cme_other",
        without_benefits=NOT_KNOWN,
        why="perhaps the other Euphemia, who is in no school either: two cases until an officer makes them one",
    ),
    child(
        "Cuthwin Haverstock",
        born="2018-06-26",
        returns=[returned(BRANNOC, ("2026-10-05", "2027-01-21"), entry="2025-09-03")],
        in_education=False,
        line=ON_ROLL,
        why="at an independent school",
    ),
    child(
        "Cuthwin Ravensdale",
        born="2018-06-26",
        line="cme_other",
        why="perhaps the Cuthwin at the independent school, but with an education record: always counted",
    ),
    child(
        "Peregrine Somerled",
        born="2017-05-30",
        student={"home_la": "850"},
        line=OTHER_AUTHORITY,
        why="Hampshire's",
    ),
    child(
        "Peregrine Wintersgill",
        born="2017-05-30",
        in_education=False,
        claims=[claim("2025-01-06")],
        line="cme_other",
        without_benefits=NOT_KNOWN,
        why="perhaps Hampshire's Peregrine, who is in no school that we know of: ours until that is decided",
    ),
)

CHILDREN = (*MAY_BE_IN_SCHOOL, *COUNTED_ALL_THE_SAME)
