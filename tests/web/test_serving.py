"""What stands ready before the first person comes: the hooks of `gunicorn.conf.py`."""

from __future__ import annotations

import gc
import logging
import runpy
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from portal.search.queries import Finder
from portal.web.app_state import service
from tests.house.sources import ROOT

Hook = Callable[..., None]


@pytest.fixture
def hooks() -> Iterator[dict[str, Hook]]:
    often = sys.getswitchinterval()
    yield runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    sys.setswitchinterval(often)
    gc.unfreeze()


def a_worker(app: Flask) -> Any:
    return SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app, callable=app), log=logging.getLogger("worker"))


def is_open(app: Flask) -> bool:
    with app.app_context():
        return service(Finder).index.searched() is not None


def test_templates_are_compiled_once_for_all_workers(app: Flask, hooks: dict[str, Hook]) -> None:
    hooks["when_ready"](a_worker(app))
    kept = app.jinja_env.cache
    assert kept is not None and len(kept) == len(app.jinja_env.list_templates())


def test_a_worker_has_its_index_open_before_somebody_searches(app: Flask, hooks: dict[str, Hook]) -> None:
    assert is_open(app) is False
    hooks["post_worker_init"](a_worker(app))
    assert is_open(app)


def test_a_worker_serves_even_when_the_index_cannot_be_opened(
    app: Flask, hooks: dict[str, Hook], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Finder, "in_step", lambda *_: 1 / 0)
    hooks["post_worker_init"](a_worker(app))
    assert "cannot be opened yet" in caplog.text
