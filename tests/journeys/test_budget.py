"""Is it as short and as light as promised? The goals 1, 2, 3, 8 and 17 of ux.md section 2, measured in the browser."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes
from sqlalchemy.orm import Session

from tests.builders.dossiers import a_draft, a_sent_dossier
from tests.builders.people import the_officer
from tests.journeys import desk, transfer
from tests.journeys.visitor import DESK, Counts, Visitor

Open = Callable[..., Visitor]
STATIC = Path(__file__).resolve().parents[2] / "portal" / "static"
KB = 1024


def test_from_home_to_sent_in_few_pages_fields_and_taps(visitor: Open, phone: str) -> None:
    person = visitor(js=False)  # every picture costs one tap more than with the script
    transfer.find(person)
    transfer.begin(person)
    transfer.identify(person, phone)
    person.press("Tiếp tục")
    transfer.answer(person)
    transfer.add_papers(person)
    transfer.send(person)
    counts = person.counts
    assert counts.pages <= 18, f"{counts}: {person.passed}"
    assert counts.fields <= 18, counts
    assert counts.taps <= 45, counts
    assert counts.pages >= 12 and counts.fields >= 12 and counts.taps >= 20, f"{counts}: is everything counted?"


def test_a_complete_dossier_is_accepted_in_three_clicks(visitor: Open, session: Session) -> None:
    dossier = a_sent_dossier(session)
    officer = visitor(js=False, size=DESK, signed_in=the_officer(session, "motcua2"))
    officer.open("/can-bo/hang-doi/new")
    officer.follow(officer.main.get_by_role("link", name=dossier.code, exact=True))
    desk.do(officer, "claim")
    desk.do(officer, "accept")
    assert officer.counts == Counts(pages=2, fields=0, taps=3), officer.passed


@pytest.mark.parametrize("page", ["/", f"/thu-tuc/{transfer.CODE}"], ids=["home", "procedure"])
def test_first_views_are_light(visitor: Open, page: str) -> None:
    assert_light(visitor(), page)


def test_questions_are_light(visitor: Open, session: Session) -> None:
    draft = a_draft(session)
    assert_light(visitor(signed_in=draft.citizen), f"/ho-so/nhap/{draft.draft_code}/trang/nguoi-nhan")


def assert_light(person: Visitor, path: str) -> None:
    """At most 50 KB and six requests when nothing of the site is kept yet."""
    sent: list[str] = []
    sizes: list[float] = []
    session = person.context.new_cdp_session(person.page)
    session.on("Network.requestWillBeSent", lambda event: sent.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    person.open(path)
    person.page.wait_for_load_state("networkidle")
    session.detach()
    # With the cache switched off the pictures are told of twice; a browser asks for them once.
    assert 3 <= len(set(sent)) <= 6, f"{path} needs {len(set(sent))} requests: {sent}"
    assert len(sizes) >= 3, "not everything was measured"
    assert sum(sizes) <= 50 * KB, f"{path} sends {sum(sizes) / KB:.1f} KB"


def packed(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_the_style_sheet_is_small() -> None:
    sheets = list(STATIC.rglob("*.css"))
    assert len(sheets) == 1
    assert packed(*sheets) <= 14 * KB


def sets_of_scripts(node: nodes.Node) -> set[frozenset[str]]:
    """Return the scripts of a template that may come together: of an {% if %} only one branch does."""
    if isinstance(node, nodes.If):
        branches = [node.body, *(one.body for one in node.elif_), node.else_]
        return {some for branch in branches for some in all_of(branch)}
    own = frozenset(re.findall(r"^js/([\w.]+)$", str(node.value) if isinstance(node, nodes.Const) else ""))
    return {own | some for some in all_of(node.iter_child_nodes())}


def all_of(parts: Iterable[nodes.Node]) -> set[frozenset[str]]:
    found: set[frozenset[str]] = {frozenset()}
    for part in parts:
        found = {before | some for before in found for some in sets_of_scripts(part)}
    return found


def test_the_scripts_of_any_page_are_small(app: Flask) -> None:
    scripts = STATIC / "js"
    everywhere = {"forms.js", "officer.js", "worker.js"}  # at most: citizens have no officer.js
    pages = STATIC.parent / "templates"
    parsed = [app.jinja_env.parse(page.read_text("utf-8")) for page in pages.rglob("*.html")]
    named = {some for page in parsed for some in sets_of_scripts(page)}
    sizes = {some | everywhere: packed(*(scripts / name for name in some | everywhere)) for some in named}
    assert set().union(*sizes) == {script.name for script in scripts.iterdir()}
    assert {tuple(sorted(some)): size for some, size in sizes.items() if size > 8 * KB} == {}
