"""How is a day of the working calendar, or the hours of offices, typed in?"""

from __future__ import annotations

from datetime import date, time

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from portal.kernel.errors import N_
from portal.web.forms import PortalForm
from portal.web.kind_field import KindField, given
from portal.workflow.calendar import CalendarDay, OfficeHours


class YearForm(PortalForm):
    """Which year of the calendar, and which of its days is to be changed."""

    nam = IntegerField(validators=[Optional(), NumberRange(2000, 2100)])
    ngay = StringField(default="")


class CalendarDayForm(PortalForm):
    """One day that differs from the weekly rule."""

    on = KindField("date", validators=[given(N_("Enter the day"))])
    working = RadioField(choices=["no", "yes"], validators=[DataRequired(N_("Choose whether offices work that day"))])
    reason = StringField(
        validators=[
            DataRequired(N_("Write the reason; it stands on the slips")),
            Length(max=200, message=N_("Write at most 200 characters")),
        ]
    )
    confirmed = BooleanField()

    @property
    def day(self) -> CalendarDay:
        """Return the day as the calendar knows it."""
        on = date.fromisoformat(str(self.on.data))
        return CalendarDay(on, self.working.data == "yes", self.reason.data or "", confirmed=self.confirmed.data)


class RemovedDayForm(PortalForm):
    """A day that is to be taken away."""

    ngay = StringField(validators=[DataRequired(N_("Enter the day"))])

    def validate_ngay(self, field: StringField) -> None:
        """Refuse what is no day."""
        try:
            date.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(N_("Enter the day")) from None

    @property
    def on(self) -> date:
        """Return the day."""
        return date.fromisoformat(self.ngay.data or "")


TIMES = ("morning_opens", "morning_closes", "afternoon_opens", "afternoon_closes")


def _time(text: str | None) -> time | None:
    """Return a time of day as people type it: 7:30, 07:30, 7h30, 7; None for anything else."""
    hour, _colon, minute = (text or "").strip().lower().replace("h", ":").replace(".", ":").partition(":")
    if not hour.isdigit() or not (minute or "0").isdigit():
        return None
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None


def _is_time(form: PortalForm, field: StringField) -> None:
    if _time(field.data) is None:
        raise ValidationError(N_("Write the time like 7:30"))


class HoursForm(PortalForm):
    """When offices open and close, morning and afternoon."""

    morning_opens = StringField(validators=[_is_time])
    morning_closes = StringField(validators=[_is_time])
    afternoon_opens = StringField(validators=[_is_time])
    afternoon_closes = StringField(validators=[_is_time])

    def validate_afternoon_closes(self, field: StringField) -> None:
        """Refuse times that do not rise; each that cannot be read is told on its own."""
        times = [_time(self[name].data) for name in TIMES]
        if None not in times and times != sorted({one for one in times if one is not None}):
            raise ValidationError(N_("The four times must follow one another"))

    @property
    def hours(self) -> OfficeHours:
        """Return the hours."""
        opens, noon, again, closes = (_time(self[name].data) or time() for name in TIMES)
        return OfficeHours((opens, noon), (again, closes))
