"""Vietnamese text: folding, cleaning, sorting."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.text import (
    fold,
    nfc,
    plain_ascii,
    slug,
    sort_key_vi,
    strip_controls,
    tokens,
    words,
)

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


@pytest.mark.parametrize("written", ["Đăng ký", "ĐĂNG KÝ", "đăng-ký", "  đăng   ký. ", "Ðăng ký"])
def test_one_folding_for_every_way_of_writing(written: str) -> None:
    assert fold(written) == "dang ky"
    assert fold(unicodedata.normalize("NFD", written)) == "dang ky"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper(), min_size=1))
def test_vietnamese_folds_to_ascii_letters(text: str) -> None:
    assert fold(text).isascii()
    assert len(fold(text)) == len(nfc(text))


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_tokens_drop_punctuation() -> None:
    assert tokens("Cấp, cấp lại (lần đầu)") == ["cap", "cap", "lai", "lan", "dau"]
    assert tokens("…!?") == []


def test_words_keep_case_and_accents() -> None:
    assert words("Sở TN&MT: đất\u00a0đai") == ["Sở", "TN", "MT", "đất", "đai"]


def test_soft_hyphens_and_private_bullets_vanish() -> None:
    assert strip_controls("kh\u00adai\u200b sinh\uf0b7\x00") == "khai sinh"
    assert fold("kh\u00adai sinh") == "khai sinh"


def test_line_ends_become_blanks_unless_asked_for() -> None:
    assert strip_controls("một\r\nhai\tba") == "một hai ba"
    assert strip_controls("một\r\nhai\tba", keep_lines=True) == "một\nhai ba"


@given(st.text())
def test_cleaned_text_can_always_be_stored(text: str) -> None:
    cleaned = strip_controls(text)
    assert not any(unicodedata.category(char)[0] == "C" for char in cleaned)
    cleaned.encode("utf-8")


def test_ascii_for_telephones_keeps_case_and_punctuation() -> None:
    assert plain_ascii("Hồ sơ đã xong – mời ông/bà đến “Một cửa”!") == ('Ho so da xong - moi ong/ba den "Mot cua"!')


@given(st.text())
def test_telephone_text_is_ascii(text: str) -> None:
    assert plain_ascii(text).isascii()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Đất đai", "dat-dai"), ("Hộ tịch – 2", "ho-tich-2"), ("…", ""), ("日本", "")],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_names_sort_as_in_a_vietnamese_dictionary() -> None:
    right = ["An", "Ăn", "Ân", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Bà con", "Dân", "Đan"]
    ordered = ["An", "Ăn", "Ân", "Ba", "Bà", "Bà con", "Bả", "Bã", "Bá", "Bạ", "Dân", "Đan"]
    assert sorted(right, key=sort_key_vi) == ordered


def test_numbers_sort_by_value() -> None:
    names = ["Phường 10", "Phường 2", "Phường 1"]
    assert sorted(names, key=sort_key_vi) == ["Phường 1", "Phường 2", "Phường 10"]


def test_tone_placement_does_not_change_the_order() -> None:
    assert sort_key_vi("Hoà Bình") == sort_key_vi("Hòa Bình")
