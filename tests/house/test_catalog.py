"""The catalogue is content that others write: it loads, hangs together, and covers what a province needs."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue.loading import load_catalog, read_procedures
from portal.catalogue.record import Record
from portal.eforms.types import TYPES
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.search.word_loading import read_words
from portal.search.word_rules import problems
from portal.web.app_state import config
from portal.workflow.opening import read_week
from tests.house.sources import CATALOG, name_of


def rows(name: str) -> list[dict[str, Any]]:
    [table] = tomllib.loads((CATALOG / f"{name}.toml").read_text("utf-8")).values()
    return list(table)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return read_procedures(CATALOG)


@pytest.fixture(scope="module")
def codes(records: list[Record]) -> set[str]:
    return {record.code for record in records}


def test_it_covers_fields_levels_and_agencies(records: list[Record]) -> None:
    assert len(records) >= 25
    assert len({record.field for record in records}) >= 8
    assert {record.level for record in records} == {1, 2, 3}
    assert {record.admin_level for record in records} >= {"province", "commune"}


def test_what_can_be_filed_online_has_form_steps_and_a_limit(records: list[Record]) -> None:
    online = [record for record in records if record.level == 3]
    assert online
    for record in online:
        assert record.is_online and record.process, record.code
        channel = record.channel("online")
        assert channel is not None and channel.limit is not None, record.code
        assert record.papers, record.code


def test_every_procedure_answers_what_people_ask(records: list[Record]) -> None:
    for record in records:
        missing = [
            name
            for name in ("name", "plain", "who", "results", "channels", "steps", "legal_bases")
            if not getattr(record, name)
        ]
        assert missing == [], record.code
        assert len(record.title) <= 80 or not record.short_name, (
            f"{record.code}: the plain title is too long for a list"
        )
        assert all(channel.limit or channel.limit_note for channel in record.channels), (
            f"{record.code}: how long does it take?"
        )


def test_a_fee_without_an_amount_says_who_sets_it(records: list[Record]) -> None:
    for record in records:
        for fee in (fee for channel in record.channels for fee in channel.fees):
            assert fee.amount_vnd is not None or fee.note, f"{record.code}: {fee.name}"
            assert (fee.amount_vnd or 0) >= 0, record.code


def test_related_procedures_and_life_events_exist(records: list[Record], codes: set[str]) -> None:
    assert {c for record in records for c in record.related} - codes == set()
    events = rows("life_events")
    assert len({event["code"] for event in events}) == len(events)
    assert {c for event in events for c in event["procedures"]} - codes == set()
    assert all(event["procedures"] for event in events)


def test_search_words_name_procedures_by_their_national_code(codes: set[str]) -> None:
    """Those the catalogue lacks come with a province's own records: their words wait for them."""
    synonyms = tomllib.loads((CATALOG / "search" / "synonyms.toml").read_text("utf-8"))["synonyms"]
    named = {c for row in synonyms for c in row.get("procedures", ())}
    assert [code for code in sorted(named - codes) if not re.fullmatch(r"[\dX]\.\d{6}", code)] == []
    assert len(named & codes) > 200, "words for what the catalogue has"


def test_a_row_of_search_words_can_be_opened_and_saved() -> None:
    rows = read_words(CATALOG / "search")
    wrong = {
        key: found for key, facts in rows.items() if (found := problems(facts, others=(), is_published=lambda _: True))
    }
    assert wrong == {}


def test_agencies_hang_together() -> None:
    agencies = rows("agencies")
    known, units = {a["code"] for a in agencies}, {u["id"] for u in rows("communes")}
    assert len(known) == len(agencies) == len({a["unit_code"] for a in agencies})
    assert {a["parent"] for a in agencies if a["parent"]} - known == set()
    assert {a["successor"] for a in agencies if a["successor"]} - known == set()
    assert {unit for a in agencies for unit in a["serves"]} - units == set()


def test_hours_of_agencies_can_be_read() -> None:
    unread = [a["code"] for a in rows("agencies") if a["hours"] and read_week(a["hours"]) is None]
    assert unread == []


def test_what_has_ended_says_who_does_its_work() -> None:
    agencies = {a["code"]: a for a in rows("agencies")}
    for agency in agencies.values():
        after = [code for code in (agency["successor"], *agency.get("also_succeeded_by", ())) if code]
        assert bool(after) == bool(agency["valid_to"]), agency["code"]
        assert all(not agencies[code]["valid_to"] for code in after), agency["code"]


def test_documents_are_named_once() -> None:
    documents = rows("documents")
    assert len({d["key"] for d in documents}) == len({(d["number"], d["issuer"]) for d in documents}) == len(documents)


def test_every_commune_is_served_by_exactly_one_land_branch() -> None:
    today = {u["id"] for u in rows("communes") if u["kind"] in ("xa", "phuong") and not u.get("valid_to")}
    served = [
        unit for a in rows("agencies") if a["kind"] == "land_branch" and not a["valid_to"] for unit in a["serves"]
    ]
    assert len(today) == 124
    assert sorted(served) == sorted(today)


def test_former_communes_lead_to_those_of_today() -> None:
    units = {u["id"]: u for u in rows("communes")}
    for unit in units.values():
        assert not unit.get("parent") or unit["parent"] in units, unit["id"]
        assert set(unit.get("successors", ())) <= set(units), unit["id"]
        if unit.get("valid_to") and unit["kind"] in ("xa", "phuong", "thi_tran"):
            assert unit.get("successors"), f"{unit['name']} leads nowhere"


def test_every_field_is_in_the_list_and_named_once(records: list[Record]) -> None:
    fields = rows("fields")
    assert len({f["code"] for f in fields}) == len({f["name"] for f in fields}) == len(fields)
    assert {record.field for record in records} <= {f["code"] for f in fields}


def test_forms_to_fill_in_by_hand_are_used_and_have_lines(records: list[Record]) -> None:
    used = {component.form for record in records for component in record.components if component.form}
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (CATALOG / "forms").glob("*.toml")}
    assert used == set(files)
    for stem, form in files.items():
        assert form["id"] == stem
        assert form["title"] and any(section.get("lines") for section in form["sections"]), stem


def test_questions_use_types_that_exist_and_names_that_stay(records: list[Record]) -> None:
    for record in records:
        if record.eform:
            questions = list(record.eform.questions())
            assert {q.type for q in questions} <= set(TYPES)
            assert any(q.id == "owner_name" for q in questions), (
                f"{record.code}: the owner's name is asked as owner_name"
            )
            assert all(len(page.questions) <= 8 for page in record.eform.pages), f"{record.code}: a page asks too much"


def lines_of(record: Record) -> dict[str, dict[str, Any]]:
    """Return the lines, by id, of the forms that the portal fills in for a service."""
    files = [CATALOG / "forms" / f"{paper.form}.toml" for paper in record.papers if paper.generated and paper.form]
    sections = [section for file in files for section in tomllib.loads(file.read_text("utf-8"))["sections"]]
    return {line["id"]: line for section in sections for line in section.get("lines", ()) if line.get("id")}


def test_boxes_of_a_form_are_ticked_by_answers_of_the_same_words(records: list[Record]) -> None:
    for record in (record for record in records if record.eform):
        lines = lines_of(record)
        for question in record.eform.questions():
            boxes = lines.get(question.prints, {}).get("options")
            words = [option.label for option in question.options]
            assert not boxes or question.type == "yes_no" or words == boxes, f"{record.code}: {question.id}"


def test_answers_that_print_a_second_time_name_a_line_of_the_form(records: list[Record]) -> None:
    for record in (record for record in records if record.eform):
        wanted = {also.line for question in record.eform.questions() for also in question.prints_also}
        assert wanted - lines_of(record).keys() == set(), record.code


def test_lines_of_a_form_have_ids_of_their_own() -> None:
    for path in (CATALOG / "forms").glob("*.toml"):
        sections = tomllib.loads(path.read_text("utf-8"))["sections"]
        ids = [line["id"] for section in sections for line in section.get("lines", ()) if "id" in line]
        assert len(set(ids)) == len(ids), path.stem


def test_all_content_is_composed_text_without_strange_characters() -> None:
    for path in CATALOG.rglob("*.toml"):
        text = path.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text), name_of(path)
        assert not set("\u200b\ufeff\u00ad\ufffd\t") & set(text), name_of(path)


def test_loading_twice_changes_nothing(app: Flask, session: Session, clock: FixedClock) -> None:
    with transaction(session):
        assert load_catalog(session, config().catalog_dir, at=clock.now()) == {}
