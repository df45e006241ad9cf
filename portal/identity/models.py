"""Which rows say who somebody is? Citizens, officers with their roles, one-time codes, and counted tries."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.identity.rules import Grant, actions_of, roles_at, roles_by_agency
from portal.kernel.database import Base, Numbered


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
    """A person known by a confirmed telephone number, e-mail address or both; no account to create."""

    __tablename__ = "citizen"
    kind = "citizen"

    #: As `rules.normal_phone` and `rules.normal_email` write them; each was proven by a code sent there.
    phone: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    #: Answers offered again in the next dossier (never imposed): question prefill key → value.
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
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
    is_enabled: Mapped[bool] = mapped_column(default=True)
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
        return tuple(Grant(r.role, r.agency_code, r.field_code, r.valid_from, r.valid_to) for r in self.roles)

    on = date.max  # the day of the request, set by the user loader

    def can(self, action: str) -> bool:
        """Say whether some role allows the action today."""
        return action in actions_of(self.grants, self.on)

    def roles_at(self, agency: str, field: str) -> frozenset[str]:
        """Return today's roles in that agency for that field."""
        return roles_at(self.grants, agency, field, self.on)

    def roles_by_agency(self, field: str) -> dict[str, frozenset[str]]:
        """Return today's roles for that field in every agency that has given one."""
        return roles_by_agency(self.grants, field, self.on)


class OfficerRole(Numbered, Base):
    """One role of an officer, in one agency, for one field or all, from one day to another."""

    __tablename__ = "officer_role"
    __table_args__ = (UniqueConstraint("officer_id", "role", "agency_code", "field_code"),)

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    role: Mapped[str]
    agency_code: Mapped[str]
    field_code: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

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
