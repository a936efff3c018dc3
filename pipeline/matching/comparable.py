"""What of a record is compared: one row per distinct content, however many records say the same.

A content is names, date of birth, sex and place, in the forms in which they are compared. Two records with one
content score alike against a third, and a content that was compared last night need not be compared again.
"""

from __future__ import annotations

from pipeline.matching.known_names import known_names
from pipeline.matching.saved_model import Model
from pipeline.store import Connection, drop_temporary

PARTICLES = ("AL", "EL", "BIN", "BINT", "IBN", "ABU", "DE", "DA", "DOS", "DAS", "DEL", "DER", "DEN", "VAN", "VON")
"""Words of a surname that many surnames share."""

COLUMNS = (
    *("forename", "forename_other", "forename_word", "forename_alike", "forename_spelt", "forename_plain"),
    *("forename_known", "forename_middle", "forename_sounds"),
    *("surname", "surname_other", "surname_spelt", "surname_is_forename", "surname_parts", "surname_plain"),
    *("surname_sounds", "born", "year", "sex", "postcode", "sector", "district", "house", "uprn", "student_id", "upn"),
)
"""Of a content. born: YYYYMMDD, NULL for a default date. year: NULL for 1900 and before. *_alike, *_middle,
*_parts, *_sounds: lists. *_plain: spelling evened.
forename_known: it is a frequent name, or on the list of names other than as a short form.
surname_is_forename: as a forename it is far more frequent than as a surname.   upn: permanent ones only."""

ALIKE = 20
"""Where more records than this have one content, it is nobody's, and they are not compared with each other."""

FAR_MORE = 5.0
"""Times as frequent."""

PLAIN = (
    *(("KSH|XH|KS|CS", "X"), ("^HS([IU])", "X\\1"), ("^QI", "CHI"), ("^ZH", "CH"), ("IEN$", "IAN")),
    *(
        ("CZ", "CH"),
        ("RZ", "Z"),
        ("TZ", "T"),
        ("(.)Z$", "\\1S"),
        ("LH", "L"),
        ("NH", "N"),
        ("GB", "B"),
        ("KP", "P"),
        ("ESCO$", "ESCU"),
        ("([CS])KA$", "\\1KI"),
    ),
    *(("AA", "A"), ("EE|II|IE$|EY$|Y", "I"), ("OO|OU|UU", "U"), ("AI|EI", "E"), ("PH", "F"), ("CK|KH|Q", "K")),
    *(("C([^H]|$)", "K\\1"), ("GH", "G"), ("DH", "D"), ("TH", "T"), ("SZ|SCH", "SH"), ("W", "V"), ("(.)H$", "\\1")),
)
"""Spellings of one name by transliterations and typists, which tell no two names apart; doubled letters become one."""

SOUND = (
    ("PH", "F"),
    ("SZ|SH|CZ|SCH", "S"),
    ("CK|CH|KH|Q", "K"),
    ("^KN", "N"),
    ("^WR", "R"),
    ("^X", "H"),
    ("GH", "G"),
    ("C", "K"),
    ("Z", "S"),
    ("V", "W"),
    ("^[EIOUY]", "A"),
)
"""Spellings of one sound, first to last; then vowels, H, W and Y fall out, doubled letters become one, four stay."""


def make_comparable(con: Connection, model: Model) -> None:
    """Writes `run.linked.comparable` (rid, cid) and the temporary table `content`, from `prepared`.

    content: one row per distinct content: cid (its number of tonight), content (its hash), holders (how many records
    have it), is_shared (a few have it, so they are compared with each other), COLUMNS, tf_forename and tf_surname (how
    frequent the model says the name is). Records without any name have no content: nothing says who they are.
    """
    _known_names(con, model)
    _sounds(con)
    # A number that so many records have is nobody's.
    con.execute(
        """CREATE OR REPLACE TEMP TABLE crowded_number AS
            SELECT number FROM (SELECT student_id AS number FROM prepared UNION ALL SELECT upn_identity FROM prepared)
            WHERE number IS NOT NULL GROUP BY number HAVING count(*) > ?""",
        [model.at_most],
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE as_compared AS {_as_compared()}")
    listed = ", ".join(COLUMNS)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE content AS
            SELECT (row_number() OVER (ORDER BY content))::INTEGER AS cid, content, holders,
                holders BETWEEN 2 AND {ALIKE} AS is_shared, {listed},
                coalesce(f.frequency, $rare) AS tf_forename, coalesce(s.frequency, $rare) AS tf_surname
            FROM (SELECT content, count(*)::INTEGER AS holders, {", ".join(f"any_value({c}) AS {c}" for c in COLUMNS)}
                FROM as_compared GROUP BY content) AS one
            LEFT JOIN name_frequency AS f ON f.part = 'forename' AND f.name = forename
            LEFT JOIN name_frequency AS s ON s.part = 'surname' AND s.name = surname""",
        {"rare": model.rare},
    )
    con.execute(
        """CREATE TABLE run.linked.comparable AS
            SELECT rid, cid FROM as_compared JOIN content USING (content)"""
    )
    drop_temporary(con, "as_compared", "crowded_number", "known_name", "name_sound", "name_parts", "middle_form")


def _known_names(con: Connection, model: Model) -> None:
    """`known_name`: name, alike, spellings, roots, is_full of the list of names.

    `name_frequency`: part, name, frequency.
    """
    import pyarrow as pa

    names = known_names()
    columns = {
        "name": [n.name for n in names],
        "alike": [list(n.alike) for n in names],
        "spellings": [list(n.spellings) for n in names],
        "roots": [list(n.roots) for n in names],
        "is_full": [n.is_full for n in names],
    }
    con.register("known_names", pa.table(columns))
    con.execute("CREATE OR REPLACE TEMP TABLE known_name AS FROM known_names")
    con.unregister("known_names")
    rows = [(part, name, share) for part, shares in model.frequencies.items() for name, share in shares.items()]
    frequency = {
        "part": pa.array([row[0] for row in rows], pa.string()),
        "name": pa.array([row[1] for row in rows], pa.string()),
        "frequency": pa.array([row[2] for row in rows], pa.float64()),
    }
    con.register("name_frequencies", pa.table(frequency))
    con.execute("CREATE OR REPLACE TEMP TABLE name_frequency AS FROM name_frequencies")
    con.unregister("name_frequencies")


def _sounds(con: Connection) -> None:
    """`name_sound`: name (key), sound, plain.   `name_parts`: surname as written, parts (of two or more).
    `middle_form`: middle names as written, parts."""
    particles = ", ".join(f"'{word}'" for word in PARTICLES)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE name_parts AS
            SELECT name, list_distinct(parts) AS parts FROM (
                SELECT name, list_filter(
                    [regexp_replace(part, '[^A-Z]', '', 'g') FOR part IN regexp_split_to_array(upper(latin), '[ -]+')],
                    lambda part: length(part) >= 3 AND part NOT IN ({particles})) AS parts
                FROM latin_form)
            WHERE len(parts) >= 2"""
    )
    sound, plain = (_rewritten(rules) for rules in (SOUND, PLAIN))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE name_sound AS
            SELECT name, left({_undoubled("bare")}, 4) AS sound, {_undoubled("plain")} AS plain
            FROM (SELECT name, plain,
                substr(said, 1, 1) || regexp_replace(substr(said, 2), '[AEIOUYHW]', '', 'g') AS bare
            FROM (SELECT name, {sound} AS said, {plain} AS plain FROM (
                SELECT key AS name FROM name_form UNION SELECT word FROM name_form
                UNION SELECT unnest(roots) FROM known_name UNION SELECT unnest(parts) FROM name_parts)
                WHERE name <> ''))"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE middle_form AS
            SELECT name, list_filter([regexp_replace(part, '[^A-Z]', '', 'g')
                FOR part IN string_split(upper(strip_accents(name)), ' ')], lambda part: length(part) >= 3) AS parts
            FROM (SELECT DISTINCT middle_names AS name FROM run.linked.person_record WHERE middle_names IS NOT NULL)"""
    )
    for table, names in (("known_name", "roots"), ("name_parts", "parts")):
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE {table} AS
                SELECT {table}.*, sounds FROM {table} JOIN (
                    SELECT part.name, list(sound ORDER BY sound) AS sounds
                    FROM (SELECT name, unnest({names}) AS one FROM {table}) AS part
                    JOIN name_sound ON name_sound.name = one GROUP BY part.name) USING (name)"""
        )


def _rewritten(rules: tuple[tuple[str, str], ...]) -> str:
    """SQL that applies the rules to `name` in their order."""
    sql = "name"
    for written, said in rules:
        sql = f"regexp_replace({sql}, '{written}', '{said}', 'g')"
    return sql


def _undoubled(column: str) -> str:
    """SQL for a text with each letter once where it stands twice in a row."""
    kept = f"lambda letter, place: place = 1 OR letter <> substr({column}, place - 1, 1)"
    return f"list_aggregate(list_filter(string_split({column}, ''), {kept}), 'string_agg', '')"


def _as_compared() -> str:
    """The query of rid, content and COLUMNS, one row per record."""
    written = ", ".join(f"{column}::VARCHAR" for column in COLUMNS)
    return f"""
        WITH forename_form AS (
            SELECT forename_key, preferred_forename_key, forename_word,
                -- A first word that is short for many names (Abdul) is not short for the one that it is a part of.
                list_sort(list_distinct(flatten([coalesce(k.alike, []), coalesce(p.alike, []),
                    CASE WHEN len(w.roots) = 1 THEN w.alike ELSE coalesce(w.spellings, []) END]))) AS alike,
                coalesce(k.spellings, []) AS spelt,
                coalesce(k.is_full, false) OR f.name IS NOT NULL AS is_known, ks.plain,
                list_sort(list_distinct(list_filter(
                    [ks.sound, ps.sound, ws.sound] || coalesce(k.sounds, []) || coalesce(p.sounds, []),
                    lambda sound: sound IS NOT NULL))) AS sounds
            FROM (SELECT DISTINCT forename_key, preferred_forename_key, forename_word FROM prepared)
            LEFT JOIN known_name AS k ON k.name = forename_key
            LEFT JOIN known_name AS p ON p.name = preferred_forename_key
            LEFT JOIN known_name AS w ON w.name = forename_word
            LEFT JOIN name_frequency AS f ON f.part = 'forename' AND f.name = forename_key
            LEFT JOIN name_sound AS ks ON ks.name = forename_key
            LEFT JOIN name_sound AS ps ON ps.name = preferred_forename_key
            LEFT JOIN name_sound AS ws ON ws.name = forename_word),
        surname_form AS (
            SELECT surname, preferred_surname, surname_key, preferred_surname_key,
                list_sort(list_distinct(coalesce(l.parts, []) || coalesce(p.parts, []))) AS parts, ls.plain,
                coalesce(k.spellings, []) AS spelt,
                coalesce(as_forename.frequency > {FAR_MORE} * coalesce(as_surname.frequency, 0), false) AS is_forename,
                list_sort(list_distinct(list_filter(
                    [ls.sound, ps.sound] || coalesce(k.sounds, []) || coalesce(l.sounds, []) || coalesce(p.sounds, []),
                    lambda sound: sound IS NOT NULL))) AS sounds
            FROM (SELECT DISTINCT surname, preferred_surname, surname_key, preferred_surname_key
                FROM prepared JOIN run.linked.person_record USING (record))
            LEFT JOIN known_name AS k ON k.name = surname_key
            LEFT JOIN name_frequency AS as_surname ON as_surname.part = 'surname' AND as_surname.name = surname_key
            LEFT JOIN name_frequency AS as_forename ON as_forename.part = 'forename' AND as_forename.name = surname_key
            LEFT JOIN name_parts AS l ON l.name = surname AND surname_key IS NOT NULL
            LEFT JOIN name_parts AS p ON p.name = preferred_surname AND preferred_surname_key IS NOT NULL
            LEFT JOIN name_sound AS ls ON ls.name = surname_key
            LEFT JOIN name_sound AS ps ON ps.name = preferred_surname_key),
        compared AS (
            SELECT p.rid, p.forename_key AS forename,
                nullif(p.preferred_forename_key, p.forename_key) AS forename_other,
                nullif(p.forename_word, p.forename_key) AS forename_word,
                f.alike AS forename_alike, f.spelt AS forename_spelt, f.plain AS forename_plain,
                f.is_known AS forename_known, m.parts AS forename_middle, f.sounds AS forename_sounds,
                p.surname_key AS surname, nullif(p.preferred_surname_key, p.surname_key) AS surname_other,
                s.spelt AS surname_spelt, s.is_forename AS surname_is_forename,
                s.parts AS surname_parts, s.plain AS surname_plain, s.sounds AS surname_sounds,
                CASE WHEN NOT p.is_default_birth_date THEN strftime(p.date_of_birth, '%Y%m%d') END AS born,
                CASE WHEN year(p.date_of_birth) > 1900 THEN year(p.date_of_birth)::INTEGER END AS year,
                CASE WHEN p.sex IN ('M', 'F') THEN p.sex END AS sex, p.postcode,
                regexp_extract(p.postcode, '^(\\S+ \\d)', 1) AS sector, split_part(p.postcode, ' ', 1) AS district,
                coalesce(nullif(array_to_string(
                    regexp_extract_all(upper(person.address_line_1), '\\d+[A-Z]?\\b'), ' '), ''), p.address_key)
                    AS house,
                p.uprn, CASE WHEN p.student_id NOT IN (FROM crowded_number) THEN p.student_id END AS student_id,
                CASE WHEN p.upn_identity NOT IN (FROM crowded_number) THEN p.upn_identity END AS upn
            FROM prepared AS p JOIN run.linked.person_record AS person USING (record)
            JOIN forename_form AS f ON f.forename_key IS NOT DISTINCT FROM p.forename_key
                AND f.preferred_forename_key IS NOT DISTINCT FROM p.preferred_forename_key
                AND f.forename_word IS NOT DISTINCT FROM p.forename_word
            JOIN surname_form AS s ON s.surname IS NOT DISTINCT FROM person.surname
                AND s.preferred_surname IS NOT DISTINCT FROM person.preferred_surname
            LEFT JOIN middle_form AS m ON m.name = person.middle_names
            WHERE p.surname_key IS NOT NULL OR p.forename_key IS NOT NULL)
        SELECT *, hash(concat_ws('\\x1f', {", ".join(f"coalesce({part}, '')" for part in written.split(", "))}))
            AS content
        FROM compared"""
