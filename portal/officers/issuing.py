"""How does a result leave with the seal of the organisation? Put on when it is attached; without it only when the officer says so."""

from __future__ import annotations

import logging
from typing import Any

from portal.kernel.errors import N_, Incomplete
from portal.officers.forms import MoveForm
from portal.storage.inspect import Inspected
from portal.storage.seal import Seal, SealBroken
from portal.web.app_state import now, service

log = logging.getLogger(__name__)
#: What the history keeps of a result that left without the seal because it was broken.
UNSEALED = "unsealed"


def with_seal(form: MoveForm, file: Inspected) -> tuple[Inspected, dict[str, Any]]:
    """Return the file as it leaves, and what the history keeps of it.

    A seal that cannot be put on is told (Incomplete); the office is not kept waiting: the officer may then go on without.
    """
    if UNSEALED not in form:  # no result: a notice of a tax office, say
        return file, {}
    try:
        return service(Seal).on_upload(file, now()), {}
    except SealBroken as error:
        log.error("a result could not be sealed: %s", error)
        if form[UNSEALED].data:
            return file, {UNSEALED: True}
        raise Incomplete(
            N_("The digital seal could not be put on. Tell your administrator, or issue it without the seal."),
            missing=("seal",),
        ) from error
