"""Unique pupil numbers: check letter, authority, establishment, year of allocation and serial (DfE UPN guide)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sources.synthetic.days import Ints

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""I, O and S are never used; A counts 0, Z counts 22."""


def permanent(laestab: Ints, year: Ints, serial: Ints) -> npt.NDArray[np.object_]:
    """UPNs of seven-digit establishments, allocated in an academic year, with serials 1 to 999."""
    bodies = [f"{e:07d}{y % 100:02d}{s:03d}" for e, y, s in zip(laestab, year, serial, strict=True)]
    return _checked(bodies)


def temporary(laestab: Ints, year: Ints, serial: Ints) -> npt.NDArray[np.object_]:
    """Temporary UPNs: the last character is a letter. Serials 0 to 2299."""
    bodies = [
        f"{e:07d}{y % 100:02d}{s % 100:02d}{LETTERS[s // 100]}" for e, y, s in zip(laestab, year, serial, strict=True)
    ]
    return _checked(bodies)


def _checked(bodies: list[str]) -> npt.NDArray[np.object_]:
    """Each body of twelve characters with its check letter in front."""
    if not bodies:
        return np.empty(0, dtype=object)
    codes = np.array([[ord(c) for c in body] for body in bodies])
    table = np.zeros(128, dtype=np.int64)
    for digit in range(10):
        table[ord(str(digit))] = digit
    for value, letter in enumerate(LETTERS):
        table[ord(letter)] = value
    sums = (table[codes] * np.arange(2, 14)).sum(axis=1) % 23
    return np.array([LETTERS[s] + body for s, body in zip(sums, bodies, strict=True)], dtype=object)
