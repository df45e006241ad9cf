"""Which words does a person read for a facet and its values, and on which page is that value at home?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.catalogue.shelf import NO_FIELD, Shelf
from portal.kernel.errors import N_
from portal.web.catalogue_labels import admin_level_label, fee_label
from portal.web.labels import audience_label, short_level

FACET_LABELS: Mapping[str, str] = {
    "muc": N_("How to hand in"),
    "viec": N_("What happens in life"),
    "linh_vuc": N_("Field"),
    "co_quan": N_("Agency"),
    "cap": N_("Level of government"),
    "doi_tuong": N_("For whom"),
    "le_phi": N_("Fees"),
}
#: Facets whose values are Vietnamese names in every language.
VIETNAMESE = frozenset({"viec", "linh_vuc", "co_quan"})
#: Facet → (endpoint, argument) of the page that lists one value.
_HOMES: Mapping[str, tuple[str, str]] = {
    "muc": ("browse.level", "level"),
    "viec": ("browse.life_event", "code"),
    "linh_vuc": ("browse.field", "code"),
    "cap": ("browse.admin_level", "code"),
    "doi_tuong": ("browse.audience", "code"),
}


def facet_label(facet: str) -> str:
    """Return the heading of a facet."""
    return _(FACET_LABELS[facet])


def field_label(shelf: Shelf, code: str) -> str:
    """Return the name of a field."""
    return _("Other fields") if code == NO_FIELD else shelf.fields.get(code, code)


def value_label(shelf: Shelf, facet: str, value: str) -> str:
    """Return what one value of a facet is called."""
    if facet == "muc":
        return short_level(int(value))
    if facet == "linh_vuc":
        return field_label(shelf, value)
    if facet == "co_quan":
        return shelf.agencies.get(value, value)
    if facet == "viec":
        return shelf.events[value].name
    return {"cap": admin_level_label, "doi_tuong": audience_label, "le_phi": fee_label}[facet](value)


def address_of(facet: str, value: str) -> str:
    """Return the address of the page that lists one value: its own, or the list of results."""
    endpoint, argument = _HOMES.get(facet, ("search.results", facet))
    args: dict[str, Any] = {argument: value}
    return url_for(endpoint, **args)
