"""Syllables, and raw Telex and VNI keystrokes."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.kernel.text import fold, words
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


def typed(word: str, tones: dict[str, str], *, vni: bool, in_the_midst: bool = False) -> str:
    """The keys somebody presses for a word, the tone last or right behind its vowel."""
    keys, tone = "", ""
    for char in unicodedata.normalize("NFC", word):
        base, *marks = unicodedata.normalize("NFD", char)
        keys += ("d9" if vni else "dd") if base == "đ" else base
        keys += "".join(_shape_key(base, mark, vni=vni) for mark in marks if mark not in tones)
        tone = next((tones[mark] for mark in marks if mark in tones), tone)
        if in_the_midst and tone:
            keys, tone = keys + tone, ""
    return keys + tone


def _shape_key(base: str, mark: str, *, vni: bool) -> str:
    telex = {"\u0302": base, "\u031b": "w", "\u0306": "w"}
    return {"\u0302": "6", "\u031b": "7", "\u0306": "8"}[mark] if vni else telex[mark]


def from_the_catalogue() -> list[str]:
    """Every Vietnamese word of the names and plain lines of our own procedures, as it is written there."""
    texts = (tomllib.loads(path.read_text("utf-8")) for path in CATALOG.glob("procedures/*/*.toml"))
    names = (str(row.get(key, "")) for row in texts for key in ("name", "short_name", "plain"))
    return sorted({canonical(word) for name in names for word in words(name) if parse(word)})


CATALOG = Path(__file__).parents[2] / "catalog"
CATALOGUE = from_the_catalogue()
WAYS = [(TELEX, False, False), (TELEX, False, True), (VNI, True, False), (VNI, True, True)]


@pytest.mark.parametrize("in_the_midst", [False, True])
@given(word=vietnamese().filter(lambda word: not fold(word).endswith(("oong", "ooc"))))
def test_telex_typed_blind_gives_the_word_back(word: str, in_the_midst: bool) -> None:
    raw = typed(word, TELEX, vni=False, in_the_midst=in_the_midst)
    assume(raw not in LOANWORDS and (not parse(raw) or parse(raw) == parse(word)))  # "boong", "bus": words themselves
    assert (decode(raw) or canonical(raw)) == canonical(word)


@pytest.mark.parametrize("in_the_midst", [False, True])
@given(word=vietnamese())
def test_vni_typed_blind_gives_the_word_back(word: str, in_the_midst: bool) -> None:
    raw = typed(word, VNI, vni=True, in_the_midst=in_the_midst)
    assert fold(decode(raw) or raw) == fold(word) or (len(fold(word)) == 1 and decode(raw) is None)


@pytest.mark.parametrize(("tones", "vni", "in_the_midst"), WAYS, ids=["telex", "telex-midst", "vni", "vni-midst"])
@given(text=st.lists(st.sampled_from(CATALOGUE), min_size=1, max_size=8))
def test_a_text_typed_blind_is_given_back(
    text: list[str], tones: dict[str, str], vni: bool, in_the_midst: bool
) -> None:
    raw = [typed(word, tones, vni=vni, in_the_midst=in_the_midst) for word in text]
    back = [decode(word) or canonical(word) for word in raw]
    assert back == [canonical(word) if len(word) > 1 else back[at] for at, word in enumerate(text)]


def test_no_word_of_the_catalogue_is_changed() -> None:
    assert len(CATALOGUE) > 700
    changed = {word: decode(form) for word in CATALOGUE for form in (word, fold(word), word.upper()) if decode(form)}
    assert changed == {}


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
