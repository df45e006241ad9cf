"""Does everything work in Chrome 109, the last one for Windows 7? What is newer is named and refused (ux.md 2, rows 3, 7, 22).

The list holds what has come since, with the version it came in: https://chromestatus.com, MDN.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.sources import PORTAL, TEMPLATES

STATIC = PORTAL / "static"
CSS = {
    "nesting (112)": r"(?:^|[{};])\s*&|&[:.\s]", "color-mix() (111)": r"color-mix\(",
    "oklch(), lab() (111)": r"\b(?:oklch|oklab|lch|lab)\(", "color() (111)": r"[:\s]color\(", "relative colours (119)": r"\((?:from)\s",
    "light-dark() (123)": r"light-dark\(", "popover (114)": r":popover-open|\[popover", "anchors (125)": r"anchor-name|position-anchor|anchor\(",
    "@scope (118)": r"@scope", "@starting-style (117)": r"@starting-style", "text-wrap (114)": r"text-wrap", "subgrid (117)": r"subgrid",
    ":user-valid (119)": r":user-(?:in)?valid", "trigonometry (111)": r"\b(?:sin|cos|tan|atan2|hypot|sqrt|pow)\(",
    "round(), mod() (125)": r"\b(?:round|mod)\(", "linear() easing (113)": r"[\s:]linear\(", "scroll timelines (115)": r"(?:animation|scroll|view)-timeline",
    "view transitions (111)": r"view-transition", "field-sizing (123)": r"field-sizing", "interpolate-size (129)": r"interpolate-size|calc-size\(",
    "scrollbar-* (121)": r"scrollbar-(?:color|width|gutter:.*both)", ":dir() (120)": r":dir\(", "style queries (111)": r"@container[^{]*style\(",
    "white-space-collapse (114)": r"white-space-collapse", "text-box (133)": r"text-box", "initial-letter (110)": r"initial-letter",
    "::details-content (131)": r"::details-content", "if() (137)": r"[:\s]if\(", "@media update, scripting (113, 120)": r"\((?:update|scripting)\b",
    "range units (118)": r"\d(?:rcap|cap|rex|rch|ric)\b", "font-size-adjust (127)": r"font-size-adjust", "display pairs (115)": r"display:\s*(?:block|inline) \w",
    "nth-child of (111)": r"nth-(?:last-)?child\([^)]* of ", "prefers-reduced-transparency (118)": r"prefers-reduced-transparency",
}  # fmt: skip
JS = {
    "sorted copies (110)": r"\.(?:toSorted|toReversed|toSpliced)\(|\]\.with\(", "groupBy (117)": r"\.groupBy\(", "withResolvers (119)": r"withResolvers",
    "Array.fromAsync (121)": r"fromAsync", "set arithmetic (122)": r"\.(?:union|intersection|difference|isSubsetOf|isSupersetOf)\(",
    "iterator helpers (122)": r"\.(?:values|keys|entries)\(\)\.(?:map|filter|take|drop|toArray)\(", "URL.parse (126)": r"URL\.(?:canParse|parse)\(",
    "AbortSignal.any (116)": r"AbortSignal\.any", "isWellFormed (111)": r"(?:is|to)WellFormed", "the v flag (112)": r"/[a-z]*v[a-z]*\.(?:test|exec)\(",
    "popovers (114)": r"(?:show|hide|toggle)Popover", "view transitions (111)": r"startViewTransition", "Promise.try (128)": r"Promise\.try",
    "scheduler (129)": r"scheduler\.(?:yield|wait)", "setHTMLUnsafe (124)": r"setHTML|getHTML", "moveBefore (133)": r"moveBefore",
    "import attributes (123)": r"import .* with \{", "base64 of bytes (140)": r"toBase64|fromBase64", "using (134)": r"^\s*(?:await )?using ",
    "closewatcher (126)": r"CloseWatcher", "regex modifiers (125)": r"\(\?[ims]+:",
}  # fmt: skip
HTML = {
    "<search> (118)": r"<search\b", "exclusive <details> (120)": r"<details[^>]*\sname=", "popovers (114)": r"\s(?:popover|popovertarget)\b",
    "commands (135)": r"\scommandfor=", "closedby (134)": r"\sclosedby=", "hidden=until-found is fine, blocking (105) is not": r"\sblocking=",
    "interactive <select> (135)": r"<selectedcontent",
}  # fmt: skip
COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}", re.S)


def found(files: list[Path], banned: dict[str, str]) -> list[str]:
    """Return (feature, file, line) of what is too new."""
    assert files
    hits = []
    for path in files:
        text = COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), path.read_text("utf-8"))
        for feature, pattern in banned.items():
            lines = (text.count("\n", 0, at.start()) + 1 for at in re.finditer(pattern, text, re.MULTILINE))
            hits += [f"{path.name}:{line}: {feature}" for line in lines]
    return hits


def test_the_style_sheet_is_old_enough() -> None:
    assert found(sorted(STATIC.rglob("*.css")), CSS) == []


def test_scripts_are_old_enough() -> None:
    assert found(sorted(STATIC.rglob("*.js")), JS) == []


def test_markup_is_old_enough() -> None:
    assert found(sorted(TEMPLATES.rglob("*.html")), HTML) == []


@pytest.mark.parametrize(
    "css", [".a { & b { color: red } }", "a { color: color-mix(in srgb, red, blue) }", "a{text-wrap:balance}"]
)
def test_the_list_bites(css: str, tmp_path: Path) -> None:
    (tmp_path / "new.css").write_text(css, "utf-8")
    assert found([tmp_path / "new.css"], CSS)


def test_the_eye_follows_the_order_of_the_page() -> None:
    """Nothing is moved about: what is read aloud, tabbed through or read without the style sheet comes in the order seen."""
    css = "".join(path.read_text("utf-8") for path in STATIC.rglob("*.css"))
    moved = re.findall(
        r"[^{}]*\{[^{}]*(?:\border:\s*[^0]|row-reverse|column-reverse|wrap-reverse|grid-auto-flow:[^;]*dense)[^{}]*\}",
        css,
    )
    # On a phone the language stands beside the name, the links of the head and the letters below both: a row of equals.
    assert [
        rule.strip()[:60] for rule in moved if not rule.strip().startswith((".top-nav", ".top-row::before", ".sizes"))
    ] == []
    tabbed = [path.name for path in TEMPLATES.rglob("*.html") if re.search(r'tabindex="[1-9]', path.read_text("utf-8"))]
    assert tabbed == []


def test_modules_are_deferred_and_few() -> None:
    """A script of a page is a module: it waits for the page, and older browsers leave it alone."""
    for path in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"<script\b[^>]*\bsrc=[^>]*>", path.read_text("utf-8")):
            assert 'type="module"' in tag, f"{path.name}: {tag}"
