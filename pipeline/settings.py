"""CME_HOME and its cme.toml: every key has a default; an unknown key or a wrong type is an error that names it."""

from __future__ import annotations

import difflib
import math
import os
import re
import stat
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError, place_in_toml
from sources import SOURCES, source_named


@dataclass(frozen=True)
class Authority:
    """Whose children: name, the DfE's code of the authority, the postcode districts that lie in it.

    postcode_file: the ONS postcode directory, relative to CME_HOME, which then places postcodes instead of the
    districts.   gss_codes: the authority's areas there, where rules/authorities.toml does not have them.
    """

    name: str = "Southampton City Council"
    la_code: str = "852"
    postcode_districts: tuple[str, ...] = ("SO14", "SO15", "SO16", "SO17", "SO18", "SO19")
    postcode_file: str = ""
    gss_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSettings:
    """What another authority would settle differently. Days are calendar days."""

    register_grace_days: int = 7
    return_valid_days: int = 400
    not_a_destination: tuple[str, ...] = ("unknown", "not known", "tbc", "referred to CME officer")


@dataclass(frozen=True)
class Ingest:
    """Per `source/table`: the share of rows that may be gone, and the age in days at which a table is stale."""

    max_shrink: dict[str, float] = field(default_factory=dict)
    max_age_days: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class CalendarSettings:
    """terms: [first day, last day] in order; empty: weekdays less bank holidays, said to be approximate."""

    terms: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Paths:
    """Where lists, reports and backups go (relative to CME_HOME); the group that may read and write the first two."""

    lists: str = "lists"
    reports: str = "reports"
    backups: str = "backups"
    group: str = ""


@dataclass(frozen=True)
class Matching:
    """Probabilities: a link is made above the first, shown for review above the second."""

    link_above: float = 0.95
    review_above: float = 0.50


@dataclass(frozen=True)
class Encryption:
    """key_file: whose text encrypts what lies under store/, relative to CME_HOME; empty: it lies there in plain."""

    key_file: str = ""


LEAST_KEY = 16
"""Characters; a shorter one can be guessed."""
LARGEST = 10_000_000
"""No whole number that cme.toml sets is larger by any sense."""
LONGEST_KEY = 100
LEAST_MEMORY_MB = 300
"""With less, a night of a small council cannot end."""


@dataclass(frozen=True)
class Machine:
    """What the database may take: memory in megabytes (beyond it, it spills into store/), and threads (0: as many as
    there are cores)."""

    memory_mb: int = 2000
    threads: int = 0


@dataclass(frozen=True)
class Settings:
    """Everything that cme.toml can say. aliases: source -> heading -> column; home: CME_HOME; key: of the store."""

    home: Path
    authority: Authority = Authority()
    rules: RuleSettings = RuleSettings()
    ingest: Ingest = Ingest()
    calendar: CalendarSettings = CalendarSettings()
    paths: Paths = Paths()
    matching: Matching = Matching()
    machine: Machine = Machine()
    encryption: Encryption = Encryption()
    key: str | None = field(default=None, repr=False)
    demonstration: bool = False
    required: tuple[str, ...] = ("education", "early_years", "admissions", "benefits", "independent")
    legal_gateway: str = ""
    aliases: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def store(self) -> Path:
        return self.home / "store"

    @property
    def lists(self) -> Path:
        return self.home / self.paths.lists

    @property
    def backups(self) -> Path:
        return self.home / self.paths.backups

    @property
    def reports(self) -> Path:
        return self.home / self.paths.reports

    def is_on(self, source: str) -> bool:
        """Whether a source may be read: one that needs a legal gateway is off until it is named."""
        found = source_named(source)
        return found is not None and (not found.needs_gateway or bool(self.legal_gateway.strip()))

    def max_shrink(self, source: str, table: str, default: float | None) -> float | None:
        return self.ingest.max_shrink.get(f"{source}/{table}", default)

    def max_age_days(self, source: str, table: str, default: int) -> int:
        return self.ingest.max_age_days.get(f"{source}/{table}", default)


def table_names() -> tuple[str, ...]:
    """Every table as `source/table`."""
    return tuple(f"{source.name}/{table.name}" for source in SOURCES for table in source.tables)


SECTIONS: dict[str, type] = {
    "authority": Authority,
    "rules": RuleSettings,
    "ingest": Ingest,
    "calendar": CalendarSettings,
    "paths": Paths,
    "matching": Matching,
    "machine": Machine,
    "encryption": Encryption,
}


def load(home: Path) -> Settings:
    """The settings of a CME_HOME; the defaults where it has no cme.toml. Raises SettingsError naming the key."""
    file = home / "cme.toml"
    if not file.exists():
        return replace(settings := Settings(home), key=_key(settings))
    try:
        text = file.read_text(encoding="utf-8-sig")
        said = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"cme.toml cannot be opened ({error.strerror}); make it readable.") from None
    except UnicodeDecodeError:
        raise SettingsError("cme.toml is not UTF-8 text; save it as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"cme.toml is not valid TOML {place_in_toml(error)}.") from None
    _known_keys("", said, (*SECTIONS, "sources", "demonstration"))
    values: dict[str, Any] = {name: _section(name, cls, said[name]) for name, cls in SECTIONS.items() if name in said}
    values |= _sources(_table("sources", said.get("sources", {})))
    if "demonstration" in said:
        values["demonstration"] = _typed("demonstration", said["demonstration"], bool, "true or false")
    settings = Settings(home, **values)
    _check(settings)
    return replace(settings, key=_key(settings))


def _key(settings: Settings) -> str | None:
    """The key of the store: of the environment (CME_KEY), else of the key file; None where neither is named."""
    if said := os.environ.get("CME_KEY"):
        return checked_key(said, "CME_KEY")
    name = settings.encryption.key_file
    return read_key(settings.home / name) if name else None


def read_key(path: Path) -> str:
    """The key in a file. Raises SettingsError where it cannot be read, others can read it, or it is too short."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"The key file {path} cannot be opened ({error.strerror}); make it readable.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"The key file {path} is not text; make one with `openssl rand -base64 32`.") from None
    if mode & 0o077:
        raise SettingsError(f"Others can read the key file {path}; make it yours alone with: chmod 600 {path}")
    return checked_key(text, f"The key file {path}")


def checked_key(said: str, where: str) -> str:
    """The key without the white space around it. Raises SettingsError where it can be guessed."""
    if len(key := said.strip()) < LEAST_KEY:
        raise SettingsError(
            f"{where} holds fewer than {LEAST_KEY} characters; make a key with `openssl rand -base64 32`."
        )
    return key


def _known_keys(where: str, said: dict[str, Any], known: tuple[str, ...]) -> None:
    for key in said:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
            full = _shown(f"{where}.{key}".lstrip("."))
            raise SettingsError(f"cme.toml has an unknown key '{full}'; the nearest known one is '{near[0]}'.")


def _shown(key: str) -> str:
    """A key as a sentence can hold it."""
    plain = key if key.isprintable() else key.encode("unicode_escape").decode()
    return plain if len(plain) <= LONGEST_KEY else f"{plain[:LONGEST_KEY]}..."


def _table(name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(f"cme.toml: '{name}' must be a section, written [{name}].")
    return value


def _typed(name: str, value: object, kind: type | tuple[type, ...], words: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise SettingsError(f"cme.toml: '{name}' must be {words}.")
    return value


def _section(name: str, cls: type, value: object) -> Any:
    said = _table(name, value)
    known = {f.name: f for f in fields(cls)}
    _known_keys(name, said, tuple(known))
    return cls(**{key: _value(f"{name}.{key}", item, getattr(cls(), key)) for key, item in said.items()})


def _value(name: str, value: object, default: object) -> Any:
    """The value, of the kind that the default shows."""
    special: dict[str, Callable[[str, object], Any]] = {
        "calendar.terms": _terms,
        "ingest.max_shrink": lambda n, v: _by_table(n, v, _share, "a share between 0 and 1, for example 0.30"),
        "ingest.max_age_days": lambda n, v: _by_table(n, v, _whole, "a whole number of days"),
    }
    if name in special:
        return special[name](name, value)
    if isinstance(default, tuple):
        items = _typed(name, value, list, 'a list of texts, for example ["one", "two"]')
        return tuple(str(_typed(name, item, str, 'a list of texts, for example ["one", "two"]')) for item in items)
    if isinstance(default, float):
        return _share(name, value, "a number between 0 and 1")
    if isinstance(default, int):
        return _whole(name, value, "a whole number")
    text = str(_typed(name, value, str, "text in quotation marks"))
    if not text.isprintable():
        raise SettingsError(f"cme.toml: '{name}' must be text in quotation marks, of letters that can be shown.")
    return text


def _share(name: str, value: object, words: str) -> float:
    number = _typed(name, value, (int, float), words)
    return float(number) if abs(number) <= LARGEST else math.inf


def _whole(name: str, value: object, words: str) -> int:
    number = int(_typed(name, value, int, words))
    if number > LARGEST:
        raise SettingsError(f"cme.toml: '{name}' must not be above {LARGEST:,}.")
    return number


def _terms(name: str, value: object) -> tuple[tuple[date, date], ...]:
    words = 'a list of pairs of dates, for example [["2026-09-02", "2026-10-23"]]'
    terms = []
    for pair in _typed(name, value, list, words):
        try:
            first, last = (item if type(item) is date else date.fromisoformat(item) for item in pair)
        except (TypeError, ValueError):
            raise SettingsError(f"cme.toml: '{name}' must be {words}.") from None
        if first > last:
            raise SettingsError(f"cme.toml: '{name}' has a term that ends before it begins ({first}, {last}).")
        terms.append((first, last))
    return tuple(sorted(terms))


def _by_table(name: str, value: object, number: Callable[[str, object, str], Any], words: str) -> dict[str, Any]:
    said = _table(name, value)
    _known_keys(name, said, table_names())
    return {key: number(f"{name}.{key}", item, words) for key, item in said.items()}


def _sources(said: dict[str, Any]) -> dict[str, Any]:
    names = tuple(source.name for source in SOURCES)
    _known_keys("sources", said, (*names, "required"))
    values: dict[str, Any] = {}
    if "required" in said:
        required = _value("sources.required", said["required"], ())
        for name in required:
            _known_keys("sources.required", {name: None}, names)
        values["required"] = required
    aliases: dict[str, dict[str, str]] = {}
    for name in names:
        section = _table(f"sources.{name}", said.get(name, {}))
        source = source_named(name)
        gateway = ("legal_gateway",) if source and source.needs_gateway else ()
        _known_keys(f"sources.{name}", section, (*gateway, "aliases"))
        if "legal_gateway" in section:
            key = f"sources.{name}.legal_gateway"
            values["legal_gateway"] = _typed(key, section["legal_gateway"], str, "text in quotation marks")
        aliases[name] = _aliases(name, _table(f"sources.{name}.aliases", section.get("aliases", {})))
    return values | {"aliases": aliases}


def _aliases(source: str, said: dict[str, Any]) -> dict[str, str]:
    found = source_named(source)
    columns = tuple(dict.fromkeys(c.name for t in found.tables for c in t.columns)) if found else ()
    for heading, column in said.items():
        name = _shown(f"sources.{source}.aliases.{heading}")
        if not any(c.isalnum() for c in heading):
            raise SettingsError(f"cme.toml: '{name}' is no heading; it needs a letter or a digit.")
        _known_keys(f"sources.{source}.aliases", {_typed(name, column, str, "the name of a column"): None}, columns)
    return said


def _check(settings: Settings) -> None:
    code = settings.authority.la_code
    if not re.fullmatch(r"[0-9]{3}", code):
        raise SettingsError(
            "cme.toml: 'authority.la_code' must be three digits in quotation marks, for example \"852\"."
        )
    if not all(re.fullmatch(r"[A-Z]\d{8}", area) for area in settings.authority.gss_codes):
        raise SettingsError(
            "cme.toml: 'authority.gss_codes' must be area codes of a letter and eight digits, for example "
            '["E06000045"].'
        )
    shares = (*settings.ingest.max_shrink.items(), ("matching.link_above", settings.matching.link_above))
    for name, share in (*shares, ("matching.review_above", settings.matching.review_above)):
        if not 0 <= share <= 1:
            raise SettingsError(f"cme.toml: '{name}' must be between 0 and 1.")
    if settings.machine.memory_mb < LEAST_MEMORY_MB:
        raise SettingsError(f"cme.toml: 'machine.memory_mb' must be at least {LEAST_MEMORY_MB}.")
    whole = {"machine.threads": settings.machine.threads}
    whole |= {f"rules.{name}": getattr(settings.rules, name) for name in ("register_grace_days", "return_valid_days")}
    for name, number in (whole | settings.ingest.max_age_days).items():
        if number < 0:
            raise SettingsError(f"cme.toml: '{name}' must not be below 0.")
    if settings.matching.review_above > settings.matching.link_above:
        raise SettingsError("cme.toml: 'matching.review_above' must not be above 'matching.link_above'.")
