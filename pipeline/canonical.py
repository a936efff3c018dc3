"""The canonical tables: what the rules read, whatever source a row came from. One name, one meaning.

`run.linked.*` holds them for one day D. What a row says happened after D has not happened yet, so it is not there:
no episode, involvement or sighting that begins after D; a leaving date, an end, an offer, a confirmation or a death
after D is blank. Plans stand (`expected_start`, `delayed_entry_to`).
"""

from __future__ import annotations

TABLES: dict[str, dict[str, str]] = {
    # One row per person record of a source in force on D, with the child it belongs to. upn_identity: its permanent
    # UPN, the newest of those that a former UPN says are one child's. is_matchable: it has a name, and a date of birth
    # that is no mere default, or a number. postcode_la: the authority in which its postcode lies, 'other' where that is
    # another one and no more is known.
    "person": {
        "record": "VARCHAR",
        "child_id": "VARCHAR",
        "source": "VARCHAR",
        "source_rank": "INTEGER",
        "student_id": "VARCHAR",
        "upn": "VARCHAR",
        "is_matchable": "BOOLEAN",
        "upn_identity": "VARCHAR",
        "surname": "VARCHAR",
        "forename": "VARCHAR",
        "date_of_birth": "DATE",
        "sex": "VARCHAR",
        "address_line_1": "VARCHAR",
        "postcode": "VARCHAR",
        "postcode_la": "VARCHAR",
        "home_la": "VARCHAR",
        "date_of_death": "DATE",
        "is_restricted": "BOOLEAN",
        "is_active": "BOOLEAN",
        "nc_year_actual": "VARCHAR",
        "extract_date": "DATE",
        "recorded_on": "DATE",
        "file": "VARCHAR",
        "sheet": "VARCHAR",
        "row_number": "INTEGER",
        "row_id": "BIGINT",
        "is_unreadable": "BOOLEAN",
    },
    # One row per child: a group of linked person records. Names are the education record's, else the newest record's.
    # reception_year, csa_starts_on, csa_ends_on follow from the date of birth. source_records: joined by "; ".
    "child": {
        "child_id": "VARCHAR",
        "student_id": "VARCHAR",
        "upn": "VARCHAR",
        "surname": "VARCHAR",
        "forename": "VARCHAR",
        "date_of_birth": "DATE",
        "sex": "VARCHAR",
        "reception_year": "INTEGER",
        "csa_starts_on": "DATE",
        "csa_ends_on": "DATE",
        "date_of_death": "DATE",
        "has_education_record": "BOOLEAN",
        "is_restricted": "BOOLEAN",
        "has_unreadable_record": "BOOLEAN",
        "source_records": "VARCHAR",
    },
    # One row per row of enrolments or returns. row_id: the same while the row is, whatever file holds it.
    # entered_in_year, left_in_year: academic year of those dates. destination_key: the destination in lower case,
    # without punctuation. returned_on, first_named_on: of returns, the newest and the first file naming the pupil.
    "roll_record": {
        "child_id": "VARCHAR",
        "record": "VARCHAR",
        "source": "VARCHAR",
        "laestab": "VARCHAR",
        "establishment_name": "VARCHAR",
        "enrol_status": "VARCHAR",
        "entry_date": "DATE",
        "entered_in_year": "INTEGER",
        "leaving_date": "DATE",
        "left_in_year": "INTEGER",
        "leaving_reason": "VARCHAR",
        "ground_for_deletion": "VARCHAR",
        "destination_laestab": "VARCHAR",
        "destination": "VARCHAR",
        "destination_key": "VARCHAR",
        "destination_confirmed_on": "DATE",
        "notified_on": "DATE",
        "returned_on": "DATE",
        "first_named_on": "DATE",
        "file": "VARCHAR",
        "sheet": "VARCHAR",
        "row_number": "INTEGER",
        "row_id": "BIGINT",
    },
    # One row per establishment known to the education database, or named by a return.
    "establishment": {
        "laestab": "VARCHAR",
        "urn": "VARCHAR",
        "establishment_name": "VARCHAR",
        "la_code": "VARCHAR",
        "low_age": "INTEGER",
        "high_age": "INTEGER",
        "type_of_establishment": "VARCHAR",
        "status": "VARCHAR",
        "close_date": "DATE",
    },
    # One row per establishment that has sent a return, a nil return too. laestab: as roll records name it.
    "establishment_return": {"source": "VARCHAR", "laestab": "VARCHAR", "returned_on": "DATE"},
    # One row per application received by D. received_in_year: academic year of received_on. school_days_open: school
    # days after the day of receipt, until the outcome was notified or, while it was not, until D.
    # school_days_to_notice: likewise until the school that received it told the authority; none where it says no such
    # day.
    "application": {
        "child_id": "VARCHAR",
        "record": "VARCHAR",
        "application_ref": "VARCHAR",
        "application_type": "VARCHAR",
        "entry_year": "INTEGER",
        "received_on": "DATE",
        "received_in_year": "INTEGER",
        "application_status": "VARCHAR",
        "outcome_notified_on": "DATE",
        "offer_status": "VARCHAR",
        "offered_laestab": "VARCHAR",
        "offered_on": "DATE",
        "expected_start": "DATE",
        "delayed_entry_to": "INTEGER",
        "notified_by_school_on": "DATE",
        "school_days_open": "INTEGER",
        "school_days_to_notice": "INTEGER",
    },
    # One row per involvement begun by D. responsible_la: of children looked after, where the source says it;
    # 'unreadable' where that cannot be read. Of an
    # exclusion (PEX), its first day counting as one: school_days_open until its end or D, and sixth_school_day_on.
    "involvement": {
        "child_id": "VARCHAR",
        "record": "VARCHAR",
        "source": "VARCHAR",
        "involvement": "VARCHAR",
        "start_date": "DATE",
        "end_date": "DATE",
        "outcome": "VARCHAR",
        "responsible_la": "VARCHAR",
        "extract_date": "DATE",
        "school_days_open": "INTEGER",
        "sixth_school_day_on": "DATE",
    },
    # One row per period in which a source saw the child somewhere. extract_date, first_named_on: of the newest and the
    # first file naming the row. place_key: what tells the place from others of the source.
    "sighting": {
        "child_id": "VARCHAR",
        "record": "VARCHAR",
        "source": "VARCHAR",
        "began_on": "DATE",
        "ended_on": "DATE",
        "extract_date": "DATE",
        "first_named_on": "DATE",
        "place": "VARCHAR",
        "place_key": "VARCHAR",
    },
    # One row per child to whom officers gave a Status by D: the newest.
    "decision": {
        "child_id": "VARCHAR",
        "status": "VARCHAR",
        "decided_on": "DATE",
        "officer": "VARCHAR",
    },
    # One row per Status that officers ever gave a child by D, in the order of entry_id. list, file: where it was typed.
    # next_status, next_on: what was typed afterwards (none: emptied), on which day; is_newest: nothing was.
    "decision_made": {
        "child_id": "VARCHAR",
        "entry_id": "BIGINT",
        "status": "VARCHAR",
        "decided_on": "DATE",
        "officer": "VARCHAR",
        "list": "VARCHAR",
        "file": "VARCHAR",
        "next_status": "VARCHAR",
        "next_on": "DATE",
        "is_newest": "BOOLEAN",
        "one_with": "VARCHAR",
    },
    # One row per cell that officers filled in two ways, each without knowing of the other, and that nobody changed
    # since, and other value said of it. child_id: the case; of another row its key; of a column that officers added
    # to a list, the list and the row key. value: what stands; other_value: what was said too (none: the cell was
    # emptied); other_officer: who said it, else the workbook in which it was said. said_on: when both were known.
    "said_twice": {
        "child_id": "VARCHAR",
        "heading": "VARCHAR",
        "value": "VARCHAR",
        "officer": "VARCHAR",
        "other_value": "VARCHAR",
        "other_officer": "VARCHAR",
        "said_on": "DATE",
    },
    # One row per case and officers' column in which something stands on D, as last typed. child_id: the case; of a row
    # that is no child's, its key. heading: of the column. said_on: when the workbook was saved.
    "officer_said": {"child_id": "VARCHAR", "heading": "VARCHAR", "value": "VARCHAR", "said_on": "DATE"},
    # One row per thing found while a row in force was read, or kept it from being read (is_quarantined).
    "reading_finding": {
        "source": "VARCHAR",
        "table_name": "VARCHAR",
        "file": "VARCHAR",
        "sheet": "VARCHAR",
        "row_number": "INTEGER",
        "row_id": "BIGINT",
        "record": "VARCHAR",
        "column_name": "VARCHAR",
        "reason": "VARCHAR",
        "is_quarantined": "BOOLEAN",
    },
    # One row per enrolment or involvement whose student is not on the education database.
    "orphan": {
        "what": "VARCHAR",
        "record": "VARCHAR",
        "file": "VARCHAR",
        "sheet": "VARCHAR",
        "row_number": "INTEGER",
        "row_id": "BIGINT",
    },
    # One row per person who was on the education database and no longer is. csa_*: as for a child. is_restricted: the
    # address was, so it stays withheld.
    "gone_record": {
        "record": "VARCHAR",
        "child_id": "VARCHAR",
        "is_restricted": "BOOLEAN",
        "csa_starts_on": "DATE",
        "csa_ends_on": "DATE",
        "last_named_on": "DATE",
        "file": "VARCHAR",
        "sheet": "VARCHAR",
        "row_number": "INTEGER",
    },
    # One row per postcode of a record: the authority in which it lies, as of person.postcode_la.
    "postcode_place": {"postcode": "VARCHAR", "la_code": "VARCHAR", "is_ours": "BOOLEAN"},
    # One row per authority that is known by name (rules/authorities.toml).
    "authority": {"la_code": "VARCHAR", "name": "VARCHAR"},
    # Texts that name no destination, written like destination_key.
    "not_a_destination": {"destination_key": "VARCHAR"},
    # Pairs of records that may be of one child, of two children today. score: the probability; reason: what is alike,
    # in words; why: 'review', or what stands against it ('competing', 'two records of one list', 'a twin or
    # sibling', 'another date of birth').
    "possible_link": {
        "record_a": "VARCHAR",
        "record_b": "VARCHAR",
        "score": "DOUBLE",
        "reason": "VARCHAR",
        "why": "VARCHAR",
    },
    # One row per record of a pupil on a neighbouring authority's roll who may be a child of ours and is none until an
    # officer says so, so in no other table but possible_link and possible_match; the newest place of the record.
    "pupil_elsewhere": {
        "record": "VARCHAR",
        "child_id": "VARCHAR",
        "upn": "VARCHAR",
        "surname": "VARCHAR",
        "forename": "VARCHAR",
        "date_of_birth": "DATE",
        "csa_starts_on": "DATE",
        "csa_ends_on": "DATE",
        "sex": "VARCHAR",
        "postcode": "VARCHAR",
        "laestab": "VARCHAR",
        "establishment_name": "VARCHAR",
        "entry_date": "DATE",
        "leaving_date": "DATE",
    },
    # Children who may be one child, two rows per pair, one from each side: scored for review, not refused by an
    # officer, nothing standing against it. score: the best of their records.
    "possible_match": {"child_id": "VARCHAR", "other_child_id": "VARCHAR", "score": "DOUBLE"},
    # One row per pair of records of which an officer's word stands on D, records in the order of text. decision: Same,
    # Different, Don't know, or none. child_a, child_b: none where that record is in no extract. against: why a Same
    # cannot hold. has_two_upns: the children have different permanent UPNs, or may have where a record is gone, so no
    # output may show them as a pair.
    "pair_decision": {
        "record_a": "VARCHAR",
        "record_b": "VARCHAR",
        "decision": "VARCHAR",
        "decided_on": "DATE",
        "officer": "VARCHAR",
        "child_a": "VARCHAR",
        "child_b": "VARCHAR",
        "against": "VARCHAR",
        "has_two_upns": "BOOLEAN",
    },
    # One row per record of a child who has a link that the model made. core: the first of the records that are joined
    # without the model.
    "core": {"record": "VARCHAR", "core": "VARCHAR"},
    # One row per link between two records of one child. strength: 1 is the strongest; 0 is an officer's.
    "link": {
        "record_a": "VARCHAR",
        "record_b": "VARCHAR",
        "how": "VARCHAR",
        "strength": "INTEGER",
        "score": "DOUBLE",
        "reason": "VARCHAR",
    },
}


def create(name: str, schema: str = "") -> str:
    """The CREATE TABLE statement of a canonical table."""
    columns = ", ".join(f"{column} {kind}" for column, kind in TABLES[name].items())
    return f"CREATE TABLE {schema}{name} ({columns})"
