"""Which procedures does a file hold? Its content decides how it is read; a bad part never hides the others.

JSON lines and lists (crawled records, our export, the national portal's own), a workbook, one TOML file of
`catalog/` or a folder of them.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

from portal.catalogue.cleaning import clean_line, meaningful
from portal.catalogue.crawled import read_crawled
from portal.catalogue.exported import read_exported
from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.loading import CatalogError, read_forms, read_procedure, read_toml
from portal.catalogue.national import is_national, read_national, unwrapped
from portal.catalogue.record import Record
from portal.catalogue.rules import CODE
from portal.catalogue.shapes import text_of
from portal.catalogue.workbook import read_workbook
from portal.eforms.legal_form import LegalForm

#: Line or row (from 1), and what was read there.
Found = tuple[int, Record | ImportProblem]
#: The largest real record has 405 KB; a line of more is no record.
_LONGEST_LINE = 8_000_000
#: Unpacked; the catalogue of a province takes a twentieth of it. A list of JSON is read whole, lines one by one.
_LARGEST_JSON, _LARGEST_LINES = 100_000_000, 400_000_000
TOO_LARGE = "Tệp quá lớn sau khi giải nén. Hãy chia thành nhiều tệp."


def read_file(path: Path, fields: Mapping[str, str]) -> Iterator[Found]:
    """Yield (line, record or problem) of a file or folder; OSError when it cannot be opened.

    `fields` gives the names of fields by code, for TOML.
    """
    if path.is_dir():
        return _folder(path, fields)
    if path.suffix == ".toml":
        return iter([(1, _toml(path, fields, _forms_beside(path.parent)))])
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04":
        return ((row, _with_code(found)) for row, found in read_workbook(path))
    if path.suffix == ".xlsx":
        return iter([(1, ImportProblem("", "Tệp không phải bảng tính XLSX đọc được."))])
    return _objects(path) if path.name.endswith((".json", ".json.gz")) else _json_lines(path)


def read_counted(path: Path, fields: Mapping[str, str]) -> tuple[int, Iterator[Found]]:
    """Return (how many records there are, the same as `read_file`): for those who say how far they are."""
    if path.is_file() and path.name.endswith((".jsonl", ".jsonl.gz")):
        return sum(1 for _ in _json_lines(path, lambda raw: True if raw.strip() else None)), read_file(path, fields)
    found = list(read_file(path, fields))
    return len(found), iter(found)


def _folder(path: Path, fields: Mapping[str, str]) -> Iterator[Found]:
    own = path / "fields.toml"
    if own.exists():
        fields = {**fields, **{row["code"]: row["name"] for row in read_toml(own).get("fields", ())}}
    folder = path / "procedures" if (path / "procedures").is_dir() else path
    files = (file for file in sorted(folder.rglob("*.toml")) if not file.name.endswith(".form.toml"))
    forms = _forms_beside(path)
    for number, file in enumerate((file for file in files if file != own and file.parent.name != "forms"), 1):
        yield number, _toml(file, fields, forms)


def _forms_beside(folder: Path) -> Mapping[str, LegalForm]:
    """Return the legal forms of the catalogue that the folder is, or lies in."""
    places = (place / "forms" for place in (folder, *folder.parents[:2]))
    return next((read_forms(place)[0] for place in places if place.is_dir()), {})


def _toml(path: Path, fields: Mapping[str, str], forms: Mapping[str, LegalForm]) -> Record | ImportProblem:
    try:
        record = read_procedure(path, fields, forms)
        return replace(read_exported(record.as_dict()), code=_code(record.as_dict()))
    except CatalogError as error:
        return ImportProblem("", "; ".join(error.problems), place=path.name)
    except ImportProblem as problem:
        return ImportProblem(problem.code, problem.reason, place=path.name)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return ImportProblem("", _wrong_shape(error), place=path.name)


def _with_code(found: Record | ImportProblem) -> Record | ImportProblem:
    if isinstance(found, ImportProblem):
        return found
    try:
        return replace(found, code=_code({"code": found.code}))
    except ImportProblem as problem:
        return problem


def _unpacked(plain: IO[bytes]) -> IO[bytes]:
    packed = plain.read(2) == b"\x1f\x8b"
    plain.seek(0)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=plain)) if packed else plain


def _objects(path: Path) -> Iterator[Found]:
    """Yield the members of a JSON list, also under "data" or "items", or the one object."""
    with path.open("rb") as plain:
        try:
            text = _unpacked(plain).read(_LARGEST_JSON + 1)
            data = json.loads(text.decode("utf-8-sig")) if len(text) <= _LARGEST_JSON else None
        except (ValueError, RecursionError, EOFError, gzip.BadGzipFile, zlib.error):
            yield 1, ImportProblem("", "Tệp không phải JSON đúng cú pháp.")
            return
    if data is None:
        yield 1, ImportProblem("", TOO_LARGE)
        return
    if isinstance(data, dict):
        data = next((data[key] for key in ("data", "items") if isinstance(data.get(key), list)), [data])
    for number, one in enumerate(data if isinstance(data, list) else [data], 1):
        yield number, _tried(one)


def _json_lines(path: Path, read: Callable[[bytes], Any] | None = None) -> Iterator[tuple[int, Any]]:
    """Yield what stands on every line that is not empty."""
    read, size, number = read or _line, 0, 0
    with path.open("rb") as plain:
        file = _unpacked(plain)
        try:
            while raw := file.readline(_LONGEST_LINE):
                number, size = number + 1, size + len(raw)
                if size > _LARGEST_LINES:
                    yield number, ImportProblem("", TOO_LARGE)
                    return
                found = read(raw)
                if found is not None:
                    yield number, found
        except (EOFError, gzip.BadGzipFile, zlib.error):
            yield number + 1, ImportProblem("", "Tệp nén bị hỏng từ dòng này trở đi.")


def _line(raw: bytes) -> Record | ImportProblem | None:
    try:
        text = raw.decode("utf-8-sig")
        return read_line(text) if text.strip() else None
    except UnicodeDecodeError:
        return ImportProblem("", "Dòng này không phải văn bản UTF-8.")
    except ImportProblem as problem:
        return problem


def read_line(text: str) -> Record:
    """Read one line: a record as crawled, as exported, or of the national portal. Raises ImportProblem."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImportProblem("", "Dòng này không phải JSON đúng cú pháp.") from error
    return _read_object(data)


def _tried(data: object) -> Record | ImportProblem:
    try:
        return _read_object(data)
    except ImportProblem as problem:
        return problem


def _read_object(data: object) -> Record:
    if not isinstance(data, dict):
        raise ImportProblem("", "Dòng này không phải một bản ghi thủ tục.")
    told = unwrapped(data)
    code = ""
    try:
        code = _code(told)
        if not meaningful(text_of(told, "name")):
            raise ImportProblem(code, "Thiếu tên thủ tục.")
        record = _reader(told)(told)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ImportProblem(code, _wrong_shape(error)) from error
    return replace(record, code=code, local_code=record.local_code or _local_code(told, code))


def _reader(data: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Record]:
    if is_national(data):
        return read_national
    return read_exported if "channels" in data else read_crawled


def _wrong_shape(error: Exception) -> str:
    return f"Bản ghi không đúng cấu trúc: {clean_line(repr(error))[:200]}."


#: Codes of provinces and of collections, for procedures without a national one.
_LOCAL_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{2,39}")


def _local_code(data: Mapping[str, Any], code: str) -> str:
    """Return the local code that stood where the national one was expected, "" if none did."""
    written = "".join(clean_line(text_of(data, "code")).split()).upper()
    return written if CODE.fullmatch(code) and written != code and _LOCAL_CODE.fullmatch(written) else ""


def _code(data: Mapping[str, Any]) -> str:
    """Return the code: national as written, else the national one within it, else the local one."""
    written = "".join(clean_line(text_of(data, "code")).split()).upper().strip(".")
    base = "".join(clean_line(text_of(data, "base_code")).split())
    if CODE.fullmatch(written):
        return written
    if CODE.fullmatch(base):
        return base
    if _LOCAL_CODE.fullmatch(written):
        return written
    raise ImportProblem(written[:40], "Thiếu mã thủ tục, hoặc mã không dùng được.")
