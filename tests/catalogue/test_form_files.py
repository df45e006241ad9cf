"""Form files: every version stays as it was, the page offers those its revision names, older ones can still be opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue.form_files import find_form_files, get_form_file, keep_form_file, keys_of, list_versions
from portal.catalogue.models import FormFile
from portal.catalogue.operations import publish
from portal.catalogue.record import Record, from_dict
from portal.catalogue.workbook_rows import record_of, rows_of
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.transaction import transaction
from portal.storage.office import inspect_form
from portal.storage.scanning import NoScanner
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders.documents import a_docx, an_xlsx
from tests.builders.procedures import a_record
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient

CODE = "1.999991"


def uploaded(
    session: Session,
    content: bytes,
    filename: str = "to-khai.docx",
    *,
    paper: str = "don",
    replaces: FormFile | None = None,
) -> FormFile:
    file = inspect_form(content, filename, most_bytes=10**6, scanner=NoScanner())
    with transaction(session):
        return keep_form_file(
            session, service(Store), file, filename=filename, procedure_code=CODE, component_id=paper,
            by_name="Lê Thị Quản Trị", at=now(), replaces=replaces,
        )  # fmt: skip


def published(session: Session, *files: FormFile) -> Record:
    papers = ({"id": "don", "name": "Tờ khai cấp lại", "originals": 1, "files": tuple(file.key for file in files)},)
    record = from_dict({**a_record(code=CODE, level=2).as_dict(), "components": papers, "eform": None})
    with transaction(session):
        publish(session, record, agencies={}, at=now())
    return record


def words(client: StrictClient) -> str:
    return client.visit(f"/thu-tuc/{CODE}").text.replace("\u00a0", " ")


def test_the_page_offers_each_file_with_kind_size_and_day(client: StrictClient, session: Session) -> None:
    published(session, uploaded(session, a_docx()), uploaded(session, an_xlsx(), "bảng kê.xlsx"))
    text = words(client)
    assert "to-khai.docx (DOCX, 36 KB, 23/11/2026)" in text
    assert "bảng kê.xlsx (XLSX, 5 KB, 23/11/2026)" in text


def test_what_is_downloaded_is_what_was_uploaded(client: StrictClient, session: Session) -> None:
    content = a_docx("Tờ khai của xã")
    published(session, uploaded(session, content))
    client.visit(f"/thu-tuc/{CODE}")
    (link,) = [a for a in client.page.all("a") if "/tep-mau/" in a.get("href", "")]
    answer = client.get(link.get("href", ""))
    assert sha256(answer.data).hexdigest() == sha256(content).hexdigest()
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.mimetype.endswith("wordprocessingml.document")


def test_a_newer_version_changes_no_revision_that_names_the_older(
    client: StrictClient, session: Session, clock: FixedClock
) -> None:
    first = uploaded(session, a_docx("Bản 1"))
    published(session, first)
    clock.at += timedelta(days=30)
    second = uploaded(session, a_docx("Bản 2"), replaces=first)
    assert (first.version, second.version, second.series) == (1, 2, first.series)
    assert "KB, 23/12/2026" not in words(client)
    published(session, second)
    assert "KB, 23/12/2026" in words(client)
    assert client.get(f"/tep-mau/{first.key}").data != client.get(f"/tep-mau/{second.key}").data
    assert [row.version for row in list_versions(session, CODE, "don")] == [2, 1]


def test_versions_go_on_from_the_newest_even_when_an_older_one_is_replaced(session: Session) -> None:
    first = uploaded(session, a_docx("1"))
    uploaded(session, a_docx("2"), replaces=first)
    assert uploaded(session, a_docx("3"), replaces=first).version == 3
    assert uploaded(session, a_docx("4")).version == 1


def test_a_form_of_another_paper_cannot_be_replaced(session: Session) -> None:
    first = uploaded(session, a_docx())
    with pytest.raises(Invalid, match="another paper"):
        uploaded(session, a_docx(), paper="khac", replaces=first)


def test_given_up_with_its_transaction_nothing_is_left(session: Session) -> None:
    file = inspect_form(a_docx(), "a.docx", most_bytes=10**6, scanner=NoScanner())
    with pytest.raises(LookupError), transaction(session):
        keep_form_file(session, service(Store), file, filename="a.docx", procedure_code=CODE, component_id="don",
                       by_name="x", at=now())  # fmt: skip
        raise LookupError
    assert not list_versions(session, CODE, "don")


def test_unknown_keys_are_left_out_on_pages_and_not_found_as_addresses(client: StrictClient, session: Session) -> None:
    record = published(session, uploaded(session, a_docx()))
    foreign = replace(record, components=(replace(record.components[0], files=("khong-co",)),))
    with transaction(session):
        publish(session, foreign, agencies={}, at=now())
    client.visit(f"/thu-tuc/{CODE}")
    assert not [a for a in client.page.all("a") if "/tep-mau/" in a.get("href", "")]
    assert client.get("/tep-mau/khong-co").status_code == 404
    with pytest.raises(NotFound):
        get_form_file(session, "khong-co")


def test_a_record_without_files_costs_no_question(app: Flask, session: Session) -> None:
    with counted_statements(app) as statements:
        assert find_form_files(session, keys_of(a_record())) == {}
    assert not statements


def test_the_workbook_carries_the_keys(session: Session) -> None:
    record = published(session, uploaded(session, a_docx()), uploaded(session, an_xlsx(), "b.xlsx"))
    assert record_of(rows_of(record)) == record
