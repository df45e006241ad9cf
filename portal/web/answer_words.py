"""How is a sentence about an answer said in the reader's language? Within a group it names the row."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.eforms.answers import Refused
from portal.eforms.telling import Warned


def sentence_of(one: Refused | Warned) -> str:
    """Return the sentence in the reader's language; in a group it names the row ("Người 2: …")."""
    sentence = str(_(one.message, **one.values) if one.values else _(one.message))
    if not one.row:
        return sentence
    return _("%(row)s: %(sentence)s", row=row_name(one.item, one.row), sentence=sentence)


def row_name(item: str, number: int) -> str:
    """Return what a row is called: "Người 2"."""
    return f"{item[:1].upper()}{item[1:]} {number}"
