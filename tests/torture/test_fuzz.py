"""A few spoilt files for every reader; thousands are given to them by `python -m tests.torture.fuzz`."""

from __future__ import annotations

import pytest

from tests.torture.fuzz import READERS, run


@pytest.mark.parametrize("reader", READERS)
def test_a_spoilt_file_is_read_or_refused_in_a_sentence(reader: str) -> None:
    told, *wrong = run(seed=3, count=40, readers=(reader,))
    assert told.startswith(f"{reader}: 40 spoilt, 0 wrong")
    assert wrong == []
