"""Who stands on the lists at 31 March 2027 for another reason than a line of the report, by name."""

from datetime import date

OFFERS_NOT_TAKEN_UP = (
    # This year's in-year offers, eight days or more past their start.
    *("Layla Mansour", "Mei Lin", "Priya Raman"),
    "Greta Lindqvist",  # the earlier application: the later decides the line, but this place is still held
    "Dominic Awuah",
    "Stanley Oakes",  # twice: for September and in-year
    "Stanley Oakes",
    "Parveen Miah",
    # Junior and secondary places for September 2026 that no roll shows.
    *("Mariam Sesay", "Emre Kaplan", "Tilly Bracegirdle", "Hamza Qureshi"),
    # In-year offers of 2025/26, 2024/25 and 2023/24.
    *("Tara Quinn", "Ellis Vaughan", "Chidi Eze", "Agnieszka Wrona"),
)

RECEPTION_BEFORE_SCHOOL_AGE = (
    "Tomasz Wilk",
    "Maisie Croucher",  # the application to delay is withdrawn, so Reception 2026
)
"""Entry year 2026, not yet of compulsory school age, ours, alive, on no roll: the last sheet of failed-transfers."""

MISSING_SINCE = {
    "Aisha Rahimi": date(2027, 3, 6),  # the day after the leaving date
    "Wiktoria Sobczak": date(2027, 3, 31),  # left on 30 March: no day missing yet
    "Amara Osei": date(2027, 3, 31),  # of compulsory school age on the day of report
    "Percy Attwell": date(2026, 12, 31),  # left in September, of compulsory school age only from then
    "Sami Nasser": date(2021, 12, 31),  # on no roll that we know of: since compulsory school age started
    "Casper Welland": date(2022, 7, 21),
}
"""From which day a child of the register counts as missing."""

RECEPTION_NEXT = (
    "Wren Ashdown",
    "Luca Marchetti",
    "Caspian Ruddock",  # of compulsory school age already
)
"""Entry year 2027 by an agreed delayed entry, which is an application for that September: the town has no other."""

NO_JUNIOR_PLACE = (
    "Nathaniel Crewe",
    "Martha Ellery",  # Year 2 by an agreed delayed entry
)
"""Year 2 at the infant school, ours, and no application for a junior school. Gideon Hale is Hampshire's child."""

REAPPEARED = ("Suki Tanaka",)
"""Failed to track since 2025 and on a roll since September 2026; of no historical child is there anything new."""

TOLD_LATE = ("Priya Raman", "Goran Babic")
"""In-year applications of 9 and 10 March: 14 and 13 school days, with Good Friday and Easter Monday between."""

RETURNS = (
    ("The Walled Garden School", "2 too old", date(2025, 9, 22)),
    ("Old Quay Primary School", "3 closed", None),
    ("Little Gulls Pre-school", "6 up to date", date(2027, 1, 21)),
    ("St Brannoc's School", "6 up to date", date(2027, 1, 21)),
    ("Gulls Way School", "6 up to date", date(2027, 2, 4)),
)
