"""The run report page."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from outputs.run_report import QUARANTINE_SHOWN, FileRow, RunReport, render, write_run_report


def text(page: str) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"<wbr>", "", page.partition("<body>")[2])
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


class Outline(HTMLParser):
    """Notes what is left open, what refers to outside, the headings, and heads of tables without a scope."""

    VOID = ("meta", "link", "br", "wbr")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []
        self.levels: list[int] = []
        self.without_scope = 0
        self.tables = self.captions = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        for name in ("src", "href"):
            if name in values and not str(values[name]).startswith(("#", "data:,")):
                self.outside.append(str(values[name]))
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.without_scope += tag == "th" and "scope" not in values
        self.tables += tag == "table"
        self.captions += tag == "caption"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_ledger_adds_up_per_file_and_in_total(run: RunReport) -> None:
    """10 = 7 + 2 + 1; 1,234 = 1,234 + 0 + 0; together 1,244 = 1,241 + 2 + 1."""
    says = text(render(run))
    assert "All files: 1,244 = 1,241 + 2 + 1" in says
    assert "do not add up" not in says


def test_a_file_that_does_not_add_up_is_named(run: RunReport) -> None:
    wrong = FileRow("education", "students", "a.csv", None, "accepted", "", 10, 7, 2, 0)
    says = text(render(replace(run, new_files=(wrong,))))
    assert "These do not add up: 10 is not 7 + 2 + 0." in says
    assert "All files: 10 is not 7 + 2 + 0" in says


def test_what_came_from_outside_is_escaped(run: RunReport) -> None:
    page = render(replace(run, warnings=("<script>alert(1)</script>",), authority="A & <B>"))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;&amp;.csv" in page
    assert "<title>Run report, A &amp; &lt;B&gt;, as at 31/10/2026</title>" in page


def test_the_page_stands_alone_and_is_accessible(run: RunReport) -> None:
    page = render(run)
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    assert outline.outside == []
    assert not re.search(r"url\(|@import|<script", page)
    assert outline.without_scope == 0
    assert outline.tables == outline.captions > 4
    assert outline.levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert '<html lang="en-GB">' in page
    targets, anchors = re.findall(r'href="#(\w+)"', page), re.findall(r'id="(\w+)"', page)
    assert set(targets) <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_three_outcomes_of_a_rule_are_told_apart(run: RunReport) -> None:
    says = text(render(run))
    assert "q01_upn UPN is wrong Policy ran 0" in says
    assert "q02_health Not seen Policy not run: no file of health/children" in says


def test_quarantine_names_place_and_reason_and_how_many(run: RunReport) -> None:
    says = text(render(run))
    assert "1 row could not be used" in says
    assert "education/students_2026-10-31.csv 7 date_of_birth This is no date." in says
    many = text(render(replace(run, quarantine=run.quarantine * (QUARANTINE_SHOWN + 1))))
    assert f"{QUARANTINE_SHOWN + 1} rows could not be used; the first {QUARANTINE_SHOWN} stand here" in many
    assert many.count("This is no date.") == QUARANTINE_SHOWN


def test_marks(run: RunReport) -> None:
    assert text(render(run)).count("Demonstration data: every child is made up") == 2
    assert "Demonstration" not in render(replace(run, demonstration=False))
    assert "OFFICIAL-SENSITIVE" in text(render(run))


def test_a_night_with_nothing_new(run: RunReport) -> None:
    quiet = RunReport(run.authority, run.as_at, False, "nightly")
    says = text(render(quiet))
    assert "No new file arrived." in says
    assert "Nothing new to look at" in says


def test_writes_the_same_bytes(tmp_path: Path, run: RunReport) -> None:
    for name in ("one.html", "two.html"):
        write_run_report(run, tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes() == render(run).encode()


def test_what_waits_for_officers_is_said_where_something_does(run: RunReport) -> None:
    assert "<p>2 pairs wait.</p>" in render(replace(run, waiting="2 pairs wait."))
    assert "wait." not in render(run)
