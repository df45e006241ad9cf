"""Where does a view find the session, the clock and the other things `create_app` put together?

Services are kept by type: `service(WorkingCalendar)`. A test replaces one by registering its fake.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from config import Config
from portal.kernel.clock import Clock
from portal.kernel.database import Base

T = TypeVar("T")

db = SQLAlchemy(metadata=Base.metadata)

_KEY = "portal.services"


def register(app: Flask, kind: type, thing: object) -> None:
    """Make `thing` what `service(kind)` returns in this application."""
    app.extensions.setdefault(_KEY, {})[kind] = thing


def service(kind: type[T]) -> T:
    """Return what was registered for `kind`; KeyError means create_app forgot it."""
    thing: T = current_app.extensions[_KEY][kind]
    return thing


def optional_service(kind: type[T]) -> T | None:
    """Return what was registered for `kind`, None when the settings ask for no such thing."""
    thing: T | None = current_app.extensions[_KEY].get(kind)
    return thing


def session() -> Session:
    """Return the database session of this request."""
    return db.session()


def config() -> Config:
    """Return the settings."""
    return service(Config)


def now() -> datetime:
    """Return the present instant, from the clock of this application."""
    clock: Clock = current_app.extensions[_KEY][Clock]
    return clock.now()
