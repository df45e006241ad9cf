"""What does the page of a supplement at the counter say of each asked paper, and from which state was it drawn?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.citizen.supplementing import Slot, slots_of
from portal.dossiers.brought import FORMS
from portal.dossiers.custody import handed_for
from portal.dossiers.models import Dossier
from portal.dossiers.supplement_models import Supplement
from portal.kernel.text import nfc, strip_controls

#: A radio button beside those of `brought.FORMS`: the citizen does not have the paper.
NONE = "none"
MOST_WORDS = 500


@dataclass(frozen=True)
class Brought:
    """One asked paper as the officer left it: how it lies here ("" pictures only, NONE not to be had), and why not."""

    slot: Slot
    form: str
    words: str

    @property
    def ref(self) -> str:
        """Return the paper's id."""
        return self.slot.item.ref

    @property
    def problem(self) -> str:
        """Return what is wrong with it, "" for nothing."""
        if self.form not in (*FORMS, NONE):
            return _("Choose how the paper was handed in")
        if self.form == NONE and not self.words:
            return _("Write why the citizen does not have this paper")
        return _("Write at most %(most)s characters", most=MOST_WORDS) if len(self.words) > MOST_WORDS else ""


def brought_papers(dossier: Dossier, supplement: Supplement, form: MultiDict[str, str] | None) -> list[Brought]:
    """Return every asked paper as typed, or as kept so far."""
    return [_brought(dossier, supplement, slot, form) for slot in slots_of(dossier, supplement)]


def _brought(dossier: Dossier, supplement: Supplement, slot: Slot, form: MultiDict[str, str] | None) -> Brought:
    ref = slot.item.ref
    if form is not None and f"form-{ref}" in form:
        words = strip_controls(nfc(form.get(f"words-{ref}", ""))).strip()
        return Brought(slot, form.get(f"form-{ref}", ""), words)
    rows = handed_for(dossier, supplement.id, ref)
    return Brought(slot, rows[0].form if rows else NONE if slot.item.not_had else "", slot.item.not_had)


def seen_of(dossier: Dossier, supplement: Supplement) -> str:
    """Return what tells whether somebody else has changed it meanwhile; pictures that a telephone adds do not count."""
    handed = [(row.component_id, row.form) for row in dossier.handed if row.supplement_id == supplement.id]
    words = [item.not_had for item in supplement.items]
    state = [supplement.id, dossier.version, supplement.answers, sorted(handed), words]
    return sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]
