"""Land services from the first question to the counter: the right papers, no dead end, a date that can be kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.catalogue.loading import read_procedures
from portal.catalogue.record import Record
from portal.dossiers.rules import papers_for
from portal.eforms.answers import missing, stopped_by, visible
from portal.eforms.expressions import comparable, holds
from portal.workflow.states import State
from portal.workflow.steps import StepKind
from tests.builders.answers import LONG_CHAU, answers_for, good_values
from tests.builders.dossiers import an_accepted_dossier
from tests.builders.walk import Walk
from tests.dossiers.land import BARE, CASES, KEPT, Case
from tests.house.sources import CATALOG

BRANCH, COMMUNE = "cnvpdkdd-vinh-long", f"ubnd-{LONG_CHAU}"
FIRST, LOST = "1.013978", "1.012786"


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    return {record.code: record for record in read_procedures(CATALOG)}


@pytest.fixture(scope="module")
def online(records: dict[str, Record]) -> list[Record]:
    return [record for record in records.values() if record.field == "dat-dai" and record.is_online]


def named(case: Case) -> str:
    return f"{case.code} {case.papers or 'nothing'}"


def test_the_cases_are_of_every_land_service_and_ask_for_every_paper(online: list[Record]) -> None:
    """A paper of a case that is not filed online is asked for at the counter only."""
    asked = {(case.code, paper) for case in CASES for paper in case.papers.split()}
    offered = {(r.code, paper.id) for r in online for paper in r.papers if not paper.generated}
    at_the_counter = {("1.012783", "trich-do"), ("1.013833", "cong-nhan")}
    assert {case.code for case in CASES} == {record.code for record in online}
    assert offered - asked == at_the_counter


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_case_asks_for_its_papers_and_nothing_else(records: dict[str, Record], case: Case) -> None:
    record = records[case.code]
    answers = answers_for(record, **case.chosen)
    assert record.eform is not None
    assert missing(record.eform, answers) == [] and not stopped_by(record.eform, visible(record.eform, answers))
    assert [paper.id for paper in papers_for(record, answers)] == case.papers.split()


@pytest.mark.parametrize("case", CASES, ids=named)
def test_it_goes_from_sending_to_the_hand_of_the_citizen(
    session: Session, records: dict[str, Record], case: Case
) -> None:
    answers = answers_for(records[case.code], **case.chosen)
    dossier = an_accepted_dossier(session, procedure=case.code, answers=answers)
    walk = Walk(session, dossier).to_the_end()
    assert [step for step, _ in walk.steps] == [
        s.id for s in records[case.code].process if s.kind is not StepKind.PAYMENT
    ]


def test_a_first_certificate_is_received_examined_and_signed_in_the_commune_of_the_parcel(
    session: Session, records: dict[str, Record]
) -> None:
    dossier = an_accepted_dossier(session, procedure=FIRST, answers=answers_for(records[FIRST], **BARE))
    walk = Walk(session, dossier).to_the_end()
    assert walk.steps == [
        ("tiep-nhan", COMMUNE), ("xac-minh", COMMUNE), ("trich-luc", BRANCH), ("niem-yet", COMMUNE), ("dieu-kien", COMMUNE),
        ("in-so", COMMUNE), ("ky", COMMUNE), ("phat-hanh", COMMUNE), ("tra", COMMUNE),
    ]  # fmt: skip


@pytest.mark.parametrize("code", [FIRST, LOST])
def test_the_promise_leaves_the_commune_its_fifteen_days_of_posting(
    session: Session, records: dict[str, Record], code: str
) -> None:
    dossier = an_accepted_dossier(session, procedure=code, answers=answers_for(records[code]))
    Walk(session, dossier).to_the_end()
    posting = next(leg for leg in dossier.legs if leg.step_id == "niem-yet")
    assert posting.agency_code == COMMUNE
    assert posting.due_at - posting.sent_at >= timedelta(days=14, hours=6)
    assert dossier.stands is State.RETURNED and dossier.promised_at is not None and dossier.promised_at > posting.due_at


def test_whoever_lost_the_certificate_need_not_know_its_numbers(records: dict[str, Record]) -> None:
    unknown = {"unknown": True}
    numbers = dict.fromkeys(("parcel", "parcel_area", "certificate_serial"), unknown)
    answers = answers_for(records[LOST], **KEPT, **numbers)
    form = records[LOST].eform
    assert form is not None and missing(form, answers) == []
    assert {q.id for q in form.questions() if q.unknown} >= numbers.keys()


def test_every_stop_says_what_to_do_instead(online: list[Record]) -> None:
    for record in online:
        assert record.eform is not None
        for item in (item for item in record.eform.eligibility if item.stop_if):
            assert re.search(r"[Mm]ời|nhờ|hỏi", item.stop_reason), f"{record.code} {item.question.id}"


def test_a_service_named_in_a_stop_is_one_tap_further_on(records: dict[str, Record], online: list[Record]) -> None:
    """The stop leads to the page of the procedure, which lists what is related to it."""
    for record in online:
        assert record.eform is not None
        labels = {option.label for item in record.eform.eligibility for option in item.question.options}
        titles = [records[code].title for code in record.related]
        for named in re.findall(r'"([^"]+)"', " ".join(item.stop_reason for item in record.eform.eligibility)):
            assert named in labels or any(title.startswith(named) for title in titles), f"{record.code}: {named}"


def test_no_eligibility_question_stops_everybody(online: list[Record]) -> None:
    for record in online:
        assert record.eform is not None
        for item in (item for item in record.eform.eligibility if item.stop_if):
            verdicts = {
                holds(item.stop_if, comparable({item.question.id: value})) for value in good_values(item.question)
            }
            assert verdicts == {True, False}, f"{record.code} {item.question.id}"
