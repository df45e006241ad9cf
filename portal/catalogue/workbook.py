"""How do procedures go into a spreadsheet that people fill in, and come back from it?

Six sheets joined by the procedure's code; every cell is text or a number, never a formula. A wrong cell refuses
its procedure with sheet, row and column; the other procedures are read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from portal.catalogue.cells import neutralised, restored, text_in
from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.record import Record
from portal.catalogue.workbook_columns import PROCEDURES, SHEETS, Column
from portal.catalogue.workbook_rows import WrongCell, record_of, rows_of, understood, written

_GUIDE, _LONG = "Hướng dẫn", "Phần dài"
#: A cell holds 32,767 UTF-16 units; a longer text goes on in the sheet of long texts, in parts of this length.
_LONGEST_CELL, _PART = 32_000, 16_000
_GOES_ON = re.compile(r"… \[tiếp ở tờ Phần dài, số (\d+)\]$")
#: No time inside: equal catalogues make equal files.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_ROWS_TO_FILL = 20_000
#: Unpacked; the catalogue of a province takes a tenth of it. More is no workbook but a trap.
_LARGEST_WORKBOOK = 300_000_000


def write_template(path: Path) -> None:
    """Write the empty workbook: sheets, headers, lists to choose from, a guide."""
    write_workbook(path, ())


def write_workbook(path: Path, records: Iterable[Record]) -> int:
    """Write the records, a row at a time; return how many. OSError when the file cannot be written."""
    import xlsxwriter  # slow to load, and only this command needs it

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.set_properties({"created": _CREATED})
    try:
        return _Writer(book).write(records)
    finally:
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error


class _Writer:
    """The open workbook: where each sheet is written next."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.number = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.sheets = {name: self._sheet(book, name, columns) for name, columns in SHEETS.items()}
        self.next_row = dict.fromkeys(SHEETS, 1)
        self._guide(book.add_worksheet(_GUIDE))
        self.long = book.add_worksheet(_LONG)
        self.long.write_row(0, 0, ("Số", "Phần", "Nội dung"), self.head)
        self.long_row, self.long_numbers = 1, count(1)

    def _sheet(self, book: Any, name: str, columns: tuple[Column, ...]) -> Any:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 2)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, self.number if column.kind == "number" else self.text)
            sheet.write_string(0, place, column.header, self.head)
            if column.kind in ("choice", "flag"):
                words = list(column.choices.values())
                sheet.data_validation(1, place, _ROWS_TO_FILL, place, {"validate": "list", "source": words})
        return sheet

    def _guide(self, sheet: Any) -> None:
        sheet.set_column(0, 2, 30)
        sheet.write_row(0, 0, ("Tờ", "Cột", "Cách ghi"), self.head)
        rows = ((name, column) for name, columns in SHEETS.items() for column in columns)
        for row, (name, column) in enumerate(rows, 1):
            needed = "Bắt buộc. " if column.is_required else ""
            words = f"Chọn: {', '.join(column.choices.values())}. " if column.choices else ""
            sheet.write_row(row, 0, (name, column.header, f"{needed}{words}{column.hint}"))

    def write(self, records: Iterable[Record]) -> int:
        number = 0
        for number, record in enumerate(records, 1):  # noqa: B007 (the count is returned)
            for name, rows in rows_of(record).items():
                for row in rows:
                    self._row(name, row)
        return number

    def _row(self, name: str, row: Mapping[str, Any]) -> None:
        sheet, line = self.sheets[name], self.next_row[name]
        for place, column in enumerate(SHEETS[name]):
            cell = row.get(column.key) if column.kind == "machine" else written(column, row.get(column.key))
            if isinstance(cell, int):
                sheet.write_number(line, place, cell)
            elif cell:
                sheet.write_string(line, place, self._fitting(cell))
        self.next_row[name] += 1

    def _fitting(self, text: str) -> str:
        """Return what the cell holds of a text; the rest is written to the sheet of long texts."""
        if len(text.encode("utf-16-le")) // 2 <= _LONGEST_CELL:
            return neutralised(text)
        number = next(self.long_numbers)
        for part, start in enumerate(range(_PART, len(text), _PART), 1):
            self.long.write_number(self.long_row, 0, number)
            self.long.write_number(self.long_row, 1, part)
            self.long.write_string(self.long_row, 2, neutralised(text[start : start + _PART]))
            self.long_row += 1
        return f"{neutralised(text[:_PART])}… [tiếp ở tờ Phần dài, số {number}]"


def read_workbook(path: Path) -> Iterator[tuple[int, Record | ImportProblem]]:
    """Yield (row, procedure) in the order of the first sheet, or (row, problem) for every wrong cell.

    Rows of other sheets that belong to no procedure come last, as problems.
    """
    try:
        sheets = _opened(path)
    except ImportProblem as problem:
        yield 1, problem
        return
    read = {name: [_row_of(name, line, cells) for line, cells in sheets.pop(name)] for name in SHEETS}
    whole: dict[str, dict[str, list[_Row]]] = {}
    for row in read[PROCEDURES]:
        whole[row.values["code"]] = {name: [] for name in SHEETS}
    loose: list[_Row] = []
    for name in list(SHEETS)[1:]:
        for row in read.pop(name):
            belongs = whole.get(row.values["code"])
            (belongs[name] if belongs else loose).append(row)
    for row in read.pop(PROCEDURES):
        yield from _procedure(row, whole[row.values["code"]])
    for row in loose:
        code, sheet = row.values["code"], row.sheet
        unknown = ImportProblem(code, f"Dòng {row.line}: mã {code} không có ở tờ {PROCEDURES}.",
                                place=f"tờ {sheet}, dòng {row.line}")  # fmt: skip
        yield from ((row.line, problem) for problem in row.problems or [unknown])


def _procedure(main: _Row, others: Mapping[str, list[_Row]]) -> Iterator[tuple[int, Record | ImportProblem]]:
    """Yield the procedure of a row of the first sheet with its rows of the others, or what is wrong in them."""
    of_it = [main, *(row for rows in others.values() for row in rows)]
    wrong = [(row.line, problem) for row in of_it for problem in row.problems]
    if wrong:
        yield from wrong
        return
    values = {name: [{**row.values, "line": row.line} for row in rows] for name, rows in others.items()}
    try:
        yield main.line, record_of({**values, PROCEDURES: [main.values]})
    except ImportProblem as problem:
        yield main.line, problem


@dataclass
class _Row:
    """One row as understood; `problems` are its wrong cells."""

    sheet: str
    line: int
    values: dict[str, Any]
    problems: list[ImportProblem]


def _row_of(sheet: str, line: int, cells: Mapping[str, tuple[str, object]]) -> _Row:
    row = _Row(sheet, line, {}, [])
    for column in SHEETS[sheet]:
        letter, cell = cells[column.key]
        try:
            row.values[column.key] = understood(column, cell)
        except WrongCell as error:
            row.values[column.key] = ""
            place = f"tờ {sheet}, ô {letter}{line}"
            row.problems.append(ImportProblem(row.values["code"], f"Dòng {line}: {error}", place=place))
    return row


_Sheet = list[tuple[int, dict[str, tuple[str, object]]]]


def _opened(path: Path) -> dict[str, _Sheet]:
    """Return the rows of every sheet, each cell with its column's letter; ImportProblem when it is no workbook."""
    import openpyxl  # slow to load, and only this command needs it

    try:
        check_size(path)
        with path.open("rb") as file:  # by its content, whatever the name ends in
            return _sheets(openpyxl.load_workbook(file, read_only=True, data_only=True))
    except UNREADABLE as error:
        raise ImportProblem("", "Tệp không phải bảng tính XLSX đọc được.") from error


def _sheets(book: Any) -> dict[str, _Sheet]:
    missing = [name for name in SHEETS if name not in book.sheetnames]
    if missing:
        raise ImportProblem("", f"Tệp thiếu tờ: {', '.join(missing)}. Hãy dùng tệp mẫu của Cổng.")
    long = _long_texts(book[_LONG]) if _LONG in book.sheetnames else {}
    return {name: _sheet_rows(name, book[name], long) for name in SHEETS}


#: What openpyxl and zipfile raise over files that are damaged or something else (ParseError is a SyntaxError).
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError,
    SyntaxError, NotImplementedError, RuntimeError,
)  # fmt: skip


def check_size(path: Path | BinaryIO) -> None:
    """Refuse what unpacks to more than any catalogue, and markup that declares entities."""
    with zipfile.ZipFile(path) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > _LARGEST_WORKBOOK:
            raise ImportProblem("", "Tệp quá lớn sau khi giải nén.")
        for entry in packed.infolist():
            with packed.open(entry) as part:
                if b"<!DOCTYPE" in part.read(2_000).upper():
                    raise ImportProblem("", "Tệp chứa nội dung không được phép.")


def _sheet_rows(name: str, sheet: Any, long: Mapping[int, str]) -> _Sheet:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    lines = sheet.iter_rows(values_only=True)
    heads = [text_in(cell).casefold() for cell in next(lines, ())]
    columns = SHEETS[name]
    missing = [column.header for column in columns if column.header.casefold() not in heads]
    if missing:
        raise ImportProblem("", f"Thiếu cột: {', '.join(missing)}.", place=f"tờ {name}")
    places = {column.key: heads.index(column.header.casefold()) for column in columns}
    rows: _Sheet = []
    for line, cells in enumerate(lines, 2):
        found = {key: (_letter(at), cells[at] if at < len(cells) else None) for key, at in places.items()}
        if any(cell is not None and str(cell).strip() for _, cell in found.values()):
            rows.append((line, {key: (letter, _whole(cell, long)) for key, (letter, cell) in found.items()}))
    return rows


def _letter(place: int) -> str:
    return (chr(ord("A") + place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _whole(cell: object, long: Mapping[int, str]) -> object:
    """Put the rest of a long text behind its beginning."""
    if not isinstance(cell, str) or not (goes_on := _GOES_ON.search(cell)) or int(goes_on[1]) not in long:
        return cell
    return cell[: goes_on.start()] + long[int(goes_on[1])]


def _long_texts(sheet: Any) -> dict[int, str]:
    sheet.reset_dimensions()
    parts: dict[int, dict[int, str]] = defaultdict(dict)
    for cells in sheet.iter_rows(min_row=2, max_col=3, values_only=True):
        if len(cells) == 3 and all(isinstance(cell, int) for cell in cells[:2]):
            parts[cells[0]][cells[1]] = restored(str(cells[2] or ""))
    return {number: "".join(text for _, text in sorted(those.items())) for number, those in parts.items()}
