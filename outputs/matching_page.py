"""The analyst's page on the matching: Splink's charts, with the JavaScript that draws them on the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from outputs.pages import write_page


@dataclass(frozen=True)
class ChartRow:
    """A chart: title, how to read it, and its Vega-Lite specification."""

    title: str
    about: str
    spec: dict[str, Any]


@dataclass(frozen=True)
class MatchingPage:
    """Everything on the page. model: the name of the saved model. libraries: JavaScript, in the order of loading."""

    authority: str
    as_at: date
    demonstration: bool
    model: str
    charts: tuple[ChartRow, ...]
    libraries: tuple[str, ...]


def write_matching_page(page: MatchingPage, path: Path) -> None:
    """Writes the page, readable by its owner only. Raises OSError if the folder cannot be written."""
    write_page(path, "matching.html", page=page)
