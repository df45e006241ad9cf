"""What a person sees of a procedure: four answers first, then what its level offers."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue.models import CalendarRow
from portal.kernel.transaction import transaction
from portal.storage.office import MEDIA_TYPES
from tests.builders.procedures import a_full_record, a_procedure, a_record
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient
from tests.strict_page import text_of

LEVEL_1, LEVEL_2, LEVEL_3 = "1.002425", "1.000656", "1.013831"
MOST_STATEMENTS = 8


def hrefs(client: StrictClient) -> list[str]:
    return [a.get("href", "") for a in client.page.all("a") if client.page.is_inside(a, "main")]


def has(client: StrictClient, part: str) -> bool:
    return any(part in href for href in hrefs(client))


def test_four_answers_stand_before_everything_else(client: StrictClient) -> None:
    for code in (LEVEL_3, LEVEL_2, "1.004222"):
        client.visit(f"/thu-tuc/{code}")
        terms = [text_of(dt) for dt in client.page.all("dt")][:4]
        assert terms == ["Ai làm được", "Bao lâu có kết quả", "Hết bao nhiêu tiền", "Nộp ở đâu"]
        assert all(text_of(dd) for dd in list(client.page.all("dd"))[:4])


def test_the_date_of_the_result_is_told_with_its_sum(client: StrictClient) -> None:
    text = client.visit(f"/thu-tuc/{LEVEL_3}").text
    assert "Nộp hôm nay, chậm nhất thứ Hai, 07/12/2026" in text
    assert "Cán bộ trả lời chậm nhất thứ Tư, 25/11/2026" in text
    assert "Thời hạn theo quy định: 8 ngày làm việc" in text


def test_a_changed_calendar_changes_the_date_at_once(client: StrictClient, session: Session) -> None:
    client.visit(f"/thu-tuc/{LEVEL_3}")
    with transaction(session):
        session.get_one(CalendarRow, date(2026, 11, 24)).is_working = True
    assert "chậm nhất thứ Sáu, 04/12/2026" in client.visit(f"/thu-tuc/{LEVEL_3}").text


def test_level_three_starts_here(client: StrictClient) -> None:
    client.visit(f"/thu-tuc/{LEVEL_3}")
    assert has(client, f"/ho-so/moi/{LEVEL_3}")
    folded = [part for part in client.page.all("details") if "Mẫu đơn giấy, nếu nộp tại quầy" in text_of(part)]
    assert len(folded) == 1 and "Tải mẫu đơn" in text_of(folded[0])


def test_level_two_offers_its_forms_and_no_start(client: StrictClient, session: Session) -> None:
    procedure = a_procedure(session, level=2, components=[{"id": "don", "name": "Đơn", "form": "mau-18"}])
    client.visit(f"/thu-tuc/{procedure.code}")
    assert not has(client, "/ho-so/moi/")
    assert "Điền trên máy rồi in" in client.page.text
    for ending, name in (("pdf", "PDF"), ("docx", "Word")):
        form = client.get(next(href for href in hrefs(client) if href.endswith(f"/mau-don/mau-18.{ending}")))
        assert (form.status_code, form.mimetype) == (200, MEDIA_TYPES[ending])
        assert f"({name}, {round(len(form.data) / 1024)} KB" in client.page.text.replace("\u00a0", " ")


def test_level_one_tells_and_offers_neither(client: StrictClient, session: Session) -> None:
    client.visit(f"/thu-tuc/{a_procedure(session).code}")
    assert not has(client, "/ho-so/moi/") and "Tải mẫu đơn" not in client.page.text
    assert "Giấy tờ cần" in client.page.text


def test_real_procedures_of_every_level_have_good_pages(client: StrictClient) -> None:
    for level in (1, 2, 3):
        addresses = [
            a.get("href", "") for a in client.visit(f"/tim?muc={level}").all("a") if "/thu-tuc/" in a.get("href", "")
        ]
        for address in addresses[:: len(addresses) // 3 + 1]:
            client.visit(address)


def test_what_is_not_stated_is_not_shown_as_free(client: StrictClient, session: Session) -> None:
    silent = a_procedure(session, audiences=[], channels=[{"channel": "counter"}])
    text = client.visit(f"/thu-tuc/{silent.code}").text
    assert "Chưa có thông tin, xin hỏi cán bộ" in text
    assert "Không mất tiền" not in text
    free = a_procedure(session)
    assert "Không mất tiền" in client.visit(f"/thu-tuc/{free.code}").text


def test_words_from_elsewhere_are_shown_as_words(client: StrictClient, session: Session) -> None:
    procedure = a_procedure(session, name="<script>alert(1)</script> & cấp “giấy”")
    page_text = client.get(f"/thu-tuc/{procedure.code}").get_data(as_text=True)
    assert "<script>alert" not in page_text and "&lt;script&gt;" in page_text


def test_a_code_with_its_unit_leads_to_the_page(client: StrictClient) -> None:
    response = client.get(f"/thu-tuc/{LEVEL_3}.000.00.00.H61")
    assert (response.status_code, response.location) == (301, f"/thu-tuc/{LEVEL_3}")


def test_an_unknown_code_is_not_found_and_offers_the_search(client: StrictClient) -> None:
    for code in ("9.999999", "x", "1.013831'", "..%2f..%2fetc", "%00", "1.013831/sua"):
        assert client.get(f"/thu-tuc/{code}").status_code == 404
        assert client.page.h1 == "Không tìm thấy trang"
        assert any(form.get("action") == "/tim" for form in client.page.all("form"))


def test_a_procedure_between_agencies_has_no_page(client: StrictClient, session: Session) -> None:
    a_procedure(session, a_record("5.000001"))
    assert client.get("/thu-tuc/5.000001").status_code == 404


def test_a_life_event_lists_its_procedures_in_order(client: StrictClient, session: Session) -> None:
    client.visit("/")
    events = [href for href in hrefs(client) if href.startswith("/viec/")]
    assert len(events) >= 5
    for address in events:
        client.visit(address)
        assert has(client, "/thu-tuc/"), address
    assert client.get("/viec/khong-co").status_code == 404


def test_a_public_page_costs_few_statements(app: Flask, client: StrictClient) -> None:
    for address in ("/", f"/thu-tuc/{LEVEL_3}", f"/thu-tuc/{LEVEL_2}", "/tim?q=so+do", "/tim", "/viec/dat-dai-nha-o"):
        client.visit(address)
        with counted_statements(app) as statements:
            client.visit(address)
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_the_law_says_every_field_of_the_record(client: StrictClient, session: Session) -> None:
    procedure = a_procedure(session, a_full_record())
    text = client.visit(f"/thu-tuc/{procedure.code}").text
    for words in (
        "mã của tỉnh VLG-012", "TTHC được luật giao quy định chi tiết", "Diều dài hơn hai mét.", "Chủ tịch tỉnh",
        "Giám đốc Sở Tư pháp", "Sở Y tế; Hội Thả diều", "Nơi nhận hồ sơ: Số 12C, đường Hoàng Thái Hiếu", "Trừ trẻ em dưới 6 tuổi",
        "Văn bản trả lời (KQ.H61.000002)", "12/QĐ-UBND, 20/06/2025, Ủy ban nhân dân tỉnh", "Đang công khai, có sửa đổi, bổ sung",
        "từ 01/07/2025 đến hết 28/02/2027", "Mau 1.docx; Mau 1.pdf", "Nghị quyết về diều (1/2025/NQ-HĐND, 02/01/2025, HĐND tỉnh)",
        "Trực tuyến toàn trình: nộp, trả tiền và nhận kết quả, không phải đến",
    ):  # fmt: skip
        assert words in text, words
    assert has(client, "https://example.org/mau?ma=1")


def test_what_is_offered_online_is_never_a_level(client: StrictClient) -> None:
    for code, words in ((LEVEL_1, "Chỉ cung cấp thông tin"), (LEVEL_3, "Trực tuyến một phần")):
        text = client.visit(f"/thu-tuc/{code}").text
        assert words in text
        assert "mức độ 4" not in text.lower()
