"""The administrator's fixed forms: a year and a day of the calendar."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from portal.kernel.errors import N_
from portal.web.forms import PortalForm
from portal.web.kind_field import KindField, given


class YearForm(PortalForm):
    """Which year of the calendar, and which of its days is to be changed."""

    nam = IntegerField(validators=[Optional(), NumberRange(2000, 2100)])
    ngay = StringField(default="")


class CalendarDayForm(PortalForm):
    """One day that differs from the weekly rule."""

    on = KindField("date", validators=[given(N_("Enter the day"))])
    working = RadioField(
        choices=[("no", ""), ("yes", "")], validators=[DataRequired(N_("Choose whether offices work that day"))]
    )
    reason = StringField(
        validators=[
            DataRequired(N_("Write the reason; it stands on the slips")),
            Length(max=200, message=N_("Write at most 200 characters")),
        ]
    )
    confirmed = BooleanField()

    @property
    def day(self) -> date:
        """Return the day."""
        return date.fromisoformat(str(self.on.data))
