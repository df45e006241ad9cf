"""What is asked of other agencies, and what do they answer?"""

from __future__ import annotations

from wtforms import StringField
from wtforms.fields.core import Field
from wtforms.validators import DataRequired, Length, ValidationError

from portal.kernel.errors import N_
from portal.web.forms import LongTextField, PortalForm

MOST_DAYS = 30
#: How many can be asked with one form.
AGENCIES = ("agency_1", "agency_2", "agency_3", "agency_4")


class ConsultForm(PortalForm):
    """One question to up to four agencies, and how long they have."""

    agency_1 = StringField(validators=[DataRequired(N_("Choose at least one other agency"))])
    agency_2 = StringField()
    agency_3 = StringField()
    agency_4 = StringField()
    question = LongTextField(
        validators=[
            DataRequired(N_("Write what you ask")),
            Length(max=2000, message=N_("Write at most 2000 characters")),
        ]
    )
    days = StringField()

    def validate_days(self, field: Field) -> None:
        """Refuse what is no small number of days."""
        if not (field.data or "").isdecimal() or not 1 <= int(field.data) <= MOST_DAYS:
            raise ValidationError(N_("Enter a number of working days from 1 to 30"))

    def chosen(self) -> list[str]:
        """Return the agencies in their order, each once."""
        return list(dict.fromkeys(code for name in AGENCIES if (code := self[name].data)))


class OpinionForm(PortalForm):
    """The answer of an agency; its file is read apart."""

    answer = LongTextField(
        validators=[DataRequired(N_("Write the answer")), Length(max=8000, message=N_("Write at most 8000 characters"))]
    )
