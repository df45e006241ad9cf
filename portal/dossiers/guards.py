"""May this move be made now? One small test for every guard the table names, and the sentence when it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.dossiers import rules
from portal.dossiers.desk import Actor, Desk, Facts
from portal.dossiers.models import Dossier
from portal.dossiers.revising import is_outdated
from portal.kernel.errors import N_, Incomplete, InvalidMove, NotAllowed, PortalError
from portal.workflow.deadlines import apology_due, appraisal_supplement_due
from portal.workflow.states import Action, Guard, Move, State
from portal.workflow.steps import actions_from


@dataclass(frozen=True)
class Attempt:
    """A move somebody wants to make."""

    dossier: Dossier
    move: Move
    by: Actor
    at: datetime
    facts: Facts
    desk: Desk


def paper_states(dossier: Dossier) -> dict[str, rules.PaperState]:
    """Return what was done about each paper, as the pure rules read it."""
    return {paper.component_id: rules.PaperState(paper.status, len(paper.files)) for paper in dossier.papers}


def owner_agreed(dossier: Dossier) -> bool:
    """Say whether the owner files in person, or agreed to the help."""
    return dossier.consent is None or dossier.consent.is_given


def left_of(dossier: Dossier) -> list[rules.Gap]:
    """Return everything that stands between a draft and sending, the owner's consent first."""
    asked = [] if owner_agreed(dossier) else [rules.Gap("consent")]
    return asked + rules.gaps(dossier.record, dossier.answers, paper_states(dossier))


def _complete(a: Attempt) -> bool:
    gaps = rules.gaps(a.dossier.record, a.dossier.answers, paper_states(a.dossier))
    return not gaps and not is_outdated(a.dossier, a.at)


def _claimed(a: Attempt) -> bool:
    return a.dossier.holder_id is not None and a.dossier.holder_id == a.by.id


def _holds_leg(a: Attempt) -> bool:
    leg = a.dossier.open_leg
    return leg is not None and leg.received_at is not None and bool(a.by.roles_at(leg.agency_code))


def _leg_sent_here(a: Attempt) -> bool:
    leg = a.dossier.open_leg
    return leg is not None and leg.received_at is None and bool(a.by.roles_at(leg.agency_code))


def _step_allows(a: Attempt) -> bool:
    return a.move.action in actions_from(a.dossier.record.process, a.dossier.step_id)


def _supplement_in_time(a: Attempt) -> bool:
    since = a.dossier.complete_at or a.dossier.accepted_at
    return since is None or a.at <= appraisal_supplement_due(since, a.desk.calendar)


def _happened(a: Attempt, action: Action) -> bool:
    return any(event.action == action for event in a.dossier.events)


def _promised_ahead(a: Attempt) -> bool:
    return a.dossier.promised_at is not None and a.at <= apology_due(a.dossier.promised_at, a.desk.calendar)


def _later_date(a: Attempt) -> bool:
    d, new = a.dossier.promised_at, a.facts.new_date
    return d is not None and new is not None and new > d


def waits_for_answers(dossier: Dossier) -> bool:
    """Say whether an agency that was asked has not answered yet."""
    return any(one.is_open for one in dossier.consultations)


def _deadline_passed(a: Attempt) -> bool:
    return a.dossier.answer_by is not None and a.at > a.dossier.answer_by


CHECKS: Mapping[Guard, Callable[[Attempt], bool]] = {
    Guard.COMPLETE: _complete,
    Guard.CONSENT: lambda a: a.facts.consent,
    Guard.OWNER_AGREED: lambda a: owner_agreed(a.dossier),
    Guard.SLIP_SEEN: lambda a: a.dossier.consent is None or not a.dossier.consent.waits_for_look,
    Guard.CLAIMED: _claimed,
    Guard.HOLDS: lambda a: _claimed(a) if a.dossier.stands is State.SUBMITTED else _holds_leg(a),
    Guard.HOLDS_LEG: _holds_leg,
    Guard.LEG_SENT_HERE: _leg_sent_here,
    Guard.STEP_ALLOWS: _step_allows,
    Guard.REASON: lambda a: bool(a.facts.note.strip()),
    Guard.ITEMS: lambda a: bool(a.facts.items) and all(item.get("reason") for item in a.facts.items),
    Guard.SUPPLEMENT_IN_TIME: _supplement_in_time,
    Guard.FIRST_OR_APPROVED: lambda a: bool(a.facts.approved_by) or not _happened(a, Action.REQUEST_SUPPLEMENT),
    Guard.PAYMENT_NOTICE: lambda a: a.facts.file is not None and bool(a.facts.amount_vnd),
    Guard.SIGNED: lambda a: a.dossier.signed_at is not None,
    Guard.NOT_SIGNED: lambda a: a.dossier.signed_at is None,
    Guard.RESULT_FILE: lambda a: a.facts.file is not None,
    Guard.ORIGINALS_COMPARED: lambda a: a.facts.originals_compared,
    Guard.PROMISED_IN_FUTURE: _promised_ahead,
    Guard.NEW_DATE_LATER: _later_date,
    Guard.NOT_APOLOGISED: lambda a: not _happened(a, Action.APOLOGISE),
    Guard.CONSULTED: lambda a: bool(a.facts.data.get("unawaited")) or not waits_for_answers(a.dossier),
    Guard.DEADLINE_PASSED: _deadline_passed,
    Guard.WARNED: lambda a: bool(a.facts.data.get("warned")),
}

#: Guards the person can satisfy by giving more: the form is shown again with the sentence.
_GIVE: Mapping[Guard, str] = {
    Guard.CONSENT: N_("Tick the box to confirm that what you declared is true"),
    Guard.OWNER_AGREED: N_("The owner has to agree before you can send"),
    Guard.REASON: N_("Write the reason"),
    Guard.ITEMS: N_("Name each paper to supplement, with its reason"),
    Guard.PAYMENT_NOTICE: N_("Attach the tax or fee notice and enter the amount"),
    Guard.RESULT_FILE: N_("Attach the result"),
    Guard.ORIGINALS_COMPARED: N_("Confirm that the originals were compared"),
    Guard.NEW_DATE_LATER: N_("The new date must lie after the promised one"),
    Guard.FIRST_OR_APPROVED: N_("A second request needs a leader's approval"),
    Guard.COMPLETE: N_("The dossier is not complete yet"),
    Guard.CONSULTED: N_("An agency that was asked has not answered. Write why you decide without waiting."),
}
_REFUSE: Mapping[Guard, str] = {
    Guard.CLAIMED: N_("Take the dossier first; another officer may be working on it"),
    Guard.HOLDS: N_("Take the dossier first; another officer may be working on it"),
    Guard.SLIP_SEEN: N_("Look at the signed consent first, then accept"),
    Guard.HOLDS_LEG: N_("Your unit has not received this dossier yet"),
    Guard.LEG_SENT_HERE: N_("This dossier was not sent to your unit"),
    Guard.SIGNED: N_("The result has not been signed yet"),
    Guard.NOT_SIGNED: N_("The result has been signed. Nothing more can be asked for."),
    Guard.SUPPLEMENT_IN_TIME: N_("A supplement can be requested only within 3 working days of acceptance"),
    Guard.PROMISED_IN_FUTURE: N_("An apology must go out by the end of the working day before the promised date"),
    Guard.NOT_APOLOGISED: N_("A new date was already given once"),
    Guard.DEADLINE_PASSED: N_("The citizen still has time to answer"),
    Guard.WARNED: N_("The citizen has not been warned yet"),
}


def check(attempt: Attempt) -> None:
    """Raise the refusal of the first guard that does not hold; nothing when all do."""
    for guard in sorted(attempt.move.needs, key=list(Guard).index):
        if not CHECKS[guard](attempt):
            raise _refusal(guard)


def _refusal(guard: Guard) -> PortalError:
    if guard in _GIVE:
        return Incomplete(_GIVE[guard], missing=(guard.value,))
    if guard in _REFUSE:
        return (
            NotAllowed(_REFUSE[guard])
            if guard not in (Guard.SIGNED, Guard.NOT_SIGNED, Guard.SLIP_SEEN)
            else InvalidMove(_REFUSE[guard])
        )
    return InvalidMove()
