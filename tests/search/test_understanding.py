"""What a query means."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.marking import Marker
from portal.search.query import Understood
from portal.search.rules import LONGEST_QUERY, MOST_TERMS, understand
from portal.search.vocabulary import Vocabulary, vocabulary_of


def strong(understood: Understood) -> list[str]:
    """The likeliest folded words of what is looked for."""
    return [" ".join(word.folded for word in term.readings[0].words) for term in understood.terms if not term.weak]


def meanings(understood: Understood) -> set[str]:
    return {" ".join(word.folded for word in reading.words) for term in understood.terms for reading in term.readings}


@pytest.mark.parametrize("typed", ["", "   ", "\x00\x01", "…!?", "\u200b"])
def test_nothing_to_look_for(typed: str, full_vocabulary: Vocabulary) -> None:
    assert understand(typed, full_vocabulary).kind == "empty"


def test_codes_go_straight_there(full_vocabulary: Vocabulary) -> None:
    procedure = understand("1.013831.000.00.00.H61", full_vocabulary)
    dossier = understand("0000019h612611230007", full_vocabulary)
    assert (procedure.kind, procedure.code) == ("procedure_code", "1.013831")
    assert (dossier.kind, dossier.code) == ("dossier_code", "000.00.19.H61-261123-0007")


@pytest.mark.parametrize(
    "typed",
    [
        "khai sinh", "KHAI SINH", "khai  sinh.", unicodedata.normalize("NFD", "khai sính"),
        "khaisinh", "kha i sinh", "khai sihn", "khai sanh", "khai sjnh",
    ],
)  # fmt: skip
def test_ways_to_type_two_words(typed: str, full_vocabulary: Vocabulary) -> None:
    found = understand(typed, full_vocabulary)
    assert {"khai", "sinh"} <= meanings(found)


@pytest.mark.parametrize(
    "typed", ["ddangw kys kets hoon", "d9a8ng ky1 ke6t1 ho6n", "dang ki ket hon", "đăng ký kết hôn"]
)
def test_keystrokes_and_spellings_of_one_phrase(typed: str, full_vocabulary: Vocabulary) -> None:
    found = understand(typed, full_vocabulary)
    assert {"dang", "ky", "ket", "hon"} <= meanings(found)


def test_typed_accents_are_kept(full_vocabulary: Vocabulary) -> None:
    word = understand("đất", full_vocabulary).terms[0].readings[0].words[0]
    assert (word.folded, word.accent) == ("dat", "đất")
    assert understand("dat", full_vocabulary).terms[0].readings[0].words[0].accent == ""


@pytest.mark.parametrize("typed", ["GCN QSDĐ", "gcn qsdd", "G.C.N Q.S.D.Đ", "gcnqsdd"])
def test_abbreviations(typed: str, full_vocabulary: Vocabulary) -> None:
    assert {"giay chung nhan", "quyen su dung dat"} <= meanings(understand(typed, full_vocabulary))


def test_place_abbreviations_need_their_dot(full_vocabulary: Vocabulary) -> None:
    assert "phuong" in meanings(understand("P. Long Châu", full_vocabulary))
    assert "phuong" not in meanings(understand("P Long Châu", full_vocabulary))


@pytest.mark.parametrize("typed", ["sổ đỏ", "so do", "SỔ ĐỎ", "soor ddor", "sỗ đõ", "sổ do"])
def test_synonyms_without_or_with_nearly_right_accents(typed: str, full_vocabulary: Vocabulary) -> None:
    assert "giay chung nhan quyen su dung dat" in meanings(understand(typed, full_vocabulary))


def test_other_accents_are_another_word(full_vocabulary: Vocabulary) -> None:
    assert "giay chung nhan quyen su dung dat" not in meanings(understand("số đo", full_vocabulary))


def test_the_longest_synonym_wins(full_vocabulary: Vocabulary) -> None:
    term = understand("mat so do", full_vocabulary).terms[0]
    assert term.codes == ("1.012786",)


@pytest.mark.parametrize(
    ("typed", "intents"),
    [
        ("làm khai sinh hết bao nhiêu tiền", ("fee",)),
        ("khai sinh o dau", ("place",)),
        ("khai sinh bao lâu, cần giấy tờ gì", ("time", "papers")),
        ("hồ sơ tới đâu rồi", ("track",)),
        ("khai sinh", ()),
    ],
)
def test_questions_are_read_as_intents(typed: str, intents: tuple[str, ...], full_vocabulary: Vocabulary) -> None:
    assert understand(typed, full_vocabulary).intents == intents


def test_stop_words_are_not_looked_for(full_vocabulary: Vocabulary) -> None:
    found = understand("tôi muốn làm khai sinh thì cần giấy tờ gì", full_vocabulary)
    assert strong(found) == ["khai", "sinh"]


def test_a_bare_stop_word_beside_its_partner_is_a_word(full_vocabulary: Vocabulary) -> None:
    assert strong(understand("can cuoc", full_vocabulary)) == ["can", "cuoc"]
    assert "can" not in strong(understand("toi can khai sinh", full_vocabulary))


def test_only_stop_words_are_looked_for_as_they_are(full_vocabulary: Vocabulary) -> None:
    assert strong(understand("lệ phí", full_vocabulary)) == ["le", "phi"]


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [("dang ky khai sihn", "đăng ký khai sinh"), ("khaisinh", "khai sinh"), ("khai sinh", None)],
)
def test_corrections_are_offered_with_accents(typed: str, corrected: str | None, full_vocabulary: Vocabulary) -> None:
    assert understand(typed, full_vocabulary).corrected == corrected


def test_possible_words_are_not_corrected_out_of_context(full_vocabulary: Vocabulary) -> None:
    found = understand("bánh mì", full_vocabulary)
    assert found.corrected is None
    assert strong(found) == ["banh", "mi"]


def test_numbers_are_also_roman(full_vocabulary: Vocabulary) -> None:
    assert {"1", "01", "i"} <= meanings(understand("loai 1 hang 01", full_vocabulary))


def test_long_queries_are_cut(full_vocabulary: Vocabulary) -> None:
    found = understand("khai sinh " * 5000, full_vocabulary)
    assert len(found.text) <= LONGEST_QUERY
    assert len(found.terms) <= MOST_TERMS


GARBAGE = [
    "x" * 10_000, "đ" * 10_000, "(" * 500, "title:khai OR *", "[a TO z]", "***", "\x00" * 100,
    "🏠🏡" * 200, "\u202eabc\u202d", "السلام عليكم", "'; DROP TABLE--", "\ud800", "a " * 5000,
    "1.2.3.4." * 900, "%s%n{0}", "﷽" * 300, "ǰ" * 200, "zzzzkkkk " * 60, "sjfrxw" * 60,
]  # fmt: skip


@pytest.mark.parametrize("typed", GARBAGE)
def test_garbage_is_survived_quickly(typed: str, full_vocabulary: Vocabulary) -> None:
    understand("khai sinh", full_vocabulary)
    started = time.process_time()
    found = understand(typed, full_vocabulary)
    assert time.process_time() - started < 0.05
    assert len(found.text) <= LONGEST_QUERY


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=300))
def test_any_text_is_understood(typed: str, full_vocabulary: Vocabulary) -> None:
    found = understand(typed, full_vocabulary)
    assert found.kind in ("empty", "words", "procedure_code", "dossier_code")
    assert (found.kind == "words") == bool(found.terms)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=200), typed=st.text(max_size=40))
def test_marked_pieces_are_the_text(text: str, typed: str, full_vocabulary: Vocabulary) -> None:
    pieces = Marker(understand(typed, full_vocabulary)).pieces(text)
    assert "".join(piece for piece, _ in pieces) == unicodedata.normalize("NFC", text)


def test_accented_text_is_marked_for_an_unaccented_query(full_vocabulary: Vocabulary) -> None:
    pieces = Marker(understand("khai sinh", full_vocabulary)).pieces("Thủ tục đăng ký khai sinh, lại")
    assert pieces == [("Thủ tục đăng ký ", False), ("khai sinh", True), (", lại", False)]


def test_a_synonym_marks_the_official_words(full_vocabulary: Vocabulary) -> None:
    pieces = Marker(understand("so do", full_vocabulary)).pieces("Giấy chứng nhận cũ")
    assert pieces[0] == ("Giấy chứng nhận", True)


def test_other_accents_are_not_marked(full_vocabulary: Vocabulary) -> None:
    assert Marker(understand("đất", full_vocabulary)).pieces("đạt") == [("đạt", False)]


def test_stop_words_are_not_marked(full_vocabulary: Vocabulary) -> None:
    pieces = Marker(understand("khai sinh cho con", full_vocabulary)).pieces("cho con")
    assert pieces[0][1] is False


def test_an_empty_vocabulary_is_enough() -> None:
    found = understand("đăng ký khai sinh", vocabulary_of())
    assert strong(found) == ["dang", "ky", "khai", "sinh"]


def test_what_a_phrase_stands_for_is_marked_only_side_by_side(full_vocabulary: Vocabulary) -> None:
    understood = understand("giay doc than", full_vocabulary)
    assert Marker(understood).pieces("Cấp Giấy xác nhận tình trạng hôn nhân")[1] == (
        "Giấy xác nhận tình trạng hôn nhân",
        True,
    )
    for text in ("Công nhân, nhận nuôi", "Trạng thái hôn thú nhân viên", "Tình hình hôn phối"):
        assert Marker(understood).pieces(text) == [(text, False)], text


def test_a_phrase_typed_bare_is_marked_as_it_is_written(full_vocabulary: Vocabulary) -> None:
    assert Marker(understand("so do", full_vocabulary)).pieces("Số đo của sổ đỏ") == [
        ("Số đo của ", False),
        ("sổ đỏ", True),
    ]
