"""How is a substitute named and sent home again? The same for officers themselves and for their administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, request
from flask_babel import gettext as _
from wtforms import SelectField
from wtforms.validators import DataRequired

from portal.identity import substitutes
from portal.identity.models import Officer
from portal.identity.people_models import Substitution
from portal.identity.people_operations import note
from portal.kernel.errors import N_, Invalid
from portal.kernel.transaction import transaction
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.formats import date_vi
from portal.web.forms import PortalForm
from portal.web.kind_field import KindField, given


class SubstituteForm(PortalForm):
    """Who stands in, from when until when."""

    substitute = SelectField(validators=[DataRequired(N_("Choose who stands in"))])
    valid_from = KindField("date", validators=[given(N_("Enter the first day of the leave"))])
    valid_to = KindField("date", validators=[given(N_("Enter the last day of the leave"))])

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and the last day."""
        return date.fromisoformat(str(self.valid_from.data)), date.fromisoformat(str(self.valid_to.data))


def ready(form: SubstituteForm, colleagues: Sequence[Officer]) -> SubstituteForm:
    """Put those who could stand in into the form."""
    form.substitute.choices = [(str(c.id), ", ".join(filter(None, (c.full_name, c.title)))) for c in colleagues]
    return form


def named(form: SubstituteForm, away: Officer, by: Officer) -> list[tuple[str, str]] | None:
    """Name the substitute of a sent form; return what is wrong with it, None when it is done."""
    if request.method != "POST":
        return []
    if not form.validate():
        return form.problems()
    first, last = form.days
    try:
        with transaction(session()):
            substitute = session().get_one(Officer, int(form.substitute.data))
            substitutes.name_substitute(
                session(), away, substitute, valid_from=first, valid_to=last, by=by, at=now()
            )  # fmt: skip
            days = f"{date_vi(first)} – {date_vi(last)}"
            for person in (away, substitute):
                about = {"about": f"{substitute.full_name} → {away.full_name}", "days": days}
                note(session(), person, "substitute_named", by=by, at=now(), changes=about)
    except Invalid as error:
        return [("substitute", sentence(error))]
    flash(_("%(name)s stands in on these days, and it ends by itself.", name=substitute.full_name), "success")
    return None


def end_early(row: Substitution, by: Officer) -> None:
    """End a substitution now."""
    with transaction(session()):
        substitutes.end(session(), row, at=now())
        for person in (row.away, row.substitute):
            about = {"about": f"{row.substitute.full_name} → {row.away.full_name}"}
            note(session(), person, "substitution_ended", by=by, at=now(), changes=about)
    flash(_("The substitution has ended."), "success")
