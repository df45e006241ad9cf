"""What does an administrator read about a person? Roles, days, substitutes and history in words, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_login import current_user

from portal.agencies.held_roles import days_text
from portal.agencies.queries import list_agencies
from portal.catalogue.queries import agency_names
from portal.catalogue.scopes import reach_over_people
from portal.identity.models import Officer
from portal.identity.people_models import OfficerEvent
from portal.identity.people_operations import Administrator
from portal.web.app_state import session
from portal.web.formats import datetime_vi
from portal.web.people_labels import ROLES, person_event_label, person_value_label, role_label

Choices = list[tuple[str, str]]


def administrator() -> Administrator:
    """Return the officer of this request with their reach of today."""
    officer = session().get_one(Officer, current_user.id)
    return Administrator(officer, reach_over_people(session(), officer.grants, officer.on))


def agency_choices(by: Administrator, on: date) -> Choices:
    """Return the agencies of today that lie in the reach, by name."""
    kept = by.reach.agencies
    there = [a for a in list_agencies(session()) if (a.valid_to or on) >= on and (kept is None or a.code in kept)]
    return [(agency.code, agency.name) for agency in there]


def role_choices(by: Administrator) -> Choices:
    """Return the roles that may be given somewhere."""
    return [(role, role_label(role)) for role in ROLES if role in by.reach.roles]


def history(events: Sequence[OfficerEvent]) -> list[dict[str, str]]:
    """Return what changed, newest first, for people to read."""
    codes = {str(code) for event in events for code in _agencies_in(event)}
    names = agency_names(session(), sorted(codes))
    return [
        {"at": datetime_vi(e.at), "by": e.by_name or _("on the server"), "what": person_event_label(e.action), "more": "; ".join(_lines(e, names))}
        for e in events
    ]  # fmt: skip


def _agencies_in(event: OfficerEvent) -> Iterable[object]:
    yield event.changes.get("agency", "")
    yield from event.changes.get("agency_code", [])


def _lines(event: OfficerEvent, names: Mapping[str, str]) -> list[str]:
    told = event.changes
    if "role" in told:
        days = [days_text(*_days(text)) if text else "" for text in told["days"]]
        parts = (role_label(told["role"]), names.get(told["agency"], told["agency"]), " → ".join(filter(None, days)))
        return [", ".join(filter(None, parts))]
    if "about" in told:
        return [", ".join(filter(None, (str(told["about"]), str(told.get("days", "")))))]
    said = {name: [names.get(v, v) for v in pair] for name, pair in told.items()}
    return [
        _("%(what)s: %(before)s → %(after)s", what=person_value_label(name), before=pair[0] or _("(empty)"), after=pair[1] or _("(empty)"))
        for name, pair in said.items()
    ]  # fmt: skip


def _days(kept: str) -> tuple[date | None, date | None]:
    first, last = (date.fromisoformat(part) if part else None for part in kept.split("/"))
    return first, last
