"""The parts of an Excel workbook: which file of its archive is which sheet, what it defines, what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile

from pipeline.errors import UnreadableList


@dataclass(frozen=True)
class Part:
    """One sheet. path: within the archive. stamp: the constant that the sheet defines by that name, "" where none."""

    title: str
    path: str
    stamp: str = ""


def parts_of(archive: ZipFile, name: str) -> list[Part]:
    """The sheets of a workbook in their order. name: which defined name is the stamp. Raises UnreadableList."""
    links = related(archive, "xl/workbook.xml")
    book = parsed(archive, "xl/workbook.xml")
    sheets = [element for element in book.iter() if element.tag.endswith("}sheet")]
    defined: dict[int, str] = {}
    for element in book.iter():
        if element.tag.endswith("}definedName") and element.get("name") == name:
            defined[int(element.get("localSheetId") or -1)] = element.text or ""
    found = []
    for number, sheet in enumerate(sheets):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        if links.get(link, ("", ""))[0] == "worksheet":
            found.append(Part(sheet.get("name", ""), links[link][1], defined.get(number, defined.get(-1, ""))))
    return found


def related(archive: ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id -> (kind, path within the archive)."""
    place = PurePosixPath(path)
    links = place.parent / "_rels" / f"{place.name}.rels"
    if str(links) not in archive.namelist():
        return {}
    found = {}
    for link in parsed(archive, str(links)):
        if link.get("TargetMode") != "External":
            target = _resolved(place.parent, link.get("Target", ""))
            found[link.get("Id", "")] = (link.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def _resolved(folder: PurePosixPath, target: str) -> str:
    """A target is told from the part's folder, or from the root of the archive."""
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = list(folder.parts)
    for step in PurePosixPath(target).parts:
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def parsed(archive: ZipFile, path: str) -> Any:
    """The root of an XML part. Raises UnreadableList where it is no XML, KeyError where it is not there."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    content = archive.read(path)
    try:
        return fromstring(content)
    except (ParseError, DefusedXmlException, LookupError, ValueError):  # The latter two of an encoding that is none.
        raise UnreadableList("cannot be read as a workbook; open it in Excel and save it again") from None
