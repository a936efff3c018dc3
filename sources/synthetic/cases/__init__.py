"""The cases of the made-up city: who is out of school and how that came about, one module per kind."""

from sources.synthetic.cases import boundaries, in_year, leavers, reception, standing, transfers, unseen, vulnerable
from sources.synthetic.cases.case import CASES, Case, Chance, find_children

__all__ = [
    *("CASES", "Case", "Chance", "find_children"),
    *("boundaries", "in_year", "leavers", "reception", "standing", "transfers", "unseen", "vulnerable"),
]
