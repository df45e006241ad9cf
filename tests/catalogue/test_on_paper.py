"""From a record alone: which limit, which case, who decides, and internal steps that can be walked within the limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.catalogue.on_paper import cases_of, first_words, is_communal, load, named_in, stated_way, ways_of
from portal.catalogue.rules import unwalkable, working_days_in
from portal.eforms.definition import DefinitionError
from portal.workflow.deadlines import Limit, Unit
from tests.builders.procedures import a_record
from tests.house.sources import CATALOG

FORM = CATALOG / "counter_form.toml"
AGENCIES = {
    "ubnd-tinh": "Ủy ban nhân dân tỉnh Vĩnh Long", "van-phong": "Văn phòng Ủy ban nhân dân tỉnh", "so-tu-phap": "Sở Tư pháp",
    "cong-an": "Công an tỉnh Vĩnh Long",
}  # fmt: skip


def a_way(channel: str, value: int = 0, unit: str = "working_day") -> dict[str, object]:
    return {"channel": channel, "limit": {"value": value, "unit": unit} if value else None}


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("value", [1, 2, 3, 7, 30, 45])
def test_the_general_steps_can_be_walked_within_every_limit(value: int, unit: Unit) -> None:
    limit = Limit(value, unit)
    steps = load(FORM).process(intake="ttpvhcc-tinh", decides="so-tu-phap", limit=limit)
    assert unwalkable(steps, limit) == []
    assert sum(step.days for step in steps) == working_days_in(limit)
    assert [step.agency for step in steps] == ["ttpvhcc-tinh", *["so-tu-phap"] * 3, "ttpvhcc-tinh"]


def test_a_form_whose_steps_cannot_be_walked_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "counter_form.toml"
    broken.write_text(FORM.read_text("utf-8").replace('role = "approver"', 'role = "clerk"'), "utf-8")
    with pytest.raises(DefinitionError):
        load(broken)


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("Sở Tư pháp", ("so-tu-phap",)),
        ("Công an cấp Tỉnh", ("cong-an",)),
        ("Chủ tịch Uỷ ban nhân dân cấp tỉnh", ("ubnd-tinh",)),
        ("Văn phòng Ủy ban nhân dân tỉnh", ("van-phong",)),
        ("Chi cục Hải quan khu vực", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_who_decides_is_read_off_the_words_of_the_record(note: str, found: tuple[str, ...]) -> None:
    assert named_in(a_record(executing_note=note), AGENCIES, "tỉnh Vĩnh Long") == found


@pytest.mark.parametrize(
    ("note", "level", "is_so"),
    [
        ("Ủy ban nhân dân cấp xã", "province", True),
        ("UBND xã, phường", "commune", True),
        ("", "commune", True),
        ("", "province", False),
        ("Công an cấp xã", "commune", False),
    ],
)
def test_whether_a_commune_decides(note: str, level: str, *, is_so: bool) -> None:
    assert is_communal(a_record(executing_note=note, admin_level=level)) is is_so


def test_each_limit_of_the_counter_is_offered_once_and_those_of_other_ways_only_without_one() -> None:
    several = a_record(channels=[a_way("online", 2), a_way("counter", 5), a_way("counter", 5), a_way("counter", 30)])
    assert [way.limit.value for way in ways_of(several) if way.limit] == [5, 30]
    assert [way.channel for way in ways_of(a_record(channels=[a_way("counter"), a_way("post", 4)]))] == ["counter"]
    silent = a_record(channels=[a_way("counter")])
    assert ways_of(silent) == () and stated_way(silent, 7, "Luật").limit == Limit(7, Unit.WORKING_DAY)


def test_cases_are_chosen_only_where_there_are_several() -> None:
    papers = [
        {"id": "a", "name": "Đơn", "originals": 1},
        {"id": "b", "name": "Giấy phép", "originals": 1, "case": "Cấp lại"},
    ]
    assert cases_of(a_record(components=papers)) == ("Cấp lại", "")
    assert cases_of(a_record(components=papers[1:])) == ("Cấp lại",)
    assert cases_of(a_record(components=papers[:1])) == ("",)
    assert first_words(a_record(name="Cấp phép thả diều"), "Cấp lại:") == "Cấp phép thả diều: Cấp lại"
