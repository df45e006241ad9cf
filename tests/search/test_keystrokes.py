"""Syllables, and raw Telex and VNI keystrokes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.text import fold
from portal.search import keystrokes, syllables
from portal.search.keystrokes import LOANWORDS, decode
from portal.search.syllables import Syllable, canonical, is_bare_syllable, parse

TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
VNI = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
TEXT = """
    tôi muốn đăng ký khai sinh cho con mất giấy chứng nhận quyền sử dụng đất nhà ở và tài sản khác
    gắn liền với thủ tục hành chính công dân căn cước kết hôn khai tử thừa kế chuyển nhượng tặng
    xoong boong moóc quốc khuya nguyễn giếng gì ngoèo thuở huơ quả khuỷu rượu yêu ý uống ao
"""
ORDINARY = sorted(set(TEXT.split()))


@st.composite
def vietnamese(draw: st.DrawFn) -> str:
    """Any possible Vietnamese syllable, in lower case and NFC."""
    onset = draw(st.sampled_from(("", *syllables._ONSETS)))
    rhyme = draw(st.sampled_from(sorted(syllables._RHYMES)))
    tone = draw(st.integers(0, 5))
    word = str(Syllable(onset, rhyme, tone))
    return word if parse(word) else "đất"


def typed(word: str, tones: dict[str, str], *, vni: bool) -> str:
    """The keys somebody presses for a word, tone last."""
    keys, tone = "", ""
    for char in unicodedata.normalize("NFD", word):
        if char in tones:
            tone = tones[char]
        elif char == "\u0302":
            keys += "6" if vni else keys[-1]
        elif char == "\u031b":
            keys += "7" if vni else "w"
        elif char == "\u0306":
            keys += "8" if vni else "w"
        elif char == "đ":
            keys += "d9" if vni else "dd"
        else:
            keys += char
    return keys + tone


@given(vietnamese().filter(lambda word: not fold(word).endswith(("oong", "ooc"))))
def test_telex_typed_blind_gives_the_word_back(word: str) -> None:
    raw = typed(word, TELEX, vni=False)
    assert (decode(raw) or canonical(raw)) == canonical(word)


@given(vietnamese())
def test_vni_typed_blind_gives_the_word_back(word: str) -> None:
    raw = typed(word, VNI, vni=True)
    assert fold(decode(raw) or raw) == fold(word) or (len(fold(word)) == 1 and decode(raw) is None)


@given(vietnamese())
def test_no_vietnamese_word_is_changed(word: str) -> None:
    assert decode(word) is None
    assert decode(fold(word)) is None


@pytest.mark.parametrize("word", ORDINARY)
def test_ordinary_words_are_syllables_and_stay(word: str) -> None:
    assert parse(word)
    assert decode(word) is None
    assert decode(fold(word)) is None


@pytest.mark.parametrize("word", sorted(LOANWORDS))
def test_loanwords_stay(word: str) -> None:
    assert decode(word) is None


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("ddangw", "đăng"), ("kys", "ký"), ("ddaats", "đất"), ("DDAATS", "đất"),
        ("dduwowngf", "đường"), ("dduongwf", "đường"), ("giaays", "giấy"), ("giayas", "giấy"),
        ("quyeenf", "quyền"), ("nguwowif", "người"), ("tw", "tư"), ("thuowr", "thuở"),
        ("chuwngs", "chứng"), ("chungws", "chứng"), ("coong", "công"), ("ngoefo", "ngoèo"),
        ("hojp", "họp"), ("caasp", "cấp"), ("đangw", "đăng"), ("d9a8ng", "đăng"), ("ky1", "ký"),
        ("d9a61t", "đất"), ("d9at61", "đất"), ("ngu7o7i2", "người"), ("thuo6c1", "thuốc"), ("thuoocs", "thuốc"), ("nguo7i2", "người"), ("quye62n", "quyền"),
    ],
)  # fmt: skip
def test_keystrokes_as_people_type_them(raw: str, meant: str) -> None:
    assert decode(raw) == meant


@pytest.mark.parametrize("code", ["a1", "b2", "c1e", "ct07", "kt3", "h61", "1a", "na15", "2026"])
def test_codes_and_licence_classes_are_not_keystrokes(code: str) -> None:
    assert decode(code) is None


@given(st.text(max_size=40))
def test_any_text_is_survived(text: str) -> None:
    result = keystrokes.decode(text)
    assert result is None or parse(result)


@pytest.mark.parametrize(("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("Khoẻ", "khỏe"), ("quý", "quý")])
def test_old_and_new_tone_placement_are_one_word(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize("word", ["gmail", "ngk", "đât1", "côc̀", "strong", "kà", "cê", ""])
def test_what_is_no_syllable(word: str) -> None:
    assert parse(word) is None


def test_stops_take_only_two_tones() -> None:
    assert parse("cấp") and parse("cập")
    assert parse("cầp") is None


def test_bare_syllables() -> None:
    assert is_bare_syllable("dang") and is_bare_syllable("nguoi") and is_bare_syllable("gi")
    assert not is_bare_syllable("kys") and not is_bare_syllable("ddat")
