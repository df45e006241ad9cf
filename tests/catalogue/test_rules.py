"""What makes a record incoherent, and what does a list say of its fees and its office?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from portal.catalogue.record import Channel, Component, Fee, Record
from portal.catalogue.rules import CODE, agency_line, delivery_of, headline_fee, is_internal_code, problems, status_of
from portal.workflow.deadlines import Limit, Unit
from tests.builders.procedures import a_record, an_online_record

AGENCIES, FIELDS, FORMS = {"so-tu-phap"}, {"dat-dai"}, {"mau-18"}


def found(record: Record) -> list[str]:
    return [str(one) for one in problems(record, agencies=AGENCIES, fields=FIELDS, forms=FORMS)]


def paper(**more: Any) -> tuple[Component, ...]:
    return (Component(**{"id": "don", "name": "Đơn", **more}),)


def test_coherent_records_have_no_problem() -> None:
    assert found(a_record("1.000001")) == []
    assert found(a_record("1.000001", level=2, components=[{"id": "don", "name": "Đơn", "form": "mau-18"}])) == []
    assert found(an_online_record("1.000001")) == []


BASE = a_record("1.000001")
ONLINE = an_online_record("1.000001")


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (replace(BASE, code="1.13831"), "the code '1.13831' has not the national form d.dddddd"),
        (replace(BASE, name=""), "the name is missing"),
        (replace(BASE, level=4), "level 4 does not exist"),
        (replace(BASE, field="bien-ca"), "field 'bien-ca' is not in fields.toml"),
        (replace(BASE, delivery="nhanh"), "delivery 'nhanh' does not exist"),
        (replace(BASE, publication_status="lost"), "publication_status 'lost' does not exist"),
        (replace(BASE, valid_to="31/12/2026"), "day valid_to '31/12/2026' does not exist"),
        (replace(BASE, reviewed_on="2026-02-30"), "day reviewed_on '2026-02-30' does not exist"),
        (replace(BASE, results=("A", "B"), result_codes=("1",)), "result_codes: as many as results, or none"),
        (replace(BASE, components=paper(form_files=("don.docx",))),
         "level 1 with a form: it is at least level 2 (NĐ 43/2011 Art. 19)"),
        (replace(BASE, admin_level="city"), "admin_level 'city' does not exist"),
        (replace(BASE, channels=(Channel("fax"),)), "channel 'fax' does not exist"),
        (replace(BASE, executing_agencies=("so-gi-do",)), "agency 'so-gi-do' is not in agencies.toml"),
        (replace(BASE, coordinating_agencies=("so-gi-do",)), "agency 'so-gi-do' is not in agencies.toml"),
        (replace(BASE, components=paper() * 2), "two components share an id"),
        (replace(BASE, level=2, components=paper(form="mau-99")), "form 'mau-99' is not in catalog/forms"),
        (replace(BASE, components=paper(form="mau-18")), "level 1 with a form: it is at least level 2 (NĐ 43/2011 Art. 19)"),
        (replace(BASE, level=2), "level 2 without a form"),
        (replace(BASE, level=3), "level 3 without an e-form"),
        (replace(ONLINE, components=paper(show_if="khong_hoi == true")),
         "component don: asks about 'khong_hoi', which the e-form does not"),
        (replace(ONLINE, components=paper(show_if="len(x)")), "component don: Call is not allowed in the condition 'len(x)'"),
        (replace(ONLINE, channels=ONLINE.channels[1:]), "level 3 without a limit for filing online"),
        (replace(ONLINE, channels=(Channel("online"),)), "level 3 without a limit for filing online"),
        (replace(ONLINE, process=ONLINE.process[1:]), "Step 1, “xem-xet”, comes first. Put the intake in front of it."),
        (replace(ONLINE, process=(replace(ONLINE.process[0], days=9.0), *ONLINE.process[1:])),
         "The steps add up to 11,5 working days, the limit is 3: take 8,5 away."),
        (replace(ONLINE, channels=(Channel("online", Limit(8, Unit.HOUR)),)), "The steps add up to 3 working days, the limit is 1: take 2 away."),
        (replace(ONLINE, channels=(Channel("online", Limit(4, Unit.DAY)),)),
         "The steps take 3 working days, more than 4 calendar days hold. Take some away."),
        (replace(ONLINE, channels=(Channel("online", Limit(30, Unit.DAY)),), process=()),
         "There are no internal steps. Add them, from the intake to the return of the result."),
    ],
)  # fmt: skip
def test_each_problem_is_told_in_a_sentence(record: Record, problem: str) -> None:
    assert problem in found(record)


@pytest.mark.parametrize("limit", [Limit(24, Unit.HOUR), Limit(5, Unit.DAY), Limit(1, Unit.MONTH)])
def test_steps_may_share_a_limit_in_any_unit(limit: Limit) -> None:
    """Five days in a row hold three working days wherever they begin; a month holds more than the steps take."""
    assert found(replace(ONLINE, channels=(Channel("online", limit),))) == []


def test_every_problem_is_told_not_only_the_first() -> None:
    assert len(found(replace(BASE, code="x", name="", field="", level=9))) == 4


@pytest.mark.parametrize("code", ["1.013831", "2.000815", "1.013831.H61", "1.000132.000.00.00.H56"])
def test_national_codes_are_known_with_and_without_the_unit(code: str) -> None:
    assert CODE.fullmatch(code)


@pytest.mark.parametrize(
    "code", ["1.13831", "1013831", "1.013831.", "1.013831.h61", "x1.013831", "1.013831.000.00.H56"]
)
def test_other_codes_are_none(code: str) -> None:
    assert not CODE.fullmatch(code)


@pytest.mark.parametrize(
    ("code", "internal"), [("5.000123", True), ("6.000001", True), ("1.500000", False), ("2.006000", False)]
)
def test_procedures_between_agencies_are_not_for_citizens(code: str, internal: bool) -> None:
    assert is_internal_code(code) is internal


@pytest.mark.parametrize(
    ("fees", "headline"),
    [
        ((), (None, "")),
        ((Fee("Lệ phí", amount_vnd=0),), (0, "")),
        ((Fee("a", amount_vnd=50_000), Fee("b", "charge", amount_vnd=25_000)), (75_000, "")),
        ((Fee("nhỏ", amount_vnd=50_000), Fee("to", amount_vnd=25_000)), (None, "Từ 25.000 đồng, tùy trường hợp")),
        ((Fee("a", amount_vnd=0), Fee("b", amount_vnd=0)), (0, "")),
        ((Fee("a", amount_vnd=50_000), Fee("Phí", note="Theo nghị quyết")), (None, "Theo nghị quyết")),
        ((Fee("Phí thẩm định"),), (None, "Phí thẩm định")),
    ],
)
def test_a_fee_nobody_stated_is_never_shown_as_free(fees: tuple[Fee, ...], headline: tuple[int | None, str]) -> None:
    assert headline_fee(fees) == headline


def test_the_office_is_named_as_precisely_as_it_is_known() -> None:
    names = {"so-tu-phap": "Sở Tư pháp", "b": "Bê"}
    record = replace(BASE, executing_note="", executing_agencies=("so-tu-phap", "b", "la"))
    assert agency_line(record, names) == "Sở Tư pháp, Bê, la"
    assert agency_line(replace(record, executing_note="UBND cấp xã"), names) == "UBND cấp xã"
    assert agency_line(replace(record, executing_agencies=(), competent_agency="Bộ Tư pháp"), names) == "Bộ Tư pháp"


@pytest.mark.parametrize(
    ("level", "said", "delivery"),
    [
        (1, "", "thong_tin"),
        (2, "", "thong_tin"),
        (3, "", "mot_phan"),
        (3, "toan_trinh", "toan_trinh"),
        (2, "mot_phan", "mot_phan"),
    ],
)
def test_what_is_offered_online_follows_the_level_unless_said(level: int, said: str, delivery: str) -> None:
    assert delivery_of(replace(BASE, level=level, delivery=said)) == delivery


def test_who_finds_a_procedure() -> None:
    assert status_of(BASE) == "published"
    assert status_of(replace(BASE, code="5.000001", publication_status="repealed")) == "internal"
    assert [status_of(replace(BASE, publication_status=one)) for one in ("public", "amended", "repealed")] == [
        "published", "published", "retired",
    ]  # fmt: skip
