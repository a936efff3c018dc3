"""What the commentary says of children whom only an old return keeps off a line."""

from __future__ import annotations

from one_day import SETTINGS, D, linked, pupil, student

from pipeline import rulebook, store
from pipeline.stages.assess import assess, run_parameters
from pipeline.stages.commentary import commentary

OLD, NEW = "8529501", "8529502"
RECEPTION = ("failed_to_start_reception", 2025)


def test_who_counts_as_placed_by_an_outstanding_return_is_said_beside_the_line_that_would_count_them() -> None:
    """Four of last year's Reception at two schools, one of them at none, one at both."""
    con, book = store.open_durable(None), rulebook.load(D)
    rows = [
        student("1", "Ada Ash", date_of_birth="2020-10-05"),
        pupil(f"{OLD}-1", "Bo Birch", date_of_birth="2020-10-06", address_line_1="2 Quay Road"),
        pupil(f"{NEW}-1", "Cy Cedar", date_of_birth="2020-10-07", address_line_1="3 Quay Road"),
        pupil(f"{OLD}-2", "Di Damson", date_of_birth="2020-10-08", address_line_1="4 Quay Road"),
        pupil(f"{NEW}-2", "Di Damson", date_of_birth="2020-10-08", address_line_1="4 Quay Road"),
    ]
    with linked(con, rows):
        numbers, _ = assess(con, book, run_parameters(book, SETTINGS, D))
        said = {
            outstanding: commentary(con, numbers, None, D, (), outstanding)[RECEPTION]
            for outstanding in ((), (OLD,), (OLD, NEW))
        }
        con.execute(
            "INSERT INTO run.assessed.return_state BY NAME "
            f"SELECT '{OLD}' AS place_key, false AS is_setting, '2 too old' AS return_state"
        )
        too_old = commentary(con, numbers, None, D, (), ())[RECEPTION]
    assert too_old == said[(OLD,)]
    assert next(n.number for n in numbers if (n.measure, n.year) == RECEPTION) == 1
    assert said == {
        (): (),
        (OLD,): ("1 more counts as placed by a return that is outstanding or old.",),
        (OLD, NEW): ("3 more count as placed by a return that is outstanding or old.",),
    }
