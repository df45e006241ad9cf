"""What happened to a dossier, as its officers read it? Every move, and who opened or printed what, in one line of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from portal.dossiers.models import Dossier, DossierEvent
from portal.dossiers.work_models import FileLook
from portal.kernel.clock import local_date
from portal.web.formats import datetime_vi
from portal.web.labels import event_label

#: How what was looked at begins when it is made to be printed.
_PRINTS = ("slip:", "form:", "control")
Entry = dict[str, str]


def history(dossier: Dossier, names: Mapping[str, str], looks: Sequence[FileLook]) -> list[Entry]:
    """Return every event and look for the timeline, newest first."""
    found = [*_moves(dossier, names), *_looks(looks)]
    return [entry for _at, entry in sorted(found, key=lambda one: one[0], reverse=True)]


def _moves(dossier: Dossier, names: Mapping[str, str]) -> Iterator[tuple[datetime, Entry]]:
    events = dossier.events
    for event in reversed(events):  # of several at one instant the last made stands first
        officer = ", ".join(filter(None, (_officer(event), names.get(event.agency_code, ""))))
        yield event.at, {
            "title": event_label(event.action, event.to_state), "at": datetime_vi(event.at), "text": _said(event),
            "by": _("%(name)s (citizen)", name=event.by_name) if event.by_kind == "citizen" else officer,
            "state": "current" if event is events[-1] and not dossier.stands.is_end else "done",
        }  # fmt: skip


def _said(event: DossierEvent) -> str:
    """Return the note of an event, and why an opinion was not waited for."""
    why = event.data.get("unawaited", "")
    unawaited = _("Decided without waiting for an opinion: %(why)s", why=why) if why else ""
    return "\n".join(filter(None, (event.note, unawaited)))


def _officer(event: DossierEvent) -> str:
    """Write who acted, and for whom when a colleague was on leave."""
    away = event.stands_in_for
    return _("%(name)s (standing in for %(away)s)", name=event.by_name, away=away) if away else event.by_name


def _looks(looks: Sequence[FileLook]) -> Iterator[tuple[datetime, Entry]]:
    """Tell what one person opened or printed in one day as one entry: looking through ten papers is one look."""
    order = sorted(looks, key=lambda look: (look.on, look.officer_id, _is_print(look), look.at))
    for (_on, _officer_id, is_print), those in groupby(order, lambda o: (local_date(o.at), o.officer_id, _is_print(o))):
        opened = list(those)
        yield opened[-1].at, {
            "title": _("Printed") if is_print else _("Opened"), "at": datetime_vi(opened[-1].at), "by": opened[-1].by_name,
            "text": "; ".join(dict.fromkeys(look.name for look in opened)), "state": "done",
        }  # fmt: skip


def _is_print(look: FileLook) -> bool:
    return look.what.startswith(_PRINTS)
