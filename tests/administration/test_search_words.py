"""Keeping the words of the search: who may, what is refused or warned of, what a trial shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.kernel.clock import local_date
from portal.search.queries import Finder
from portal.web.app_state import now, service
from tests.builders.search_words import a_miss, some_words, the_words
from tests.strict_client import StrictClient

SignedIn = Callable[..., StrictClient]
ROOM = "/quan-tri/tu-tim-kiem"
WEDDING, TITLE = "1.000894", "Đăng ký kết hôn"


@pytest.fixture
def keeper(as_officer: SignedIn) -> StrictClient:
    return as_officer("kiemsoat")


def first_result(app: Flask, client: StrictClient, query: str) -> str:
    with app.app_context():
        service(Finder)._looked_at = float("-inf")  # a second later
    client.visit(f"/tim?q={query}")
    return next((a.get("href", "") for h2 in client.page.all("h2") for a in h2.iter("a")), "").partition("#")[0]


@pytest.mark.parametrize("path", ["", "/moi", "/1", "/chua-tim-thay"])
def test_others_have_no_business_here(as_officer: SignedIn, client: StrictClient, path: str) -> None:
    assert as_officer("motcua").get(ROOM + path).status_code == 403
    assert client.get(ROOM + path).status_code == 302


def test_an_editor_reads_and_changes_nothing(as_officer: SignedIn, session: Session) -> None:
    a_miss(session, "ruoc dau", on=local_date(now()))
    row = the_words(session, "sổ đỏ")
    editor = as_officer("bientap")
    editor.visit(ROOM)
    assert (
        "ruoc dau" in editor.page.text and "Thêm cách nói" not in editor.page.text and "Bỏ qua" not in editor.page.text
    )
    editor.visit(f"{ROOM}/{row.id}")
    assert "sổ hồng" in editor.page.text and not list(editor.page.all("textarea"))
    token = {
        "csrf_token": next((e.get("value") for e in editor.page.all("input") if e.get("name") == "csrf_token"), "")
    }
    for path in ("/moi", f"/{row.id}", f"/{row.id}/bo", "/chua-tim-thay"):
        assert editor.post(ROOM + path, data=token).status_code == 403, path


def test_a_way_of_saying_is_added_and_found(
    app: Flask, keeper: StrictClient, client: StrictClient, session: Session
) -> None:
    assert first_result(app, client, "ruoc+dau") != f"/thu-tuc/{WEDDING}"
    keeper.visit(ROOM)
    keeper.click("Thêm cách nói")
    keeper.submit(
        "Lưu",
        says="rước dâu\r\n\r\n  cưới   hỏi ",
        mean="đăng ký kết hôn",
        procedures=f"{WEDDING}.000.00.00.H61\n{WEDDING}",
    )
    assert (
        "Đã lưu" in keeper.page.text and TITLE in keeper.page.text and "Kim Sóc Phát sửa lần cuối" in keeper.page.text
    )
    row = the_words(session, "rước dâu")
    assert (row.says, row.procedures, row.catalog_key) == (["rước dâu", "cưới hỏi"], [WEDDING], None)
    assert first_result(app, client, "ruoc+dau") == f"/thu-tuc/{WEDDING}"


def test_a_row_is_taken_out_of_use_and_put_back(
    app: Flask, keeper: StrictClient, client: StrictClient, session: Session
) -> None:
    row = some_words(session, "rước dâu", codes=(WEDDING,))
    keeper.visit(f"{ROOM}/{row.id}")
    keeper.submit("Bỏ dòng này")
    assert "Ô tìm không hiểu nó nữa" in keeper.page.text
    assert first_result(app, client, "ruoc+dau") != f"/thu-tuc/{WEDDING}"
    keeper.visit(f"{ROOM}?loai=removed")
    keeper.click("rước dâu")
    keeper.submit("Dùng lại")
    assert first_result(app, client, "ruoc+dau") == f"/thu-tuc/{WEDDING}"


def test_what_stands_elsewhere_by_now_cannot_come_back(keeper: StrictClient, session: Session) -> None:
    row = some_words(session, "rước dâu")
    keeper.visit(f"{ROOM}/{row.id}")
    keeper.submit("Bỏ dòng này")
    some_words(session, "rước dâu", "đám cưới")
    assert keeper.submit("Dùng lại").status_code == 422
    assert "đã có ở dòng khác" in keeper.page.text


def test_a_refusal_keeps_what_was_typed_and_leads_to_the_other_row(keeper: StrictClient, session: Session) -> None:
    other = the_words(session, "sổ đỏ")
    keeper.visit(f"{ROOM}/moi?loai=synonym")
    values = {"says": "rước dâu\nsổ đỏ", "mean": "", "procedures": "9.999999"}
    assert keeper.submit("Lưu", values).status_code == 422
    assert {field for field, _ in keeper.page.errors} == {"says", "mean", "procedures"}
    assert "rước dâu" in keeper.page.html and "9.999999" in keeper.page.html
    keeper.click("Mở dòng đó")
    assert keeper.page.url == f"{ROOM}/{other.id}"


@pytest.mark.parametrize(("kind", "word"), [("stop", "đất"), ("synonym", "dat")])
def test_a_word_that_would_be_swallowed_wants_a_second_thought(
    keeper: StrictClient, session: Session, kind: str, word: str
) -> None:
    keeper.visit(f"{ROOM}/moi?loai={kind}")
    values = {"says": word, **({"mean": "thửa ruộng"} if kind == "synonym" else {})}
    assert keeper.submit("Lưu", values).status_code == 422
    assert [field for field, _ in keeper.page.errors] == ["sure"] and "chữ thường gặp" in keeper.page.text
    assert keeper.submit("Lưu", sure=True).status_code == 200
    assert the_words(session, word, kind).is_edited


def test_a_trial_shows_now_and_then_and_saves_nothing(keeper: StrictClient, session: Session) -> None:
    keeper.visit(f"{ROOM}/moi?loai=synonym")
    response = keeper.submit(
        "Tìm thử", says="rước dâu", mean="đăng ký kết hôn", procedures=WEDDING, trial="ruoc dau o dau"
    )
    assert response.status_code == 200 and "Kết quả cho “ruoc dau o dau”" in keeper.page.text
    lists = [[a.get("href") for a in one.iter("a")] for one in keeper.page.all("ol")]
    assert lists[-1][0] == f"/thu-tuc/{WEDDING}" and "Chưa lưu gì" in keeper.page.text
    assert keeper.page.html.count("rước dâu") >= 1
    with pytest.raises(StopIteration):
        the_words(session, "rước dâu")
    keeper.submit("Tìm thử", says="rước dâu", mean="đăng ký kết hôn", trial="so do")
    assert "kết quả không đổi" in keeper.page.text


def test_who_comes_second_is_told(keeper: StrictClient, as_officer: SignedIn, session: Session) -> None:
    row = some_words(session, "rước dâu")
    keeper.visit(f"{ROOM}/{row.id}")
    other = as_officer("quantri")
    other.visit(f"{ROOM}/{row.id}")
    other.submit("Lưu", mean="kết hôn")
    assert keeper.submit("Lưu", mean="đám cưới").status_code == 422
    assert "vừa sửa dòng này" in keeper.page.text and "đám cưới" in keeper.page.html
    assert the_words(session, "rước dâu").mean == "kết hôn"


def test_the_list_is_searched_and_narrowed(keeper: StrictClient) -> None:
    keeper.visit(f"{ROOM}?q=so+do&loai=synonym")
    assert "sổ đỏ, sổ hồng" in keeper.page.text
    keeper.visit(f"{ROOM}?loai=intent")
    assert "Bao lâu có kết quả" in keeper.page.text and "sổ hồng" not in keeper.page.text
    keeper.visit(f"{ROOM}?loai=khong-co&trang=abc")
    assert "sổ hồng" in keeper.page.text
    assert "Không có dòng nào" in keeper.visit(f"{ROOM}?q=xyzzy").text
    keeper.visit(f"{ROOM}?loai=stop&trang=2")
    keeper.click("cách làm") if "cách làm" in keeper.page.text else keeper.visit(ROOM)
    assert keeper.get(f"{ROOM}/99999").status_code == 404


def test_what_was_not_found_becomes_words_or_is_ignored(keeper: StrictClient, session: Session) -> None:
    for text in ("ruoc dau", "gia vang hom nay"):
        a_miss(session, text, on=local_date(now()), times=4)
    keeper.visit(ROOM)
    assert "4 lần" in keeper.page.text
    keeper.submit("Bỏ qua gia vang hom nay")
    assert "Đã bỏ “gia vang hom nay”" in keeper.page.text
    assert "gia vang hom nay" not in keeper.visit(f"{ROOM}/chua-tim-thay").text
    keeper.click("Thêm từ ruoc dau")
    assert "ruoc dau" in keeper.page.html
    keeper.submit("Lưu", says="rước dâu", mean="đăng ký kết hôn", procedures=WEDDING)
    assert "Không còn việc gì ở đây" in keeper.visit(ROOM).text


def test_abbreviations_and_questions_are_kept_too(
    app: Flask, keeper: StrictClient, client: StrictClient, session: Session
) -> None:
    keeper.visit(f"{ROOM}/moi?loai=abbreviation")
    keeper.submit("Lưu", says="ĐKKH", mean="đăng ký kết hôn")
    assert first_result(app, client, "DKKH") == f"/thu-tuc/{WEDDING}"
    row = the_words(session, "bao lâu", "intent")
    keeper.visit(f"{ROOM}/{row.id}")
    keeper.submit("Lưu", says="\n".join([*row.says, "bao nhiêu con trăng"]))
    with app.app_context():
        service(Finder)._looked_at = float("-inf")
    assert "#bao-lau" in client.visit("/tim?q=ket+hon+bao+nhieu+con+trang").html
