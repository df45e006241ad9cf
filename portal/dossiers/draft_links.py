"""How does somebody go on with a draft on another device without typing a code? By a link that dies on use.

Whoever opens it goes on as the citizen whose draft it is: so only they make one, it dies when the draft becomes somebody
else's, lives a quarter of an hour, opens once, and a newer one of the same draft takes its place.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.dossiers.link_models import DraftLink
from portal.dossiers.models import Dossier
from portal.identity.models import Citizen
from portal.kernel.database import to_change
from portal.kernel.errors import N_, Invalid, NotAllowed
from portal.kernel.ids import token as new_token

LINK_LIVES = timedelta(minutes=15)


def make_link(session: Session, draft: Dossier, *, by: Citizen, at: datetime) -> str:
    """Return the token of a new link; links of this draft made before open nothing any more.

    Raises NotAllowed for a helper: the link would sign them in as the owner.
    """
    if draft.citizen_id != by.id:
        raise NotAllowed(N_("Only whose dossier it is can make a link for another device."))
    forget_links(session, draft)
    token = new_token()
    session.add(DraftLink(token_hash=_hash(token), dossier_id=draft.id, created_at=at, expires_at=at + LINK_LIVES))
    return token


def forget_links(session: Session, draft: Dossier) -> None:
    """Let the links of a draft die: it has become somebody else's, and a link signs in whose draft it is."""
    session.execute(delete(DraftLink).where(DraftLink.dossier_id == draft.id, DraftLink.used_at.is_(None)))


def open_link(session: Session, token: str, *, at: datetime) -> DraftLink:
    """Return the link, unused; raise Invalid with the sentence that says why it opens nothing."""
    link = session.scalars(to_change(select(DraftLink).where(DraftLink.token_hash == _hash(token)))).first()
    if link is None:
        raise Invalid(N_("This link leads to no draft: it is not complete, or a newer one has been made since."))
    if link.used_at is not None:
        raise Invalid(N_("This link has been used already. For your safety each link opens the draft only once."))
    if at >= link.expires_at:
        raise Invalid(N_("This link has expired. For your safety each link lives a quarter of an hour."))
    if not link.dossier.is_draft:
        raise Invalid(N_("The draft behind this link has been sent already. You find it among your dossiers."))
    return link


def use_link(session: Session, token: str, *, at: datetime) -> Dossier:
    """Return the draft behind a link and let the link die; raise Invalid as `open_link` does."""
    link = open_link(session, token, at=at)
    link.used_at = at
    return link.dossier


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
