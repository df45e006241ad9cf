"""What does an officer read about a dossier? Who acts next, answers, papers, hops, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.catalogue.queries import agency_names
from portal.dossiers import rules as dossier_rules
from portal.dossiers.custody import whereabouts
from portal.dossiers.custody_models import HandedPaper
from portal.dossiers.desk import Actor
from portal.dossiers.guards import waits_for_answers
from portal.dossiers.hops import step_of
from portal.dossiers.models import Dossier, Leg, PaperFile
from portal.dossiers.moves import place_of
from portal.dossiers.results import kinds_to_choose
from portal.dossiers.supplements import proposed_of
from portal.eforms.definition import Page
from portal.eforms.telling import Row, rows, warned
from portal.eforms.types import Names
from portal.eforms.types.base import lower_first
from portal.officers.rules import CLAIM, RELEASE, Button, Situation, buttons
from portal.web.answer_words import sentence_of
from portal.web.formats import date_vi, datetime_vi, deadline_vi, vnd
from portal.web.labels import action_label, event_label
from portal.web.people_labels import role_label
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.deadlines import apology_due, appraisal_supplement_due
from portal.workflow.states import Action, State, Turn
from portal.workflow.steps import actions_from


@dataclass(frozen=True)
class Section:
    """The answers of one page."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Sheet:
    """One file of one paper: `name` says which page of which paper it is."""

    row: PaperFile
    name: str

    @property
    def is_picture(self) -> bool:
        """Say whether a browser can show it in the page."""
        return self.row.file.media_type.startswith("image/")


@dataclass(frozen=True)
class Hop:
    """One leg as Mẫu 05 wants it: who sent, who received, due when, done how."""

    step: str
    agency: str
    sent: tuple[str, str]
    received: tuple[str, str]
    due: str
    outcome: tuple[str, str]
    is_late: bool


# ---- who acts, and what can be pressed


def situation(
    dossier: Dossier, actor: Actor, calendar: WorkingCalendar, at: datetime, *, unfit: bool = False
) -> Situation:
    """Return what decides about the buttons; `unfit`: a paper is noted as not good."""
    process, leg = dossier.record.process, dossier.open_leg
    step = step_of(dossier)
    holder = "nobody" if dossier.holder_id is None else "me" if dossier.holder_id == actor.id else "other"
    return Situation(
        state=dossier.stands, roles=actor.roles_at(place_of(dossier)), holder=holder, has_leg=leg is not None,
        step_actions=actions_from(process, step.id) if step else frozenset(), step_role=step.role if step else "",
        leg_waits=leg is not None and leg.received_at is None, is_signed=dossier.signed_at is not None,
        waits=waits_for_answers(dossier), has_kinds=bool(kinds_to_choose(dossier)), unfit=unfit, over=_over(dossier, calendar, at),
    )  # fmt: skip


def may_check(dossier: Dossier, actor: Actor) -> bool:
    """Say whether this officer is the one who looks through the papers now: has taken it, or works where it is."""
    if dossier.stands is State.SUBMITTED:
        return dossier.holder_id is not None and dossier.holder_id == actor.id
    leg = dossier.open_leg
    here = leg is not None and leg.received_at is not None and bool(actor.roles_at(leg.agency_code))
    return here and dossier.stands in (State.ACCEPTED, State.PROCESSING)


def _over(dossier: Dossier, calendar: WorkingCalendar, at: datetime) -> frozenset[str]:
    """Return the moves whose time is over, whose time has not come, or that were made as often as they may be."""
    apologised = any(event.action == Action.APOLOGISE for event in dossier.events)
    late = dossier.promised_at is None or at > apology_due(dossier.promised_at, calendar)
    asked_late = dossier.complete_at is not None and at > appraisal_supplement_due(dossier.complete_at, calendar)
    over = {
        Action.ACCEPT: dossier.consent is not None and dossier.consent.waits_for_look,
        Action.APOLOGISE: apologised or late,
        Action.REQUEST_SUPPLEMENT: asked_late or proposed_of(dossier) is not None,
    }
    return frozenset(action for action, is_over in over.items() if is_over)


def labelled_buttons(found: Situation, dossier: Dossier, names: Mapping[str, str]) -> list[tuple[Button, str]]:
    """Return what can be pressed, with its words."""
    return [(button, _label(button.action, dossier, names)) for button in buttons(found)]


def _label(action: str, dossier: Dossier, names: Mapping[str, str]) -> str:
    if action == Action.RECEIVE_LEG:
        before = dossier.legs[-2].agency_code if len(dossier.legs) > 1 else ""
        return _("Receive from %(agency)s", agency=names[before]) if before in names else action_label(action)
    return {CLAIM: _("Take this dossier"), RELEASE: _("Put it back into the queue")}.get(action) or action_label(action)


def _next_in_state(dossier: Dossier) -> str:
    """Write what the state alone decides; "" where the step does."""
    match dossier.stands:
        case State.SUBMITTED:
            return _("Next: the one-stop office answers by %(when)s.", when=deadline_vi(dossier.first_answer_due_at))
        case State.SUPPLEMENT_REQUESTED | State.SUPPLEMENT_BEFORE_INTAKE:
            return _("Next: the citizen sends what was asked for, by %(day)s.", day=date_vi(dossier.answer_by))
        case State.WITHDRAW_REQUESTED:
            return _("Next: confirm the withdrawal, or decline it with a reason.")
        case State.AWAITING_PAYMENT:
            return _(
                "Next: the citizen pays %(sum)s by %(day)s.",
                sum=vnd(dossier.payment_vnd),
                day=date_vi(dossier.answer_by),
            )
        case state if state.is_end:
            return _("Nothing more is to be done.")
    return ""


def next_line(dossier: Dossier, names: Mapping[str, str], *, brief: bool = False) -> str:
    """Write who does what next, by when, in one sentence; brief: only who."""
    leg, step, state = dossier.open_leg, step_of(dossier), dossier.stands
    if plain := _next_in_state(dossier):
        return plain
    if leg is None or step is None:
        return _("Next: the citizen.") if state.turn is Turn.CITIZEN else ""
    agency = names.get(leg.agency_code, leg.agency_code)
    if leg.received_at is None:
        return _("Next: %(agency)s receives it.", agency=agency)
    if state is State.RESULT_READY:
        return _("Next: the citizen collects the result at %(agency)s.", agency=agency)
    if state is State.ACCEPTED:
        return _("Next: hand it over to the unit in charge by %(when)s.", when=deadline_vi(leg.due_at))
    if brief:
        return _("Next: %(role)s.", role=lower_first(role_label(leg.role)))
    return _(
        "Next: %(role)s, by %(when)s: %(step)s.",
        role=lower_first(role_label(leg.role)),
        when=deadline_vi(leg.due_at),
        step=step.name,
    )


# ---- what was declared and handed in


def sections(dossier: Dossier, names: Names) -> list[Section]:
    """Return all answers, page by page; pages without an answer are left out."""
    eform = dossier.record.eform
    if eform is None:
        return []
    case = Page("", _("The case"), "", tuple(item.question for item in eform.eligibility))
    found = [Section(case.title, rows(case, dossier.answers, names))]
    for page in dossier_rules.pages_for(dossier.record, dossier.answers):
        found.append(Section(page.task, rows(page, dossier.answers, names)))
    return [section for section in found if section.rows]


def odd(dossier: Dossier, names: Names) -> list[tuple[str, str]]:
    """Return (question, what looks odd about its answer): what whoever filled it in was shown and let stand."""
    eform = dossier.record.eform
    if eform is None:
        return []
    labels = {question.id: question.label for question in eform.questions()}
    asked = [
        question for page in dossier_rules.pages_for(dossier.record, dossier.answers) for question in page.questions
    ]
    found = warned(asked, dossier.answers, names, eform.questions())
    return [(labels[one.field.partition(".")[0]], sentence_of(one)) for one in found]


def sheets(dossier: Dossier) -> list[Sheet]:
    """Return every file in the order of the papers."""
    found = []
    for component in dossier_rules.papers_for(dossier.record, dossier.answers):
        kept = dossier.paper(component.id)
        files = kept.files if kept else []
        for n, row in enumerate(files, 1):
            name = _("%(paper)s, page %(n)s of %(all)s", paper=component.name, n=n, all=len(files))
            found.append(Sheet(row, name if len(files) > 1 else component.name))
    return found


def told_before(dossier: Dossier, names: Names) -> dict[int, dict[str, Row]]:
    """Return the answers that each supplement replaced or hid, as a person reads them."""
    eform = dossier.record.eform
    if eform is None:
        return {}
    everything = Page("", "", "", tuple(eform.questions()))
    return {
        one.id: {row.question.id: row for row in rows(everything, {**dossier.answers, **one.before}, names)
                 if row.question.id in one.before}
        for one in dossier.supplements if one.before
    }  # fmt: skip


def handed(dossier: Dossier, names: Mapping[str, str]) -> list[tuple[HandedPaper, str]]:
    """Return every paper that was handed in, with where it is now."""
    return [(row, "" if row.returned_at else _where(dossier, row, names)) for row in dossier.handed]


def _where(dossier: Dossier, row: HandedPaper, names: Mapping[str, str]) -> str:
    place = whereabouts(dossier, row)
    agency = names.get(place.agency_code, place.agency_code)
    if not place.holder:
        return _("on its way to %(agency)s", agency=agency)
    return _("at %(agency)s, with %(name)s", agency=agency, name=place.holder)


# ---- what happened


def names_of(session: Session, dossier: Dossier) -> dict[str, str]:
    """Return the names of every agency this dossier has seen, by code."""
    codes = {event.agency_code for event in dossier.events} | {leg.agency_code for leg in dossier.legs}
    codes |= {one.agency_code for one in dossier.consultations} | {row.agency_code for row in dossier.handed}
    return agency_names(session, sorted(codes | {dossier.onestop_code or ""}))


def waited_for(session: Session, dossier: Dossier) -> str:
    """Return the names of the agencies whose opinion is still waited for."""
    names = names_of(session, dossier)
    return "; ".join(names[one.agency_code] for one in dossier.consultations if one.is_open)


def hops(dossier: Dossier, names: Mapping[str, str], at: datetime) -> Sequence[Hop]:
    """Return the legs in their order."""
    steps = {step.id: step.name for step in dossier.record.process}
    return [_hop(leg, steps.get(leg.step_id, leg.step_id), names, at) for leg in dossier.legs]


def _hop(leg: Leg, step: str, names: Mapping[str, str], at: datetime) -> Hop:
    is_timed = leg.role != "partner_officer" and leg.due_at > leg.sent_at
    return Hop(
        step=step, agency=names.get(leg.agency_code, leg.agency_code), sent=(datetime_vi(leg.sent_at), leg.sent_by),
        received=(datetime_vi(leg.received_at), leg.received_by), due=datetime_vi(leg.due_at) if is_timed else "",
        outcome=(event_label(leg.outcome), f"{datetime_vi(leg.finished_at)}, {leg.finished_by}")
        if leg.finished_at else ("", ""),
        is_late=is_timed and (leg.finished_at or at) > leg.due_at,
    )  # fmt: skip
