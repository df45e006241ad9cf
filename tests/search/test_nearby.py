"""Ways of saying that stand in a query only in part."""

from __future__ import annotations

import pytest

from portal.search.rules import understand
from portal.search.vocabulary import Vocabulary, vocabulary_of


@pytest.fixture
def vocabulary() -> Vocabulary:
    return vocabulary_of(
        synonyms=[
            {"say": ["thương nhau muốn cưới"], "mean": "đăng ký kết hôn", "procedures": ["1.000894", "2.000806"]},
            {
                "say": ["trả hết nợ ngân hàng", "gỡ sổ đỏ ở ngân hàng"],
                "mean": "xóa thế chấp",
                "procedures": ["1.011443"],
            },
            {"say": ["sổ đỏ sai tên"], "mean": "đính chính giấy chứng nhận", "procedures": ["1.012790"]},
            {"say": ["vay"], "mean": "tín dụng", "procedures": ["1.000001"]},
            {"say": ["cưới hỏi"], "mean": "không chỉ thủ tục nào"},
        ],
        alike=[["sổ đỏ", "bìa đỏ"], ["cưới", "lấy vợ"]],
    )


def nearest(query: str, vocabulary: Vocabulary) -> list[str]:
    near = vocabulary.nearby.codes(understand(query, vocabulary).terms)
    return sorted(near, key=near.__getitem__, reverse=True)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hai đứa thương nhau tính cưới", "1.000894"),
        ("hai dua thuong nhau tinh lay vo", "1.000894"),
        ("hai dduwas thuwowng nhau tinhs cuowis", "1.000894"),
        ("ngân hàng tôi trả hết tiền rồi", "1.011443"),
        ("tên ghi trong bìa đỏ bị sai", "1.012790"),
    ],
)
def test_most_of_the_words_are_enough_in_any_order(typed: str, code: str, vocabulary: Vocabulary) -> None:
    assert nearest(typed, vocabulary)[0] == code


@pytest.mark.parametrize("typed", ["ngân", "vay", "cưới", "cưới hỏi", "thương binh", "", "trả lại"])
def test_one_word_or_few_say_nothing(typed: str, vocabulary: Vocabulary) -> None:
    assert nearest(typed, vocabulary) == []


def test_the_first_procedure_of_a_row_is_nearest(vocabulary: Vocabulary) -> None:
    assert nearest("thương nhau cưới", vocabulary) == ["1.000894", "2.000806"]


def test_accents_that_were_typed_count(vocabulary: Vocabulary) -> None:
    def nearness(query: str) -> float:
        return vocabulary.nearby.codes(understand(query, vocabulary).terms).get("1.000894", 0.0)

    assert nearness("thương nhau muốn cưỡi") < nearness("thuong nhau muon cuoi") == nearness("thương nhau muốn cưới")


def test_more_of_a_saying_is_nearer_and_what_else_is_said_takes_away(vocabulary: Vocabulary) -> None:
    def nearness(query: str) -> float:
        return vocabulary.nearby.codes(understand(query, vocabulary).terms)["1.011443"]

    whole, part, among_others = map(
        nearness, ("trả hết nợ ngân hàng", "trả hết ngân hàng", "trả hết nợ ngân hàng sổ đỏ sai tên")
    )
    assert whole == pytest.approx(1.0)
    assert part < whole and among_others < whole
