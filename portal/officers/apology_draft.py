"""What would an apology say? Prepared from where the dossier stands, so that the officer only reads, mends and sends it.

Law: NĐ 61/2018 Art. 19.9: in time, once, with the reason and a new date.
"""

from __future__ import annotations

from datetime import date, datetime
from math import ceil
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.dossiers.hops import step_of
from portal.dossiers.models import Dossier
from portal.kernel.clock import local_date
from portal.workflow.calendar import WorkingCalendar


def apology_draft(dossier: Dossier, agency: str, calendar: WorkingCalendar, at: datetime) -> dict[str, Any]:
    """Return reason and new day as the form takes them; `agency` names who has the dossier now.

    The new day is as far off as the steps that are still to be done need by the procedure, and later than the promised one.
    """
    step = step_of(dossier)
    if step is None or dossier.promised_at is None:
        return {}
    with force_locale("vi"):  # the citizen reads it
        note = _("Your dossier is still at %(agency)s, at this step: %(step)s. It needs more time than planned.",
                 agency=agency, step=step.name[:1].lower() + step.name[1:])  # fmt: skip
    return {"note": note, "new_date": _new_day(dossier, calendar, at).isoformat()}


def _new_day(dossier: Dossier, calendar: WorkingCalendar, at: datetime) -> date:
    steps = list(dossier.record.process)
    here = next(n for n, step in enumerate(steps) if step.id == dossier.step_id)
    needed = ceil(sum(step.days for step in steps[here:]))
    assert dossier.promised_at is not None
    return max(
        calendar.add_working_days(local_date(at), needed), calendar.add_working_days(local_date(dossier.promised_at), 1)
    )
