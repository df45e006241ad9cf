"""Where the organisation seals, is every slip sealed when it is issued, printed again exactly so, and never silently without?"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.documents.queries import get_slip
from portal.documents.render import render
from portal.storage.seal import Seal
from portal.storage.signatures import read_signatures
from portal.web.app_state import now, register
from tests.builders.dossiers import an_accepted_dossier
from tests.builders.signing import a_seal
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


@pytest.fixture
def seal(app: Flask, tmp_path: Path) -> Seal:
    """The office of these tests seals what it issues."""
    found = Seal(a_seal(tmp_path))
    register(app, Seal, found)
    return found


def printed(client: StrictClient, address: str) -> bytes:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


@pytest.mark.usefixtures("seal")
def test_a_slip_is_sealed_and_prints_again_as_issued_after_the_seal_is_gone(
    app: Flask, session: Session, as_officer: Browser, as_citizen: Browser
) -> None:
    dossier = an_accepted_dossier(session)
    slip, own = get_slip(session, dossier, "intake_receipt"), f"/ho-so/{dossier.code}/phieu/intake_receipt.pdf"
    first = printed(as_citizen(), own)
    assert [one.document for one in read_signatures(first, [], now())] == ["unchanged"]
    assert first.startswith(render(slip.paper)), "what is printed without a seal stands in front of it"
    register(app, Seal, Seal(None))
    assert printed(as_officer("motcua"), f"/can-bo/ho-so/{dossier.id}/phieu/{slip.id}.pdf") == first
    assert printed(as_citizen(), own) == first


@pytest.mark.usefixtures("seal")
def test_a_sealed_slip_is_still_tagged_and_in_vietnamese(session: Session, as_citizen: Browser) -> None:
    dossier = an_accepted_dossier(session)
    with pikepdf.open(io.BytesIO(printed(as_citizen(), f"/ho-so/{dossier.code}/phieu/intake_receipt.pdf"))) as pdf:
        assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root and str(pdf.Root.Lang) == "vi-VN"


def test_a_broken_seal_keeps_nobody_waiting_and_officers_read_that_the_slip_has_none(
    app: Flask, session: Session, tmp_path: Path, as_officer: Browser
) -> None:
    register(app, Seal, Seal(replace(a_seal(tmp_path), password="sai")))
    dossier = an_accepted_dossier(session)
    slip = get_slip(session, dossier, "intake_receipt")
    assert dossier.accepted_at is not None and slip.lacks_seal and slip.file is None
    assert "không có dấu số" in as_officer("motcua").visit(f"/can-bo/ho-so/{dossier.id}/").text
    assert printed(as_officer("motcua"), f"/can-bo/ho-so/{dossier.id}/phieu/{slip.id}.pdf") == render(slip.paper)


def test_without_a_seal_nothing_is_kept_and_nothing_is_said(session: Session, as_officer: Browser) -> None:
    dossier = an_accepted_dossier(session)
    slip = get_slip(session, dossier, "intake_receipt")
    assert slip.file is None and not slip.lacks_seal
    assert "dấu số" not in as_officer("motcua").visit(f"/can-bo/ho-so/{dossier.id}/").text
