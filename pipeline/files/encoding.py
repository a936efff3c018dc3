"""The encoding of a text file: UTF-8, UTF-16 or Windows-1252, found on all of its bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import RefusedFile

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK = 1 << 20
MIXED = "utf-8-or-cp1252"
"""UTF-8 in which some bytes are Windows-1252: names from two systems in one file. A codec of this module."""
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = re.compile(rb"[\x80-\xff]")


def find_encoding(path: Path, start: bytes) -> str:
    """The encoding in which the whole file can be read (a Python codec's name). start: its first bytes.

    Raises RefusedFile where there is none, OSError where it cannot be opened.
    """
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise RefusedFile("it is UTF-32, which no table is sent in; export it again as UTF-8")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _whole(path, "utf-16", "it begins as UTF-16 but does not go on so: it is damaged or truncated")
    if start[1:400:2].count(0) > len(start[:400]) // 4:
        return _whole(path, "utf-16-le", "it begins as UTF-16 but does not go on so: it is damaged or truncated")
    if start[0:400:2].count(0) > len(start[:400]) // 4:
        return _whole(path, "utf-16-be", "it begins as UTF-16 but does not go on so: it is damaged or truncated")
    if start.startswith(codecs.BOM_UTF8):
        return _whole(path, "utf-8-sig", "it begins as UTF-8 but does not go on so: it is damaged or truncated")
    if _can_be_read(path, "utf-8"):
        return "utf-8"
    encoding = MIXED if _is_mostly_utf8(path) else "cp1252"
    return _whole(path, encoding, "its characters are neither UTF-8, UTF-16 nor Windows-1252")


def _whole(path: Path, encoding: str, reason: str) -> str:
    if not _can_be_read(path, encoding):
        raise RefusedFile(f"{reason}; export it again as UTF-8")
    return encoding


def _can_be_read(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise RefusedFile("it holds null bytes, so it is damaged or truncated; ask for it again")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(path: Path) -> bool:
    """Whether more than half of the bytes beyond ASCII belong to sequences of UTF-8."""
    beyond = of_sequences = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            beyond += len(HIGH.findall(chunk))
            of_sequences += sum(map(len, SEQUENCE.findall(chunk)))
    return of_sequences * 2 > beyond


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252"), error.start + 1


class _MixedDecoder(codecs.BufferedIncrementalDecoder):
    def __init__(self, errors: str = "strict") -> None:
        super().__init__("as-cp1252")

    def _buffer_decode(self, data: ReadableBuffer, errors: str, final: bool) -> tuple[str, int]:
        return codecs.utf_8_decode(data, errors, final)


def _mixed(name: str) -> codecs.CodecInfo | None:
    if name != MIXED.replace("-", "_"):
        return None
    return codecs.CodecInfo(
        encode=codecs.utf_8_encode,
        decode=lambda data, errors="strict": codecs.utf_8_decode(data, "as-cp1252", True),
        incrementaldecoder=_MixedDecoder,
        name=MIXED,
    )


codecs.register_error("as-cp1252", _as_cp1252)
codecs.register(_mixed)
