"""The page of one procedure: dates and sums of the chosen way, papers of the chosen case, figures, and texts of any length."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.dossiers.desk import Actor
from portal.dossiers.queries import figures_of
from portal.dossiers.watch import watch
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.workflow.states import Action
from tests.builders.catalogues import an_extreme_record
from tests.builders.dossiers import a_dossier_in_hand, a_dossier_with_result, a_draft, a_sent_dossier, make_move
from tests.builders.people import the_officer
from tests.builders.procedures import LAND_TRANSFER, a_procedure, a_record
from tests.builders.statements import counted_statements
from tests.builders.supplements import ANSWER_BY, a_dossier_asked_before_intake, a_dossier_asked_in_appraisal
from tests.strict_client import StrictClient
from tests.strict_page import DATA, text_of

MOST_STATEMENTS = 5
#: Kilobytes of the page itself, compressed: with style, scripts and icons a first visit stays below 50.
MOST_KB = 30
#: What searches lead to (`search/results.html`) and the four answers link to.
ANCHORS = ("giay-to", "bao-lau", "le-phi", "nop-o-dau")
LIMIT = {"value": 3, "unit": "working_day"}


def section(client: StrictClient, anchor: str) -> str:
    return text_of(client.page.by_id(anchor))


def total_line(client: StrictClient) -> str:
    return next((" ".join(map(text_of, div)) for div in client.page.all("div") if div.get("class") == "sum-total"), "")


def cased(session: Session, *, cases: int = 2) -> str:
    papers = [{"id": "don", "name": "Đơn chung", "originals": 1}]
    papers += [
        {"id": f"p{n}", "name": f"Giấy riêng {n}", "case": f"Trường hợp {n}", "copies": 1} for n in range(1, cases + 1)
    ]
    return a_procedure(session, components=papers).code


def test_every_anchor_is_there_whatever_is_known(client: StrictClient, session: Session) -> None:
    silent = a_procedure(session, channels=[], components=[], audiences=[])
    for code in (silent.code, a_procedure(session).code, LAND_TRANSFER, a_procedure(session, an_extreme_record()).code):
        client.visit(f"/thu-tuc/{code}")
        assert set(ANCHORS) <= set(client.page.ids()), code


def test_each_way_tells_its_own_date(client: StrictClient) -> None:
    client.visit(f"/thu-tuc/{LAND_TRANSFER}")
    assert "kết quả chậm nhất thứ Hai, 07/12/2026" in section(client, "bao-lau")
    assert "Tại quầy: chậm nhất thứ Sáu, 04/12/2026" in section(client, "bao-lau")
    [counter] = [a.get("href", "") for a in client.page.all("a") if "cach=counter" in a.get("href", "")]
    client.visit(counter.partition("#")[0])
    assert "kết quả chậm nhất thứ Sáu, 04/12/2026" in section(client, "bao-lau")
    assert "Qua mạng: chậm nhất thứ Hai, 07/12/2026" in section(client, "bao-lau")


def test_a_way_that_is_not_offered_falls_back(client: StrictClient) -> None:
    for wrong in ("bo-cau", "online' OR 1=1", "\x00", "x" * 3_000):
        assert (
            client.get(f"/thu-tuc/{LAND_TRANSFER}", query_string={"cach": wrong, "truong_hop": wrong}).status_code
            == 200
        )
        assert "07/12/2026" in section(client, "bao-lau")


@pytest.mark.parametrize(
    ("fees", "total"),
    [
        ([("Phí", "fee", 300_000), ("Lệ phí", "charge", 25_000)], "Tổng cộng 325.000 đồng"),
        ([("Phí", "fee", 300_000), ("Lệ phí", "charge", None)], ""),
        ([("Cơ sở nhỏ", "fee", 500_000), ("Cơ sở lớn", "fee", 2_500_000)], ""),
        ([("Phí", "fee", 300_000)], ""),
    ],
)
def test_a_sum_is_told_only_when_it_is_one(
    client: StrictClient, session: Session, fees: list[tuple[str, str, int | None]], total: str
) -> None:
    lines = [
        {"name": name, "kind": kind, "amount_vnd": amount, "note": "" if amount else "Hội đồng nhân dân tỉnh quy định"}
        for name, kind, amount in fees
    ]
    procedure = a_procedure(session, channels=[{"channel": "counter", "limit": LIMIT, "fees": lines}])
    client.visit(f"/thu-tuc/{procedure.code}")
    assert total_line(client) == total
    for name, _, _ in fees:
        assert name in section(client, "bao-lau")


def test_fees_for_different_cases_are_a_range(client: StrictClient, session: Session) -> None:
    lines = [{"name": n, "kind": "fee", "amount_vnd": a} for n, a in (("Nhỏ", 500_000), ("Lớn", 2_500_000))]
    procedure = a_procedure(session, channels=[{"channel": "counter", "limit": LIMIT, "fees": lines}])
    text = client.visit(f"/thu-tuc/{procedure.code}").text
    assert "500.000 đồng đến 2.500.000 đồng, tùy trường hợp" in text and "3.000.000" not in text


def test_one_case_can_be_read_and_printed_alone(client: StrictClient, session: Session) -> None:
    code = cased(session)
    assert "Giấy riêng 1" in client.visit(f"/thu-tuc/{code}").text
    [first] = [a.get("href", "") for a in client.page.all("a") if "truong_hop=1" in a.get("href", "")]
    text = client.visit(first.partition("#")[0]).text
    assert "Đơn chung" in text and "Giấy riêng 1" in text and "Giấy riêng 2" not in text
    printed = [a.get("href", "") for a in client.page.all("a") if "giay-to.pdf" in a.get("href", "")]
    assert printed == [f"/thu-tuc/{code}/giay-to.pdf?truong_hop=1"]
    assert client.get(printed[0]).mimetype == "application/pdf"
    client.click("Xem cả 2 trường hợp")
    assert "Giấy riêng 2" in client.page.text


def test_a_case_that_is_not_there_shows_all(client: StrictClient, session: Session) -> None:
    code = cased(session)
    for wrong in ("0", "3", "-1", "x", "1" * 40):
        assert "Giấy riêng 2" in client.visit(f"/thu-tuc/{code}?truong_hop={wrong}").text


def message(client: StrictClient) -> str:
    [href] = [a.get("href", "") for a in client.page.all("a") if a.get("href", "").startswith("sms:")]
    return unquote(href.partition("body=")[2])


def test_the_list_can_be_sent_by_message(client: StrictClient, session: Session) -> None:
    code = cased(session)
    client.visit(f"/thu-tuc/{code}?truong_hop=1")
    assert "1) Đơn chung; 2) Giấy riêng 1. " in message(client)
    assert message(client).endswith(f"http://localhost/thu-tuc/{code}")
    client.visit(f"/thu-tuc/{a_procedure(session, an_extreme_record()).code}")
    assert len(message(client)) < 300


# ---- figures


def test_a_service_without_dossiers_says_so(client: StrictClient) -> None:
    assert "Năm nay chưa có hồ sơ nào nộp qua mạng." in client.visit(f"/thu-tuc/{LAND_TRANSFER}").text


def test_this_year_s_figures_are_counted(client: StrictClient, session: Session, clock: FixedClock) -> None:
    a_draft(session)
    a_sent_dossier(session)
    late, settled = a_dossier_with_result(session), a_dossier_with_result(session)
    with transaction(session):
        late.finished_at = late.promised_at + timedelta(minutes=1)
    text = section_of_figures(client)
    assert settled.finished_at is not None
    assert "3 hồ sơ nộp qua mạng" in text and "2 đã giải quyết xong" in text
    assert "50 % xong đúng hạn" in text and "1 trong 2 hồ sơ" in text
    clock.at += timedelta(days=60)
    assert "Năm nay chưa có hồ sơ nào" in section_of_figures(client) and "trong năm 2027" in section_of_figures(client)


def test_what_was_refused_or_stopped_is_settled_too_and_what_was_never_taken_in_is_not(
    client: StrictClient, session: Session, clock: FixedClock
) -> None:
    make_move(
        session, a_dossier_in_hand(session), Action.REFUSE, the_officer(session, "thuly"), note="Không đủ điều kiện"
    )
    stopped = (a_dossier_asked_in_appraisal(session), a_dossier_asked_before_intake(session))
    for at in (ANSWER_BY - timedelta(days=1), ANSWER_BY + timedelta(days=2)):
        clock.at = at
        watch(session, current_desk(), at=at)
    assert {dossier.state for dossier in stopped} == {"stopped"}
    text = section_of_figures(client)
    assert "3 hồ sơ nộp qua mạng" in text and "2 đã giải quyết xong" in text
    assert "100 % xong đúng hạn" in text, "the wait for the citizen is nobody's delay"
    admin = Actor("officer", "Võ Hoàng Nam", None, {stopped[0].agency_code or "": frozenset({"sysadmin"})})
    make_move(session, stopped[0], Action.REOPEN, admin, note="Người dân đã gửi qua bưu điện")
    assert figures_of(session, LAND_TRANSFER, clock.at - timedelta(days=90)).settled == 1


def section_of_figures(client: StrictClient) -> str:
    client.visit(f"/thu-tuc/{LAND_TRANSFER}")
    return section(client, "so-lieu")


def test_other_levels_have_no_figures(client: StrictClient, session: Session) -> None:
    client.visit(f"/thu-tuc/{a_procedure(session).code}")
    assert "so-lieu" not in client.page.ids()


# ---- for search engines


def structured(client: StrictClient) -> dict[str, object]:
    [script] = [script for script in client.page.all("script") if script.get("type") == DATA]
    return dict(json.loads("".join(script.itertext())))


def test_search_engines_read_what_people_read(client: StrictClient, session: Session) -> None:
    client.visit(f"/thu-tuc/{LAND_TRANSFER}")
    told = structured(client)
    assert (told["@type"], told["identifier"], told["name"]) == ("GovernmentService", LAND_TRANSFER, client.page.h1)
    assert told["url"] == f"http://localhost/thu-tuc/{LAND_TRANSFER}"
    evil = a_procedure(session, name="</script><script>alert(1)</script>")
    assert "<script>alert" not in client.get(f"/thu-tuc/{evil.code}").get_data(as_text=True)
    assert structured(client)["name"] == "</script><script>alert(1)</script>"


# ---- lengths


def test_the_longest_record_has_a_light_page(app: Flask, client: StrictClient, session: Session) -> None:
    procedure = a_procedure(session, an_extreme_record())
    page = client.get(f"/thu-tuc/{procedure.code}")
    assert len(gzip.compress(page.data, 6)) <= MOST_KB * 1024
    assert len(client.page.h1) <= 160 and len(client.page.title) <= 220
    assert procedure.name in client.page.text
    with counted_statements(app) as statements:
        client.visit(f"/thu-tuc/{procedure.code}")
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_what_was_cut_can_be_read_whole(client: StrictClient, session: Session) -> None:
    record = an_extreme_record()
    client.visit(f"/thu-tuc/{a_procedure(session, record).code}")
    assert record.conditions.splitlines()[-1].removeprefix("- ") not in client.page.text
    client.visit(f"/thu-tuc/{record.code}/toan-van")
    for text in (record.conditions, record.steps[0].text):
        assert text_of(paragraph(text.splitlines()[-1].removeprefix("- "))) in client.page.text
    assert client.get("/thu-tuc/9.999999/toan-van").status_code == 404


def paragraph(text: str) -> Element:
    element = Element("p")
    element.text = text
    return element


def test_lines_of_the_law_stay_lines(client: StrictClient, session: Session) -> None:
    steps = [{"title": "Bước 1", "text": "Chuẩn bị:\n- Đơn\n- Ảnh\nNộp tại quầy"}]
    client.visit(f"/thu-tuc/{a_procedure(session, a_record(steps=steps)).code}")
    inside = client.page.by_id("cac-buoc")
    assert [text_of(p) for p in inside.iter("p")] == ["Chuẩn bị:", "Nộp tại quầy"]
    assert [text_of(li) for ul in inside.iter("ul") for li in ul.iter("li")] == ["Đơn", "Ảnh"]
