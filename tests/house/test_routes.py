"""Every address says who may open it, and none vanishes: people have it on paper."""

from __future__ import annotations

from flask import Flask

from portal.identity.rules import ACTIONS
from portal.web.access import SIGN_IN
from tests.house.sources import ROOT

SNAPSHOT = ROOT / "tests" / "house" / "routes.txt"
#: Flask's own.
OWN = {"static"}


def addresses(app: Flask) -> dict[str, str]:
    """Return {"GET /tim": "search.results"} of everything that answers."""
    return {
        f"{method} {rule.rule}": rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint not in OWN
    }


def test_every_address_says_who_may_open_it(app: Flask) -> None:
    silent = {e for e in addresses(app).values() if not getattr(app.view_functions[e], "access", "")}
    assert silent == set()


def test_access_names_kinds_and_actions_that_exist(app: Flask) -> None:
    known = {"public", "citizen", "officer"} | {
        f"officer:{action}" for actions in ACTIONS.values() for action in actions
    }
    wrong = {e: a for e in addresses(app).values() if (a := app.view_functions[e].access) not in known}  # type: ignore[attr-defined]
    assert wrong == {}


def test_no_address_vanishes(app: Flask) -> None:
    """A new address is added to routes.txt; one that goes needs a redirect under its old name."""
    kept = [line for line in SNAPSHOT.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    now = sorted(f"{address}  {app.view_functions[endpoint].access}" for address, endpoint in addresses(app).items())  # type: ignore[attr-defined]
    assert kept == sorted(kept), "keep routes.txt sorted"
    assert [line for line in kept if line not in now] == [], "vanished, or opened to others"
    assert [line for line in now if line not in kept] == [], "new: add these lines to tests/house/routes.txt"


def test_what_changes_something_is_never_a_get(app: Flask) -> None:
    verbs = ("gui", "xoa", "dang-xuat", "nhan-xu-ly", "chua-co", "lam-lai", "gui-lai-ma")
    got = [a for a in addresses(app) if a.startswith("GET") and a.rpartition("/")[2] in verbs]
    asks_first = {"GET /ho-so/nhap/<draft_code>/xoa"}
    assert set(got) - asks_first == set()


def test_signing_in_is_where_access_sends_people(app: Flask) -> None:
    assert set(SIGN_IN.values()) <= set(addresses(app).values())
