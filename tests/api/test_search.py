"""The public interface: the promised shape, counts that agree with the pages, and no way to break it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.catalogue.queries import count_published
from portal.health import is_ready
from portal.kernel.transaction import transaction
from tests.strict_client import StrictClient

PATH = "/api/v1/search"


def ask(client: StrictClient, **query: object) -> dict[str, object]:
    response = client.get(PATH, query_string=query)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return dict(json.loads(response.data))


def test_the_answer_has_the_promised_shape(client: StrictClient) -> None:
    answer = ask(client, q="sang ten dat", limit=3)
    assert answer.keys() == {"total", "results"}
    results = answer["results"]
    assert isinstance(results, list) and 1 <= len(results) <= 3
    assert results[0].keys() == {"code", "name", "level", "agency"}
    assert (results[0]["code"], results[0]["level"]) == ("1.013831", 3)
    assert results[0]["agency"] == "Chi nhánh Văn phòng Đăng ký đất đai nơi có đất"


def test_an_empty_query_counts_everything_that_is_published(client: StrictClient, session: Session) -> None:
    assert ask(client, q="")["total"] == ask(client)["total"] == count_published(session)


def test_the_limit_is_kept_within_reason(client: StrictClient) -> None:
    for limit, most in (("1", 1), ("0", 1), ("-5", 1), ("x", 20), ("", 20), ("1000000", 100)):
        answer = ask(client, q="", limit=limit)
        total, results = answer["total"], answer["results"]
        assert isinstance(total, int) and isinstance(results, list)
        assert len(results) == min(most, total), limit


def test_nonsense_is_answered(client: StrictClient) -> None:
    for query in ("' OR 1=1 --", "\x00", "*", "(((", "a" * 5_000, "😀", "<script>"):
        assert ask(client, q=query).keys() == {"total", "results"}


def test_a_code_finds_its_procedure(client: StrictClient) -> None:
    results = ask(client, q="1.013831")["results"]
    assert isinstance(results, list) and [one["code"] for one in results] == ["1.013831"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/khong-co", 404), ("PUT", PATH, 405), ("POST", PATH, 405), ("POST", "/api/v1/x", 404)],
)
def test_refusals_are_json_too(client: StrictClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert json.loads(response.data).keys() == {"error"}


def test_signs_of_life(client: StrictClient, session: Session) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok"}
    assert is_ready(session)


def test_a_database_without_the_right_schema_is_not_ready(client: StrictClient, session: Session) -> None:
    with transaction(session):
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (503, {"status": "not ready"})
    assert client.get("/healthz").status_code == 200
