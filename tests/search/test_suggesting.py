"""What is suggested while somebody types: titles that begin so, people's own words, raw keystrokes; at most five."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.search.queries import Finder
from portal.search.ranking import Document, Entry
from portal.search.suggesting import MOST, Suggester
from portal.search.vocabulary import Vocabulary
from portal.web.app_state import service
from tests.builders.procedures import a_procedure
from tests.strict_client import StrictClient


@pytest.fixture
def suggester(names: dict[str, str], vocabulary: Vocabulary) -> Suggester:
    return Suggester([Document(Entry(code, name)) for code, name in names.items()], vocabulary)


def titles(suggester: Suggester, typed: str) -> list[str]:
    return [one.title for one in suggester.suggest(typed)]


@pytest.mark.parametrize("typed", ["khai s", "KHAI SI", "khái sinh", "khai sinh", "ddangw kys khai s"])
def test_the_plain_procedure_comes_before_its_variants(suggester: Suggester, typed: str) -> None:
    assert titles(suggester, typed)[0] == "Đăng ký khai sinh"


def test_the_last_word_is_unfinished_until_a_blank_follows(suggester: Suggester) -> None:
    assert "Đăng ký kết hôn" in titles(suggester, "ke")
    assert titles(suggester, "ke ") == []
    assert titles(suggester, "ket ")


def test_peoples_own_words_lead_to_the_procedure(suggester: Suggester) -> None:
    assert suggester.suggest("mất sổ")[0].code == suggester.suggest("mat so d")[0].code == "1.012786"


def test_accents_that_were_typed_count(suggester: Suggester) -> None:
    assert titles(suggester, "tử")[0] == "Đăng ký khai tử"
    assert titles(suggester, "từ")[0] != "Đăng ký khai tử"


def test_a_long_name_is_cut_at_a_blank(vocabulary: Vocabulary) -> None:
    [title] = titles(Suggester([Document(Entry("1.000001", "Cấp giấy " + "rất dài " * 60))], vocabulary), "cap giay")
    assert len(title) <= 101 and title.endswith("dài…")


def test_one_name_is_suggested_once(vocabulary: Vocabulary) -> None:
    twins = [Document(Entry(f"1.00000{n}", "Cấp giấy phép thả diều")) for n in range(3)]
    assert titles(Suggester(twins, vocabulary), "tha d") == ["Cấp giấy phép thả diều"]


@given(typed=st.text(max_size=400))
def test_any_text_is_survived(typed: str) -> None:
    suggester = Suggester([Document(Entry("1.000001", "Cấp giấy phép"))], Vocabulary())
    assert len(suggester.suggest(typed)) <= MOST


def test_the_address_answers_titles_and_where_they_lead(client: StrictClient, session: Session) -> None:
    answer = client.get("/tim/goi-y?q=sang ten d")
    assert answer.get_json()[0] == {
        "title": "Sang tên đất: mua bán, tặng cho, thừa kế, đổi đất, góp vốn",
        "href": "/thu-tuc/1.013831",
    }
    assert len(answer.get_json()) <= MOST
    for typed in ("", " ", "%00", "\x01", "x" * 5_000, "<script>", "đđđđ 😀"):
        assert client.get("/tim/goi-y", query_string={"q": typed}).status_code == 200


def test_a_new_procedure_is_suggested(app: Flask, session: Session) -> None:
    a_procedure(session, short_name="Thả diều cỡ lớn ban đêm")
    service(Finder).rebuild(session)
    assert [one.title for one in service(Finder).suggest(session, "tha dieu co")] == ["Thả diều cỡ lớn ban đêm"]
