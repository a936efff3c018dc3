"""The cases of the made-up city: who is out of school and how that came about, one module per kind."""

from importlib import import_module

from sources.synthetic.cases.case import CASES, Case

MODULES = ("reception", "transfers", "in_year", "leavers", "vulnerable", "standing", "unseen", "boundaries")


def all_cases() -> list[Case]:
    """Every case, module by module: the order in which children are found for them."""
    for module in MODULES:
        import_module(f"sources.synthetic.cases.{module}")
    return CASES
