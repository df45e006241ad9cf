"""Long texts: lines stay lines, dashes a list, and what is cut ends where a reader would pause."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.web.prose import Block, beginning, blocks


def test_lines_are_paragraphs_and_dashes_are_lists() -> None:
    text = "Nộp:\n- Đơn\n+ Ảnh 3x4\n\n• Sổ\n  a) Bản sao\n-\nHết."
    assert blocks(text) == [
        Block(False, ("Nộp:",)), Block(True, ("Đơn", "Ảnh 3x4", "Sổ")), Block(False, ("a) Bản sao",)),
        Block(False, ("-",)), Block(False, ("Hết.",)),
    ]  # fmt: skip


def test_a_cut_is_made_at_a_line_a_sentence_or_a_word() -> None:
    assert beginning("Ngắn thôi", 50) == "Ngắn thôi"
    assert beginning("Dòng một dài\nDòng hai", 15) == "Dòng một dài …"
    assert beginning("Câu một. Câu hai dài", 12) == "Câu một. …"
    assert beginning("Một hai ba bốn", 12) == "Một hai ba …"
    assert beginning("a" * 50, 10) == "a" * 10 + "…"


@given(st.text(max_size=400), st.integers(1, 100))
def test_nothing_is_added_and_nothing_too_long(text: str, most: int) -> None:
    assert len(beginning(text, most)) <= max(most + 2, 3) or len(text) <= most
    words = "".join("".join(block.lines) for block in blocks(text))
    assert len(words) <= len(text)
