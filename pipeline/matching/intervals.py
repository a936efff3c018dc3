"""95% intervals of what was counted: a share of many, and how often something rare may happen."""

from __future__ import annotations

import math

Z = 1.959964
"""Of the standard normal distribution, 2.5% lie above."""


def share(right: int, of: int) -> tuple[float, float]:
    """Wilson's interval of right / of; (0, 1) where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    here, spread = right / of, Z * Z / of
    middle = (here + spread / 2) / (1 + spread)
    half = Z * math.sqrt(here * (1 - here) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def rare(number: int) -> tuple[float, float]:
    """The exact interval of a number of rare events (Poisson): 0 is 0 to 3.7, 4 is 1.1 to 10.2."""
    low = 0.0 if number == 0 else _mean_at(number - 1, 0.975)
    return low, _mean_at(number, 0.025)


def _mean_at(most: int, chance: float) -> float:
    """The mean at which at most `most` events happen with that chance."""
    low, high = 0.0, 10.0 + 3.0 * most + 10.0 * math.sqrt(most)
    for _ in range(100):
        middle = (low + high) / 2
        terms = (math.exp(-middle + n * math.log(middle) - math.lgamma(n + 1)) for n in range(most + 1))
        low, high = (middle, high) if sum(terms) > chance else (low, middle)
    return low
