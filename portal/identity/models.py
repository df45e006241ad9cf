"""Which rows say who somebody is? Citizens, officers with their roles, one-time codes, and counted tries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.identity.rules import READERS, Grant, actions_of, roles_at, roles_by_agency
from portal.kernel.database import Base, Numbered
from portal.kernel.text import fold


class Principal:
    """What flask-login asks of anybody who is signed in."""

    kind = ""
    is_authenticated = True
    is_anonymous = False
    if TYPE_CHECKING:
        id: Mapped[int]
        session_epoch: Mapped[int]

    @property
    def is_active(self) -> bool:
        """Say whether this person may still sign in."""
        return True

    def get_id(self) -> str:
        """Return what the session keeps: kind, number and the epoch that "sign out everywhere" raises."""
        return f"{self.kind}:{self.id}:{self.session_epoch}"


class Citizen(Principal, Numbered, Base):
    """A person known by a telephone number, e-mail address or both, without an account; by none: seen at a counter."""

    __tablename__ = "citizen"
    kind = "citizen"

    #: As `rules.normal_phone` and `rules.normal_email` write them; each was proven by a code sent there, or given at a counter on a signed slip.
    phone: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    #: Answers offered again in the next dossier (never imposed): question prefill key → value.
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The number of the identity card, as seen at a counter or declared in their own dossier; finds, proves nothing.
    card_number: Mapped[str | None] = mapped_column(index=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    def can(self, action: str) -> bool:
        """Return False: citizens act on what is theirs, not by permission."""
        return False


class Officer(Principal, Numbered, Base):
    """Somebody who works in an agency."""

    __tablename__ = "officer"
    kind = "officer"

    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    full_name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    #: Where the morning's digest goes; "" for none.
    email: Mapped[str] = mapped_column(default="")
    #: The agency whose administrators keep the account; "" for one that only those of the whole province keep.
    agency_code: Mapped[str] = mapped_column(default="", index=True)
    #: Name, user name, title and e-mail without accents: what a search compares.
    folded: Mapped[str] = mapped_column(default="")
    is_enabled: Mapped[bool] = mapped_column(default=True)
    #: Whether the password was made by somebody else and must be changed before anything is done with it.
    must_change_password: Mapped[bool] = mapped_column(default=False)
    #: Since when signing in asks for a code as well; None while it does not.
    second_factor_at: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    roles: Mapped[list[OfficerRole]] = relationship(back_populates="officer", lazy="selectin")

    @property
    def name(self) -> str:
        """Return the name shown beside what the officer does."""
        return self.full_name

    @property
    def is_active(self) -> bool:
        """Say whether this officer may still sign in."""
        return self.is_enabled

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Return the roles as the pure rules read them."""
        return _grants(self.roles)

    @property
    def held(self) -> tuple[Grant, ...]:
        """Return the grants that open dossiers on the day of the request."""
        return tuple(grant for grant in self.grants if grant.role in READERS and grant.holds(self.on))

    @property
    def own_grants(self) -> tuple[Grant, ...]:
        """Return the grants that are this officer's own, not held for somebody on leave."""
        return _grants(self.own_roles)

    @property
    def own_roles(self) -> list[OfficerRole]:
        """Return the roles that are this officer's own, not held for somebody on leave."""
        return [role for role in self.roles if role.substitution_id is None]

    def refold(self) -> None:
        """Write anew what a search compares."""
        self.folded = fold(f"{self.full_name} {self.username} {self.title} {self.email}")

    on = date.max  # the day of the request, set by the user loader
    #: What the roles allow on that day, worked out once for the request by the user loader; empty: whenever it is asked.
    allowed = frozenset[str]()
    #: Where the officer has to go before anything else, "" for nowhere; set by the user loader.
    first = ""

    def can(self, action: str) -> bool:
        """Say whether some role allows the action today."""
        return action in (self.allowed or actions_of(self.grants, self.on))

    def roles_at(self, agency: str, field: str) -> frozenset[str]:
        """Return today's roles in that agency for that field."""
        return roles_at(self.grants, agency, field, self.on)

    def roles_by_agency(self, field: str) -> dict[str, frozenset[str]]:
        """Return today's roles for that field in every agency that has given one."""
        return roles_by_agency(self.grants, field, self.on)


class OfficerRole(Numbered, Base):
    """One role of an officer, in one agency, for one field or all, from one day to another.

    A substitute holds copies of the roles of whoever is on leave (`identity.substitutes` keeps them alike).
    """

    __tablename__ = "officer_role"
    __table_args__ = (
        Index("uq_officer_role_own", "officer_id", "role", "agency_code", "field_code", unique=True,
              sqlite_where=text("substitution_id IS NULL"), postgresql_where=text("substitution_id IS NULL")),
    )  # fmt: skip

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    role: Mapped[str]
    agency_code: Mapped[str]
    field_code: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    #: For whom it is held, None when it is the officer's own.
    substitution_id: Mapped[int | None] = mapped_column(ForeignKey("substitution.id"), index=True)

    officer: Mapped[Officer] = relationship(back_populates="roles")


class LinkedIdentity(Numbered, Base):
    """What a provider of identities calls a citizen: its `sub`, which never changes and is never given to another."""

    __tablename__ = "linked_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    issuer: Mapped[str]
    subject: Mapped[str]
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"), index=True)
    created_at: Mapped[datetime]

    citizen: Mapped[Citizen] = relationship()


def _grants(roles: Iterable[OfficerRole]) -> tuple[Grant, ...]:
    return tuple(Grant(r.role, r.agency_code, r.field_code, r.valid_from, r.valid_to) for r in roles)


class OneTimeCode(Numbered, Base):
    """A six-digit code sent to a telephone or an e-mail address. Only its hash is kept."""

    __tablename__ = "one_time_code"
    __table_args__ = (CheckConstraint("attempts_left >= 0", name="attempts"),)

    sent_to: Mapped[str] = mapped_column(index=True)
    code_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts_left: Mapped[int]
    used_at: Mapped[datetime | None]


class TryCount(Base):
    """How often something was tried in a window of time; shared by all processes, unlike a counter in memory."""

    __tablename__ = "try_count"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_starts_at: Mapped[datetime]
    count: Mapped[int]
