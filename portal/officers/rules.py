"""Which queues concern an officer, and what can be pressed on a dossier? Pure: a situation in, buttons out.

A button is offered only when pressing it would not be refused for a reason the officer cannot mend here: the table
of `portal.workflow.states` says who may do what in which state, the guards about the person are judged again below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from portal.workflow.states import TABLE, Action, Guard, Role, State, allowed_actions

#: Not moves: taking a sent dossier into hand, and putting it back.
CLAIM, RELEASE = "claim", "release"

#: Every move an officer makes here → what it asks for ("" needs a button only; the rest name a form of `forms`).
SCREENS: Final[Mapping[Action, str]] = {
    Action.ACCEPT: "",
    Action.RECEIVE_LEG: "",
    Action.HAND_OVER: "",
    Action.FINISH_LEG: "",
    Action.SUBMIT_FOR_SIGNATURE: "",
    Action.SIGN: "",
    Action.ISSUE_RESULT: "result",
    Action.RETURN_RESULT: "originals",
    Action.REQUEST_PAYMENT: "payment",
    Action.CONFIRM_PAYMENT: "",
    Action.RETURN_LEG: "reason",
    Action.SEND_BACK: "reason",
    Action.REFUSE_INTAKE: "reason",
    Action.REFUSE: "reason",
    Action.CONFIRM_WITHDRAWAL: "",
    Action.DECLINE_WITHDRAWAL: "reason",
    Action.APOLOGISE: "apology",
    #: Its own pages: `supplement_views`.
    Action.REQUEST_SUPPLEMENT: "supplement",
}
#: What a move that asks for nothing else asks for while an agency has not answered.
UNAWAITED: Final = "unawaited"
#: What signing asks for where the procedure can end with several kinds of document.
KIND: Final = "kind"
#: What accepting asks for while a paper is noted as not good: whether it is meant.
UNFIT: Final = "unfit"
#: What may be given beside the button of a move that needs no page.
BESIDE: Final[Mapping[Action, str]] = {Action.CONFIRM_PAYMENT: "receipt"}
#: What takes something away from somebody: never the first button, never under a key.
_NEGATIVE = frozenset(
    {Action.RETURN_LEG, Action.SEND_BACK, Action.REFUSE_INTAKE, Action.REFUSE, Action.DECLINE_WITHDRAWAL, RELEASE}
)
#: What is no step forward: beside the others, never the first, never under a key.
_ASIDE = frozenset({Action.REQUEST_SUPPLEMENT, Action.APOLOGISE})

_DESKS = frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.CLERK, Role.UNIT_LEADER, Role.PARTNER_OFFICER})
_ALL = frozenset(Role)
#: Queue → the roles that work with it; for them it stays even when it is empty.
QUEUE_ROLES: Final[Mapping[str, frozenset[Role]]] = {
    "new": frozenset({Role.INTAKE_OFFICER}),
    "mine": _DESKS,
    "consulted": frozenset(),
    "supplemented": frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER}),
    "opinions": frozenset(),
    "approving": frozenset({Role.UNIT_LEADER, Role.ONESTOP_HEAD, Role.APPROVER}),
    "withdrawing": frozenset(),
    "unread": frozenset(),
    "arriving": _DESKS,
    "working": _DESKS,
    "signing": frozenset({Role.APPROVER}),
    "returning": frozenset({Role.INTAKE_OFFICER}),
    "soon": _ALL,
    "overdue": _ALL,
    "all": _ALL,
}
#: Lists to look things up in; work begins in the others.
_LOOK_UP = ("soon", "overdue", "all")


@dataclass(frozen=True)
class Situation:
    """What decides about the buttons of one officer on one dossier."""

    state: State
    #: The officer's roles at the agency where the dossier is.
    roles: AbstractSet[str]
    #: The hop moves of the present step (`steps.actions_from`); empty before acceptance.
    step_actions: AbstractSet[Action] = frozenset()
    #: Whose step it is.
    step_role: str = ""
    #: Who has taken it: "nobody", "me" or "other".
    holder: str = "nobody"
    has_leg: bool = False
    #: The open leg has not been received yet.
    leg_waits: bool = False
    is_signed: bool = False
    #: An agency that was asked has not answered yet.
    waits: bool = False
    #: The result can be one of several kinds of document, and has no number yet.
    has_kinds: bool = False
    #: A paper is noted as not good.
    unfit: bool = False
    #: What can no longer be done, or was done already: its time is over, it is allowed once.
    over: AbstractSet[str] = frozenset()

    @property
    def is_my_step(self) -> bool:
        """Say whether the present step belongs to a role this officer has."""
        return not self.step_role or self.step_role in self.roles


@dataclass(frozen=True)
class Button:
    """One thing to press. kind: primary, secondary or quiet; asks: the form it opens, "" for none."""

    action: str
    kind: str
    asks: str = ""
    key: str = ""


_HOLDS: Mapping[Guard, Callable[[Situation], bool]] = {
    Guard.CLAIMED: lambda s: s.holder == "me",
    Guard.HOLDS: lambda s: s.holder == "me" if s.state is State.SUBMITTED else s.has_leg and not s.leg_waits,
    Guard.HOLDS_LEG: lambda s: s.has_leg and not s.leg_waits,
    Guard.LEG_SENT_HERE: lambda s: s.has_leg and s.leg_waits,
    Guard.SIGNED: lambda s: s.is_signed,
}


def offered(s: Situation) -> tuple[str, ...]:
    """Return what can be done now, in the order of the screen: moves of SCREENS, CLAIM and RELEASE."""
    moves = tuple(
        action
        for action in allowed_actions(s.state, s.roles)
        if action in SCREENS and action not in s.over and _may(s, action)
    )
    if s.state is State.SUBMITTED:
        if Role.INTAKE_OFFICER not in s.roles or s.holder == "other":
            return ()
        return (*moves, RELEASE) if s.holder == "me" else (CLAIM,)
    if s.leg_waits and s.state is not State.WITHDRAW_REQUESTED:
        return tuple(action for action in moves if action is Action.RECEIVE_LEG)
    return moves


def _may(s: Situation, action: Action) -> bool:
    """Say whether the guards about the person and the place hold; what a form can still give is not asked."""
    needs = TABLE[action].needs
    if Guard.STEP_ALLOWS in needs and action not in s.step_actions:
        return False
    return all(_HOLDS[guard](s) for guard in needs if guard in _HOLDS)


def asks_for(action: str, *, waits: bool, has_kinds: bool, unfit: bool = False) -> str:
    """Return what a move asks for: signing asks which kind, to decide while an answer is still waited for at least why.

    Accepting asks whether it is meant, while a paper is noted as not good.
    """
    if action not in set(Action):
        return ""
    if action == Action.SIGN and has_kinds:
        return KIND
    if unfit and action == Action.ACCEPT:
        return UNFIT
    return SCREENS[Action(action)] or (UNAWAITED if waits and decides(action) else "")


def decides(action: str) -> bool:
    """Say whether a move decides about the dossier, so that no more opinions are waited for."""
    return action in set(Action) and Guard.CONSULTED in TABLE[Action(action)].needs


def buttons(s: Situation) -> tuple[Button, ...]:
    """Return what is offered as buttons: the first step forward is primary and lies under F9, if it is one's own."""
    found: list[Button] = []
    for action in sorted(offered(s), key=lambda name: (name in _NEGATIVE, name in _ASIDE)):
        asks = asks_for(action, waits=s.waits, has_kinds=s.has_kinds, unfit=s.unfit)
        if action in _NEGATIVE:
            found.append(Button(action, "quiet", asks))
        elif not found and s.is_my_step and action not in _ASIDE:
            found.append(Button(action, "primary", asks, "F9"))
        else:
            found.append(Button(action, "secondary", asks))
    return tuple(found)


def shown_queues(keys: Sequence[str], counts: Mapping[str, int], roles: AbstractSet[str]) -> list[str]:
    """Return the queues to show: those with something in them, and the empty ones these roles work with."""
    return [key for key in keys if counts.get(key) or QUEUE_ROLES[key] & roles]


def first_queue(shown: Sequence[str], counts: Mapping[str, int]) -> str:
    """Return where work begins: the first queue that holds something to do, else the first (it says all is done)."""
    work = [key for key in shown if key not in _LOOK_UP] or list(shown)
    return next((key for key in work if counts.get(key)), work[0])
