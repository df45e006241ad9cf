"""What do all officers' and sign-in forms share? Messages in the language of the page, texts tidied at the door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import request
from flask_babel import gettext, ngettext
from wtforms import FieldList, Form, FormField, TextAreaField
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


def tidy_lines(value: object) -> object:
    """Return text as `tidy` does, its line ends kept."""
    return strip_controls(nfc(value), keep_lines=True).strip() if isinstance(value, str) else value


class LongTextField(TextAreaField):
    """Several lines of text that stay lines."""


class PortalForm(Form):
    """A form of the portal. Forged forms never get here: see `portal.web.csrf`."""

    class Meta:
        """Texts are tidied, messages translated."""

        def get_translations(self, form: Form) -> _Messages:
            """Speak the language of the page."""
            return _Messages()

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Tidy every text before its validators see it."""
            if issubclass(unbound_field.field_class, FieldList | FormField):
                return unbound_field.bind(form=form, **options)  # their own fields are tidied
            door = tidy_lines if issubclass(unbound_field.field_class, LongTextField) else tidy
            filters = (*unbound_field.kwargs.get("filters", ()), door)
            return unbound_field.bind(form=form, **{**options, "filters": filters})

    def problems(self) -> list[tuple[str, str]]:
        """Return (field name, sentence) for the error summary, in the order of the form."""
        return [(field.name, gettext(str(field.errors[0]))) for field in _plain_fields(self) if field.errors]

    def error(self, name: str) -> str:
        """Return the first sentence about one field, or ""."""
        return gettext(str(self.errors[name][0])) if self.errors.get(name) else ""


def _plain_fields(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield every field that is typed into, also those in rows of rows."""
    for field in fields:
        if isinstance(field, FieldList | FormField):
            yield from _plain_fields(field)
        else:
            yield field


def is_sent(form: PortalForm) -> bool:
    """Say whether the form was sent and holds nothing wrong."""
    return request.method == "POST" and form.validate()
