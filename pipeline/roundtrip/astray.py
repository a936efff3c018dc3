"""Lists that officers saved in a folder below that of the lists: nothing is read there, so they are to be told."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from outputs.exception_lists import STAMP
from pipeline.errors import UnreadableList
from pipeline.files.delivery import content_hash
from pipeline.roundtrip import stamp as stamps
from pipeline.roundtrip.parts import parts_of
from pipeline.roundtrip.stamp import Stamp
from pipeline.store import Connection


def astray(
    con: Connection,
    lists: Path,
    *,
    endings: tuple[str, ...],
    passed_over: str,
    is_called_as_list: Callable[[str], bool],
) -> list[str]:
    """A sentence for each workbook in a folder below `lists` that is a list by its stamp or its name, in the order of
    their paths. None for what a run wrote and nobody saved since, for what was read before, and for what lies in
    hidden folders and in the folder `passed_over`."""
    rows = con.execute(
        """SELECT content_hash FROM decisions.written
            UNION SELECT content_hash FROM decisions.workbook WHERE outcome <> 'left alone'"""
    ).fetchall()
    known = {digest for (digest,) in rows}
    found = []
    for folder, inner, names in os.walk(lists):
        inner[:] = sorted(name for name in inner if not name.startswith(".") and name != passed_over)
        for path in (Path(folder) / name for name in sorted(names)) if Path(folder) != lists else ():
            if path.name.startswith(("~$", ".")) or path.suffix.lower() not in endings:
                continue
            if _is_a_list(path, is_called_as_list) and content_hash(path) not in known:
                found.append(
                    f"lists/{path.relative_to(lists).as_posix()} lies in a folder of its own, where nothing is read "
                    "back: move it into lists/ itself for what was typed there to count, else out of lists/."
                )
    return found


def _is_a_list(path: Path, is_called_as_list: Callable[[str], bool]) -> bool:
    """Whether it is a list that somebody saved, or may have; a file that cannot be opened is none."""
    try:
        with ZipFile(path) as archive:
            found = [stamp for part in parts_of(archive, STAMP) if (stamp := stamps.parse(part.stamp))]
            return any(not _is_as_written(archive, stamp) for stamp in found) or (
                not found and is_called_as_list(path.stem)
            )
    except OSError:
        return False
    except (BadZipFile, KeyError, ValueError, UnreadableList):
        return is_called_as_list(path.stem)


def _is_as_written(archive: ZipFile, stamp: Stamp) -> bool:
    """Whether every part has the time at which a run writes it, which no program keeps that saves a workbook."""
    return {part.date_time for part in archive.infolist()} == {(*_parts(stamp.as_at), 0, 0, 0)}


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
