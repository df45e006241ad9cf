"""A result that was signed elsewhere is kept as it was signed; one that was not gets the seal of the organisation, or says why not."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.storage.seal import Seal
from portal.storage.store import Store
from portal.web.app_state import register, service
from portal.workflow.states import Action
from tests.builders.dossiers import a_dossier_awaiting_signature, make_move
from tests.builders.files import a_pdf
from tests.builders.people import the_officer
from tests.builders.signing import a_seal, a_signed_pdf, changed_after
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
UNCHECKED = "Cổng chưa kiểm tra chứng thư số này của ai."


def issued(as_officer: Browser, session: Session, content: bytes) -> tuple[Dossier, StrictClient]:
    """Attach a result as the clerk does, and return the dossier with the clerk's browser."""
    dossier = a_dossier_awaiting_signature(session)
    make_move(session, dossier, Action.SIGN, the_officer(session, "lanhdao"))
    clerk = as_officer("vanthu")
    clerk.visit(f"/can-bo/ho-so/{dossier.id}/viec/issue_result")
    clerk.submit("Vào sổ, phát hành kết quảF9", file=(io.BytesIO(content), "ket-qua.pdf"))
    session.expire_all()
    return dossier, clerk


def test_the_file_is_kept_and_officers_read_who_signed(as_officer: Browser, session: Session) -> None:
    content = a_signed_pdf()
    dossier, clerk = issued(as_officer, session, content)
    assert dossier.result_file is not None
    assert service(Store).get(dossier.result_file.key) == content
    text = clerk.visit(f"/can-bo/ho-so/{dossier.id}/").text
    assert "Chữ ký số: Nguyễn Văn A" in text and "văn bản còn nguyên vẹn" in text and UNCHECKED in text


def test_the_citizen_reads_it_once_the_result_is_theirs(
    as_officer: Browser, as_citizen: Browser, session: Session
) -> None:
    dossier, _clerk = issued(as_officer, session, a_signed_pdf())
    mine = f"/ho-so/{dossier.code}/"
    assert "Chữ ký số" not in as_citizen().visit(mine).text
    make_move(session, dossier, Action.RECEIVE_LEG, the_officer(session, "motcua"))
    make_move(session, dossier, Action.RETURN_RESULT, the_officer(session, "motcua"), originals_compared=True)
    text = as_citizen().visit(mine).text
    assert "Chữ ký số: Nguyễn Văn A" in text and "văn bản còn nguyên vẹn" in text and UNCHECKED in text


@pytest.mark.parametrize(
    ("content", "words"),
    [(changed_after(a_signed_pdf()), "văn bản đã bị sửa sau khi ký"), (a_pdf(), "")],
    ids=["changed", "not signed"],
)
def test_what_was_changed_is_told_and_what_nobody_signed_is_not_spoken_of(
    as_officer: Browser, session: Session, content: bytes, words: str
) -> None:
    dossier, clerk = issued(as_officer, session, content)
    text = clerk.visit(f"/can-bo/ho-so/{dossier.id}/").text
    assert words in text and "còn nguyên vẹn" not in text
    assert ("Chữ ký số" in text) == bool(words)


# ---- the seal of the organisation


def test_a_result_that_nobody_signed_leaves_with_the_seal(
    app: Flask, as_officer: Browser, session: Session, tmp_path: Path
) -> None:
    register(app, Seal, Seal(a_seal(tmp_path)))
    dossier, clerk = issued(as_officer, session, a_pdf())
    text = clerk.visit(f"/can-bo/ho-so/{dossier.id}/").text
    assert "Chữ ký số: Sở Nội vụ" in text and "văn bản còn nguyên vẹn" in text


def test_what_a_leader_signed_is_not_sealed_over(
    app: Flask, as_officer: Browser, session: Session, tmp_path: Path
) -> None:
    register(app, Seal, Seal(a_seal(tmp_path)))
    content = a_signed_pdf()
    dossier, _clerk = issued(as_officer, session, content)
    assert dossier.result_file is not None and service(Store).get(dossier.result_file.key) == content


def test_a_broken_seal_is_told_and_the_officer_may_go_on_without_it(
    app: Flask, as_officer: Browser, session: Session, tmp_path: Path
) -> None:
    register(app, Seal, Seal(replace(a_seal(tmp_path), password="sai")))
    dossier, clerk = issued(as_officer, session, a_pdf())
    assert dossier.result_file is None
    assert ("unsealed", True) in [(field, "Chưa đóng được dấu số" in words) for field, words in clerk.page.errors]
    clerk.submit("Vào sổ, phát hành kết quảF9", file=(io.BytesIO(a_pdf()), "ket-qua.pdf"), unsealed="1")
    session.expire_all()
    assert dossier.result_file is not None and dossier.events[-1].data["unsealed"] is True
    assert "phát hành không có dấu số" in clerk.visit(f"/can-bo/ho-so/{dossier.id}/").text
