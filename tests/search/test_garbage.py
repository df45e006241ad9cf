"""Whatever is typed: it never errs, and it never takes long. Work is counted where it can be, time is bounded generously."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search import spelling
from portal.search.index import ProcedureIndex
from portal.search.rules import LONGEST_QUERY
from portal.search.sayings import Sayings
from tests.search.test_portal_catalogue import index

__all__ = ["index"]

GARBAGE = {
    "10,000 letters": "a" * 10_000,
    "10,000 of anything": "".join(chr(33 + n * 7 % 9_000) for n in range(10_000)),
    "one word 5,000 times": "đất " * 5_000,
    "one phrase 2,000 times": "mất sổ đỏ " * 2_000,
    "300 unknown words": " ".join(f"{chr(97 + n % 26)}zq{chr(97 + n // 26)}w" for n in range(300)),
    "300 slips": "khia sihn dagn kky giayy " * 60,
    "words run together": "dangkykhaisinhchocontoidangkyketho" * 20,
    "acronyms": "đkkh gcnđkđt qsdđ hkd xyzt " * 20,
    "fillers": "mất luôn cái của rồi thì là mà nhà em người ta " * 20,
    "controls": "".join(map(chr, range(32))) * 200,
    "NUL": "khai\x00sinh\x00",
    "query syntax": 'name:"a" AND (b OR NOT c)~2^3 [a TO z] /.*/ *? title:* +-&&|| {x} \\',
    "SQL": "'; DROP TABLE procedure; -- %_%",
    "markup": "<script>alert(1)</script>&amp;&#x27;{{7*7}}",
    "emoji": "👩‍👩‍👧‍👦🇻🇳" * 500,
    "right to left": "\u202eשלום مرحبا\u202c" * 300,
    "combining marks": "e" + "\u0301\u0323" * 4_000,
    "surrogates": "\ud800\udfff" * 500,
    "full width": "ＫＨＡＩ ＳＩＮＨ １．００１１９３" * 50,
    "digits": "1234567890" * 500,
    "codes": "1.001193 " * 500,
    "dots": "a.b.c.d.e.f.g.h.i." * 300,
    "blanks": " \u00a0\u3000\t\r\n" * 2_000,
}
#: The goal is 0.05 s on a quiet machine; tests run beside others.
MOST_SECONDS = 0.5


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_answered_soon(what: str, index: ProcedureIndex) -> None:
    index.search(GARBAGE[what])
    took = []
    for ask in (index.search, index.suggest):
        began = time.thread_time()
        ask(GARBAGE[what])  # type: ignore[operator]
        took.append(time.thread_time() - began)
    assert max(took) < MOST_SECONDS, took


@settings(max_examples=150)
@given(st.text(max_size=400) | st.text("đất sổỏmaiồng ơưêăâ.,123-'\"", max_size=400))
def test_any_text_is_survived(index: ProcedureIndex, text: str) -> None:
    index.search(text)
    index.suggest(text)


@pytest.mark.parametrize("what", GARBAGE)
def test_the_work_is_bounded(
    what: str,
    index: ProcedureIndex,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = {"corrected": 0, "looked for": 0}

    def counted(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def counting(*args: object, **options: object) -> object:
            done[name] += 1
            return function(*args, **options)

        return counting

    monkeypatch.setattr(spelling, "corrections", counted("corrected", spelling.corrections))
    monkeypatch.setattr(Sayings, "found_at", counted("looked for", Sayings.found_at))
    index.search(GARBAGE[what])
    assert done["corrected"] <= LONGEST_QUERY
    assert done["looked for"] <= 6 * LONGEST_QUERY
