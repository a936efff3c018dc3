"""Children without an education record, records that came and went, and one child in several systems."""

from .places import PRIMARY
from .telling import NOT_KNOWN, ON_ROLL, application, child, claim, headcount, roll

ONLY_SEEN = (
    child(
        "Samira Aziz",
        born="2017-09-14",
        in_education=False,
        claims=[claim("2025-01-06")],
        line="cme_other",
        without_benefits=NOT_KNOWN,
        why="Year 4, known only to Revenues and Benefits, still at the address",
    ),
    child(
        "Gareth Lockyer",
        born="2017-10-06",
        in_education=False,
        claims=[claim("2023-02-06", "2025-09-01")],
        line="cme_other",
        without_benefits=NOT_KNOWN,
        why="last seen on 1 September 2025, the first day of Y-1",
    ),
    child(
        "Celeste Abara",
        born="2017-11-08",
        in_education=False,
        claims=[claim("2023-02-06", "2025-08-31")],
        line="historical",
        without_benefits=NOT_KNOWN,
        why="last seen the day before",
    ),
    child(
        "Ned Farthing",
        born="2017-12-13",
        in_education=False,
        claims=[claim("2023-02-06", named_in=("2025-06-30",))],
        line="historical",
        without_benefits=NOT_KNOWN,
        why="in the benefits file of June 2025 without an end, in none since: last seen on that file's day",
    ),
    child(
        "Linnea Strand",
        born="2020-03-16",
        in_education=False,
        headcounts=[headcount("2023-01-09", named_in=("2024-06-20",))],
        line="historical",
        why="Year 2; in the headcount of June 2024 and in none since: still known, last on that day",
    ),
    child(
        "Mustafa Aydin",
        born="2020-04-28",
        in_education=False,
        headcounts=[headcount("2023-01-09", "2025-09-12")],
        line="cme_other",
        why="Year 2, left the pre-school in September 2025, never at a school",
    ),
    child(
        "Ottoline Gray",
        born="2018-01-22",
        in_education=False,
        applications=[application("IN-YEAR", "2025-09-01", status="WITHDRAWN")],
        line="cme_other",
        why="applied on 1 September 2025 and withdrew: not previously known to us, last known that day",
    ),
    child(
        "Barney Holroyd",
        born="2018-02-05",
        in_education=False,
        applications=[application("IN-YEAR", "2025-08-31", status="WITHDRAWN")],
        line="historical",
        why="applied the day before and withdrew",
    ),
    child(
        "Jolanta Grabowska",
        born="2018-03-09",
        line="cme_other",
        why="a name on the education database and nothing else",
    ),
    child(
        "Rupert Sandys",
        born="2018-04-03",
        not_in_education_from="2027-03-01",
        rolls=[roll(PRIMARY, "2022-09-05", "2026-09-25")],
        line=NOT_KNOWN,
        oct="leavers 2026",
        dec="leavers 2026",
        why="the education database no longer has the child: a finding; the record no longer counts",
    ),
)

IN_SEVERAL_SYSTEMS = (
    child(
        "Zoë O'Brien-Łaski",
        born="2021-01-19",
        in_education=False,
        headcounts=[headcount("2023-09-11", "2025-07-18")],
        claims=[claim("2024-09-02")],
        applications=[application("RECEPTION", "2026-01-09", entry_year="2025")],
        elsewhere_as={"benefits": {"forename": "ZOE", "surname": "OBRIEN LASKI"}},
        line="failed_to_start_reception 2025",
        why="three systems, two spellings, one child: counted once",
    ),
    child(
        "Thaddeus Munro",
        born="2021-06-08",
        rolls=[roll(PRIMARY, "2025-09-03")],
        headcounts=[headcount("2023-09-11", "2025-07-18")],
        claims=[claim("2024-09-02")],
        applications=[application("RECEPTION", "2025-01-09", entry_year="2025", offered=PRIMARY)],
        line=ON_ROLL,
        why="seen in four systems and at school",
    ),
    child(
        "Gloria Mensah-Boadi",
        born="2017-08-15",
        rolls=[roll(PRIMARY, "2021-09-06")],
        line=ON_ROLL,
        why="at school by one of two education records",
    ),
    child(
        "Gloria Mensah-Boadi",
        born="2017-08-15",
        line="cme_other",
        why="the second record of the same name and birthday: two education records are never made one silently",
    ),
)

CHILDREN = (*ONLY_SEEN, *IN_SEVERAL_SYSTEMS)
