"""What does a move need to know beside the dossier? The calendar, the texts, the addresses, and who else wants to hear of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from portal.catalogue.models import Agency
from portal.notices.texts import Wordings
from portal.workflow.calendar import WorkingCalendar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.dossiers.models import Dossier, DossierEvent
    from portal.storage.models import StoredFile

#: Called inside the transaction of every move, after the dossier has changed: slips are made here.
Follower = Callable[["Session", "Dossier", "DossierEvent", "Desk"], None]


@dataclass(frozen=True)
class Actor:
    """Who makes a move."""

    kind: str  # citizen | officer | system
    name: str
    id: int | None = None
    #: agency → roles held there today for the dossier's field
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: agency → role held only in place of a colleague on leave → that colleague's name
    away: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def in_place_of(self, agency: str | None, roles: Collection[str]) -> str:
        """Return for whom one of these roles is used there, "" when the officer holds one of them for good."""
        used = self.roles_at(agency).intersection(roles)
        names = self.away.get(agency or "", {})
        return next((names[role] for role in sorted(used)), "") if used and used <= names.keys() else ""

    def roles_at(self, agency: str | None) -> frozenset[str]:
        """Return the roles in one agency; a citizen is the applicant everywhere."""
        if self.kind == "citizen":
            return frozenset({"applicant"})
        if self.kind == "system":
            return frozenset({"system"})
        return self.roles.get(agency or "", frozenset())


@dataclass(frozen=True)
class Facts:
    """What the person gave with a move."""

    note: str = ""
    consent: bool = False
    originals_compared: bool = False
    file: StoredFile | None = None
    #: What is printed on the blank of a result.
    number: str = ""
    #: Which kind of document the result is, where the procedure ends with several; None: that of the first.
    kind: str | None = None
    amount_vnd: int | None = None
    new_date: datetime | None = None
    answer_by: datetime | None = None
    items: tuple[Mapping[str, str], ...] = ()
    approved_by: str = ""
    #: The counter it is done at, where that is not the office in charge.
    counter: str = ""
    #: The message of the next move says it all.
    quiet: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """The surroundings of a move."""

    calendar: WorkingCalendar
    wordings: Wordings
    #: Finds the agency a step names for these answers.
    route: Callable[[Dossier, str], Agency]
    #: Returns the public tracking address of a dossier.
    link: Callable[[Dossier], str]
    #: Returns the address at which officers open a dossier.
    work_link: Callable[[Dossier], str]
    #: The province as it stands in "tỉnh Vĩnh Long".
    province: str
    #: Put a sum and a limit into Vietnamese words, for paper.
    sum_words: Callable[[Sequence[Mapping[str, Any]]], tuple[str, ...]]
    limit_words: Callable[[int, str], str]
    #: Says why a dossier is stopped when nothing came by that day.
    stop_reason: Callable[[date], str]
    followers: tuple[Follower, ...] = ()
