"""What the sources declare holds together, and is what the contract of the extracts says."""

from __future__ import annotations

import pandas as pd
import pandera.errors
import pytest

from sources import SOURCES, source_named
from sources.source import Source, Table, heading_key

TABLES = [(source, table) for source in SOURCES for table in source.tables]
REQUIRED = {
    "education/students": "student_id surname date_of_birth",
    "education/enrolments": "student_id laestab entry_date",
    "education/involvements": "student_id involvement start_date",
    "education/establishments": "laestab establishment_name la_code",
    "early_years/headcount": "ey_child_id surname date_of_birth provider_name start_date",
    "admissions/applications": "application_ref surname date_of_birth application_type received_on application_status",
    "benefits/children": "claim_ref child_number surname date_of_birth address_line_1 postcode from_date",
    "independent/returns": "establishment_name surname date_of_birth",
    "cross_border/rolls": "laestab surname date_of_birth",
    "social_care/children": "person_id surname date_of_birth status start_date",
    "youth_justice/children": "person_id surname date_of_birth start_date",
    "health/children": "person_id surname date_of_birth",
}
DECIDE = {
    "education/enrolments": "enrol_status entry_date leaving_date",
    "education/involvements": "start_date end_date",
    "early_years/headcount": "start_date end_date",
    "benefits/children": "from_date to_date",
    "independent/returns": "entry_date leaving_date",
    "cross_border/rolls": "entry_date leaving_date",
    "social_care/children": "start_date end_date",
    "youth_justice/children": "start_date end_date",
    "health/children": "start_date end_date",
}


def test_the_required_columns_are_those_of_the_contract() -> None:
    declared = {
        f"{source.name}/{table.name}": " ".join(column.name for column in table.columns if column.required)
        for source, table in TABLES
    }
    assert declared == REQUIRED


def test_the_columns_that_decide_where_a_child_is_are_those_of_the_contract() -> None:
    declared = {
        f"{source.name}/{table.name}": decide
        for source, table in TABLES
        if (decide := " ".join(column.name for column in table.columns if column.decides))
    }
    assert declared == DECIDE


@pytest.mark.parametrize(("source", "table"), TABLES, ids=lambda x: x.name)
class TestEveryTable:
    def test_no_heading_names_two_columns(self, source: Source, table: Table) -> None:
        keys = [key for column in table.columns for key in set(column.heading_keys())]
        assert sorted(keys) == sorted(set(keys))

    def test_no_heading_is_forbidden(self, source: Source, table: Table) -> None:
        keys = [key for column in table.columns for key in column.heading_keys()]
        assert not [key for key in keys for word in table.forbidden if heading_key(word) in key]

    def test_what_it_names_is_declared(self, source: Source, table: Table) -> None:
        names = {column.name for column in table.columns}
        assert {*table.stated_above, *(name for group in table.one_of for name in group)} <= names
        assert not table.ended_by or table.ended_by in names

    def test_forename_must_stand_and_may_be_blank(self, source: Source, table: Table) -> None:
        for column in table.columns:
            assert column.must_stand == (column.name == "forename")

    def test_its_contract_takes_sound_rows_and_no_others(self, source: Source, table: Table) -> None:
        contract = table.contract()
        column = next(column for column in table.columns if column.required and column.field.kind == "VARCHAR")
        sound = {
            c.name: pd.Series(
                [_sample(c.field.kind, c.field.pattern, c.field.codes)],
                dtype="datetime64[s]" if c.field.kind == "DATE" else None,
            )
            for c in table.columns
        }
        contract.validate(pd.DataFrame(sound), lazy=True)
        with pytest.raises(pandera.errors.SchemaErrors):
            contract.validate(pd.DataFrame(sound | {column.name: pd.Series([None], dtype="str")}), lazy=True)


def _sample(kind: str, pattern: str | None, codes: frozenset[str] | None) -> object:
    samples = ("A85212341234A", "SO14 7DU", "8521234", "116458", "852", "1", "9434765919")
    if codes is not None:
        return min(codes)
    if pattern is not None:
        return next(text for text in samples if pd.Series([text]).str.fullmatch(pattern).all())
    return {"DATE": pd.Timestamp("2016-08-31"), "INTEGER": 4}.get(kind, "text")


def test_sources_are_found_by_name() -> None:
    assert [source_named(source.name) for source in SOURCES] == list(SOURCES)
    assert source_named("housing") is None
