"""Small files, small functions: what no longer fits on a screen is no longer read."""

from __future__ import annotations

from statistics import median

from tests.house.sources import ROOT, TEMPLATES, functions, modules, name_of, templates

MOST_LINES, MOST_IN_FUNCTION, MOST_IN_PAGE = 300, 40, 60
#: Tables of cases are long.
MOST_LINES_OF_TESTS = 400
#: Longer than allowed, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_TEMPLATES = {
    "dev/styleguide.html": "shows every component once",
    "dev/screens.html": "shows every screen once",
}


def lines(text: str) -> int:
    return len(text.splitlines())


def test_files_stay_short() -> None:
    files = {name_of(p): lines(p.read_text("utf-8")) for top in ("portal", "tests") for p in modules(top)}
    files["config.py"] = lines((ROOT / "config.py").read_text("utf-8"))
    allowed = {name: MOST_LINES_OF_TESTS if name.startswith("tests") else MOST_LINES for name in files}
    assert {name: n for name, n in files.items() if n > allowed[name] and name not in LONG_FILES} == {}
    assert median(n for name, n in files.items() if name.startswith("portal")) <= 130
    assert [name for name in LONG_FILES if files.get(name, 0) <= MOST_LINES] == [], "no longer needed"


def test_functions_stay_short() -> None:
    sizes = {
        f"{name_of(path)}:{f.name}": (f.end_lineno or f.lineno) - f.lineno + 1
        for top in ("portal", "tests")
        for path in modules(top)
        for f in functions(path)
    }
    assert {name: n for name, n in sizes.items() if n > MOST_IN_FUNCTION} == {}
    assert median(n for name, n in sizes.items() if name.startswith("portal")) <= 10


def test_pages_are_put_together_from_components() -> None:
    sizes = {name: lines((TEMPLATES / name).read_text("utf-8")) for name in templates()}
    assert {name: n for name, n in sizes.items() if n > MOST_IN_PAGE and name not in LONG_TEMPLATES} == {}
