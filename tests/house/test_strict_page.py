"""The strict reader itself: every kind of mistake is found, and a good page passes."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from tests.strict_client import StrictClient, fill
from tests.strict_page import Page, leftovers, mistakes

GOOD = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Nộp hồ sơ – Cổng</title></head><body><main>
<h1>Nộp hồ&nbsp;sơ</h1><a href="#ten">Tới ô tên</a>
<form method="post" action="/gui"><input type="hidden" name="csrf_token" value="x"><input type="hidden" name="key" value="k1">
<label for="ten">Họ và tên</label><input id="ten" name="ten" aria-describedby="goi-y"><p id="goi-y">Như trên căn cước</p>
<fieldset><legend>Nhận ở đâu?</legend><input type="radio" id="a" name="noi" value="a"><label for="a">Ở đây</label>
<input type="radio" id="b" name="noi" value="b" checked><label for="b">Ở nhà</label></fieldset>
<button>Gửi <span>đi</span></button></form>
<table><caption>Giấy tờ</caption><tr><th scope="col">Tên</th></tr><tr><td>Đơn</td></tr></table></main></body></html>"""


def found(old: str, new: str) -> str:
    assert old in GOOD
    return "\n".join(mistakes(Page(GOOD.replace(old, new, 1))))


def test_a_good_page_passes() -> None:
    assert mistakes(Page(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("</fieldset>", "</fieldset></div>", "end-tag"),
        ('lang="vi"', "", "says it is in ''"),
        ("<h1>Nộp hồ&nbsp;sơ</h1>", "<h2>Nộp hồ sơ</h2>", "0 h1"),
        ("<title>Nộp", "<title>Gửi", "does not start with the h1"),
        ('id="goi-y"', 'id="ten"', "used 2 times"),
        ('<label for="ten">Họ và tên</label>', "Họ và tên", "has no label"),
        ("<fieldset><legend>Nhận ở đâu?</legend>", "<fieldset>", "no fieldset with a legend"),
        ('aria-describedby="goi-y"', 'aria-describedby="khong-co"', "'khong-co'"),
        ('href="#ten"', 'href="#khong-co"', "leads to #khong-co"),
        ('href="#ten"', 'href="javascript:x()"', "runs a script"),
        ('<input type="hidden" name="csrf_token" value="x">', "", "no csrf_token"),
        ('method="post"', 'method="get"', "in the address"),
        ("<caption>Giấy tờ</caption>", "", "no caption"),
        ('<th scope="col">', "<th>", "without scope"),
        ("<td>Đơn", '<td style="color:red">Đơn', "style attribute"),
        ("<td>Đơn", '<td onclick="x()">Đơn', "onclick"),
        ("<td>Đơn", "<td><script>x()</script>Đơn", "script stands in the page"),
        ("<td>Đơn", '<td><img src="https://example.org/x.png" alt="">Đơn', "comes from elsewhere"),
        ("<td>Đơn", '<td><img src="/x.png">Đơn', "no alt"),
        ("<td>Đơn", "<td>None", "code shows"),
        ("<td>Đơn", "<td>{{ ten }}", "code shows"),
        ("<td>Đơn", "<td>%(name)s", "code shows"),
        ("<button>Gửi <span>đi</span></button>", "<button></button>", "says nothing"),
    ],
)
def test_every_mistake_is_found(old: str, new: str, says: str) -> None:
    assert says in found(old, new)


def test_english_left_on_a_vietnamese_page_is_found() -> None:
    exact, _ = leftovers()
    assert "Continue" in exact
    assert "not translated: 'Continue'" in found("<td>Đơn", "<td>Continue")
    assert found("<td>Đơn", '<td lang="en">Continue') == ""


def test_errors_must_begin_the_title() -> None:
    summary = '<div class="errors"><a href="#ten">Nhập họ tên</a></div>'
    assert "the title does not say so" in found("<h1>", f"{summary}<h1>")


def test_filling_in_keeps_what_is_hidden_and_refuses_what_a_person_cannot_do() -> None:
    page = Page(GOOD)
    form = next(page.all("form"))
    assert list(fill(page, form, {"ten": "An"}).items(multi=True)) == [
        ("csrf_token", "x"), ("key", "k1"), ("ten", "An"), ("noi", "b"),
    ]  # fmt: skip
    for wrong in ({"tuoi": "3"}, {"key": "k2"}, {"noi": "c"}):
        with pytest.raises(AssertionError):
            fill(page, form, wrong)


def test_a_page_without_content_policy_does_not_pass() -> None:
    app = Flask(__name__)
    app.test_client_class = StrictClient
    app.add_url_rule("/", view_func=lambda: Response(GOOD, mimetype="text/html"))
    with pytest.raises(AssertionError, match="content policy"):
        app.test_client().get("/")
