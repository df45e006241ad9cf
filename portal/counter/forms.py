"""What does an officer say about whoever stands at the counter?"""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, StringField
from wtforms.fields.core import Field
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from portal.dossiers.counter import TYPISTS
from portal.dossiers.finding import understand
from portal.identity.rules import normal_phone
from portal.kernel.errors import N_
from portal.web.forms import LongTextField, PortalForm


class SlipForm(PortalForm):
    """The slip somebody has in hand: scanned, or its code with the 4 characters; and the counter, where there are several."""

    slip = StringField(validators=[DataRequired(N_("Scan the QR code of the slip, or type the dossier code"))])
    secret = StringField()
    counter = StringField()

    def validate_slip(self, field: Field) -> None:
        """Refuse what is neither a code nor scanned from a slip."""
        sought = understand(field.data or "")
        if not (sought.code or sought.token):
            raise ValidationError(N_("Scan the QR code of the slip, or type the dossier code"))


class PersonForm(PortalForm):
    """Who it is, and who types."""

    name = StringField(
        validators=[
            DataRequired(N_("Enter the owner's full name")),
            Length(max=120, message=N_("Write at most 120 characters")),
        ]
    )
    phone = StringField()
    number = StringField()
    birth = HiddenField()
    address = HiddenField()
    person = HiddenField()
    typed_by = StringField()
    q = StringField()

    def validate_phone(self, field: Field) -> None:
        """Refuse what is no mobile number; none is allowed."""
        if field.data and not normal_phone(field.data):
            raise ValidationError(N_("A phone number has 10 digits, for example 0912 345 678"))

    def validate_number(self, field: Field) -> None:
        """Refuse what is no number of a card; none is allowed."""
        if field.data and not (field.data.isdigit() and len(field.data) == 12):
            raise ValidationError(N_("The number of the card has 12 digits"))

    def validate_typed_by(self, field: Field) -> None:
        """Refuse silence about who types."""
        if field.data not in TYPISTS:
            raise ValidationError(N_("Say who types"))


class TermsForm(PortalForm):
    """How something without a form of its own is taken in: who decides, how long, which case; and why, where nothing says so."""

    agency = StringField()
    way = StringField()
    days = IntegerField(
        validators=[Optional(), NumberRange(1, 365, message=N_("Enter a number of working days from 1 to 365"))]
    )
    case = StringField()
    reason = LongTextField(validators=[Length(max=500, message=N_("Write at most 500 characters"))])
