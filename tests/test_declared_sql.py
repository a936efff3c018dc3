"""Queries with front matter: what is read, and what is refused in a sentence that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.declared_sql import DeclaredSql, read_declared, text_table
from pipeline.errors import RuleError

GOOD = """/*
title = "A title"
reads = ["child"]

[[example]]
name = "one of two"
params = { limit = 2 }
given.child = '''
child_id | year
a        | 1
b        |
'''
expect = '''
child_id
a
'''
*/
-- $not_a_parameter stands in a comment.
SELECT child_id FROM child WHERE year < $limit AND '$' <> $as_at;
"""


def read(folder: Path, text: str) -> DeclaredSql:
    path = folder / "rule.sql"
    path.write_text(text, encoding="utf-8")
    return read_declared(path, needed={"title": str, "reads": list}, allowed={"says": str})


def refused(folder: Path, text: str) -> str:
    with pytest.raises(RuleError) as error:
        read(folder, text)
    return str(error.value)


def test_a_good_file(tmp_path: Path) -> None:
    declared = read(tmp_path, GOOD)
    assert declared.code == "rule"
    assert declared.front == {"title": "A title", "reads": ["child"]}
    assert declared.parameters == {"limit", "as_at"}
    assert declared.sql.startswith("-- $not_a_parameter")
    assert declared.sql.endswith("$as_at")
    (example,) = declared.examples
    assert example.name == "one of two"
    assert example.params == {"limit": 2}
    assert example.given["child"].columns == ("child_id", "year")
    assert example.given["child"].rows == (("a", "1"), ("b", None))
    assert example.expect.rows == (("a",),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SELECT 1", "rule.sql must begin with /* front matter */."),
        ("/* title = 'never closed'\nSELECT 1", "rule.sql must begin with /* front matter */."),
        ("SELECT 1 /*\ntitle = 'too late'\n*/", "rule.sql must begin with /* front matter */."),
        ("", "rule.sql must begin with /* front matter */."),
        ("/*\ntitle = 'A'\n*/ SELECT 1", "rule.sql lacks 'reads' in its front matter."),
        (
            "/*\ntitle = 'A'\nreads = []\ntitel = 'A'\n*/ SELECT 1",
            "rule.sql has an unknown key 'titel' in its front matter.",
        ),
        ("/*\ntitle = 'A'\nreads = 'child'\n*/ SELECT 1", "'reads' in the front matter of rule.sql must be a list."),
        ("/*\ntitle = 'A'\nreads = []\nsays = 1\n*/ SELECT 1", "'says' in the front matter of rule.sql must be a str."),
        (
            "/*\ntitle = 'A'\nreads = []\n[[example]]\nname = 'n'\n*/ SELECT 1",
            "An example of rule.sql needs name, given and expect, and no other key.",
        ),
        (
            "/*\ntitle = 'A'\nreads = []\n[[example]]\nname = 'n'\nexpect = ''\nexpects = ''\n*/ SELECT 1",
            "An example of rule.sql needs name, given and expect, and no other key.",
        ),
    ],
)
def test_what_is_malformed_is_refused_by_name(tmp_path: Path, text: str, sentence: str) -> None:
    assert refused(tmp_path, text) == sentence


def test_front_matter_that_is_no_toml(tmp_path: Path) -> None:
    assert refused(tmp_path, "/*\ntitle = A title\n*/ SELECT 1").startswith(
        "The front matter of rule.sql is not valid TOML at line"
    )


def test_a_table_as_text() -> None:
    table = text_table("\n  a | b\n\n  1 |\n  x y | \n  short\n")
    assert table.columns == ("a", "b")
    assert table.rows == (("1", None), ("x y", None), ("short", None))
    assert text_table("").rows == ()
    assert text_table("only | headings").rows == ()
