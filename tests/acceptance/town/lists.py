"""Who stands on the lists at 31 March 2027 for another reason than a line of the report, by name."""

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
