"""What does a person following a dossier read? Whose turn it is, the date, the stops behind and ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.catalogue.queries import agency_names
from portal.dossiers.bringing import papers_to_bring
from portal.dossiers.collecting import is_coming
from portal.dossiers.hops import step_of
from portal.dossiers.models import Dossier, DossierEvent
from portal.web.formats import date_vi, deadline_vi, long_date_vi, vnd
from portal.web.labels import event_label
from portal.web.sums import sum_words
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.deadlines import remaining
from portal.workflow.states import Action, Clock, State
from portal.workflow.steps import Step, plan

#: Events that say nothing to the citizen.
_INTERNAL = frozenset(
    {
        "release",
        "propose_supplement",
        "decline_supplement",
        "take_over",
        "complete_answer",
        "state_terms",
        "consent_by_code",
        "consent_by_slip",
        "look_at_slip",
        "end_help",
        "receive_papers",
        "withdraw_consultation",
    }
)
#: Notes of these moves are written for the citizen, signed in; other notes stay inside the house.
_CORRECTIONS = frozenset({"propose_correction", "accept_correction", "decline_correction", "withdraw_correction"})
_FOR_CITIZEN = _CORRECTIONS | {
    "refuse_intake", "refuse", "request_supplement", "apologise", "stop", "decline_withdrawal", "recount",
    "bring_papers", "give_back_papers",
}  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """One stop of the timeline. state: "done", "current" or "future"."""

    title: str
    at: str
    by: str
    text: str
    state: str


@dataclass(frozen=True)
class Apology:
    """Why it is later than promised ("" in public), and both dates."""

    reason: str
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Following:
    """Everything the tracking page says."""

    turn: str
    countdown: str
    is_overdue: bool
    stops: list[Stop]
    sum_lines: list[str]
    apology: Apology | None = None
    #: The agencies whose opinion is waited for, each with its last day.
    asked: tuple[str, ...] = ()
    #: The result is issued and on its way to the counter.
    is_coming: bool = False


def following(
    session: Session, dossier: Dossier, calendar: WorkingCalendar, at: datetime, *, in_public: bool = False
) -> Following:
    """Return what to show; newest stop first, planned ones above it. No names of persons.

    in_public: without signing in; nothing that officers wrote is told, only what happened and when.
    """
    asked = [one for one in dossier.consultations if one.is_open]
    codes = {event.agency_code for event in dossier.events} | {one.agency_code for one in asked}
    names = agency_names(session, sorted(codes))
    left = remaining(dossier.promised_at, at, calendar) if dossier.promised_at else None
    is_open = not dossier.stands.is_end and dossier.stands is not State.RESULT_READY
    return Following(
        turn=turn_line(dossier, in_public=in_public),
        countdown=countdown(left.working_days, left.overdue, left.due_today) if left and is_open else "",
        is_overdue=bool(left and left.overdue and is_open),
        stops=[*_future(dossier, calendar, at), *_past(dossier, names, frozenset() if in_public else _FOR_CITIZEN)],
        sum_lines=sum_words(dossier.promised_sum),
        apology=_apology(dossier, in_public=in_public),
        asked=tuple(
            _("%(agency)s, by %(day)s", agency=names[one.agency_code], day=date_vi(one.due_at)) for one in asked
        ),
        is_coming=is_coming(dossier),
    )


def _apology(dossier: Dossier, *, in_public: bool) -> Apology | None:
    """Return the apology, while the result is still to come."""
    event = next((one for one in dossier.events if one.action == Action.APOLOGISE), None)
    if event is None or dossier.promised_at is None or dossier.stands.is_end or dossier.stands is State.RESULT_READY:
        return None
    return Apology(
        "" if in_public else event.note, datetime.fromisoformat(event.data["promised_at"]), dossier.promised_at
    )


def countdown(days: int, overdue: bool, today: bool) -> str:
    """Write how far the promised date is."""
    if today:
        return _("due today")
    if overdue:
        return ngettext("%(n)s working day late", "%(n)s working days late", days, n=days)
    return ngettext("%(n)s working day left", "%(n)s working days left", days, n=days)


def turn_line(dossier: Dossier, *, in_public: bool) -> str:
    """Write who does what next, in one sentence."""
    step = step_of(dossier)
    if is_coming(dossier):
        return _(
            "The result is on its way to the counter. We write to you as soon as it is there; please wait until then."
        )
    if told := _told_by_state(dossier.stands, in_public=in_public):
        return told
    match dossier.stands:
        case State.SUBMITTED:
            return _("An officer will answer by %(when)s.", when=deadline_vi(dossier.first_answer_due_at))
        case State.AWAITING_PAYMENT:
            return _("It is your turn: pay %(sum)s as the notice says, by %(day)s.", sum=vnd(dossier.payment_vnd),
                     day=date_vi(dossier.answer_by))  # fmt: skip
        case State.SUPPLEMENT_BEFORE_INTAKE | State.SUPPLEMENT_REQUESTED:
            return _("It is your turn: send what was asked for, by %(day)s.", day=date_vi(dossier.answer_by))
        case State.RETURNED:
            return _("Received on %(day)s.", day=date_vi(dossier.updated_at))
        case _ if step is not None:
            if papers_to_bring(dossier):
                return f"{step.plain}."
            return _("%(what)s. You need not do anything now.", what=step.plain)
    return ""


def _told_by_state(state: State, *, in_public: bool) -> str:
    """Write the sentence that needs no facts; "" where it does."""
    again = (
        _("The reason is in the dossier itself, to be read after confirming the owner's phone number.") if in_public
        else _("The reason, and how to file again, are just below.")
    )  # fmt: skip
    return {
        State.DRAFT: _("Not sent yet. Go on writing whenever it suits you."),
        State.WITHDRAW_REQUESTED: _("You have asked to withdraw it. An officer confirms it and tells you."),
        State.WITHDRAWN: _("Withdrawn as you asked. You may file again at any time."),
        State.RESULT_READY: _("Bring your identity card and the originals of the papers you sent."),
        State.NOT_ACCEPTED: again, State.REFUSED: again, State.STOPPED: again,
    }.get(state, "")  # fmt: skip


def _past(dossier: Dossier, names: dict[str, str], told: frozenset[str]) -> list[Stop]:
    stops = [
        Stop(
            event_label(event.action, event.to_state), f"{event.at.isoformat()}", _by(dossier, event, names),
            event.note if event.action in told else event.data.get("agencies", ""), "done",
        )
        for event in dossier.events
        if event.action not in _INTERNAL
    ]  # fmt: skip
    if stops and not dossier.stands.is_end:
        last = stops[-1]
        stops[-1] = Stop(last.title, last.at, last.by, last.text, "current")
    return stops[::-1]


def _by(dossier: Dossier, event: DossierEvent, names: dict[str, str]) -> str:
    if event.by_kind != "citizen":
        return names.get(event.agency_code, "")
    helped = dossier.consent is not None and event.by_id == dossier.consent.helper_id
    return _("Whoever helps") if helped else _("You")


def _future(dossier: Dossier, calendar: WorkingCalendar, at: datetime) -> list[Stop]:
    """Return the steps after the present one, the last on top; none before acceptance or while the clock stands."""
    still = dossier.stands.is_end or dossier.stands.clock is Clock.PAUSED or dossier.stands is State.RESULT_READY
    if dossier.accepted_at is None or still:
        return []
    steps = dossier.record.process
    here = next((n for n, step in enumerate(steps) if step.id == dossier.step_id), -1)
    ahead = [step for step in steps[here + 1 :] if not step.optional]
    days = _planned(dossier, ahead, calendar, at)
    return [Stop(step.name, "", _planned_words(days.get(step.id)), "", "future") for step in reversed(ahead)]


def _planned(
    dossier: Dossier, ahead: Sequence[Step], calendar: WorkingCalendar, at: datetime
) -> Mapping[str, datetime]:
    """Return the planned end of each step still to come; none once the promised date is over: nobody knows any more.

    Counted from when the open leg is due, which pauses have pushed; none is later than the result.
    """
    leg, last = dossier.open_leg, dossier.promised_at
    if last is None or last < at:
        return {}
    ends = plan(ahead, max(leg.due_at, at) if leg else at, calendar)
    return {step.id: last if step is ahead[-1] else min(ends[step.id], last) for step in ahead}


def _planned_words(at: datetime | None) -> str:
    return _("planned: %(day)s", day=long_date_vi(at)) if at else ""
