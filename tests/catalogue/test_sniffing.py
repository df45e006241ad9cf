"""What a file is, whatever it calls itself."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from portal.catalogue import reading
from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.reading import TOO_LARGE, read_counted, read_file
from portal.catalogue.sniffing import ending_of
from portal.kernel.errors import Invalid

ONE = b'{"code": "1.000001", "name": "A"}'


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        (ONE + b"\n" + ONE, "p.jsonl", ".jsonl"),
        (ONE + b"\n" + ONE, "p.json", ".jsonl"),
        (ONE + b"\n" + ONE, "thu-tuc.txt", ".jsonl"),
        (ONE, "p.json", ".json"),
        (b'{\n "code": "1.000001"\n}', "p.txt", ".json"),
        (b"\xef\xbb\xbf [" + ONE + b"]", "p.jsonl.txt", ".json"),
        (b'{"name": "' + b"a" * 70_000 + b'"}\n', "p.jsonl", ".jsonl"),
        (gzip.compress(ONE + b"\n" + ONE), "p.gz", ".jsonl.gz"),
        (gzip.compress(b"[" + ONE + b"]"), "p.jsonl.gz", ".json.gz"),
        (b"PK\x03\x04 workbook", "p.jsonl", ".xlsx"),
        (b'code = "1.000001"\n', "p.xlsx", ".toml"),
    ],
)
def test_the_content_decides(content: bytes, name: str, ending: str) -> None:
    assert ending_of(content, name, most_bytes=100_000) == ending


@pytest.mark.parametrize(
    "content", [b"", b"\0\1", b"xin ch\xe0o", gzip.compress(b"xin chao"), b"\x1f\x8b cut", b"a = 1", b"x" * 200]
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        ending_of(content, "p.jsonl", most_bytes=100)


@pytest.mark.parametrize(
    ("name", "content"), [("p.jsonl", ONE + b"\n\n" + ONE + b"\n"), ("p.json", b"[" + ONE + b"," + ONE + b"]")]
)
def test_how_many_there_are_is_known_before(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    total, found = read_counted(tmp_path / name, {})
    assert total == len(list(found)) == 2


@pytest.mark.parametrize("name", ["p.jsonl.gz", "p.json.gz"])
def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LARGEST_JSON", 1_000)
    monkeypatch.setattr(reading, "_LARGEST_LINES", 1_000)
    (tmp_path / name).write_bytes(gzip.compress(b'{"a": 1}\n' * 10_000))
    *_, (_, last) = read_file(tmp_path / name, {})
    assert isinstance(last, ImportProblem)
    assert last.reason == TOO_LARGE
