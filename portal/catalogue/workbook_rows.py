"""How does a procedure become rows of the workbook, and rows a procedure again?

Rows are dictionaries by the keys of `workbook_columns`. What no column carries (e-forms, internal steps) goes
into the machine column as {key: [what the cells say, what is meant]}: who edits the cells wins over it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from portal.catalogue.cells import code_in, day_in, day_out, neutralised, number_in, text_in
from portal.catalogue.exported import read_exported
from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.record import Record, from_dict
from portal.catalogue.workbook_columns import (
    BASES,
    FEES,
    PAPERS,
    PROCEDURES,
    SHEETS,
    STEPS,
    WAYS,
    WAYS_IN,
    Column,
)

#: Rows by sheet.
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_YES = {"có", "co", "x", "1", "yes", "true", "đúng"}
_NO = {"không", "khong", "0", "no", "false", "sai"}


class WrongCell(ValueError):
    """A cell whose words cannot be meant; the message goes on after "Dòng 37: "."""


def written(column: Column, value: Any) -> str | int | None:
    """Return what stands in the cell for a value; what the column cannot say is left out."""
    if value is None:
        return None
    match column.kind:
        case "number":
            return value if isinstance(value, int) else None
        case "flag":
            return column.choices["yes"] if value else None
        case "choice":
            return column.choices.get(value)
        case "choices":
            return "\n".join(column.choices[one] for one in value if one in column.choices)
        case "lines":
            return "\n".join(value)
        case "day":
            return day_out(value)
        case _:
            return str(value)


def understood(column: Column, cell: object) -> Any:
    """Return the value a cell means, the column's default for an empty one; WrongCell says what is wrong."""
    text = text_in(cell)
    if not text:
        if column.is_required:
            raise WrongCell(f"thiếu {column.label}.")
        return () if column.kind in ("lines", "choices") else column.default
    read = _READERS.get(column.kind)
    return read(column, cell) if read else text


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n") if line.strip())


def _number(column: Column, cell: object) -> int | None:
    try:
        return number_in(cell)
    except ValueError as error:
        raise WrongCell(f"{column.label} phải là số.") from error


def _day(column: Column, cell: object) -> str:
    try:
        return day_in(cell)
    except ValueError as error:
        raise WrongCell(f"{column.label} phải là ngày, viết như 31/12/2026.") from error


def _choice(column: Column, cell: object) -> Any:
    told = text_in(cell).casefold()  # also the stored value itself: who knows it may write it
    for value, word in column.choices.items():
        if told in (word.casefold(), str(value)):
            return value
    raise WrongCell(f"{column.label} phải là một trong: {', '.join(column.choices.values())}.")


def _flag(column: Column, cell: object) -> bool:
    told = text_in(cell).casefold()
    if told not in _YES | _NO:
        raise WrongCell(f"{column.label} phải là có hoặc không.")
    return told in _YES


_READERS: Mapping[str, Callable[[Column, object], Any]] = {
    "code": lambda column, cell: code_in(cell),
    "number": _number,
    "day": _day,
    "choice": _choice,
    "choices": lambda column, cell: tuple(_choice(column, line) for line in _lines(text_in(cell))),
    "lines": lambda column, cell: tuple(_lines(text_in(cell))),
    "flag": _flag,
}


def rows_of(record: Record) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a record by sheet, the machine column filled with what they do not carry."""
    data = record.as_dict()
    rows = _plain_rows(data)
    carried = from_dict(data_of(_read_back(rows))).as_dict()
    kept = {key: [carried.get(key), value] for key, value in data.items() if carried.get(key) != value}
    # In ASCII: what cleaning a cell would mend must come back as it was.
    rows[PROCEDURES][0]["machine"] = json.dumps(kept, sort_keys=True) if kept else ""
    return rows


def _plain_rows(data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    code = {"code": data["code"]}
    ways: list[dict[str, Any]] = []
    fees: list[dict[str, Any]] = []
    for way in data["channels"]:
        limit = way["limit"] or {}
        turn = 1 + sum(row["channel"] == way["channel"] for row in ways)
        ways.append({**code, **way, "limit_value": limit.get("value"), "limit_unit": limit.get("unit")})
        fees += [{**code, **fee, "channel": way["channel"], "turn": turn} for fee in way["fees"]]
    return {
        PROCEDURES: [dict(data)],
        WAYS_IN: ways,
        FEES: fees,
        PAPERS: [{**code, **row} for row in data["components"]],
        STEPS: [{**code, **row} for row in data["steps"]],
        BASES: [{**code, **row} for row in data["legal_bases"]],
    }


def _read_back(rows: Rows) -> Rows:
    """Return the rows as they will be read from the cells."""
    return {
        sheet: [{c.key: _reread(c, row.get(c.key)) for c in SHEETS[sheet]} for row in those]
        for sheet, those in rows.items()
    }


def _reread(column: Column, value: Any) -> Any:
    cell = written(column, value)
    return understood(column, neutralised(cell) if isinstance(cell, str) else cell)


def record_of(rows: Rows) -> Record:
    """Build the record that the understood rows of one procedure tell; ImportProblem when they do not fit."""
    code = str(rows[PROCEDURES][0]["code"])
    data = data_of(rows)
    try:
        told = from_dict(data).as_dict()
        machine = json.loads(rows[PROCEDURES][0]["machine"] or "{}")
        for key, (carried, meant) in machine.items():
            if told.get(key) == carried or carried is None:
                told[key] = meant
        return read_exported(told)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        reason = f"Nội dung không đúng cấu trúc, hoặc cột «Dữ liệu máy đọc» đã bị sửa: {str(error)[:200]}."
        raise ImportProblem(code, reason) from error


def data_of(rows: Rows) -> dict[str, Any]:
    """Return the plain data of a record; ImportProblem when rows of two sheets contradict each other."""
    main = rows[PROCEDURES][0]
    data = {key: list(value) if isinstance(value, tuple) else value for key, value in main.items() if key != "machine"}
    data["channels"] = _channels(str(main["code"]), rows[WAYS_IN], rows[FEES])
    data["components"] = [{**row, "id": row["id"] or f"c{number}"} for number, row in enumerate(rows[PAPERS], 1)]
    data["steps"], data["legal_bases"] = list(rows[STEPS]), list(rows[BASES])
    return data


def _channels(code: str, ways: Sequence[Mapping[str, Any]], fees: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    channels: list[dict[str, Any]] = []
    for row in ways:
        value, unit = row["limit_value"], row["limit_unit"]
        if (value is None) != (not unit):
            raise _contradiction(code, WAYS_IN, row, "thời hạn phải có cả số và đơn vị.")
        limit = {"value": value, "unit": unit} if unit else None
        channels.append({**row, "limit": limit, "fees": []})
    for fee in fees:
        told = {key: fee[key] for key in ("name", "kind", "amount_vnd", "note")}
        for channel in _paid_on(code, fee, channels):
            channel["fees"].append(told)
    return channels


def _paid_on(code: str, fee: Mapping[str, Any], channels: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Return the ways a row of fees is for: all of them when it names none."""
    if not fee["channel"]:
        return channels
    same = [channel for channel in channels if channel["channel"] == fee["channel"]]
    turn = fee["turn"] or 1
    if turn > len(same):
        reason = f"tờ {WAYS_IN} không có dòng «{WAYS[fee['channel']]}» thứ {turn} của thủ tục này."
        raise _contradiction(code, FEES, fee, reason)
    return [same[turn - 1]]


def _contradiction(code: str, sheet: str, row: Mapping[str, Any], reason: str) -> ImportProblem:
    line = row.get("line", 1)
    return ImportProblem(code, f"Dòng {line}: {reason}", place=f"tờ {sheet}, dòng {line}")
