"""Whatever a citizen chooses, can each service of the catalogue be filled in to the end, and its form with it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from portal.catalogue.loading import read_procedures
from portal.catalogue.record import Record
from portal.dossiers.rules import made_by_portal, papers_for
from portal.eforms.answers import missing, printed_places, stopped_by
from portal.eforms.types import TYPES, UNKNOWN
from tests.builders.answers import answers_for, good_values
from tests.house.sources import CATALOG

ONLINE = {record.code: record for record in read_procedures(CATALOG) if record.is_online}
BIRTH = "1.001193"


def ways(record: Record) -> Iterator[dict[str, Any]]:
    """Yield answers to the whole form for every answer that can be chosen, one changed at a time and then one more."""
    assert record.eform is not None
    questions = [q for q in record.eform.questions() if len(good_values(q)) > 1 or q.unknown]
    first = answers_for(record)
    yield first
    for question in questions:
        for value in [*good_values(question), *([UNKNOWN] if question.unknown else [])]:
            if question.id in first:
                changed = answers_for(record, **{question.id: value})
                yield changed
                for new in (q for q in questions if q.id in changed.keys() - first.keys()):
                    yield from (answers_for(record, **{question.id: value, new.id: more}) for more in good_values(new))


@pytest.mark.parametrize("code", ONLINE)
def test_every_way_through_a_form_ends_at_sending_or_at_a_reason(code: str) -> None:
    record = ONLINE[code]
    assert record.eform is not None
    for answers in ways(record):
        stopped = stopped_by(record.eform, answers)
        assert stopped or not missing(record.eform, answers)
        assert papers_for(record, answers) or made_by_portal(record), "an empty dossier could not be sent"
    assert all(len(item.stop_reason) > 80 for item in record.eform.eligibility if item.stop_if), (
        "say what to do instead"
    )


@pytest.mark.parametrize("code", ONLINE)
def test_every_question_and_every_paper_is_asked_for_in_some_case(code: str) -> None:
    record = ONLINE[code]
    assert record.eform is not None
    found = list(ways(record))
    asked = {q.id for q in record.eform.questions() if TYPES[q.type].is_asked or q.formula}
    assert asked == {key for answers in found for key in answers}
    wanted = {paper.id for answers in found for paper in papers_for(record, answers)}
    assert wanted == {paper.id for paper in record.papers if not paper.generated}


@pytest.mark.parametrize("code", ONLINE)
def test_every_service_tells_what_to_look_at_in_each_picture(code: str) -> None:
    silent = [paper.id for paper in ONLINE[code].papers if not paper.generated and not paper.look_at]
    assert silent == []


@pytest.mark.parametrize("relation", ["me", "cha", "ong_ba"])
@pytest.mark.parametrize("home", ["cung_noi", "theo_me", "theo_cha"])
def test_a_birth_names_both_parents_and_who_files_once_each(relation: str, home: str) -> None:
    """The parent who files is asked once and stands in two blocks of the form."""
    record = ONLINE[BIRTH]
    assert record.eform is not None
    answers = answers_for(record, submitter_relation=relation, parents_home=home)
    lines = Counter(p.line for q in record.eform.questions() if q.id in answers for p in printed_places(q, answers))
    blocks = [
        f"{who}-{what}" for who in ("me", "cha") for what in ("ten", "nam-sinh", "dan-toc", "noi-cu-tru", "giay-to")
    ]
    assert {line: lines[line] for line in (*blocks, "yc-ten", "yc-noi-cu-tru", "yc-giay-to")} == dict.fromkeys(
        (*blocks, "yc-ten", "yc-noi-cu-tru", "yc-giay-to"), 1
    )


def test_a_birth_with_only_the_mother_names_no_father() -> None:
    record = ONLINE[BIRTH]
    assert record.eform is not None
    answers = answers_for(record, tinh_huong="chi_me")
    lines = {p.line for q in record.eform.questions() if q.id in answers for p in printed_places(q, answers)}
    assert {"me-ten", "me-noi-cu-tru", "yc-ten"} <= lines
    assert not {line for line in lines if line.startswith("cha-")}
