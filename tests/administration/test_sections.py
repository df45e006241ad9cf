"""A section typed in as it stands changes nothing; rows are moved by buttons; what cannot be read is told beside its field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.administration.draft_views import SECTIONS
from portal.administration.law_forms import LawForm
from portal.administration.paper_forms import PapersForm, WaysForm
from portal.administration.rows import rearranged
from portal.administration.section_forms import SectionForm
from portal.catalogue.kind_words import BY_NAME
from portal.catalogue.loading import read_procedures
from portal.catalogue.record import Channel, Component, Fee, Record
from portal.workflow.deadlines import Limit, Unit
from tests.builders.procedures import a_record

CATALOG = Path(__file__).parents[2] / "catalog"
PAPERS = [("papers-0-name", "Đơn"), ("papers-1-name", "Sổ đất"), ("papers-4-name", "Giấy ủy quyền")]
WAYS = [
    ("ways-0-channel", "online"),
    ("ways-0-fees-0-name", "a"),
    ("ways-0-fees-1-name", "b"),
    ("ways-1-channel", "post"),
]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return read_procedures(CATALOG)


@pytest.mark.parametrize("name", SECTIONS)
def test_what_stands_in_a_section_reads_back_as_it_was(app: Flask, records: list[Record], name: str) -> None:
    form_of = SECTIONS[name].form
    with app.test_request_context():
        for record in records:
            form = form_of(MultiDict(form_of.inputs(record)))
            assert form.validate(), (record.code, form.errors)
            assert form.applied(record, keep_blank=False, fields={record.field: record.field_name}) == record, (
                record.code
            )


def test_rows_change_places() -> None:
    moved, row = rearranged(PAPERS, "down:papers-1")
    assert (dict(moved)["papers-4-name"], dict(moved)["papers-1-name"], row) == ("Sổ đất", "Giấy ủy quyền", "papers-4")
    assert rearranged(PAPERS, "up:papers-0") == (PAPERS, "papers-0")
    assert rearranged(PAPERS, "down:papers-4") == (PAPERS, "papers-4")


def test_rows_come_and_go() -> None:
    added, row = rearranged(PAPERS, "add:papers")
    assert (added[-1], row) == (("papers-5-new", "1"), "papers-5")
    assert rearranged([], "add:papers")[1] == "papers-0"
    assert [name for name, _ in rearranged(PAPERS, "remove:papers-1")[0]] == ["papers-0-name", "papers-4-name"]
    assert rearranged(PAPERS, "save") == (PAPERS, "")
    assert rearranged(PAPERS, "burn:papers-1") == (PAPERS, "")


def test_rows_inside_rows_move_within_and_with_them() -> None:
    inside, _ = rearranged(WAYS, "up:ways-0-fees-1")
    assert dict(inside) == {**dict(WAYS), "ways-0-fees-0-name": "b", "ways-0-fees-1-name": "a"}
    whole, _ = rearranged(WAYS, "down:ways-0")
    assert dict(whole)["ways-1-fees-1-name"] == "b"
    assert dict(whole)["ways-0-channel"] == "post"


def applied(app: Flask, form_of: type[SectionForm], record: Record, *typed: tuple[str, str]) -> Record:
    with app.test_request_context():
        form = form_of(MultiDict(typed))
        assert form.validate(), form.errors
        return form.applied(record, keep_blank=False, fields={})


def test_a_new_paper_gets_an_id_and_a_moved_one_keeps_what_no_screen_shows(app: Flask) -> None:
    old = Component("don", "Đơn", originals=1, show_if="a == b", look_at="chữ ký", generated=True)
    record = replace(a_record("1.000001"), components=(old,))
    new = applied(
        app, PapersForm, record, ("papers-0-name", "Đơn"), ("papers-0-need", "required"), ("papers-1-id", "don"),
        ("papers-1-name", "Đơn xin"), ("papers-1-originals", "1"), ("papers-1-need", "required"), ("papers-2-name", " "),
    )  # fmt: skip
    assert [paper.id for paper in new.components] == ["don-2", "don"]
    assert new.components[1] == replace(old, name="Đơn xin")


def test_the_kind_of_a_result_follows_its_name_unless_another_is_chosen(app: Flask) -> None:
    record = replace(a_record("1.000001"), results=("Giấy phép",), result_codes=("KQ1",))
    rows = [
        ("results-0-name", "Quyết định"),
        ("results-0-code", "KQ1"),
        ("results-1-name", "Bản vẽ"),
        ("results-2-name", ""),
    ]
    by_name = applied(app, LawForm, record, *rows)
    assert (by_name.results, by_name.result_kinds, by_name.result_codes) == (("Quyết định", "Bản vẽ"), (), ("KQ1", ""))
    assert list(by_name.kinds) == ["QĐ", "KQ"]
    stated = applied(app, LawForm, record, *rows, ("results-1-kind", ""))
    assert stated.result_kinds == ("QĐ", ""), "a plain letter"
    with app.test_request_context():
        again = LawForm(MultiDict(LawForm.inputs(stated)))
        assert [row["kind"].data for row in again.results] == [BY_NAME, ""]
        assert not LawForm(MultiDict([("results-0-name", "Giấy"), ("results-0-kind", "XYZ")])).validate()


def test_a_fee_of_nothing_is_free_and_an_empty_one_is_open(app: Flask) -> None:
    common = (("ways-0-channel", "counter"), ("ways-0-limit_value", "5"), ("ways-0-limit_unit", "day"))
    new = applied(
        app, WaysForm, a_record("1.000001"), *common, ("ways-0-fees-0-amount", "0"), ("ways-0-fees-0-kind", "fee"),
        ("ways-0-fees-1-name", "Phí"), ("ways-0-fees-1-kind", "fee"), ("ways-0-fees-2-kind", "fee"),
    )  # fmt: skip
    assert new.channels == (Channel("counter", Limit(5, Unit.DAY), fees=(Fee(amount_vnd=0), Fee("Phí"))),)


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [("limit_value", "tám", "limit_value"), ("limit_value", "0", "limit_value"), ("limit_unit", "", "limit_unit"),
     ("channel", "fax", "channel"), ("fees-0-amount", "mười", "fees-0-amount")],
)  # fmt: skip
def test_what_cannot_be_read_is_told_beside_its_field(app: Flask, name: str, value: str, wrong: str) -> None:
    typed = {
        "ways-0-channel": "counter",
        "ways-0-limit_value": "5",
        "ways-0-limit_unit": "day",
        f"ways-0-{name}": value,
    }
    if name.startswith("fees"):
        typed["ways-0-fees-0-kind"] = "fee"
    with app.test_request_context():
        form = WaysForm(MultiDict(typed))
        assert not form.validate()
        assert [field for field, _ in form.problems()] == [f"ways-0-{wrong}"]
