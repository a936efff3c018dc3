"""Postcodes: in which authority each lies, by the directory that the settings name, else by the authority's districts.

The directory (ONS, some 2.7 million rows) is read once for each change of the file: two columns of it are kept.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from pipeline.errors import SettingsError
from pipeline.settings import Settings
from pipeline.store import Connection, transaction
from sources.authorities import authorities
from sources.source import heading_key

POSTCODE = "pcds"
AREA = re.compile(r"oslaua|lad\d\dcd")
OTHER = "other"
"""Where a postcode lies that is another authority's, of which no more is known."""


def refresh(con: Connection, settings: Settings) -> None:
    """Brings `reference.postcode` (postcode, la_code) up to the settings' postcode file; none is named: empties it.

    la_code: three digits, or 'other'. Raises SettingsError where the file cannot be used.
    """
    said = settings.authority.postcode_file
    if not said:
        con.execute("DELETE FROM reference.postcode")
        con.execute("DELETE FROM reference.postcode_file")
        return
    path = settings.home / said
    areas = _areas(settings)
    try:
        about = path.stat()
    except OSError as error:
        raise SettingsError(
            f"cme.toml: the postcode file {said} cannot be opened ({error.strerror}); put it there or take the setting "
            "'authority.postcode_file' away."
        ) from None
    mark = [str(path), about.st_size, about.st_mtime_ns, repr(sorted(areas.items()))]
    if con.execute("FROM reference.postcode_file").fetchall() == [tuple(mark)]:
        return
    with transaction(con):
        con.execute("DELETE FROM reference.postcode")
        con.execute("DELETE FROM reference.postcode_file")
        _read(con, path, said, areas)
        con.execute("INSERT INTO reference.postcode_file VALUES (?, ?, ?, ?)", mark)


def _areas(settings: Settings) -> dict[str, str]:
    """Area -> authority: those of rules/authorities.toml, and the settings' own."""
    areas = {area: known.la_code for known in authorities() for area in known.areas}
    ours = settings.authority.la_code
    areas |= dict.fromkeys(settings.authority.gss_codes, ours)
    if ours not in areas.values():
        raise SettingsError(
            f"cme.toml: 'authority.postcode_file' needs 'authority.gss_codes', the area codes of authority {ours} in "
            'that file, for example ["E06000045"].'
        )
    return areas


def _read(con: Connection, path: Path, said: str, areas: dict[str, str]) -> None:
    cannot = f"cme.toml: the postcode file {said} cannot be read as a table; name the directory's CSV file itself."
    try:
        headings = [
            row[0]
            for row in con.execute(
                "DESCRIBE FROM read_csv(?, all_varchar = true, header = true)", [str(path)]
            ).fetchall()
        ]
    except duckdb.Error:
        raise SettingsError(cannot) from None
    postcode = next((name for name in headings if heading_key(name) == POSTCODE), None)
    area = next((name for name in headings if AREA.fullmatch(heading_key(name))), None)
    if postcode is None or area is None:
        raise SettingsError(
            f"cme.toml: the postcode file {said} lacks the column "
            f"{POSTCODE if postcode is None else 'oslaua (or lad..cd)'}; name the full directory's CSV file."
        )
    cases = " ".join(f"WHEN '{code}' THEN '{la}'" for code, la in areas.items())
    try:
        con.execute(
            f"""INSERT INTO reference.postcode
                SELECT left(bare, -3) || ' ' || right(bare, 3), CASE area {cases} ELSE '{OTHER}' END
                FROM (SELECT upper(replace("{postcode}", ' ', '')) AS bare, upper(trim("{area}")) AS area
                    FROM read_csv(?, all_varchar = true, header = true))
                WHERE length(bare) BETWEEN 5 AND 7 AND area <> ''""",
            [str(path)],
        )
    except duckdb.Error:
        raise SettingsError(cannot) from None


def place_postcodes(con: Connection, settings: Settings) -> None:
    """Writes `run.linked.postcode_place` (postcode, la_code, is_ours), one row per postcode of a person record.

    A postcode that the directory does not have is placed by its district, as all are without a directory.
    """
    districts = [district.strip().upper() for district in settings.authority.postcode_districts]
    con.execute(
        """CREATE TABLE run.linked.postcode_place AS
            WITH placed AS (
                SELECT postcode, coalesce(max(known.la_code),
                    CASE WHEN split_part(postcode, ' ', 1) IN (SELECT unnest($districts)) THEN $ours ELSE $other END)
                    AS la_code
                FROM (SELECT DISTINCT postcode FROM run.linked.person_record WHERE postcode IS NOT NULL)
                LEFT JOIN (FROM reference.postcode WHERE $has_directory) AS known USING (postcode) GROUP BY postcode)
            SELECT *, la_code = $ours AS is_ours FROM placed""",
        {
            **{"districts": districts, "ours": settings.authority.la_code, "other": OTHER},
            "has_directory": bool(settings.authority.postcode_file),
        },
    )
