"""Does a record survive being kept as plain data, and does its fingerprint tell equal from different?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from portal.catalogue.loading import read_procedures
from portal.catalogue.record import Channel, Component, Fee, Record, Told, from_dict
from portal.eforms.definition import DefinitionError
from portal.workflow.deadlines import Limit, Unit
from tests.builders.procedures import a_record, an_online_record

CATALOG = Path(__file__).parents[2] / "catalog"


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return read_procedures(CATALOG)


def test_every_procedure_of_the_catalogue_survives_being_kept(records: list[Record]) -> None:
    assert len(records) >= 25
    for record in records:
        again = from_dict(record.as_dict())
        assert again == record, record.code
        assert again.fingerprint() == record.fingerprint(), record.code


def test_the_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    data = an_online_record("1.999999").as_dict()
    assert from_dict(dict(reversed(data.items()))).fingerprint() == from_dict(data).fingerprint()


def test_any_change_changes_the_fingerprint() -> None:
    record = an_online_record("1.999999")
    assert record.eform is not None
    changed = [
        replace(record, name=record.name + " "),
        replace(record, level=2),
        replace(record, components=()),
        replace(record, channels=(replace(record.channels[0], limit=Limit(4, Unit.WORKING_DAY)),)),
        replace(record, eform=replace(record.eform, minutes=99)),
    ]
    assert len({one.fingerprint() for one in (record, *changed)}) == len(changed) + 1


def test_what_a_newer_release_added_is_left_out_when_an_older_one_reads() -> None:
    record = a_record()
    assert from_dict({**record.as_dict(), "from_the_future": 1}) == record


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"name": "x", "level": 1}, TypeError),
        ({"code": "1.1", "name": "x", "level": 1, "channels": [{"channel": "online", "limit": {"value": 1}}]}, KeyError),
        ({"code": "1.1", "name": "x", "level": 1, "channels": [{"channel": "online", "limit": {"value": 1, "unit": "day of work"}}]},
         ValueError),
        ({"code": "1.1", "name": "x", "level": 1, "process": [{"kind": "dance"}]}, ValueError),
        ({"code": "1.1", "name": "x", "level": 3, "eform": {"pages": [{"id": "p"}]}}, DefinitionError),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(data: dict[str, object], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        from_dict(data)


def test_instructions_among_the_papers_are_told_apart() -> None:
    paper, note = Component("don", "Đơn"), Component("luu-y", "Mang bản chính để đối chiếu", is_note=True)
    record = replace(a_record(), components=(paper, note))
    assert (record.papers, record.notes) == ((paper,), (note,))


def test_the_plain_title_stands_before_the_official_one() -> None:
    assert a_record(name="Tên dài").title == "Tên dài"
    assert a_record(name="Tên dài", short_name="Tên gọn").title == "Tên gọn"


def test_the_way_shown_first_is_the_one_that_works_here() -> None:
    ways = tuple(Channel(name, fees=(Fee(),)) for name in ("online", "post", "counter"))
    assert replace(a_record(), channels=ways).main_channel() == ways[2]
    online = an_online_record()
    assert online.main_channel() == online.channel("online")
    assert replace(a_record(), channels=ways[:2]).main_channel() == ways[0]
    assert replace(a_record(), channels=()).main_channel() is None


def test_only_level_three_with_a_form_can_be_filed_here() -> None:
    record = an_online_record()
    assert record.is_online
    assert not replace(record, level=2).is_online
    assert not replace(record, eform=None).is_online


def test_the_fingerprint_tells_what_is_said_and_nothing_else() -> None:
    """Else every procedure would look changed when a release adds a part."""
    record = a_record("9.000001", steps=[{"title": "Bước 1", "text": "Nộp hồ sơ"}])
    free, unsaid = (
        replace(record, channels=(Channel("counter", fees=(Fee("Phí", amount_vnd=n),)),)) for n in (0, None)
    )
    assert free.fingerprint() != unsaid.fingerprint()
    said = [
        replace(record, valid_to="2026-12-31"),
        replace(record, steps=(replace(record.steps[0], case="Cấp lại"),)),
        replace(record, components=(replace(record.components[0], form_files=("don.docx",)),)),
    ]
    assert len({one.fingerprint() for one in (record, *said)}) == 4


def test_steps_by_case() -> None:
    steps = (Told("Bước 1", "a"), Told("Bước 2", "b", "Cấp lại"), Told("Bước 3", "c"))
    by_case = replace(a_record(), steps=steps).steps_by_case
    assert [(case, [step.text for step in those]) for case, those in by_case] == [("", ["a", "c"]), ("Cấp lại", ["b"])]


@pytest.mark.parametrize(
    ("name", "drawing"),
    [
        ("Giấy chứng nhận đã cấp (sổ đỏ, sổ hồng)", "certificate"),
        ("Văn bản thỏa thuận cấp chung một giấy chứng nhận", "text"),
        ("Giấy tờ về thừa kế quyền sử dụng đất", "text"),
        ("Căn cước, căn cước điện tử hoặc hộ chiếu của người đi làm", "card"),
        ("Bản vẽ tách thửa đất, hợp thửa đất (Mẫu số 22)", "plan"),
        ("Giấy chứng sinh", "text"),
    ],
)
def test_a_paper_is_drawn_as_what_its_name_says_first(name: str, drawing: str) -> None:
    assert Component("x", name).looks_like == drawing


def test_every_drawing_is_there(records: list[Record]) -> None:
    drawn = (CATALOG.parent / "portal" / "static" / "icons.svg").read_text()
    needed = {paper.looks_like for record in records for paper in record.papers}
    assert len(needed) > 3 and all(f'<symbol id="paper-{one}"' in drawn for one in needed)
