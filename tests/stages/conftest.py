"""An inbox to put made-up files into, and what the pipeline makes of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk import Desk, empty_store

from pipeline import settings, store
from pipeline.stages import as_at
from pipeline.stages.check import Checked, check_file
from pipeline.stages.receive import Received, receive
from sources import SOURCES

TODAY = date(2026, 11, 2)
D = date(2026, 10, 31)
Rows = Sequence[Sequence[object]]


class Inbox:
    """A CME_HOME with an inbox and a store in memory."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.con = store.open_durable(None)
        self.said: list[str] = []

    def put(self, name: str, content: str | bytes, *, encoding: str = "utf-8") -> Path:
        """A file as it is: name is `folder/file` below the inbox."""
        path = self.home / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def csv(self, name: str, rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
        """A CSV file of these rows."""
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
        return self.put(name, text.getvalue(), encoding=encoding)

    def workbook(self, name: str, sheets: dict[str, Rows], *, merged: Iterable[str] = (), hidden: str = "") -> Path:
        """An Excel workbook; merged: ranges of its first sheet."""
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            if title == hidden:
                sheet.sheet_state = "hidden"
        for cells in merged:
            book.worksheets[0].merge_cells(cells)
        path = self.home / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return path

    def receive(self, *, today: date = TODAY, as_at: date = D, accept_shrink: Sequence[str] = ()) -> Received:
        """One night's look into the inbox."""
        self.said.clear()
        return receive(
            self.con,
            settings.load(self.home),
            today=today,
            as_at=as_at,
            accept_shrink=accept_shrink,
            say=self.said.append,
        )

    def check(self, path: Path, source: str | None = None, table: str | None = None) -> Checked:
        """What `cme check` would say of a file."""
        return check_file(store.open_durable(None), settings.load(self.home), path, source, table, TODAY)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def used(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """The typed rows used of the last accepted file of a table, in the order of the file."""
        return self.query(
            f"""SELECT {columns} FROM landing.held_{table} JOIN valid.{table} USING (row_id)
                WHERE state = 'used' AND file_id = (SELECT max(file_id) FROM landing.held_{table})
                ORDER BY sheet, row_number"""
        )

    def quarantined(self) -> list[tuple[Any, ...]]:
        """(row, column, value, reason) of every row quarantined."""
        return self.query("SELECT row_number, column_name, value, reason FROM valid.quarantine ORDER BY ALL")

    def ledger(self, name: str, columns: str) -> tuple[Any, ...]:
        """Those columns of a file's last line in the ledger."""
        found = self.query(f"SELECT {columns} FROM landing.file WHERE path = '{name}' ORDER BY file_id DESC LIMIT 1")
        return found[0]

    def reason(self, name: str) -> str:
        """Why a file was refused."""
        outcome, reason = self.ledger(name, "outcome, reason")
        assert outcome == "refused"
        return str(reason)

    def as_at(self, day: date, table: str, columns: str) -> list[tuple[Any, ...]]:
        """The rows of a table that stand for a day."""
        with store.derived(self.con, None):
            as_at.select_as_at(self.con, list(SOURCES), day)
            return self.query(f"SELECT {columns} FROM run.asat.{table} ORDER BY ALL")

    def unread(self, day: date) -> list[tuple[Any, ...]]:
        """(table, row, record, whether an earlier version stands) of the quarantined rows in force on a day."""
        return self.as_at(day, "unread", "table_name, row_number, record, stands")


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """One list, read without a night."""
    made = Desk(tmp_path, empty_store())
    made.write()
    return made
