"""The search page: what people type finds what they mean, nothing they type breaks it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from portal.search.queries import Finder
from portal.web.app_state import service
from tests.builders.dossiers import a_sent_dossier
from tests.builders.procedures import a_procedure, a_record
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient
from tests.strict_page import text_of


def found(client: StrictClient, query: str, **more: str) -> list[str]:
    response = client._follow(client.get("/tim", query_string={"q": query, **more}))
    assert response.status_code == 200
    links = [a.get("href", "").partition("#")[0] for h2 in client.page.all("h2") for a in h2.iter("a")]
    return [href.removeprefix("/thu-tuc/") for href in links if href.startswith("/thu-tuc/")]


def look_again(client: StrictClient) -> None:
    """Let the next request look for changes, as one a second later would."""
    with client.application.app_context():
        service(Finder)._looked_at = float("-inf")


def test_people_s_words_find_the_land_procedures(client: StrictClient) -> None:
    for query in ("so do", "sổ đỏ", "sang ten dat", "sang tên sổ đỏ", "SO DO", "sang teen ddaats"):
        assert "1.013831" in found(client, query)[:8], query


def test_the_service_for_a_transfer_of_land_comes_first(client: StrictClient) -> None:
    assert found(client, "sang ten dat")[0] == "1.013831"


def test_from_the_first_page_to_the_procedure(client: StrictClient) -> None:
    client.visit("/")
    client.submit(form="/tim", q="sang ten dat")
    client.click("Sang tên đất: mua bán, tặng cho, thừa kế, đổi đất, góp vốn")
    assert client.page.url.startswith("/thu-tuc/1.013831")


def test_a_code_goes_straight_to_its_page(client: StrictClient) -> None:
    for code in ("1.013831", " 1.013831 ", "1013831", "1.013831.000.00.00.H61"):
        response = client.get("/tim", query_string={"q": code})
        assert (response.status_code, response.location) == (302, "/thu-tuc/1.013831"), code


def test_a_code_with_several_units_lists_them(client: StrictClient, session: Session) -> None:
    for unit in ("H61", "H56"):
        a_procedure(session, a_record(f"1.777777.{unit}"))
    look_again(client)
    assert sorted(found(client, "1.777777")) == ["1.777777.H56", "1.777777.H61"]


def test_a_dossier_code_leads_to_the_tracking_page(client: StrictClient, session: Session) -> None:
    dossier = a_sent_dossier(session)
    response = client.get("/tim", query_string={"q": dossier.code})
    assert response.location == f"/tra-cuu?ma={dossier.code}"


NONSENSE = ["' OR 1=1 --", "%", "_", "*", "\"", "(((", "a AND", "NOT", "<script>alert(1)</script>", "\x00", "\ud83d\ude00", "zzzzqqq", "…",
     "a" * 5_000, "title:*", "\\", "đ" * 300, "\u202eabc", "-", "1.", "H61"]  # fmt: skip


def test_nonsense_and_injections_get_a_page(client: StrictClient) -> None:
    for query in NONSENSE:
        response = client.get("/tim", query_string={"q": query.encode("utf-8", "surrogatepass")})
        assert response.status_code in (200, 302), query
        assert "<script>alert" not in response.get_data(as_text=True)


def test_nothing_found_says_what_to_try(client: StrictClient) -> None:
    assert found(client, "xyzzy qwrtp") == []
    assert client.page.h1.startswith("Chưa tìm thấy thủ tục nào cho “xyzzy qwrtp”")
    assert "gọi" in client.page.text


def test_an_empty_search_shows_everything_page_by_page(client: StrictClient) -> None:
    first = found(client, "")
    assert len(first) == 20
    second = found(client, "", trang="2")
    assert second and not set(first) & set(second)
    assert client.page.by_id("main") is not None
    assert found(client, "", trang="500") == []


def test_a_nonsensical_filter_falls_back(client: StrictClient) -> None:
    everything = found(client, "")
    for more in (
        {"trang": "0"},
        {"trang": "x"},
        {"trang": "-1"},
        {"trang": "9" * 20},
        {"muc": "9"},
        {"muc": "x"},
        {"linh_vuc": "khong-co"},
    ):
        assert found(client, "", **more) == everything, more
    assert "Không có bộ lọc này nên đã bỏ qua: khong-co" in client.page.text


def test_filters_narrow_and_can_be_taken_off(client: StrictClient) -> None:
    land = found(client, "", linh_vuc="dat-dai")
    assert "1.013831" in land and "1.001193" not in land
    online = found(client, "", linh_vuc="dat-dai", muc="3")
    assert "1.013831" in online and "1.012812" not in online
    client.visit("/tim?linh_vuc=dat-dai&muc=3")
    back = [
        a.get("href", "")
        for a in client.page.all("a")
        if "linh_vuc=dat-dai" in a.get("href", "") and "muc" not in a.get("href", "")
    ]
    assert back


def test_what_is_published_is_found_and_what_is_renamed_is_found_anew(client: StrictClient, session: Session) -> None:
    procedure = a_procedure(session)
    look_again(client)
    assert found(client, "tha dieu tren ruong")[0] == procedure.code
    a_procedure(session, a_record(procedure.code, name="Đăng ký nuôi vịt chạy đồng", plain=""))
    look_again(client)
    assert procedure.code not in found(client, "tha dieu tren ruong")
    assert found(client, "vịt chạy đồng")[0] == procedure.code


def test_what_is_between_agencies_is_never_found(client: StrictClient, session: Session) -> None:
    a_procedure(session, a_record("5.000001"))
    look_again(client)
    assert "5.000001" not in found(client, "thả diều trên ruộng") + found(client, "5.000001")


def boxes(client: StrictClient, facet: str) -> dict[str, int]:
    """Return {value: how many it leads to} of the boxes of one facet."""
    labels = {label.get("for"): text_of(label) for label in client.page.all("label")}
    return {
        box.get("value", ""): int(labels[box.get("id")].rpartition("(")[2].rstrip(")"))
        for box in client.page.all("input") if box.get("name") == facet
    }  # fmt: skip


def test_every_facet_is_offered_with_counts(client: StrictClient) -> None:
    client.visit("/tim")
    for facet in ("muc", "viec", "linh_vuc", "co_quan", "cap", "doi_tuong", "le_phi"):
        counts = boxes(client, facet)
        assert len(counts) >= 2 and all(counts.values()), facet
    assert sum(boxes(client, "muc").values()) == int(client.page.h1.split()[0])


def test_a_count_keeps_its_promise(client: StrictClient) -> None:
    for query in ("", "dat dai"):
        client.visit(f"/tim?q={query.replace(' ', '+')}&cap=commune")
        for facet in ("muc", "le_phi", "linh_vuc"):
            client.visit(f"/tim?q={query.replace(' ', '+')}&cap=commune")
            counts = boxes(client, facet) or {"": 0}
            value, count = next(iter(counts.items()))
            if not value:  # one value left is no choice
                continue
            client.submit("Áp dụng", form="/tim", **{facet: [value]})
            assert client.page.h1.split()[0] == str(count), (query, facet, value)


def test_several_values_widen_and_several_facets_narrow(client: StrictClient) -> None:
    client.visit("/tim")
    levels = boxes(client, "muc")
    client.submit("Áp dụng", form="/tim", muc=["1", "2"])
    assert client.page.h1.split()[0] == str(levels["1"] + levels["2"])
    assert boxes(client, "muc") == levels
    client.submit("Áp dụng", form="/tim", linh_vuc=["dat-dai"])
    assert client.page.url.count("muc=") == 2 and "linh_vuc=dat-dai" in client.page.url
    client.click("Bỏ lọc: Đất đai×")
    assert client.page.h1.split()[0] == str(levels["1"] + levels["2"])


def test_filters_go_along_with_a_query_and_its_pages(client: StrictClient) -> None:
    client.visit("/tim?q=dang+ky&cap=commune&cap=province")
    assert "trang 1" not in client.page.title
    client.click("Trang 2")
    assert "q=dang+ky" in client.page.url and client.page.url.count("cap=") == 2
    assert client.page.title.startswith(client.page.h1) and "trang 2 trên" in client.page.title


def test_a_page_behind_the_last_says_so(client: StrictClient) -> None:
    client.visit("/tim?trang=500&muc=1")
    assert "Không có trang 500" in client.page.text
    client.click("Về trang đầu")
    assert client.page.url == "/tim?muc=1"


def test_a_chosen_commune_keeps_its_name(client: StrictClient) -> None:
    client.visit("/tim")
    of_communes = boxes(client, "co_quan")["ubnd-xa-phuong"]
    client.visit("/tim?co_quan=cnvpdkdd-vinh-long")
    assert "Bỏ lọc: Chi nhánh Văn phòng Đăng ký đất đai khu vực Vĩnh Long" in client.page.text
    assert of_communes > int(client.page.h1.split()[0]) > 0


def test_nothing_typed_as_a_filter_breaks_the_page(client: StrictClient) -> None:
    typed = [query.encode("utf-8", "surrogatepass") for query in NONSENSE]
    for facet, values in (("muc", typed), ("linh_vuc", typed[::-1]), ("co_quan", typed * 3), ("viec", typed)):
        assert client.get("/tim", query_string={facet: values}).status_code == 200, facet


def test_results_cost_few_statements(app: Flask, client: StrictClient) -> None:
    for address in ("/tim", "/tim?q=so+do", "/tim?q=dat&muc=2&linh_vuc=dat-dai"):
        client.visit(address)
        with counted_statements(app) as statements:
            client.visit(address)
        assert len(statements) <= 2, "\n".join(statements)
