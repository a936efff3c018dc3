"""Children on a roll that is wrong for their age, and those who only look so."""

from .places import AGES_UNKNOWN, FIVE_TO_ELEVEN, INFANT, JUNIOR, NURSERY, PRIMARY, SECONDARY, UNLISTED
from .telling import ON_ROLL, TOO_YOUNG, application, child, involvement, roll

WRONG_FOR_THE_AGE = (
    child(
        "Jemima Stoddart",
        born="2019-03-05",
        rolls=[roll(INFANT, "2023-09-04")],
        involvements=[involvement("CIN", "2026-01-12")],
        line="out_of_phase",
        counted_in=["child_in_need"],
        why="Year 3, still on the infant school's roll (Reception to Year 2); a child in need",
    ),
    child(
        "Reece Dalby",
        born="2015-05-17",
        rolls=[roll(PRIMARY, "2019-09-04")],
        line="out_of_phase",
        why="Year 7, still on a primary's roll (to Year 6)",
    ),
    child(
        "Lottie Amos",
        born="2021-09-24",
        rolls=[roll(NURSERY, "2024-09-04")],
        line="out_of_phase",
        oct=TOO_YOUNG,
        why="of compulsory school age since 31 December and only at a nursery school",
    ),
    child(
        "Kayode Bello",
        born="2016-04-14",
        rolls=[roll(SECONDARY, "2026-09-02")],
        line="out_of_phase",
        why="Year 6, on a secondary school's roll (from Year 7)",
    ),
    child(
        "Thea Lindgren",
        born="2019-09-30",
        rolls=[roll(JUNIOR, "2026-09-03")],
        line="out_of_phase",
        why="Year 2, on a junior school's roll (from Year 3)",
    ),
    child(
        "Vince Carraway",
        born="2014-09-12",
        rolls=[roll(SECONDARY, "2026-09-02"), roll(PRIMARY, "2026-10-12")],
        involvements=[involvement("PEX", "2026-10-05")],
        line="out_of_phase",
        why="Year 7; the excluding school does not count, and the roll since the exclusion is a primary's",
    ),
    child(
        "Orson Tate",
        born="2019-04-09",
        rolls=[roll(INFANT, "2023-09-04")],
        involvements=[involvement("OON", "2026-09-01", "2027-03-30")],
        line="out_of_phase",
        oct=ON_ROLL,
        dec=ON_ROLL,
        why="Year 3 at the infant school by agreement, which ended on 30 March",
    ),
    child(
        "Gracie Pollard",
        born="2019-04-25",
        rolls=[roll(INFANT, "2023-09-04"), roll(JUNIOR, "2026-09-03", status="G")],
        line="out_of_phase",
        why="a guest at the junior school is on its roll no more than anyone else",
    ),
)

RIGHT_AFTER_ALL = (
    child(
        "Nathaniel Crewe",
        born="2019-10-13",
        rolls=[roll(INFANT, "2024-09-04")],
        line=ON_ROLL,
        why="Year 2, the infant school's top class",
    ),
    child(
        "Rosa Delgado",
        born="2018-10-27",
        rolls=[roll(JUNIOR, "2026-09-03")],
        line=ON_ROLL,
        why="Year 3, the junior school's lowest class",
    ),
    child(
        "Evie Strickland",
        born="2021-10-15",
        rolls=[roll(FIVE_TO_ELEVEN, "2026-09-03")],
        line=ON_ROLL,
        oct=TOO_YOUNG,
        why="Reception at a primary registered for 5 to 11: low age 5 is read as 4",
    ),
    child(
        "Lewis Halloran",
        born="2019-05-06",
        rolls=[roll(INFANT, "2023-09-04"), roll(JUNIOR, "2026-09-03")],
        line=ON_ROLL,
        why="the infant school has not taken the name off; at the junior school all the same",
    ),
    child(
        "Amelie Fournier",
        born="2019-05-20",
        rolls=[roll(INFANT, "2023-09-04"), roll(AGES_UNKNOWN, "2026-09-03")],
        line=ON_ROLL,
        why="one of the two rolls is at a school whose ages are unknown, so nothing is said",
    ),
    child(
        "Seth Okonkwo",
        born="2015-06-14",
        rolls=[roll(UNLISTED, "2026-09-02")],
        line=ON_ROLL,
        why="Year 7 at a school that the list does not have: its ages are unknown",
    ),
    child(
        "Mabel Ingham",
        born="2019-06-22",
        rolls=[roll(INFANT, "2023-09-04")],
        involvements=[involvement("OON", "2026-09-01")],
        line=ON_ROLL,
        why="Year 3 at the infant school, agreed: out of the normal age group",
    ),
    child(
        "Isaac Penfold",
        born="2019-07-16",
        rolls=[roll(INFANT, "2023-09-04")],
        involvements=[involvement("EOTAS", "2026-09-07")],
        line=ON_ROLL,
        why="Year 3 at the infant school by name, taught by the council",
    ),
    child(
        "Martha Ellery",
        born="2019-08-18",
        rolls=[roll(INFANT, "2024-09-04")],
        applications=[application("RECEPTION", "2023-01-10", entry_year="2023", delayed_entry_to="2024")],
        line=ON_ROLL,
        why="by age Year 3, but started a year late by agreement: Year 2",
    ),
    child(
        "Gideon Hale",
        born="2019-08-27",
        student={"home_la": "850"},
        rolls=[roll(INFANT, "2023-09-04")],
        line=ON_ROLL,
        why="Year 3 at our infant school, but Hampshire's child",
    ),
    child(
        "Cleo Marsden",
        born="2022-05-03",
        rolls=[roll(NURSERY, "2025-09-03")],
        line=TOO_YOUNG,
        why="at a nursery school and not of compulsory school age",
    ),
)

CHILDREN = (*WRONG_FOR_THE_AGE, *RIGHT_AFTER_ALL)
