"""Can everybody read what stands on screen? Short sentences, plain words, one way to write a date (ux.md 2, row 21).

Read are the Vietnamese catalogue, the messages and the e-forms: what we write. What procedures say is law or an editor's
text; `portal check-quality` counts its long sentences.
"""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from statistics import mean

import pytest
from babel.messages.pofile import read_po

from tests.house.sources import CATALOG, ROOT, modules, name_of, tree

PO = ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
#: Texts of an e-form that people read; the rest are names and conditions.
READ = {"bring", "label", "hint", "title", "task", "stop_reason", "text", "description"}
MEAN, NEARLY_ALL, MOST, MOST_OF_AN_ERROR = 18, 25, 30, 12
SENTENCE = re.compile(r"(?<=[.!?…])[”)]?\s+|\n+")
VALUE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
#: Words of offices and of machines, and the way of speaking that nobody likes to hear. `ông/bà` it is.
BANNED = re.compile(
    r"người dùng|quý khách|quý vị|anh/chị|(?<!người )\bbạn\b(?! bè| đời| hàng)|vui lòng|tiến hành|thành phần hồ sơ|"
    r"không hợp lệ|trường này|trường bắt buộc|click|nhấp|nhấn vào|upload|download|submit|server|đăng nhập thất bại|"
    r"thao tác|kích hoạt|tải lên|cập nhật thành công|thất bại", re.IGNORECASE,
)  # fmt: skip
DATE = re.compile(r"(?<![\d./-])\d{1,4}([-./])\d{1,2}\1\d{2,4}\b(?!\.\w)")
GOOD_DATE = re.compile(r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}")


@cache
def translations() -> dict[str, tuple[str, ...]]:
    """Return msgid → its Vietnamese texts."""
    with PO.open("rb") as file:
        messages = [m for m in read_po(file, locale="vi") if m.id]
    several = {m.id: m.string if isinstance(m.string, (list, tuple)) else (m.string,) for m in messages}
    return {(key[0] if isinstance(key, (list, tuple)) else key): tuple(texts) for key, texts in several.items()}


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Return (where, text) of everything we write."""
    found = [(f"po: {key[:60]}", text) for key, several in translations().items() for text in several]
    for notice in tomllib.loads((CATALOG / "notices.toml").read_text("utf-8"))["notices"]:
        found += [(f"notice {notice['kind']}", notice[part]) for part in ("subject", "text")]
    for path in sorted((CATALOG / "procedures").rglob("*.form.toml")):
        found += [(path.name, text) for key, text in strings(tomllib.loads(path.read_text("utf-8"))) if key in READ]
    return tuple(found)


def strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield (key, text) of everything inside."""
    if isinstance(value, str):
        yield key, value
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield from strings(inner, name)
    for inner in value if isinstance(value, list) else ():
        yield from strings(inner, key)


def sentences(text: str) -> list[str]:
    """Return the sentences; a value that is filled in counts as one tiếng."""
    return [one.strip() for one in SENTENCE.split(VALUE.sub("1", text)) if one.strip()]


def length(sentence: str) -> int:
    """Return how many tiếng: Vietnamese writes a blank between them."""
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


def test_sentences_are_short() -> None:
    by_length = sorted((length(one), where, one) for where, text in texts() for one in sentences(text))
    lengths = [count for count, _, _ in by_length]
    assert [one for one in by_length if one[0] > MOST] == []
    assert mean(lengths) <= MEAN and lengths[int(len(lengths) * 0.95)] <= NEARLY_ALL


def test_words_are_plain() -> None:
    assert [(where, found[0]) for where, text in texts() if (found := BANNED.search(text))] == []


def test_dates_are_written_one_way() -> None:
    written = [(where, found[0]) for where, text in texts() for found in DATE.finditer(text)]
    assert [one for one in written if not GOOD_DATE.fullmatch(one[1])] == []


def test_texts_are_composed_and_tidy() -> None:
    for where, text in texts():
        assert unicodedata.is_normalized("NFC", text), where
        assert "  " not in text.strip(), f"{where}: two blanks in {text[:60]!r}"


REFUSALS = {"Invalid", "InvalidMove", "TooMany", "Incomplete", "Problem", "ValidationError"}


def refusals() -> Iterator[tuple[str, str]]:
    """Yield (where, msgid) of the sentences that say what is wrong: what is raised, and what stands in lists of errors."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in REFUSALS:
                yield from ((name_of(path), text) for text in marked(node))
            elif isinstance(node, ast.Assign) and "error" in ast.unparse(node.targets[0]):
                yield from ((name_of(path), text) for text in marked(node.value))
            elif isinstance(node, ast.Dict) and any("Guard." in ast.unparse(key) for key in node.keys if key):
                yield from ((name_of(path), text) for text in marked(node))
            elif isinstance(node, ast.keyword) and node.arg == "message":
                yield from ((name_of(path), text) for text in marked(node.value))


def marked(node: ast.AST) -> Iterator[str]:
    """Yield the texts that are marked for translation."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("_", "N_", "gettext", "lazy_gettext"):
            yield from (
                one.value for one in call.args[:1] if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )


def test_errors_are_shorter_still() -> None:
    errors = set(refusals())
    assert len(errors) > 100, "are the errors still found?"
    long = [
        (where, length(one), one)
        for where, msgid in sorted(errors) for text in translations().get(msgid, ())
        for one in sentences(text.partition(", ví dụ")[0]) if length(one) > MOST_OF_AN_ERROR
    ]  # fmt: skip
    assert long == []


@pytest.mark.parametrize("text", ["Quý khách vui lòng nhập", "Bạn đã gửi", "Trường này không hợp lệ"])
def test_the_list_of_words_bites(text: str) -> None:
    assert BANNED.search(text)
