"""What would a strict reader find wrong with this page? Markup, headings, labels, links, words left untranslated.

`Page` reads HTML as browsers do; `mistakes` lists what is wrong with it, one sentence each.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
UNSEEN = ("script", "style", "template", "head")
#: A script of this kind is read by search engines and run by nobody; the content policy lets it stand.
DATA = "application/ld+json"
CONTROLS = ("input", "select", "textarea")
#: Attributes that are read aloud or shown.
SPOKEN = ("alt", "title", "aria-label", "placeholder", "content")
ERROR_PREFIXES = ("Lỗi: ", "Error: ")
SIGNS_OF_CODE = re.compile(
    r"\bNone\b|\bUndefined\b|\{\{|\}\}|\{%|%\(\w+\)s|<(Markup|bound method|function)|\bTrue\b|\bFalse\b"
)


def plain(text: str | None) -> str:
    """Return the text with all blanks, also those that do not break, as single ones."""
    return " ".join((text or "").split())


def text_of(element: Element) -> str:
    """Return all text inside an element."""
    return plain("".join(element.itertext()))


class Page:
    """One HTML page."""

    def __init__(self, html: str, url: str = "/") -> None:
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        self.root: Element = parser.parse(html)
        self.url = url
        self.html = html
        self.parse_errors = [f"line {at[0]}: {code} {values or ''}".strip() for at, code, values in parser.errors]
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the elements with one of these tags, in the order of the page."""
        return (element for element in self.root.iter() if element.tag in tags)

    def ids(self) -> list[str]:
        """Return every id."""
        return [element.attrib["id"] for element in self.root.iter() if "id" in element.attrib]

    def by_id(self, wanted: str) -> Element:
        """Return the element with that id; AssertionError when there is none."""
        found = next((e for e in self.root.iter() if e.get("id") == wanted), None)
        assert found is not None, f"{self.url}: nothing has the id {wanted!r}"
        return found

    def above(self, element: Element) -> Iterator[Element]:
        """Yield what an element lies in, nearest first."""
        while element in self.parents:
            element = self.parents[element]
            yield element

    def is_inside(self, element: Element, tag: str) -> bool:
        """Say whether it lies in an element with that tag."""
        return any(outer.tag == tag for outer in self.above(element))

    @property
    def lang(self) -> str:
        """Return the language the page says it is in."""
        return next(self.all("html")).get("lang", "")

    @property
    def title(self) -> str:
        """Return the words of the browser's tab."""
        return text_of(next(self.all("title"), Element("title")))

    @property
    def h1(self) -> str:
        """Return the heading."""
        return text_of(next(self.all("h1"), Element("h1")))

    @property
    def text(self) -> str:
        """Return what can be read in the main part."""
        return plain(" ".join(piece for piece, _ in self.visible(next(self.all("main"), self.root), self.lang)))

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return (id it leads to, sentence) of the error summary."""
        summaries = [e for e in self.root.iter() if "errors" in e.get("class", "").split()]
        return [(a.get("href", "")[1:], text_of(a)) for s in summaries for a in s.iter("a")]

    def visible(self, element: Element, lang: str) -> Iterator[tuple[str, str]]:
        """Yield (text, its language) of everything a person sees or hears."""
        if element.tag in UNSEEN:
            return
        lang = element.get("lang", lang)
        yield from ((plain(element.get(name)), lang) for name in SPOKEN if element.get(name))
        yield plain(element.text), lang
        for child in element:
            yield from self.visible(child, lang)
            yield plain(child.tail), lang


def mistakes(page: Page) -> list[str]:
    """Return everything wrong with the page."""
    checks = (_markup, _head, _labels, _references, _links, _forms, _tables, _inline, _words)
    return page.parse_errors + [line for check in checks for line in check(page)]


def _markup(page: Page) -> Iterator[str]:
    yield from (f"id {i!r} is used {n} times" for i, n in Counter(page.ids()).items() if n > 1)
    if page.lang not in ("vi", "en"):
        yield f"the page says it is in {page.lang!r}"
    if len(list(page.all("main"))) != 1:
        yield "there must be one <main>"
    for image in page.all("img"):
        if "alt" not in image.attrib:
            yield f"image {image.get('src')} has no alt"
    for button in page.all("button", "a"):
        pictured = any(image.get("alt") for image in button.iter("img"))
        if not text_of(button) and not pictured and not button.get("aria-label") and button.get("href") != "":
            yield f"<{button.tag} {dict(button.attrib)}> says nothing"


def _head(page: Page) -> Iterator[str]:
    headings = list(page.all("h1"))
    if len(headings) != 1 or not page.h1:
        yield f"there are {len(headings)} h1, or it is empty"
    title = page.title
    for prefix in ERROR_PREFIXES:
        title = title.removeprefix(prefix)
    if not title.startswith(page.h1):
        yield f"the title {page.title!r} does not start with the h1 {page.h1!r}"
    if page.errors and not page.title.startswith(ERROR_PREFIXES):
        yield "there are errors, but the title does not say so"


def _labels(page: Page) -> Iterator[str]:
    ids = set(page.ids())
    labelled = {label.get("for") for label in page.all("label") if text_of(label)}
    for label in page.all("label"):
        if label.get("for") and label.get("for") not in ids:
            yield f"label {text_of(label)!r} is for {label.get('for')!r}, which is not there"
    for control in page.all(*CONTROLS):
        kind = control.get("type", "text")
        named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        if kind not in ("hidden", "submit", "button") and not named and not page.is_inside(control, "label"):
            yield f"<{control.tag} name={control.get('name')!r}> has no label"
        if kind == "radio" and not any(
            o.tag == "fieldset" and o.find(".//legend") is not None for o in page.above(control)
        ):
            yield f"radio {control.get('name')!r} stands in no fieldset with a legend"


def _references(page: Page) -> Iterator[str]:
    ids = set(page.ids())
    for element in page.root.iter():
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for wanted in element.get(name, "").split():
                if wanted not in ids:
                    yield f"{name} points to {wanted!r}, which is not there"


def _links(page: Page) -> Iterator[str]:
    ids = set(page.ids())
    for link in page.all("a"):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            yield f"link {text_of(link)!r} leads to {href}, which is not there"
        if href.lower().startswith("javascript:"):
            yield f"link {text_of(link)!r} runs a script"
    for element in page.all("script", "link", "img", "iframe", "object", "source"):
        address = urlsplit(element.get("src") or element.get("href") or element.get("data") or "/")
        if (address.netloc or address.scheme) and element.get("rel") not in ("canonical", "alternate"):
            yield f"<{element.tag}> comes from elsewhere: {address.geturl()}"


#: A preference is changed without a token: the form stands on pages that are the same for everybody.
NO_TOKEN = ("/ngon-ngu/", "/co-chu/")


def _forms(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        posts = form.get("method", "get").lower() == "post"
        token = next((e for e in form.iter("input") if e.get("name") == "csrf_token"), None)
        if posts and (token is None or not token.get("value")) and not form.get("action", "").startswith(NO_TOKEN):
            yield f"the form to {form.get('action')!r} has no csrf_token"
        if not posts and token is not None:
            yield f"the search form to {form.get('action')!r} would show its csrf_token in the address"


def _tables(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        caption = table.find("caption")
        if caption is None or not text_of(caption):
            yield "a table has no caption"
        heads = list(table.iter("th"))
        if not heads or any(head.get("scope") not in ("col", "row", "colgroup", "rowgroup") for head in heads):
            yield "a table has no th, or a th without scope"


def _inline(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        if "style" in element.attrib:
            yield f"<{element.tag}> has a style attribute"
        yield from (f"<{element.tag}> has {name}" for name in element.attrib if str(name).lower().startswith("on"))
    for script in page.all("script"):
        if script.get("type") == DATA:
            json.loads("".join(script.itertext()))
        elif not script.get("src") or text_of(script):
            yield "a script stands in the page"
    if next(page.all("style"), None) is not None:
        yield "a style sheet stands in the page"


def _words(page: Page) -> Iterator[str]:
    pieces = [(text, lang) for text, lang in page.visible(page.root, page.lang) if text]
    pieces.append((page.title, page.lang))
    for text, _ in pieces:
        if SIGNS_OF_CODE.search(text):
            yield f"code shows in the text: {text[:80]!r}"
    exact, within = leftovers()
    for text, lang in pieces:
        if lang == "vi":
            if text in exact:
                yield f"not translated: {text!r}"
            yield from (f"not translated: {words!r} in {text[:80]!r}" for words in within if words in text)


@cache
def leftovers() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return English texts that must not stand on a Vietnamese page: as a whole text, and inside one."""
    if not PO.exists():
        return frozenset(), ()
    exact, within = set(), []
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="vi")
    for message in catalogue:
        translated = " ".join(message.string) if isinstance(message.string, (list, tuple)) else message.string
        for english in message.id if isinstance(message.id, (list, tuple)) else (message.id,):
            if not english or not translated or plain(english) in plain(translated):
                continue
            exact.add(plain(english))
            longest = max((plain(part) for part in re.split(r"%\(\w+\)s|%%", english)), key=len)
            if longest.count(" ") >= 2 and longest not in translated:
                within.append(longest)
    return frozenset(exact), tuple(within)
