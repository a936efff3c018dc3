"""Ways to spoil sound files: bytes, characters of text, members of an archive, and the XML within them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from random import Random

BYTES = (
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x1a",
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\x80",
    b"\xc3",
)
TEXTS = (
    *BYTES,
    b'""',
    b'",',
    b"\n\n",
    b"=1+1",
    b"1e999",
    b"-1",
    b"9" * 30,
    "\u200f".encode(),
    "\u2028".encode(),
    b" " * 50,
    b"x" * 40_000,
)
MARKS = re.compile(rb"<[^<>]*>|\"[^\"]*\"|[^<>\"]+")
VALUES = (
    b'""',
    b'"0"',
    b'"-1"',
    b'"99999999999999999999"',
    b'"A1"',
    b'"XFD1048576"',
    b'"s"',
    b'"e"',
    b'"b"',
    b'"d"',
    b'"str"',
    b'"&#0;"',
)
XML = (
    b"<c>",
    b"</c>",
    b"<row>",
    b"<v>1e400</v>",
    b"<v>-3</v>",
    b"<v>NaN</v>",
    b"<f/>",
    b"<!--",
    b"<![CDATA[",
    b"]]>",
    b"&a;",
    b"&#x1F;",
    b"<c r='ZZZ9'/>",
)


def bytes_of(random: Random, content: bytes, pieces: Sequence[bytes] = TEXTS) -> bytes:
    """The content with one to four changes."""
    for _ in range(random.randint(1, 4)):
        at = random.randint(0, len(content))
        to = min(len(content), at + random.choice((1, 1, 1, 2, 5, 20, 200)))
        how = random.randrange(7)
        if how == 0:
            content = content[:at] + random.choice(pieces) + content[at:]
        elif how == 1:
            content = content[:at] + content[to:]
        elif how == 2:
            content = content[:at] + random.choice(pieces) + content[to:]
        elif how == 3:
            content = content[:at] + content[at:to] * random.choice((2, 2, 3, 50)) + content[to:]
        elif how == 4 and content[at:to]:
            content = content[:at] + bytes([content[at] ^ 1 << random.randrange(8)]) + content[at + 1 :]
        elif how == 5:
            other = random.randint(0, len(content))
            content = content[:other] + content[at:to] + content[other:]
        elif random.random() < 0.2:
            content = content[:at]
    return content


def xml_of(random: Random, content: bytes) -> bytes:
    """The XML with one to three of its tags, values and texts changed, moved or left out."""
    marks = MARKS.findall(content)
    for _ in range(random.randint(1, 3)):
        if not marks:
            break
        at = random.randrange(len(marks))
        how = random.randrange(6)
        if how == 0:
            del marks[at]
        elif how == 1:
            marks.insert(at, marks[random.randrange(len(marks))])
        elif how == 2:
            marks[at] = re.sub(rb'"[^"]*"', lambda _: random.choice(VALUES), marks[at], count=1)
        elif how == 3:
            marks.insert(at, random.choice(XML))
        elif how == 4:
            other = random.randrange(len(marks))
            marks[at], marks[other] = marks[other], marks[at]
        else:
            marks[at] = bytes_of(random, marks[at])
    return b"".join(marks)


def archive_of(random: Random, content: bytes) -> bytes:
    """The archive with its bytes or one of its members spoilt."""
    if random.random() < 0.3:
        return bytes_of(random, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    at = random.randrange(len(members))
    if random.random() < 0.5:
        at = next(n for n, (name, _) in enumerate(members) if name.startswith("xl/worksheets/sheet"))
    name, held = members[at]
    how = random.randrange(10)
    if how == 0:
        del members[at]
    elif how == 1:
        members.insert(at, (name + random.choice(("", ".bak", "/")), held))
    elif how == 2:
        members[at] = name, members[random.randrange(len(members))][1]
    elif how == 3:
        members[at] = name, bytes_of(random, held)
    else:
        members[at] = name, xml_of(random, held)
    return _zipped(random, members)


def _zipped(random: Random, members: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        there = set()
        for name, content in members:
            # A name that stands there twice is written under another and renamed in the bytes below.
            archive.writestr(zipfile.ZipInfo(name if name not in there else name[:-1] + "\x7f"), content)
            there.add(name)
    return stream.getvalue().replace(b"\x7f", b"l")
