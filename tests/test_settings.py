"""cme.toml: defaults, every kind of wrong value in one sentence, and the nearest known key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import SettingsError
from pipeline.settings import Settings

STUDENTS = "education/students"


def load(home: Path, text: str) -> Settings:
    (home / "cme.toml").write_text(text, encoding="utf-8")
    return settings.load(home)


def refused(home: Path, text: str) -> str:
    with pytest.raises(SettingsError) as error:
        load(home, text)
    assert error.value.exit_code == 2
    return str(error.value)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    said = settings.load(tmp_path)
    assert said.authority.la_code == "852"
    assert said.authority.postcode_districts == ("SO14", "SO15", "SO16", "SO17", "SO18", "SO19")
    assert said.required == ("education", "early_years", "admissions", "benefits", "independent")
    assert (said.rules.register_grace_days, said.rules.return_valid_days) == (7, 400)
    assert said.rules.not_a_destination == ("unknown", "not known", "tbc", "referred to CME officer")
    assert (said.matching.link_above, said.matching.review_above) == (0.95, 0.50)
    assert said.demonstration is False


def test_the_contracts_own_example_is_read(tmp_path: Path) -> None:
    said = load(
        tmp_path,
        """
        demonstration = true
        [authority]
        name = "Anytown"
        la_code = "001"
        postcode_districts = ["AB1"]
        [sources]
        required = ["education", "admissions"]
        [sources.benefits]
        legal_gateway = "Agreement of 2026"
        [rules]
        register_grace_days = 10
        return_valid_days = 200
        not_a_destination = ["unknown"]
        [ingest]
        max_shrink = { "early_years/headcount" = 0.60 }
        max_age_days = { "education/students" = 7 }
        [calendar]
        terms = [["2026-11-02", "2026-12-18"], ["2026-09-02", "2026-10-23"]]
        [paths]
        lists = "share/lists"
        reports = "out"
        group = "staff"
        [matching]
        link_above = 1
        review_above = 0
        [machine]
        memory_mb = 1500
        threads = 2
        """,
    )
    assert said.demonstration is True
    assert said.authority == settings.Authority("Anytown", "001", ("AB1",))
    assert said.required == ("education", "admissions")
    assert said.is_on("benefits")
    assert said.rules == settings.RuleSettings(10, 200, ("unknown",))
    assert said.max_shrink("early_years", "headcount", 0.3) == 0.60
    assert said.max_shrink("education", "students", 0.3) == 0.3
    assert said.max_age_days("education", "students", 30) == 7
    assert said.calendar.terms[0] == (date(2026, 9, 2), date(2026, 10, 23))
    assert said.lists == tmp_path / "share" / "lists"
    assert said.reports == tmp_path / "out"
    assert (said.matching.link_above, said.matching.review_above) == (1.0, 0.0)
    assert said.machine == settings.Machine(1500, 2)


def test_a_file_saved_by_notepad(tmp_path: Path) -> None:
    (tmp_path / "cme.toml").write_text('[authority]\nname = "Añytown"\n', encoding="utf-8-sig")
    assert settings.load(tmp_path).authority.name == "Añytown"


def test_terms_as_toml_dates(tmp_path: Path) -> None:
    said = load(tmp_path, "[calendar]\nterms = [[2026-09-02, 2026-10-23]]\n")
    assert said.calendar.terms == ((date(2026, 9, 2), date(2026, 10, 23)),)


def test_a_path_may_lie_elsewhere(tmp_path: Path) -> None:
    assert load(tmp_path, "[paths]\nlists = '/srv/share/lists'\n").lists == Path("/srv/share/lists")


@pytest.mark.parametrize("gateway", ["", "   "])
def test_benefits_are_off_until_the_gateway_is_named(tmp_path: Path, gateway: str) -> None:
    said = load(tmp_path, f'[sources.benefits]\nlegal_gateway = "{gateway}"\n')
    assert not said.is_on("benefits")
    assert said.is_on("education")
    assert not said.is_on("parking")


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("[autority]", "autority", "authority"),
        ("demonstrate = true", "demonstrate", "demonstration"),
        ("[rules]\nregister_grace = 7", "rules.register_grace", "register_grace_days"),
        ("[authority]\nla = '852'", "authority.la", "la_code"),
        ("[authority]\npostcode_district = []", "authority.postcode_district", "postcode_districts"),
        ("[paths]\nlist = 'lists'", "paths.list", "lists"),
        ("[matching]\nlink_abov = 0.9", "matching.link_abov", "link_above"),
        ("[sources.benefit]", "sources.benefit", "benefits"),
        ("[sources]\nrequire = []", "sources.require", "required"),
        ("[sources]\nrequired = ['educaton']", "sources.required.educaton", "education"),
        ("[sources.benefits]\nlegal_gatway = ''", "sources.benefits.legal_gatway", "legal_gateway"),
        ("[sources.education]\nlegal_gateway = ''", "sources.education.legal_gateway", "aliases"),
        ("[ingest.max_age_days]\n'education/student' = 7", "ingest.max_age_days.education/student", STUDENTS),
        ("[sources.education.aliases]\n'Nachname' = 'surnam'", "sources.education.aliases.surnam", "surname"),
        ("[zzz]", "zzz", None),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(
    tmp_path: Path, text: str, key: str, nearest: str | None
) -> None:
    said = refused(tmp_path, text)
    assert said.startswith(f"cme.toml has an unknown key '{key}'; the nearest known one is '")
    assert nearest is None or said.endswith(f"'{nearest}'.")


TEXT, LIST = "text in quotation marks", 'a list of texts, for example ["one", "two"]'
WHOLE, SHARE = "a whole number", "a number between 0 and 1"
RATIO, DAYS = "a share between 0 and 1, for example 0.30", "a whole number of days"
BACKWARDS = "'calendar.terms' has a term that ends before it begins (2026-10-23, 2026-09-02)."
LA_CODE = "'authority.la_code' must be three digits in quotation marks, for example \"852\"."
TERMS = 'a list of pairs of dates, for example [["2026-09-02", "2026-10-23"]]'


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [
        ("authority = 'Anytown'", "authority", None),
        ("sources = []", "sources", None),
        ("[sources]\neducation = 1", "sources.education", None),
        ("[sources.education]\naliases = 1", "sources.education.aliases", None),
        ("demonstration = 'yes'", "demonstration", "true or false"),
        ("demonstration = 1", "demonstration", "true or false"),
        ("[authority]\nname = 1", "authority.name", TEXT),
        ("[authority]\nla_code = 852", "authority.la_code", TEXT),
        ("[authority]\npostcode_districts = 'SO14'", "authority.postcode_districts", LIST),
        ("[authority]\npostcode_districts = [14]", "authority.postcode_districts", LIST),
        ("[rules]\nregister_grace_days = '7'", "rules.register_grace_days", WHOLE),
        ("[rules]\nregister_grace_days = 7.5", "rules.register_grace_days", WHOLE),
        ("[rules]\nregister_grace_days = true", "rules.register_grace_days", WHOLE),
        ("[matching]\nlink_above = '0.9'", "matching.link_above", SHARE),
        ("[matching]\nlink_above = true", "matching.link_above", SHARE),
        ("[ingest]\nmax_shrink = 0.3", "ingest.max_shrink", None),
        ("[ingest.max_shrink]\n'education/students' = 'x'", f"ingest.max_shrink.{STUDENTS}", RATIO),
        ("[ingest.max_age_days]\n'education/students' = 7.5", f"ingest.max_age_days.{STUDENTS}", DAYS),
        ("[ingest.max_age_days]\n'education/students' = true", f"ingest.max_age_days.{STUDENTS}", DAYS),
        ("[calendar]\nterms = '2026'", "calendar.terms", TERMS),
        ("[calendar]\nterms = ['2026-09-02']", "calendar.terms", TERMS),
        ("[calendar]\nterms = [['2026-09-02']]", "calendar.terms", TERMS),
        ("[calendar]\nterms = [['02/09/2026', '23/10/2026']]", "calendar.terms", TERMS),
        ("[calendar]\nterms = [[1, 2]]", "calendar.terms", TERMS),
        ("[paths]\nlists = 1", "paths.lists", TEXT),
        ("[sources]\nrequired = 'education'", "sources.required", LIST),
        ("[sources.benefits]\nlegal_gateway = true", "sources.benefits.legal_gateway", TEXT),
        ("[sources.education.aliases]\n'Legal UPN' = 1", "sources.education.aliases.Legal UPN", "the name of a column"),
    ],
)
def test_a_value_of_the_wrong_kind(tmp_path: Path, text: str, key: str, what: str | None) -> None:
    expected = f"must be {what}." if what else f"must be a section, written [{key}]."
    assert refused(tmp_path, text) == f"cme.toml: '{key}' {expected}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[authority]\nla_code = '85'", LA_CODE),
        (
            "[authority]\ngss_codes = ['E06000045', 'E0600045']",
            "'authority.gss_codes' must be area codes of a letter and eight digits, for example [\"E06000045\"].",
        ),
        ("[authority]\nla_code = 'abc'", LA_CODE),
        ("[authority]\nla_code = '\u00b2\u00b3\u00b9'", LA_CODE),
        (
            '[paths]\nlists = "a\\u0000b"',
            "'paths.lists' must be text in quotation marks, of letters that can be shown.",
        ),
        (f"[machine]\nmemory_mb = {10**30}", "'machine.memory_mb' must not be above 10,000,000."),
        (f"[matching]\nlink_above = {10**400}", "'matching.link_above' must be between 0 and 1."),
        ("[matching]\nlink_above = nan", "'matching.link_above' must be between 0 and 1."),
        ("[calendar]\nterms = [[2026-09-02, 2026-10-23T10:00:00Z]]", f"'calendar.terms' must be {TERMS}."),
        (
            "[sources.education.aliases]\n'--' = 'surname'",
            "'sources.education.aliases.--' is no heading; it needs a letter or a digit.",
        ),
        ("[machine]\nmemory_mb = 200", "'machine.memory_mb' must be at least 300."),
        ("[machine]\nthreads = -1", "'machine.threads' must not be below 0."),
        ("[matching]\nlink_above = 1.5", "'matching.link_above' must be between 0 and 1."),
        ("[matching]\nreview_above = -0.1", "'matching.review_above' must be between 0 and 1."),
        ("[matching]\nlink_above = 0.4", "'matching.review_above' must not be above 'matching.link_above'."),
        ("[ingest.max_shrink]\n'education/students' = 30", "'education/students' must be between 0 and 1."),
        ("[calendar]\nterms = [['2026-10-23', '2026-09-02']]", BACKWARDS),
        ("[rules]\nregister_grace_days = -1", "'rules.register_grace_days' must not be below 0."),
        ("[rules]\nreturn_valid_days = -1", "'rules.return_valid_days' must not be below 0."),
        ("[ingest.max_age_days]\n'education/students' = -7", "'education/students' must not be below 0."),
    ],
)
def test_a_value_that_makes_no_sense(tmp_path: Path, text: str, sentence: str) -> None:
    assert refused(tmp_path, text) == f"cme.toml: {sentence}"


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    assert refused(tmp_path, "[authority\nname = 1").startswith("cme.toml is not valid TOML at line 1, column")


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000, "{" * 5000])
def test_a_value_beyond_pythons_own_limits_is_named_without_its_words(tmp_path: Path, value: str) -> None:
    assert refused(tmp_path, f"[machine]\nthreads = {value}").startswith("cme.toml is not valid TOML")


def test_an_odd_key_is_shortened_and_cannot_break_a_line(tmp_path: Path) -> None:
    said = refused(tmp_path, f'"a\\n{"x" * 5000}" = 1')
    assert said.startswith("cme.toml has an unknown key 'a\\nxxx")
    assert len(said) < 300


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "cme.toml").write_bytes(b'[authority]\nname = "\xe9"\n')
    with pytest.raises(SettingsError, match=r"cme\.toml is not UTF-8 text; save it as UTF-8\."):
        settings.load(tmp_path)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "cme.toml").mkdir()
    with pytest.raises(SettingsError, match=r"cme\.toml cannot be opened"):
        settings.load(tmp_path)


def test_aliases_are_kept_by_source(tmp_path: Path) -> None:
    said = load(tmp_path, "[sources.education.aliases]\n'Nachname' = 'surname'\n'Geburtstag' = 'date_of_birth'\n")
    assert said.aliases["education"] == {"Nachname": "surname", "Geburtstag": "date_of_birth"}
    assert said.aliases["admissions"] == {}
