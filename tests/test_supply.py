"""What the program is made of: every package is locked by its hashes, and every one that is asked for is locked."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKED = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text(encoding="utf-8").strip())


def names(requirements: list[str]) -> set[str]:
    """The packages, as the lock writes them."""
    return {re.split(r"[=<>! ;\[]", wanted)[0].lower().replace("_", "-") for wanted in requirements}


def test_every_package_is_locked_to_a_version_and_its_hashes() -> None:
    assert len(LOCKED) > 50
    for package in LOCKED:
        assert re.match(r"[a-z0-9-]+==\S+", package), package[:60]
        assert "--hash=sha256:" in package, package[:60]


def test_every_package_that_is_asked_for_is_locked() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = [wanted for extra in said["project"]["optional-dependencies"].values() for wanted in extra]
    wanted = names([*said["project"]["dependencies"], *extras, *said["dependency-groups"]["dev"]])
    assert wanted - names(LOCKED) == set()


def test_the_lock_names_no_registry() -> None:
    assert "://" not in "\n".join(LOCKED)


def test_of_several_licences_each_is_allowed() -> None:
    """`make check` lets a package through for one of them."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pip-licenses"]
    allowed = said["allow-only"].split(";")
    assert not said.get("partial-match")
    several = {
        package.name: [
            value.split(" :: ")[-1] for value in package.metadata.get_all("Classifier", []) if "License ::" in value
        ]
        for package in distributions()
        if "License-Expression" not in package.metadata
    }
    assert several["python-dateutil"] == ["BSD License", "Apache Software License"]
    assert {name: licence for name, of in several.items() for licence in of if licence not in allowed} == {}
