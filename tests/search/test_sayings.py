"""Words that stand for one another, phrases with words between their words, and acronyms that nobody listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.search.rules import understand
from portal.search.vocabulary import Lexicon, Vocabulary, vocabulary_of

NAMES = ("Cấp Giấy chứng nhận đăng ký đầu tư", "Thủ tục đăng ký kết hôn", "Đăng ký thường trú", "Đăng ký khai sinh")


@pytest.fixture
def vocabulary() -> Vocabulary:
    words = vocabulary_of(
        synonyms=[
            {"say": ["mất sổ đỏ"], "mean": "cấp lại giấy chứng nhận", "procedures": ["1.012786"]},
            {"say": ["bìa đỏ rách"], "mean": "cấp đổi giấy chứng nhận"},
            {"say": ["đóng quán"], "mean": "chấm dứt hoạt động hộ kinh doanh"},
            {"say": ["mở quán"], "mean": "thành lập hộ kinh doanh"},
            {"say": ["quán thuốc tây"], "mean": "kinh doanh dược"},
        ],
        intents=[{"name": "time", "words": ["mất bao lâu"]}],
        stop=["cái", "luôn", "của", "người ta"],
        alike=[["sổ đỏ", "sổ hồng", "bìa đỏ"], ["mất", "rớt", "thất lạc", "cháy"], ["đóng", "nghỉ"], ["quán", "tiệm"]],
    )
    return replace(words, lexicon=Lexicon(NAMES))


def said(query: str, vocabulary: Vocabulary) -> list[str]:
    """What the query was understood to stand for."""
    return [
        " ".join(word.folded for word in reading.words)
        for term in understand(query, vocabulary).terms
        for reading in term.readings[1:]
        if len(reading.words) > 1
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "mất sổ đỏ", "rớt sổ hồng", "thất lạc bìa đỏ", "chay so hong", "rowts soor hoongf", "mất luôn cái sổ đỏ",
        "rớt luôn cái bìa đỏ của người ta", "that lac so hogn",
    ],
)  # fmt: skip
def test_other_words_of_the_group_mean_the_same(typed: str, vocabulary: Vocabulary) -> None:
    assert said(typed, vocabulary) == ["cap lai giay chung nhan"]


@pytest.mark.parametrize("typed", ["đóng", "nghỉ", "sổ hồng", "rớt"])
def test_one_word_of_a_phrase_is_not_the_phrase(typed: str, vocabulary: Vocabulary) -> None:
    assert said(typed, vocabulary) == []


def test_what_is_written_out_comes_before_what_is_alike(vocabulary: Vocabulary) -> None:
    words = vocabulary_of(
        synonyms=[{"say": ["mất sổ đỏ"], "mean": "một"}, {"say": ["rớt sổ đỏ"], "mean": "hai"}],
        alike=[["mất", "rớt"]],
    )
    assert [reading.words[0].folded for reading in understand("rớt sổ đỏ", words).terms[0].readings[1:]] == ["hai"]


def test_the_longer_phrase_wins_though_it_begins_later(vocabulary: Vocabulary) -> None:
    assert said("mở tiệm thuốc tây", vocabulary) == ["kinh doanh duoc"]


def test_a_question_is_not_a_loss(vocabulary: Vocabulary) -> None:
    found = understand("sổ đỏ mất bao lâu", vocabulary)
    assert (found.intents, said("sổ đỏ mất bao lâu", vocabulary)) == (("time",), [])


def test_two_bare_words_are_not_looked_for_across_others(vocabulary: Vocabulary) -> None:
    assert said("dong cai quan", vocabulary) == []
    assert said("đóng cái quán", vocabulary) == ["cham dut hoat dong ho kinh doanh"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gcnđkđt", "giay chung nhan dang ky dau tu"), ("GCNDKDT", "giay chung nhan dang ky dau tu"),
        ("đkkh", "dang ky ket hon"), ("ĐKTT", "dang ky thuong tru"),
    ],
)  # fmt: skip
def test_acronyms_are_told_by_the_names(typed: str, meant: str, vocabulary: Vocabulary) -> None:
    assert said(typed, vocabulary)[0] == meant


@pytest.mark.parametrize("typed", ["đkxz", "kết", "đk", "khai"])
def test_what_is_no_acronym(typed: str, vocabulary: Vocabulary) -> None:
    assert vocabulary.lexicon.acronyms.meant(typed) == []


def test_a_slip_beside_its_neighbour_is_no_acronym() -> None:
    words = Vocabulary(lexicon=Lexicon(["Đăng ký kết hôn", "Đề nghị giám định"]))
    found = understand("dng ky", words).terms[0]
    assert found.readings[0].words[0].folded == "dang"


def test_an_abbreviation_keeps_its_own_meaning_beside_what_people_mean_by_it() -> None:
    words = vocabulary_of(
        synonyms=[{"say": ["GPKD"], "mean": "đăng ký thành lập hộ kinh doanh"}],
        abbreviations=[{"short": "GPKD", "long": "giấy phép kinh doanh"}],
    )
    assert said("GPKD vận tải", words) == ["dang ky thanh lap ho kinh doanh", "giay phep kinh doanh"]
