"""What stands between a draft and sending: questions, papers, and at least one picture."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from portal.catalogue.record import Record, from_dict
from portal.dossiers.rules import (
    Gap,
    PaperState,
    gaps,
    made_by_portal,
    owner_name,
    pages_for,
    papers_for,
    submitter_name,
)
from tests.builders.dossiers import ANSWERS
from tests.builders.procedures import a_record, an_online_record

FOLDER = Path(__file__).parents[2] / "catalog" / "procedures" / "dat-dai"
PHOTO, BRING, NONE = PaperState("added", 1), PaperState("will_bring"), PaperState("does_not_exist")

#: One more person on the certificate.
WIFE = [{"co_name": "Trần Thị Bé", "co_citizen_number": "331123456", "co_relation": "vợ"}]


@pytest.fixture(scope="module")
def land() -> Record:
    """The real service: transfer of land."""
    data = tomllib.loads((FOLDER / "1.013831.toml").read_text("utf-8"))
    data["eform"] = tomllib.loads((FOLDER / "1.013831.form.toml").read_text("utf-8"))
    return from_dict(data)


def kinds(found: list[Gap]) -> list[tuple[str, str]]:
    return [(gap.kind, gap.id) for gap in found]


def needed(record: Record, **changed: Any) -> list[str]:
    return [paper.id for paper in papers_for(record, {**ANSWERS, **changed})]


def test_a_new_draft_lacks_everything_in_the_order_of_the_form(land: Record) -> None:
    assert kinds(gaps(land, {}, {})) == [
        ("eligibility", "truong_hop"), ("eligibility", "tranh_chap"), ("page", "nguoi-nhan"), ("page", "nguoi-nop"),
        ("page", "thua-dat"), ("page", "giay-chung-nhan"), ("page", "bien-dong"), ("page", "nhan-ket-qua"),
        ("paper", "gcn"), ("empty", ""),
    ]  # fmt: skip


def test_nothing_stands_in_the_way_of_a_complete_draft(land: Record) -> None:
    assert gaps(land, ANSWERS, {"gcn": PHOTO, "hop-dong": PHOTO}) == []


@pytest.mark.parametrize("said", [BRING, NONE])
def test_saying_how_a_paper_stands_settles_it(land: Record, said: PaperState) -> None:
    assert gaps(land, ANSWERS, {"gcn": PHOTO, "hop-dong": said}) == []


@pytest.mark.parametrize("said", [BRING, NONE])
def test_a_dossier_without_a_single_picture_is_empty(land: Record, said: PaperState) -> None:
    assert gaps(land, ANSWERS, {"gcn": said, "hop-dong": said}) == [Gap("empty")]


def test_a_required_paper_nobody_spoke_of_is_named(land: Record) -> None:
    (gap,) = gaps(land, ANSWERS, {"gcn": PHOTO})
    assert (gap.kind, gap.id) == ("paper", "hop-dong")
    assert gap.label.startswith("Hợp đồng hoặc văn bản chuyển quyền")


def test_an_added_paper_whose_pictures_were_all_removed_is_missing_again(land: Record) -> None:
    assert kinds(gaps(land, ANSWERS, {"gcn": PHOTO, "hop-dong": PaperState("added", 0)})) == [("paper", "hop-dong")]


def test_a_paper_that_is_not_asked_for_does_not_fill_the_dossier(land: Record) -> None:
    """A picture left over from another case is no paper of this one."""
    papers = {"gcn": BRING, "hop-dong": BRING, "giay-thua-ke": PHOTO}
    assert gaps(land, ANSWERS, papers) == [Gap("empty")]


@pytest.mark.parametrize(
    ("changed", "more", "less"),
    [
        ({}, set(), {"giay-thua-ke", "ban-ve", "thoa-thuan-chung", "dong-y-the-chap", "uy-quyen", "mien-thue"}),
        ({"truong_hop": "thua_ke"}, {"giay-thua-ke"}, {"hop-dong"}),
        ({"truong_hop": "tang_cho"}, {"hop-dong"}, {"giay-thua-ke"}),
        ({"parcel_part": "mot_phan"}, {"ban-ve"}, set()),
        ({"several_owners": True, "co_owners": WIFE}, {"thoa-thuan-chung"}, set()),
        ({"mortgaged": True}, {"dong-y-the-chap"}, set()),
        ({"mortgaged": True, "truong_hop": "thua_ke"}, set(), {"dong-y-the-chap"}),
        ({"mortgaged": {"unknown": True}}, set(), {"dong-y-the-chap"}),
        ({"submitter_is_owner": False}, {"uy-quyen"}, set()),
        ({"exemption": "nguoi_than"}, {"mien-thue"}, set()),
        ({"exemption": "doi_tuong", "exemption_detail": "hộ nghèo"}, {"mien-thue"}, set()),
    ],
)
def test_the_papers_follow_the_answers(land: Record, changed: dict[str, Any], more: set[str], less: set[str]) -> None:
    found = set(needed(land, **changed))
    assert {"gcn"} | more <= found
    assert not found & less


def test_a_paper_to_be_added_only_if_there_is_one_never_stands_in_the_way(land: Record) -> None:
    answers = {**ANSWERS, "exemption": "nguoi_than", "several_owners": True, "co_owners": WIFE}
    assert {"mien-thue", "thoa-thuan-chung"} <= set(needed(land, **answers))
    assert gaps(land, answers, {"gcn": PHOTO, "hop-dong": PHOTO}) == []


def test_the_paper_the_portal_makes_itself_is_not_asked_for(land: Record) -> None:
    assert [paper.id for paper in made_by_portal(land)] == ["don"]
    assert "don" not in needed(land)


def test_a_page_is_named_once_however_much_is_missing_on_it(land: Record) -> None:
    answers = {k: v for k, v in ANSWERS.items() if k not in ("parcel", "parcel_area")}
    assert gaps(land, answers, {"gcn": PHOTO, "hop-dong": PHOTO}) == [Gap("page", "thua-dat", "Thửa đất ở đâu?")]


def test_an_answer_that_stops_stands_in_the_way_even_of_a_complete_draft(land: Record) -> None:
    stopped = {**ANSWERS, "tranh_chap": "ke_bien"}
    assert gaps(land, stopped, {"gcn": PHOTO, "hop-dong": PHOTO}) == [Gap("eligibility")]


def test_a_procedure_that_is_not_online_can_never_be_sent() -> None:
    assert gaps(a_record(), ANSWERS, {"don": PHOTO}) == [Gap("eligibility")]


def test_a_service_that_needs_no_paper_needs_no_picture() -> None:
    record = an_online_record(components=[])
    assert gaps(record, {"owner_name": "Lê Văn Ba"}, {}) == []


def test_the_pages_follow_the_answers(land: Record) -> None:
    assert next(page.id for page in pages_for(land, ANSWERS)) == "nguoi-nhan"
    assert pages_for(a_record(), {}) == []


@pytest.mark.parametrize(
    ("answers", "owner", "submitter"),
    [
        ({"owner_name": "Lê Văn Ba"}, "Lê Văn Ba", "Lê Văn Ba"),
        ({"owner_name": "Lê Văn Ba", "submitter_name": "Lê Thị Tư"}, "Lê Văn Ba", "Lê Thị Tư"),
        ({}, "", ""),
    ],
)
def test_owner_and_submitter_are_told_apart(answers: Mapping[str, Any], owner: str, submitter: str) -> None:
    assert (owner_name(answers), submitter_name(answers)) == (owner, submitter)
