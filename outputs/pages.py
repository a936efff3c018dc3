"""Self-contained pages: one template each, everything from outside escaped, nothing fetched."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def write_page(path: Path, template: str, mode: int = 0o600, **values: Any) -> None:
    """Writes a page. The same values give the same bytes. Raises OSError if the folder cannot be written."""
    from outputs.files import replace_file

    content = render(template, **values).encode()

    def write(file: IO[bytes]) -> None:
        file.write(content)

    replace_file(path, write, mode)


def render(template: str, **values: Any) -> str:
    """The page as text. Every template has the words of the marking and of the demonstration."""
    from outputs.sheet import DEMONSTRATION, MARKING

    return _pages().get_template(template).render(marking=MARKING, demonstration=DEMONSTRATION, **values)


@cache
def _pages() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from outputs.text import clean, long_date, uk_date

    pages = Environment(
        loader=PackageLoader("outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    pages.filters |= {"uk_date": uk_date, "long_date": long_date, "number": _number, "breakable": _breakable}
    return pages


def _breakable(text: str) -> Markup:
    """A file name or a code, escaped, that may be broken behind a slash or an underscore."""
    from markupsafe import Markup, escape

    return Markup(re.sub("([/_])", r"\1<wbr>", str(escape(text))))


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
