"""Kept pages stay within their bound of memory; what was not read for longest goes first."""

from __future__ import annotations

from portal.web.kept_pages import Kept, KeptPages


def a_page(mark: str = "m", size: int = 1_000) -> Kept:
    return Kept(mark, b"x" * (size - a_page_beside()), "text/html")


def a_page_beside() -> int:
    return Kept("", b"", "").size


def test_a_page_is_found_only_while_it_depends_on_the_same() -> None:
    pages = KeptPages(10_000)
    pages.put("/", a_page("one"))
    assert pages.find("/", "one") and not pages.find("/", "two") and not pages.find("/other", "one")


def test_a_newer_page_takes_the_place_of_the_one_before() -> None:
    pages = KeptPages(10_000)
    for mark in ("one", "two"):
        pages.put("/", a_page(mark))
    assert (len(pages), pages.size) == (1, 1_000)
    assert pages.find("/", "two")


def test_the_bound_holds_and_what_is_read_stays() -> None:
    pages = KeptPages(10_000)
    for number in range(10):
        pages.put(f"/{number}", a_page())
    pages.find("/0", "m")
    pages.put("/10", a_page())
    assert pages.size <= 10_000 and len(pages) == 10
    assert pages.find("/0", "m") and not pages.find("/1", "m")


def test_a_page_too_large_is_not_kept_and_throws_nothing_out() -> None:
    pages = KeptPages(10_000)
    pages.put("/", a_page())
    pages.put("/large", a_page(size=1_251))
    assert (len(pages), pages.size) == (1, 1_000)
