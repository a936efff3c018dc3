"""Programs that a person would use: a test that needs one is skipped, by name, where the machine lacks it."""

from __future__ import annotations

import shutil

import pytest


def program(*names: str) -> str:
    """The path of the first of these that is there (`make test-office` refuses to run without any)."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed on this machine")
    return found
