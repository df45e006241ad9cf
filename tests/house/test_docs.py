"""The README is the way in: it names every setting and every command."""

from __future__ import annotations

import dataclasses
import re

import pytest

from config import Config
from portal import cli
from tests.house.sources import ROOT

README = ROOT / "README.md"


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text("utf-8")


def settings() -> set[str]:
    """Return every name that Config, gunicorn and the scripts read from the environment."""
    sources = "".join((ROOT / name).read_text("utf-8") for name in ("config.py", "gunicorn.conf.py"))
    read = re.findall(r"""env(?:iron)?\.get\(\s*["']([A-Z_]+)["']""", sources)
    given = re.findall(r"\$\{([A-Z_]+):-", "".join((ROOT / name).read_text("utf-8") for name in ("run", "test")))
    return set(read) | set(given)


def test_the_settings_were_found() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "PORT", "DATA_DIR", "PORTAL_ENV", "DVC_TEST_PG_URL"} <= settings()
    assert len(dataclasses.fields(Config)) >= 8


@pytest.mark.parametrize("name", sorted(settings()))
def test_every_setting_is_in_the_readme(name: str, readme: str) -> None:
    assert f"`{name}`" in readme or f"{name}=" in readme


@pytest.mark.parametrize("command", sorted(cli.portal.commands))
def test_every_command_is_in_the_readme(command: str, readme: str) -> None:
    assert f"portal {command}" in readme


@pytest.mark.parametrize("command", ["./run", "./test"])
def test_the_two_scripts_are_in_the_readme(command: str, readme: str) -> None:
    assert command in readme


def test_links_inside_the_repository_lead_somewhere(readme: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", readme)
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_page_of_documentation_is_linked(readme: str) -> None:
    assert [path.name for path in (ROOT / "docs").glob("*.md") if path.name not in readme] == []
