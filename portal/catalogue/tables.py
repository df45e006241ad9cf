"""How does a plain list leave as a spreadsheet that people mend, and come back? XLSX or CSV, one sheet, text in every cell.

CSV is UTF-8 with a byte order mark (Excel needs it to see Vietnamese). What would be run as a formula is neutralised.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from portal.catalogue.cells import neutralised, text_in
from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.workbook import UNREADABLE, check_size
from portal.kernel.errors import N_, Invalid

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
#: More rows than this are no list that people mend by hand.
MOST_ROWS = 20_000
_WIDEST = 60

#: (row as spreadsheets count them, its cells).
Rows = list[tuple[int, list[str]]]


def table_as(ending: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the list as a file of this kind ("csv" or "xlsx")."""
    return _as_csv(head, rows) if ending == "csv" else _as_xlsx(head, rows)


def read_table(content: bytes) -> Rows:
    """Return the rows that are not empty, the head first; Invalid when it is neither XLSX nor CSV in UTF-8."""
    found = _from_xlsx(content) if content.startswith(b"PK\x03\x04") else _from_csv(content)
    rows = [(line, cells) for line, cells in enumerate(found, 1) if any(cells)]
    if not rows:
        raise Invalid(N_("This file is empty. Choose another one."))
    if len(rows) > MOST_ROWS:
        raise Invalid(N_("This file has too many rows: at most %(most)s."), most=MOST_ROWS)
    return rows


def _as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(head)
    table.writerows([neutralised(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _as_xlsx(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    import xlsxwriter  # slow to load, and only who takes a list away needs it

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(head):
        sheet.set_column(place, place, min(_WIDEST, max(12, len(title) * 2)), text)
        sheet.write_string(0, place, title, book.add_format({"bold": True}))
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(line, place, neutralised(cell))
    book.close()
    return file.getvalue()


def _from_csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
        head = text.partition("\n")[0]
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
        return [[text_in(cell) for cell in row] for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid(N_("This file cannot be read. Save it as XLSX, or as CSV in UTF-8.")) from error


def _from_xlsx(content: bytes) -> list[list[str]]:
    import openpyxl  # slow to load, and only who brings a list needs it

    try:
        check_size(io.BytesIO(content))
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2)
        return [[text_in(cell) for cell in row] for row in rows]
    except (*UNREADABLE, ImportProblem) as error:
        raise Invalid(N_("This file cannot be read. Save it as XLSX, or as CSV in UTF-8.")) from error
