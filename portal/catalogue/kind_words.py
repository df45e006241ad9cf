"""Which words does a person read for the kinds of document a result can be? Their names are those of the law, in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask_babel import gettext as _

from portal.catalogue.signs import KINDS, kind_of

#: Chosen for a result whose kind follows its name; a sign cannot look like this.
BY_NAME: Final = "*"


def kind_label(sign: str) -> str:
    """Return a kind of document with its sign: "Quyết định (QĐ)"."""
    return f"{KINDS[sign]} ({sign})" if sign else _("%(name)s (no sign of a kind)", name=KINDS[sign])


def kind_choices(kinds: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Return radio buttons for the kinds a procedure can end with, each with the names of its results."""
    return [{"value": sign, "label": kind_label(sign), "hint": "; ".join(names)} for sign, names in kinds.items()]


def kind_options(name: str) -> list[tuple[str, str]]:
    """Return what an editor chooses from for a result of that name: first what the name says."""
    by_name = _("By its name: %(kind)s", kind=kind_label(kind_of(name))) if name else _("By its name")
    return [(BY_NAME, by_name), *((sign, kind_label(sign)) for sign in KINDS)]
