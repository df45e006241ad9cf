"""Templates compile, are used, and hold nothing a strict content policy would forbid."""

from __future__ import annotations

import ast
import re

from flask import Flask
from jinja2 import nodes

from tests.house.sources import PORTAL, TEMPLATES, modules, templates, tree

CALLED = re.compile(r"""\{%-?\s*(?:extends|include|from|import)\s*["']([^"']+)["']""")


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def called_by_code() -> set[str]:
    """Return the names of templates that Python mentions."""
    strings = (n.value for path in modules() for n in ast.walk(tree(path)) if isinstance(n, ast.Constant))
    return {value for value in strings if isinstance(value, str) and value.endswith(".html")}


def called_by_templates() -> set[str]:
    return {called for name in templates() for called in CALLED.findall(source(name))}


def test_every_template_compiles_and_uses_filters_that_exist(app: Flask) -> None:
    for name in templates():
        app.jinja_env.get_template(name)


def test_every_template_that_is_called_exists() -> None:
    assert (called_by_code() | called_by_templates()) - set(templates()) == set()


def test_every_template_is_used() -> None:
    shown = set(templates()) - {name for name in templates() if name.startswith("dev/")}
    assert shown - called_by_code() - called_by_templates() == set()


def test_every_macro_that_is_imported_exists_and_is_used(app: Flask) -> None:
    for name in templates():
        parsed = app.jinja_env.parse(source(name))
        for imported in parsed.find_all(nodes.FromImport):
            target = imported.template
            assert isinstance(target, nodes.Const)
            macros = {m.name for m in app.jinja_env.parse(source(target.value)).find_all(nodes.Macro)}
            for item in imported.names:
                wanted, alias = item if isinstance(item, tuple) else (item, item)
                assert wanted in macros, f"{name}: {target.value} has no macro {wanted}"
                uses = sum(1 for n in parsed.find_all(nodes.Name) if n.name == alias and n.ctx == "load")
                assert uses, f"{name}: imports {alias} and does not use it"


def test_nothing_inline_and_nothing_unescaped() -> None:
    forbidden = {
        "a style attribute": r"\sstyle\s*=\s*[\"']", "a handler": r"\son[a-z]+\s*=\s*[\"']", "autoescape": r"autoescape",
        "an inline sheet or script": r"<style|<script(?![^>]*\b(?:src=|type=\"application/ld\+json\"))",
    }  # fmt: skip
    found = [
        (name, what) for name in templates() for what, words in forbidden.items() if re.search(words, source(name))
    ]
    assert found == []
    unescaped = [name for name in templates() if re.search(r"\|\s*safe\b", source(name))]
    assert [name for name in unescaped if not name.startswith("components/")] == []


def test_a_component_says_what_it_is_and_is_named_as_its_file(app: Flask) -> None:
    for name in templates():
        if name.startswith("components/"):
            assert "{#" in source(name), f"{name} does not say what it is"
            macros = [macro.name for macro in app.jinja_env.parse(source(name)).find_all(nodes.Macro)]
            assert name.removeprefix("components/").removesuffix(".html") in macros


def test_every_form_that_posts_carries_its_token() -> None:
    posts = re.compile(r"<form[^>]*method=[\"']post", re.IGNORECASE)
    # preferences; pages for everybody carry no token
    needs_none = {"components/lang_switch.html", "components/size_switch.html"}
    asked = [name for name in templates() if name not in needs_none]
    assert [name for name in asked if source(name).count("csrf_field()") < len(posts.findall(source(name)))] == []


def test_there_is_no_word_left_in_a_template_itself() -> None:
    """Texts are msgids; a Vietnamese word beside them could not be read in English. Examples inside msgids may be."""
    accented = re.compile(r"[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", re.IGNORECASE)
    code = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
    checked = [name for name in templates() if not name.startswith("dev/")]
    found = {name: m.group() for name in checked if (m := accented.search(code.sub("", source(name))))}
    assert found == {}


def test_every_static_file_is_used() -> None:
    code = "".join(source(name) for name in templates()) + "".join(p.read_text("utf-8") for p in modules())
    static = PORTAL / "static"
    files = [str(path.relative_to(static)) for path in static.rglob("*") if path.is_file()]
    assert [name for name in files if name not in code] == []
