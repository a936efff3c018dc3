"""Prepared records: names as comparable keys, and what of a record is no evidence of identity.

Names are compared in Latin capitals without accents, spaces and punctuation. Placeholders ("BABY", "UNKNOWN") and
the dates that systems put where none is known say nothing of who a child is (rules of matching).
"""

from __future__ import annotations

from pipeline.store import Connection

PLACEHOLDERS = (
    *("BABY", "BABYBOY", "BABYGIRL", "UNKNOWN", "NOTKNOWN", "UNNAMED", "NONAME", "NK", "TBC", "TBA", "NA"),
    *("TEST", "INFANT", "BOY", "GIRL", "ANON", "ANONYMOUS", "XX", "XXX", "MALE", "FEMALE", "CHILD", "UNBORN"),
)
"""Forenames that are none. "NA" and "CHILD" are surnames too: as a surname only the first rows below count."""
SURNAME_PLACEHOLDERS = ("UNKNOWN", "NOTKNOWN", "UNNAMED", "NONAME", "TBC", "TBA", "TEST", "ANON", "ANONYMOUS", "XXX")

CROWD, CROWDED, SHARE = 100, 20, 0.05
"""A date of birth of more than so many records, and of more than so many times the median date's or this share of all
records, is a default of some system."""


def prepare(con: Connection) -> None:
    """Writes `run.linked.prepared`, one row per person record, from `run.linked.person_record`.

    Columns: rid (number of the record), record, source, apart, student_id, upn (any valid), permanent_upn, former_upn,
    upn_identity (the permanent UPN, one for those that a former UPN says are one child), surname_key, forename_key,
    forename_word (its first word), preferred_surname_key, preferred_forename_key, date_of_birth,
    is_default_birth_date (1 January, 1900 and before, or a date of far more records than any date should have; NULL
    where there is no date), sex, postcode, uprn, address_key.
    """
    name_forms(con)
    con.execute(
        """CREATE OR REPLACE TEMP TABLE same_upn AS
            SELECT former_upn, min(upn) AS upn FROM run.linked.person_record
            WHERE former_upn IS NOT NULL AND upn IS NOT NULL AND former_upn <> upn
                AND regexp_matches(upn, '\\d$') AND regexp_matches(former_upn, '\\d$')
            GROUP BY former_upn"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE default_date AS
            WITH held AS (
                SELECT date_of_birth, count(*) AS records FROM run.linked.person_record
                WHERE date_of_birth IS NOT NULL GROUP BY ALL)
            SELECT date_of_birth FROM held
            WHERE (month(date_of_birth) = 1 AND day(date_of_birth) = 1) OR year(date_of_birth) <= 1900
                OR records > greatest({CROWD}, least(
                    {CROWDED} * (SELECT median(records) FROM held), {SHARE} * (SELECT sum(records) FROM held)))"""
    )
    con.execute(
        f"""CREATE TABLE run.linked.prepared AS
            SELECT row_number() OVER (ORDER BY record) AS rid, record, source, apart, student_id,
                person.upn,
                CASE WHEN regexp_matches(person.upn, '\\d$') THEN person.upn END AS permanent_upn,
                person.former_upn,
                coalesce(later.upn, same_upn.upn, permanent_upn) AS upn_identity,
                {_unless_placeholder("surname", SURNAME_PLACEHOLDERS)} AS surname_key,
                {_unless_placeholder("forename", PLACEHOLDERS)} AS forename_key,
                {_unless_placeholder("forename", PLACEHOLDERS, "word")} AS forename_word,
                {_unless_placeholder("preferred_surname", SURNAME_PLACEHOLDERS)} AS preferred_surname_key,
                {_unless_placeholder("preferred_forename", PLACEHOLDERS)} AS preferred_forename_key,
                date_of_birth,
                CASE WHEN date_of_birth IS NOT NULL THEN date_of_birth IN (FROM default_date) END
                    AS is_default_birth_date,
                sex, postcode, uprn,
                nullif(regexp_replace(upper(address_line_1), '[^A-Z0-9]', '', 'g'), '') AS address_key
            FROM run.linked.person_record AS person
            LEFT JOIN same_upn ON same_upn.former_upn = person.upn
            LEFT JOIN same_upn AS later ON later.former_upn = same_upn.upn
            {" ".join(_join(part) for part in PARTS)}"""
    )


PARTS = ("surname", "forename", "preferred_surname", "preferred_forename")


def _join(part: str) -> str:
    return f"LEFT JOIN name_form AS of_{part} ON of_{part}.name = person.{part}"


def _unless_placeholder(part: str, placeholders: tuple[str, ...], form: str = "key") -> str:
    listed = ", ".join(f"'{word}'" for word in placeholders)
    return f"CASE WHEN of_{part}.key NOT IN ({listed}) THEN nullif(of_{part}.{form}, '') END"


def name_forms(con: Connection) -> None:
    """`name_form`: one row per distinct name as written: key, and word (the key of its first word).

    `latin_form`: name, latin (in Latin letters).
    """
    union = " UNION ".join(f"SELECT {part} AS name FROM run.linked.person_record" for part in PARTS)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE name_form AS
            SELECT name, name AS latin FROM ({union}) WHERE name IS NOT NULL"""
    )
    foreign = con.execute("SELECT name FROM name_form WHERE regexp_matches(name, '[^\\x00-\\x7F]')").fetchall()
    if foreign:
        import pyarrow as pa
        from anyascii import anyascii

        names = [name for (name,) in foreign]
        con.register("latin_names", pa.table({"name": names, "latin": [anyascii(name) for name in names]}))
        con.execute("UPDATE name_form SET latin = n.latin FROM latin_names AS n WHERE n.name = name_form.name")
        con.unregister("latin_names")
    con.execute("CREATE OR REPLACE TEMP TABLE latin_form AS SELECT name, latin FROM name_form")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE name_form AS
            SELECT name, regexp_replace(upper(latin), '[^A-Z0-9]', '', 'g') AS key,
                regexp_replace(regexp_extract(upper(trim(latin)), '^[^ -]+'), '[^A-Z0-9]', '', 'g') AS word
            FROM name_form"""
    )
