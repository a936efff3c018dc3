"""The small council after a night, made once for all the tests that look at it or change a copy of it."""

from __future__ import annotations

import gc
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from command_line import cme
from small_council import TODAY, deliver
from splink.internals import input_column

_connect = duckdb.connect


def _on_one_thread(*where: Any, config: dict[str, Any] | None = None, **how: Any) -> duckdb.DuckDBPyConnection:
    """A few rows are not worth two threads, and there is a test on every core. What a test starts as a program of its
    own has them all."""
    return _connect(*where, config={"threads": 1, **(config or {})}, **how)


duckdb.connect = _on_one_thread

# Python looks for circles among its objects every 700 that are made; a night makes millions.
gc.set_threshold(100_000)

_parsed = cache(sqlglot.parse_one)


def _parsed_once(sql: str, *how: Any, **options: Any) -> sqlglot.Expression:
    """What Splink parses of the model is the same three hundred conditions on every night; and so it writes them."""
    return _parsed(sql, *how, **options).copy()


sqlglot.parse_one = _parsed_once
_writes: Any = input_column.SqlglotColumnTreeBuilder
_writes.sql = property(cache(_writes.sql.fget))


@pytest.fixture(scope="session")
def council_after_a_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small council's CME_HOME after the night of 2 November 2026. Not to be changed: work on a copy."""
    home = tmp_path_factory.mktemp("council")
    deliver(home)
    done = cme(home, "nightly", today=TODAY)
    assert (done.exit_code, done.stderr) == (0, ""), done.said
    return home


@pytest.fixture(scope="session")
def council_issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small council's CME_HOME after October's report was issued. Not to be changed: work on a copy."""
    home = tmp_path_factory.mktemp("issued")
    deliver(home)
    done = cme(home, "monthly-report", today=TODAY)
    assert (done.exit_code, done.stderr) == (0, ""), done.said
    return home
