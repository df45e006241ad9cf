"""Whose portal is this? Name, province and help line of `catalog/portal.toml`, on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from flask import Flask, request

from portal.web.app_state import config, service


@dataclass(frozen=True)
class Site:
    """What every page says about its owner."""

    name: str
    province: str
    onestop: str
    help_phone: str
    help_hours: str
    province_code: str = ""
    unit_prefix: str = ""

    @classmethod
    def read(cls, row: Mapping[str, str]) -> Site:
        """Build it from the [site] table; TypeError names a missing value."""
        known = {f.name for f in fields(cls)}
        return cls(**{key: value for key, value in row.items() if key in known})


def public_url() -> str:
    """Return the address under which citizens know this portal, without a slash at the end."""
    return config().public_url or request.host_url.rstrip("/")


def set_up(app: Flask) -> None:
    """Give templates `site`, `is_demo` and `service`-made values."""
    app.context_processor(lambda: {"site": service(Site), "is_demo": config().is_demo, "public_url": public_url()})
