"""What do all officers' and sign-in forms share? Messages in the language of the page, texts tidied at the door."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext, ngettext
from wtforms import Form
from wtforms.fields.core import Field

from portal.kernel.errors import N_
from portal.kernel.text import nfc, strip_controls

#: WTForms' own sentences that these forms can show; listed so that they are translated.
OF_WTFORMS = (N_("This field is required."), N_("Not a valid choice."), N_("Not a valid integer value."))


class _Messages:
    def gettext(self, string: str) -> str:
        return gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return ngettext(singular, plural, n)


def tidy(value: object) -> object:
    """Return text in NFC, without control characters and outer blanks."""
    return strip_controls(nfc(value)).strip() if isinstance(value, str) else value


class PortalForm(Form):
    """A form of the portal. Forged forms never get here: see `portal.web.csrf`."""

    class Meta:
        """Texts are tidied, messages translated."""

        def get_translations(self, form: Form) -> _Messages:
            """Speak the language of the page."""
            return _Messages()

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Tidy every text before its validators see it."""
            filters = (*unbound_field.kwargs.get("filters", ()), tidy)
            return unbound_field.bind(form=form, **{**options, "filters": filters})

    def problems(self) -> list[tuple[str, str]]:
        """Return (field name, sentence) for the error summary, in the order of the form."""
        return [(name, gettext(str(messages[0]))) for name, messages in self.errors.items() if name and messages]

    def error(self, name: str) -> str:
        """Return the first sentence about one field, or ""."""
        return gettext(str(self.errors[name][0])) if self.errors.get(name) else ""


def is_sent(form: PortalForm) -> bool:
    """Say whether the form was sent and holds nothing wrong."""
    return request.method == "POST" and form.validate()
