"""One land dossier from sending to the counter: who has it, until when, how long the clock ran, what was promised."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.documents.queries import list_slips
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.moves import claim
from portal.dossiers.queries import find_register_entry
from portal.kernel.clock import FixedClock, local
from portal.kernel.transaction import transaction
from portal.notices.queries import list_about
from portal.workflow.states import Action, State
from tests.builders.dossiers import a_kept_pdf, a_sent_dossier, make_move
from tests.builders.people import acting, the_officer

A = Action
ONESTOP, BRANCH = "ttpvhcc-tinh", "cnvpdkdd-vinh-long"
LAN, KHOI, HA, SA_RINE = "Nguyễn Thị Ngọc Lan", "Lê Minh Khôi", "Phạm Thị Thu Hà", "Thạch Thị Sa Rine"


def vn(day: int, month: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of 2026 by the wall clock in Viet Nam."""
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


class Journey:
    """Makes moves on one dossier at given times."""

    def __init__(self, session: Session, clock: FixedClock, dossier: Dossier) -> None:
        self.session, self.clock, self.dossier = session, clock, dossier

    def __call__(self, at: datetime, who: str, action: Action, **facts: Any) -> None:
        self.clock.at = at
        make_move(self.session, self.dossier, action, the_officer(self.session, who), **facts)
        self.session.expire_all()

    @property
    def place(self) -> tuple[State, str | None, str]:
        return self.dossier.stands, self.dossier.agency_code, self.dossier.step_id


def begun(session: Session, clock: FixedClock) -> Journey:
    """Return a dossier sent Monday at nine and accepted at ten."""
    dossier = a_sent_dossier(session)
    clock.at = vn(23, 11, 9, 30)
    with transaction(session):
        claim(session, dossier, by=acting(the_officer(session, "motcua")), at=clock.at)
    journey = Journey(session, clock, dossier)
    journey(vn(23, 11, 10), "motcua", A.ACCEPT)
    return journey


def at_work(session: Session, clock: FixedClock) -> Journey:
    journey = begun(session, clock)
    journey(vn(23, 11, 14), "motcua", A.HAND_OVER)
    journey(vn(23, 11, 14, 30), "thuly", A.RECEIVE_LEG)
    return journey


def paid(session: Session, clock: FixedClock) -> Journey:
    journey = at_work(session, clock)
    journey(vn(26, 11, 10), "thuly", A.REQUEST_PAYMENT, file=a_kept_pdf(session), amount_vnd=5_250_000,
            answer_by=vn(26, 12, 17))  # fmt: skip
    journey(vn(1, 12, 15), "thuly", A.CONFIRM_PAYMENT)
    return journey


def returned(session: Session, clock: FixedClock) -> Journey:
    journey = paid(session, clock)
    journey(vn(2, 12, 9), "thuly", A.SUBMIT_FOR_SIGNATURE)
    journey(vn(2, 12, 16), "lanhdao", A.SIGN)
    journey(vn(3, 12, 8), "vanthu", A.ISSUE_RESULT, file=a_kept_pdf(session, "so.pdf"), number="CN 01234567")
    journey(vn(3, 12, 14), "motcua", A.RECEIVE_LEG)
    journey(vn(4, 12, 9), "motcua", A.RETURN_RESULT, originals_compared=True)
    return journey


def hop(leg: Leg) -> tuple[str, str, str, str, str]:
    return leg.step_id, leg.agency_code, leg.sent_by, leg.received_by, leg.outcome


def test_acceptance_promises_a_date_with_its_sum_and_enters_the_register(session: Session, clock: FixedClock) -> None:
    """Eight working days after Monday the 23rd; the 24th is a day off."""
    journey = begun(session, clock)
    dossier = journey.dossier
    assert journey.place == (State.ACCEPTED, ONESTOP, "tiep-nhan")
    assert dossier.accepted_at == vn(23, 11, 10)
    assert dossier.promised_at == vn(4, 12, 17)
    kinds = [(line["kind"], line["on"], line["count"]) for line in dossier.promised_sum]
    assert kinds == [
        ("start", "2026-11-23", 0),
        ("limit", "2026-11-23", 8),
        ("skip", "2026-11-24", 1),
        ("result", "2026-12-04", 0),
    ]
    entry = find_register_entry(session, dossier)
    assert entry is not None
    assert (entry.agency_code, entry.year, entry.number) == (ONESTOP, 2026, 1)
    (leg,) = dossier.legs
    assert hop(leg) == ("tiep-nhan", ONESTOP, LAN, LAN, "")
    assert leg.due_at == vn(23, 11, 17)


def test_register_numbers_follow_the_order_of_acceptance(session: Session, clock: FixedClock) -> None:
    first, second = begun(session, clock).dossier, begun(session, clock).dossier
    assert [getattr(find_register_entry(session, d), "number", 0) for d in (first, second)] == [1, 2]


def test_the_hand_over_waits_to_be_received_by_the_branch_of_the_parcel(session: Session, clock: FixedClock) -> None:
    journey = begun(session, clock)
    journey(vn(23, 11, 14), "motcua", A.HAND_OVER)
    dossier = journey.dossier
    assert journey.place == (State.PROCESSING, BRANCH, "tham-tra")
    assert (dossier.holder_id, dossier.claimed_at) == (None, None)
    intake, work = dossier.legs
    assert (intake.outcome, intake.finished_by, intake.finished_at) == ("hand_over", LAN, vn(23, 11, 14))
    assert (work.sent_by, work.sent_at, work.received_at) == (LAN, vn(23, 11, 14), None)
    assert local(work.due_at).date().isoformat() == "2026-11-27"
    journey(vn(23, 11, 14, 30), "thuly", A.RECEIVE_LEG)
    assert (work.received_by, work.received_at) == (KHOI, vn(23, 11, 14, 30))
    assert dossier.holder_id == the_officer(session, "thuly").id
    assert journey.place == (State.PROCESSING, BRANCH, "tham-tra")


def test_waiting_for_payment_stops_the_clock_where_it_is(session: Session, clock: FixedClock) -> None:
    journey = at_work(session, clock)
    notice = a_kept_pdf(session)
    journey(vn(26, 11, 10), "thuly", A.REQUEST_PAYMENT, file=notice, amount_vnd=5_250_000, answer_by=vn(26, 12, 17))
    dossier = journey.dossier
    assert journey.place == (State.AWAITING_PAYMENT, BRANCH, "nop-thue")
    assert (dossier.payment_vnd, dossier.payment_file_id, dossier.answer_by) == (5_250_000, notice.id, vn(26, 12, 17))
    assert dossier.promised_at == vn(4, 12, 17)
    assert [(s.kind, s.started_at, s.ended_at) for s in dossier.segments][-1] == ("paused", vn(26, 11, 10), None)
    assert hop(dossier.legs[1]) == ("tham-tra", BRANCH, LAN, KHOI, "request_payment")


def test_the_time_of_paying_is_added_to_the_promise(session: Session, clock: FixedClock) -> None:
    """Paused from Thursday the 26th to Tuesday the 1st: three working days later."""
    journey = paid(session, clock)
    dossier = journey.dossier
    assert journey.place == (State.PROCESSING, BRANCH, "cap-nhat")
    assert dossier.promised_at == vn(9, 12, 17)
    assert dossier.answer_by is None
    pause = next(line for line in dossier.promised_sum if line["kind"] == "pause")
    assert (pause["on"], pause["until"], pause["count"], pause["unit"]) == (
        "2026-11-26",
        "2026-12-01",
        3,
        "working_day",
    )
    assert pause["reason"] == "request_payment"


def test_the_clock_ran_and_stood_in_turn(session: Session, clock: FixedClock) -> None:
    dossier = returned(session, clock).dossier
    assert [(s.kind, s.started_at, s.ended_at, s.agency_code) for s in dossier.segments] == [
        ("first_answer", vn(23, 11, 9), vn(23, 11, 10), ONESTOP),
        ("running", vn(23, 11, 10), vn(26, 11, 10), ONESTOP),
        ("paused", vn(26, 11, 10), vn(1, 12, 15), BRANCH),
        ("running", vn(1, 12, 15), vn(3, 12, 8), BRANCH),
    ]


def test_every_hop_has_sender_receiver_and_outcome(session: Session, clock: FixedClock) -> None:
    dossier = returned(session, clock).dossier
    assert [hop(leg) for leg in dossier.legs] == [
        ("tiep-nhan", ONESTOP, LAN, LAN, "hand_over"),
        ("tham-tra", BRANCH, LAN, KHOI, "request_payment"),
        ("nop-thue", BRANCH, KHOI, KHOI, "confirm_payment"),
        ("cap-nhat", BRANCH, KHOI, KHOI, "submit_for_signature"),
        ("ky", BRANCH, KHOI, HA, "sign"),
        ("phat-hanh", BRANCH, HA, SA_RINE, "issue_result"),
        ("tra", ONESTOP, SA_RINE, LAN, "return_result"),
    ]
    assert [leg.position for leg in dossier.legs] == list(range(1, 8))
    assert all(
        leg.finished_at and leg.received_at and leg.sent_at <= leg.received_at <= leg.finished_at
        for leg in dossier.legs
    )
    assert all(
        before.finished_at == after.sent_at for before, after in zip(dossier.legs, dossier.legs[1:], strict=False)
    )


def test_every_move_is_in_the_history_once(session: Session, clock: FixedClock) -> None:
    dossier = returned(session, clock).dossier
    assert [event.action for event in dossier.events] == [
        "submit", "claim", "accept", "hand_over", "receive_leg", "request_payment", "confirm_payment",
        "submit_for_signature", "sign", "issue_result", "receive_leg", "return_result",
    ]  # fmt: skip
    assert [event.sequence for event in dossier.events] == list(range(1, 13))
    chain = [(event.from_state, event.to_state) for event in dossier.events]
    assert all(before[1] == after[0] for before, after in itertools.pairwise(chain))
    assert dossier.version == 13


def test_the_end_keeps_signature_result_and_number(session: Session, clock: FixedClock) -> None:
    journey = returned(session, clock)
    dossier = journey.dossier
    assert journey.place[0] is State.RETURNED
    assert dossier.signed_at == vn(2, 12, 16)
    assert (dossier.result_number, dossier.finished_at) == ("01/GCN-CNVPĐKĐĐ", vn(3, 12, 8))
    assert dossier.result_file is not None and dossier.result_file.filename == "so.pdf"
    assert dossier.open_leg is None


def test_the_citizen_is_told_of_each_thing_that_matters_to_them_once(session: Session, clock: FixedClock) -> None:
    dossier = returned(session, clock).dossier
    told = list_about(session, dossier.code or "")
    assert [notice.kind for notice in told][::-1] == [
        "dossier_sent", "dossier_accepted_to_bring", "payment_requested", "payment_confirmed", "result_ready", "result_returned",
    ]  # fmt: skip
    texts = {notice.kind: notice.text for notice in told}
    assert "04/12/2026" in texts["dossier_accepted_to_bring"] and "09/12/2026" in texts["payment_confirmed"]
    assert "5.250.000" in texts["payment_requested"] and "26/12/2026" in texts["payment_requested"]
    assert [slip.kind for slip in list_slips(session, dossier)] == ["sending_receipt", "intake_receipt"]


def test_without_payment_the_work_goes_straight_on(session: Session, clock: FixedClock) -> None:
    journey = at_work(session, clock)
    journey(vn(25, 11, 9), "thuly", A.FINISH_LEG)
    assert journey.place == (State.PROCESSING, BRANCH, "cap-nhat")
    journey(vn(26, 11, 9), "thuly", A.SUBMIT_FOR_SIGNATURE)
    assert journey.place == (State.AWAITING_SIGNATURE, BRANCH, "ky")


def test_what_the_approver_sends_back_is_worked_on_again(session: Session, clock: FixedClock) -> None:
    journey = at_work(session, clock)
    journey(vn(25, 11, 9), "thuly", A.FINISH_LEG)
    journey(vn(26, 11, 9), "thuly", A.SUBMIT_FOR_SIGNATURE)
    journey(vn(26, 11, 10), "lanhdao", A.SEND_BACK, note="Sai số thửa")
    assert journey.place == (State.PROCESSING, BRANCH, "cap-nhat")
    assert journey.dossier.legs[-2].outcome == "send_back"
    assert journey.dossier.signed_at is None
    journey(vn(26, 11, 11), "thuly", A.SUBMIT_FOR_SIGNATURE)
    assert journey.place == (State.AWAITING_SIGNATURE, BRANCH, "ky")


def test_what_the_branch_returns_goes_back_to_the_counter_and_forth_again(session: Session, clock: FixedClock) -> None:
    journey = at_work(session, clock)
    journey(vn(25, 11, 9), "thuly", A.RETURN_LEG, note="Thiếu trang hợp đồng")
    assert journey.place == (State.PROCESSING, ONESTOP, "tiep-nhan")
    assert hop(journey.dossier.legs[-1]) == ("tiep-nhan", ONESTOP, KHOI, "", ""), "who sent it has not received it"
    assert journey.dossier.holder_id is None
    journey(vn(25, 11, 10), "motcua", A.RECEIVE_LEG)
    assert journey.dossier.legs[-1].received_by == LAN
    journey(vn(25, 11, 11), "motcua", A.FINISH_LEG)
    assert journey.place == (State.PROCESSING, BRANCH, "tham-tra")


def test_a_refusal_ends_the_dossier_with_reason_slip_and_notice(session: Session, clock: FixedClock) -> None:
    journey = at_work(session, clock)
    journey(vn(25, 11, 9), "thuly", A.REFUSE, note="Đất đang bị kê biên")
    dossier = journey.dossier
    assert dossier.stands is State.REFUSED
    assert dossier.open_leg is None and dossier.legs[-1].outcome == "refuse"
    assert dossier.segments[-1].ended_at == vn(25, 11, 9)
    assert [slip.kind for slip in list_slips(session, dossier)][-1] == "refusal_slip"
    assert "Đất đang bị kê biên" in list_about(session, dossier.code or "")[0].text


def test_a_dossier_not_accepted_has_no_date_and_no_number(session: Session, clock: FixedClock) -> None:
    dossier = a_sent_dossier(session)
    with transaction(session):
        claim(session, dossier, by=acting(the_officer(session, "motcua")), at=clock.at)
    make_move(session, dossier, A.REFUSE_INTAKE, the_officer(session, "motcua"), note="Hợp đồng chưa công chứng")
    assert dossier.stands is State.NOT_ACCEPTED
    assert dossier.promised_at is None and find_register_entry(session, dossier) is None
    assert dossier.segments[-1].ended_at == clock.at
