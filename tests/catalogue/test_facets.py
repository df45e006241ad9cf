"""Facets: several values of one widen, several facets narrow, and a facet's own choice does not shrink its counts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.catalogue.facets import FACETS, MOST, narrow
from portal.catalogue.shelf import Shelf
from portal.catalogue.shelving import Shelves


@pytest.fixture
def shelf(session: Session) -> Shelf:
    return Shelves().current(session)


def values(shelf: Shelf, number: int, facet: str) -> set[str]:
    return {value for value, mask in shelf.masks[facet].items() if mask >> number & 1}


def slowly(shelf: Shelf, chosen: dict[str, list[str]], numbers: range, *, but: str = "") -> list[int]:
    """Narrow row by row, as one would by hand."""
    return [
        n
        for n in numbers
        if all(values(shelf, n, facet) & set(wanted) for facet, wanted in chosen.items() if facet != but)
    ]


def test_counts_follow_the_usual_rule(shelf: Shelf) -> None:
    everything = range(len(shelf.rows))
    for level, field in product((["3"], ["2", "1"]), (["dat-dai"], ["ho-tich", "chung-thuc"], [])):
        chosen = {"muc": level, **({"linh_vuc": field} if field else {})}
        found = narrow(shelf, chosen)
        assert sorted(found.numbers) == slowly(shelf, chosen, everything)
        for facet in FACETS:
            among = slowly(shelf, chosen, everything, but=facet)
            for offer in found.offers[facet]:
                assert offer.count == sum(offer.value in values(shelf, n, facet) for n in among), (facet, offer)
                assert offer.count or offer.is_chosen


def test_an_own_choice_does_not_hide_its_neighbours(shelf: Shelf) -> None:
    offers = {offer.value: offer.count for offer in narrow(shelf, {"muc": ["3"]}).offers["muc"]}
    assert offers == {level: shelf.count(muc=level) for level in "123"}


def test_the_order_of_a_search_is_kept(shelf: Shelf) -> None:
    codes = [row.code for row in shelf.rows][::-7]
    found = narrow(shelf, {"cap": ["commune"]}, ["9.999999", *codes])
    assert [shelf.rows[n].code for n in found.numbers] == [
        row.code for row in shelf.among(codes) if row.admin_level == "commune"
    ]


def test_without_a_query_what_can_be_filed_online_comes_first(shelf: Shelf) -> None:
    levels = [shelf.rows[n].level for n in narrow(shelf, {}).numbers]
    assert levels == sorted(levels, reverse=True) and len(levels) == len(shelf.rows)


def test_what_does_not_exist_is_left_out_and_told(shelf: Shelf) -> None:
    found = narrow(shelf, {"linh_vuc": ["khong-co", "dat-dai"], "muc": ["9"]})
    assert found.unknown == ("khong-co", "9")
    assert len(found.numbers) == shelf.count(linh_vuc="dat-dai")


def test_a_commune_finds_what_communes_do(shelf: Shelf) -> None:
    commune = next(code for code, kind in shelf.kinds.items() if kind == "commune")
    found = narrow(shelf, {"co_quan": [commune]})
    assert found.unknown == () and 0 < len(found.numbers) < len(shelf.rows)


def test_too_many_values_are_cut_but_never_a_chosen_one(shelf: Shelf) -> None:
    rare = min(shelf.masks["linh_vuc"], key=lambda code: shelf.masks["linh_vuc"][code].bit_count())
    offers = narrow(shelf, {"linh_vuc": [rare]}).offers["linh_vuc"]
    assert len(offers) <= MOST and offers[0].value == rare


@given(st.data())
def test_nothing_typed_breaks_it(data: st.DataObject) -> None:
    shelf = Shelf("0", (), {}, (), {facet: {} for facet in FACETS}, {}, {}, {}, {}, {})
    chosen = data.draw(st.dictionaries(st.sampled_from(FACETS), st.lists(st.text(max_size=20), max_size=4)))
    assert narrow(shelf, chosen).numbers == ()
