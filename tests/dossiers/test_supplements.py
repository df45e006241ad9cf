"""A request for papers: once and complete, in time, twice only with a leader; what comes back and what the clock does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue.queries import working_calendar
from portal.documents.desk import current_desk
from portal.documents.queries import list_slips
from portal.dossiers.corrections import correctable
from portal.dossiers.models import CURRENT, REPLACED, Dossier
from portal.dossiers.queue_queries import count_queues
from portal.dossiers.queues import queues
from portal.dossiers.supplement_answers import say_not_had, send, unsettled
from portal.dossiers.supplements import Wanted, approve, decline, proposed_of, times_asked
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Incomplete, InvalidMove, NotAllowed, NotFound
from portal.kernel.transaction import transaction
from portal.notices.queries import list_about
from portal.web.app_state import now
from portal.workflow.states import Action, State
from tests.builders.dossiers import (
    ANSWERS,
    COMMUNE,
    a_claimed_dossier,
    a_dossier_awaiting_payment,
    a_dossier_awaiting_signature,
    a_dossier_in_hand,
    a_sent_dossier,
    make_move,
    the_event,
)
from tests.builders.people import acting, the_officer
from tests.builders.supplements import (
    ANSWER_BY,
    BLURRED,
    WRONG_AREA,
    a_dossier_asked_before_intake,
    a_dossier_asked_in_appraisal,
    answer,
    ask,
    mend,
    prepare,
)
from tests.builders.together import together
from tests.strict_client import StrictClient


def files(dossier: Dossier, standing: str) -> list[str]:
    paper = dossier.paper("gcn")
    return [row.file.filename for row in paper.files_that_are(standing)] if paper else []


def counts(session: Session, who: str) -> dict[str, int]:
    wanted = queues(the_officer(session, who), now(), working_calendar(session))
    return {key: n for key, n in count_queues(session, wanted).items() if n}


def decide(
    session: Session, dossier: Dossier, who: str, reason: str = "Lần đầu sót một giấy", *, yes: bool = True
) -> None:
    by, row = acting(the_officer(session, who)), proposed_of(dossier)
    assert row is not None
    with transaction(session):
        if yes:
            approve(session, dossier, row.id, reason, by=by, at=now(), desk=current_desk(), form_key=f"decide:{row.id}")
        else:
            decline(session, dossier, row.id, reason, by=by, at=now(), form_key=f"decide:{row.id}")


def test_the_request_goes_out_with_slip_and_notice_and_is_the_citizen_s_turn(session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    assert dossier.stands is State.SUPPLEMENT_BEFORE_INTAKE
    assert (dossier.answer_by, times_asked(dossier)) == (ANSWER_BY, 1)
    slip = list_slips(session, dossier)[-1]
    assert (slip.kind, slip.number) == ("supplement_request", "01/HDHS")
    assert slip.facts["wants"] == [{"what": BLURRED.name, "reason": ""}]
    assert slip.facts["reason"] == "Chụp lại sổ đỏ cho rõ."
    assert slip.facts["answer_by"] == ANSWER_BY.isoformat()
    notice = list_about(session, dossier.code or "")[0]
    assert notice.kind == "supplement_requested"
    assert "Chụp lại sổ đỏ cho rõ." in notice.text and "03/12/2026" in notice.text


def test_what_comes_back_replaces_the_file_and_keeps_the_old_one(session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    prepare(session, dossier)
    assert (files(dossier, CURRENT), files(dossier, REPLACED)) == (["so-do.jpg"], [])
    with transaction(session):
        send(session, dossier, by=acting(dossier.citizen), at=now(), desk=current_desk(), form_key="a")
    assert (files(dossier, CURRENT), files(dossier, REPLACED)) == (["so-do-moi.jpg"], ["so-do.jpg"])
    assert dossier.supplements[0].answered_at == now()


def test_it_goes_back_to_who_asked_and_lies_in_a_queue_of_its_own(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_before_intake(session)
    clock.at += timedelta(days=3)
    answer(session, dossier)
    assert dossier.stands is State.SUBMITTED
    assert dossier.holder_id == the_officer(session, "motcua").id
    assert dossier.first_answer_due_at == datetime(2026, 11, 27, 2, tzinfo=UTC)
    assert counts(session, "motcua") == {"supplemented": 1}
    make_move(session, dossier, Action.ACCEPT, the_officer(session, "motcua"))
    assert "supplemented" not in counts(session, "motcua")


def test_after_a_supplement_in_appraisal_the_time_begins_anew(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    first = dossier.promised_at
    assert dossier.stands is State.SUPPLEMENT_REQUESTED
    clock.at = datetime(2026, 12, 1, 2, tzinfo=UTC)
    answer(session, dossier)
    assert dossier.stands is State.PROCESSING
    assert first is not None and dossier.promised_at == datetime(
        2026, 12, 11, 10, tzinfo=UTC
    )  # eight working days from the answer
    assert [line["kind"] for line in dossier.promised_sum] == ["start", "limit", "result"]
    assert counts(session, "thuly") == {"supplemented": 1}


def test_where_the_service_says_so_the_time_goes_on(
    session: Session, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = a_dossier_in_hand(session)
    clock.at = datetime(2026, 11, 25, 2, tzinfo=UTC)
    ask(session, dossier, who="thuly")
    goes_on = replace(dossier.record, eform=replace(dossier.record.eform, after_supplement="resume"))  # type: ignore[type-var]
    monkeypatch.setattr(Dossier, "record", goes_on)
    clock.at = datetime(2026, 12, 1, 2, tzinfo=UTC)
    answer(session, dossier)
    assert dossier.promised_at is not None
    assert [line["kind"] for line in dossier.promised_sum if line["kind"] == "pause"] == ["pause"]
    assert dossier.promised_at == datetime(2026, 12, 10, 10, tzinfo=UTC)


def test_a_payment_after_a_supplement_pauses_what_was_begun_anew(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    clock.at = datetime(2026, 12, 1, 2, tzinfo=UTC)
    answer(session, dossier)
    pdf = a_dossier_awaiting_payment(session).payment_file
    make_move(session, dossier, Action.REQUEST_PAYMENT, the_officer(session, "thuly"), file=pdf, amount_vnd=5)
    clock.at = datetime(2026, 12, 3, 2, tzinfo=UTC)
    make_move(session, dossier, Action.CONFIRM_PAYMENT, the_officer(session, "thuly"))
    assert dossier.promised_at == datetime(2026, 12, 15, 10, tzinfo=UTC)
    assert sum(line["kind"] == "pause" for line in dossier.promised_sum) == 1


def test_only_what_was_asked_for_can_be_given(session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    with pytest.raises(NotFound):
        prepare(session, dossier, "hop-dong")
    with pytest.raises(NotFound):
        mend(session, dossier, owner_name="Người Khác")


def test_nothing_may_be_left_out_but_a_paper_can_be_said_not_to_be_there(session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session, BLURRED, WRONG_AREA)
    supplement = dossier.supplements[0]
    assert unsettled(dossier, supplement) == [("answer", "parcel_area"), ("paper", "gcn")]
    with pytest.raises(Incomplete) as refused, transaction(session):
        send(session, dossier, by=acting(dossier.citizen), at=now(), desk=current_desk(), form_key="a")
    assert refused.value.missing == ("parcel_area", "gcn")
    with transaction(session):
        say_not_had(session, dossier, "gcn", "Ngân hàng đang giữ")
    mend(session, dossier, parcel_area="130")
    with transaction(session):
        send(session, dossier, by=acting(dossier.citizen), at=now(), desk=current_desk(), form_key="b")
    assert files(dossier, CURRENT) == ["so-do.jpg"]
    assert (dossier.answers["parcel_area"], supplement.before) == ("130", {"parcel_area": "125.5"})


def test_an_answer_that_opens_a_question_or_a_paper_asks_for_it_too(session: Session) -> None:
    part = replace(WRONG_AREA, ref="parcel_part", name="Chuyển cả thửa hay một phần")
    dossier = a_dossier_asked_before_intake(session, part)
    mend(session, dossier, parcel_part="mot_phan")
    assert ("paper", "ban-ve") in unsettled(dossier, dossier.supplements[0])
    prepare(session, dossier, "ban-ve")
    mend(session, dossier, parcel_part="ca_thua")
    assert unsettled(dossier, dossier.supplements[0]) == []


def test_an_answer_that_a_mended_one_hides_is_kept_as_what_was_declared(
    as_officer: Callable[..., StrictClient], session: Session
) -> None:
    dossier = a_claimed_dossier(session, answers={**ANSWERS, "result_by": "post", "result_address": COMMUNE})
    supplement = ask(session, dossier, Wanted("answer", "result_by", "Cách nhận", "Nơi này bưu điện không phát."))
    answer(session, dossier, result_by="counter")
    assert "result_address" not in dossier.answers
    assert supplement.before == {"result_by": "post", "result_address": COMMUNE}
    page = as_officer("motcua").visit(f"/can-bo/ho-so/{dossier.id}/")
    assert "đổi theo câu trả lời khác" in page.text and "Khóm 2, Phường Long Châu" in page.text


def test_until_it_is_sent_the_dossier_says_what_it_said(session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session, WRONG_AREA)
    mend(session, dossier, parcel_area="130")
    assert dossier.answers["parcel_area"] == "125.5"


def test_a_second_request_waits_for_a_leader_and_goes_out_in_the_name_of_who_asked(session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    answer(session, dossier)
    with pytest.raises(Incomplete, match="why the first request was not enough"):
        ask(session, dossier, who="thuly")
    ask(session, dossier, who="thuly", why_again="Trang 2 vẫn mờ")
    assert dossier.stands is State.PROCESSING
    assert counts(session, "lanhdao")["approving"] == 1
    decide(session, dossier, "lanhdao")
    assert dossier.stands is State.SUPPLEMENT_REQUESTED
    event = the_event(session, dossier, Action.REQUEST_SUPPLEMENT)
    assert (event.by_name, event.data["approved_by"], event.data["approval_reason"]) == (
        "Lê Minh Khôi", "Phạm Thị Thu Hà", "Lần đầu sót một giấy",
    )  # fmt: skip
    assert times_asked(dossier) == 2


def test_a_leader_may_say_no_and_the_citizen_never_hears_of_it(session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    answer(session, dossier)
    told = len(list_about(session, dossier.code or ""))
    ask(session, dossier, who="thuly", why_again="Trang 2 vẫn mờ")
    decide(session, dossier, "lanhdao", "Đọc được rồi", yes=False)
    assert (dossier.stands, times_asked(dossier)) == (State.PROCESSING, 1)
    assert len(list_about(session, dossier.code or "")) == told
    assert proposed_of(dossier) is None


def test_only_a_leader_of_the_place_decides_and_says_why(session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    answer(session, dossier)
    ask(session, dossier, why_again="Thiếu trang")
    for who in ("motcua", "lanhdao"):
        with pytest.raises(NotAllowed):
            decide(session, dossier, who)
    with pytest.raises(Incomplete, match="Write the reason"):
        decide(session, dossier, "truongquay", "  ")
    decide(session, dossier, "truongquay")
    assert dossier.stands is State.SUPPLEMENT_BEFORE_INTAKE


def test_who_has_not_taken_the_dossier_cannot_ask(session: Session) -> None:
    with pytest.raises(NotAllowed):
        ask(session, a_sent_dossier(session))


def test_in_appraisal_it_is_asked_within_three_working_days(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_in_hand(session)
    clock.at = datetime(2026, 11, 27, 10, 0, 1, tzinfo=UTC)
    with pytest.raises(NotAllowed, match="within 3 working days"):
        ask(session, dossier, who="thuly")


def test_answering_twice_at_once_sends_once(app: Flask, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    prepare(session, dossier)
    number = dossier.id

    def press(own: Session) -> State:
        mine = own.get_one(Dossier, number)
        with transaction(own):
            send(own, mine, by=acting(mine.citizen), at=now(), desk=current_desk(), form_key="same")
        return mine.stands

    assert together(app, press, press) == [State.SUBMITTED, State.SUBMITTED]
    session.rollback()
    assert sum(event.action == "answer_supplement" for event in dossier.events) == 1


def test_after_it_was_answered_nothing_can_be_added(session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    answer(session, dossier)
    with pytest.raises(InvalidMove):
        prepare(session, dossier)


def test_a_withdrawal_in_between_comes_back_to_the_open_request_and_costs_the_citizen_no_day(
    session: Session, clock: FixedClock
) -> None:
    dossier = a_claimed_dossier(session)
    ask(session, dossier)
    clock.at = ANSWER_BY - timedelta(days=1)
    make_move(session, dossier, Action.REQUEST_WITHDRAWAL, dossier.citizen, note="Đổi ý")
    assert dossier.open_supplement is None
    clock.at = ANSWER_BY + timedelta(days=4)  # Monday, two working days after
    make_move(
        session, dossier, Action.DECLINE_WITHDRAWAL, the_officer(session, "motcua"), note="Đã gọi, ông bà làm tiếp"
    )
    assert dossier.stands is State.SUPPLEMENT_BEFORE_INTAKE
    assert dossier.open_supplement is not None
    assert dossier.answer_by == dossier.open_supplement.answer_by == datetime(2026, 12, 8, 10, tzinfo=UTC)


def test_a_paper_that_only_a_mended_answer_asks_for_can_be_said_not_to_be_there(session: Session) -> None:
    part = replace(WRONG_AREA, ref="parcel_part", name="Chuyển cả thửa hay một phần")
    dossier = a_dossier_asked_before_intake(session, part)
    mend(session, dossier, parcel_part="mot_phan")
    number = dossier.id
    with transaction(session):
        say_not_had(session, dossier, "ban-ve", "Đang chờ đo")
    with transaction(session):
        send(session, dossier, by=acting(dossier.citizen), at=now(), desk=current_desk(), form_key="c")
    session.expire_all()
    paper = session.get_one(Dossier, number).paper("ban-ve")
    assert paper is not None and paper.status == "does_not_exist"


def test_what_is_signed_is_asked_about_no_more(session: Session) -> None:
    dossier = a_dossier_awaiting_signature(session)
    make_move(session, dossier, Action.SIGN, the_officer(session, "lanhdao"))
    assert dossier.stands is State.PROCESSING
    with pytest.raises(InvalidMove, match="has been signed"):
        ask(session, dossier, who="thuly")
    assert correctable(dossier) == []


def test_a_leader_who_decides_late_leaves_the_citizen_as_many_days(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    answer(session, dossier)
    ask(session, dossier, who="thuly", why_again="Trang 2 vẫn mờ")
    clock.at += timedelta(days=2)  # from Monday to Wednesday; the Tuesday between is a day off
    decide(session, dossier, "lanhdao")
    assert dossier.answer_by == ANSWER_BY + timedelta(days=1)
