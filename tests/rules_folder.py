"""A small folder of rules, right in everything until a test puts something wrong into it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline import rulebook
from pipeline.errors import RuleError
from pipeline.rulebook import Rulebook

D = date(2026, 10, 31)
FACT = """/*
title = "A fact"
policy = "Policy"
reads = [{reads}]
[columns]
child_id = "VARCHAR"
*/
SELECT child_id FROM child
"""
LINE = """/*
title = "A line"
policy = "Policy"
says = "Who"
reads = ["child"]
measure = "{measure}"
counts_in = "{counts_in}"
{more}
*/
SELECT child_id, NULL AS year FROM child WHERE {where}
"""
LIST = """/*
title = "A list"
policy = "Policy"
says = "Who"
use = ["So."]
reads = ["counted"]
columns = [{columns}]
*/
SELECT child_id AS "case", child_id AS row_key FROM counted
"""
QUALITY = """/*
title = "A check"
policy = "Policy"
reads = [{reads}]
*/
SELECT child_id FROM child
"""
FORM = """
[[section]]
title = "LINES"
page = 1
line = [{ measure = "leavers", offset = -1, wording = "During {written}" }, { measure = "total", wording = "TOTAL" }]
"""
PARAMETERS = """
[grace_days]
unit = "days"
policy = "Policy"
values = [{ since = 2005-09-01, value = 14 }, { since = 2026-09-01, value = 10 }]
"""


class Folder:
    """A folder of rules that is right, until a test puts something wrong into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.put("facts/status.sql", FACT.format(reads='"child"'))
        self.line("l1")
        self.put("lists/register.sql", LIST.format(columns='"case"'))
        self.put("quality/q1.sql", QUALITY.format(reads='"child"'))
        self.put("parameters.toml", PARAMETERS)
        self.put("appendix_3.toml", FORM)
        self.put("columns.toml", '[case]\nheading = "Case"\nkind = "text"\nabout = "The case."\n')
        self.put("statuses.toml", 'statuses = ["New"]\n')

    def put(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def line(
        self, code: str, measure: str = "leavers", counts_in: str = "total", more: str = "", where: str = "true"
    ) -> None:
        self.put(f"lines/{code}.sql", LINE.format(measure=measure, counts_in=counts_in, more=more, where=where))

    def load(self, day: date = D) -> Rulebook:
        return rulebook.load(day, self.path)

    def refused(self, day: date = D) -> str:
        with pytest.raises(RuleError) as error:
            self.load(day)
        return str(error.value)
