"""Names of places, old and new: every one of 2014 leads to a commune of today."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date

import pytest

from portal.agencies.places import COMMUNE_KINDS, Gazetteer, Place, place_words
from portal.kernel.text import plain_ascii
from tests.agencies.places_of_2014 import COMMUNES, DISTRICTS
from tests.house.sources import CATALOG


def the_gazetteer() -> Gazetteer:
    rows = tomllib.loads((CATALOG / "communes.toml").read_text("utf-8"))["units"]
    return Gazetteer(
        Place(row["id"], row["name"], row["kind"], row["parent"], date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
              tuple(row["successors"]))
        for row in rows
    )  # fmt: skip


PLACES = the_gazetteer()


def answers(typed: str) -> list[tuple[set[str], set[str]]]:
    """Return (what may be meant, what that is today) of every answer, names only."""
    return [({p.name for p in found.named}, {p.name for p in found.today}) for found in PLACES.search(typed)]


def test_the_list_of_2014_is_whole() -> None:
    assert len(DISTRICTS) == 8 and len(COMMUNES) == len(set(COMMUNES)) == 109
    kinds = Counter(
        "xã" if name.startswith("Xã") else "phường" if name.startswith("Phường") else "thị trấn" for name, _ in COMMUNES
    )
    assert kinds == {"xã": 94, "phường": 10, "thị trấn": 5}


@pytest.mark.parametrize(("name", "district"), COMMUNES, ids=[plain_ascii(f"{n}-{d}") for n, d in COMMUNES])
def test_every_commune_of_2014_leads_to_today(name: str, district: str) -> None:
    typed = plain_ascii(f"{name} {district} Vinh Long").lower()
    # A commune of today with the same name is an answer too; the one of 2014 is among them.
    [found] = [found for found in PLACES.search(typed) if any(lies_in(place, district) for place in found.named)]
    assert all(place.kind in COMMUNE_KINDS and place.is_today for place in found.today)
    assert 1 <= len(found.today) <= 2
    assert any(place_words(place.name) == place_words(name) for place in found.named), typed


def lies_in(place: Place, district: str) -> bool:
    return district in [above.name for above in PLACES.above(place)]


@pytest.mark.parametrize("district", DISTRICTS, ids=plain_ascii)
def test_every_district_of_2014_leads_to_its_communes_of_today(district: str) -> None:
    found = PLACES.search(plain_ascii(f"{district}, tinh Vinh Long"))[0]
    assert [place.name for place in found.named] == [district]
    assert len(found.today) >= 3 and all(place.kind in COMMUNE_KINDS for place in found.today)


@pytest.mark.parametrize(
    ("typed", "today"),
    [
        ("xa my an mang thit", {"Xã Nhơn Phú"}),
        ("Xã Mỹ An, huyện Mang Thít", {"Xã Nhơn Phú"}),
        ("thi tran cai nhum", {"Xã Cái Nhum"}),
        ("TT. Cái Nhum", {"Xã Cái Nhum"}),
        ("xã Chánh Hội", {"Xã Cái Nhum"}),
        ("thanh dong binh tan", {"Xã Tân Quới"}),
        ("P.9 TPVL", {"Phường Long Châu"}),
        ("phường trường an", {"Phường Long Châu"}),
        ("xã trường an", {"Phường Long Châu"}),
        ("long châu", {"Phường Long Châu"}),
        ("xã Lục Sỹ Thành", {"Xã Lục Sĩ Thành"}),
        ("phuong thanh", {"Xã Bình Phú"}),
        ("xã thành phước bình minh", {"Phường Bình Minh", "Phường Cái Vồn"}),
    ],
)  # fmt: skip
def test_a_name_leads_to_one_answer(typed: str, today: set[str]) -> None:
    assert [found for _, found in answers(typed)] == [today]


def test_a_name_of_several_places_gives_them_all_this_province_first() -> None:
    found = answers("phuong 5")
    assert found[0] == ({"Phường 5"}, {"Phường Thanh Đức"})
    assert len(found) == 3 and answers("phuong 5 vinh long") == found[:1] and answers("phuong 5 tra vinh") == found[2:]


def test_the_commune_of_today_comes_before_former_ones_of_its_name() -> None:
    assert answers("tan phu")[0] == ({"Xã Tân Phú"}, {"Xã Tân Phú"})
    assert answers("huyen long ho")[0][0] == {"Huyện Long Hồ"}


def test_the_beginning_of_a_name_is_enough() -> None:
    assert ({"Xã Cái Nhum", "Thị trấn Cái Nhum"}, {"Xã Cái Nhum"}) in answers("cai nh")


@pytest.mark.parametrize("typed", ["", "  ", "xã", "zzz", "số 5 đường lê lợi", "%"])
def test_what_is_no_place_has_no_answer(typed: str) -> None:
    assert answers(typed) == []


def test_every_commune_of_today_stands_once_under_its_former_district() -> None:
    groups = PLACES.groups()
    assert [province.name for province, _ in groups] == ["Tỉnh Vĩnh Long", "Tỉnh Bến Tre", "Tỉnh Trà Vinh"]
    listed = [place.id for _, districts in groups for _, found in districts for place in found]
    assert len(listed) == len(set(listed)) == 124
    assert [sum(len(found) for _, found in districts) for _, districts in groups] == [35, 48, 41]


def test_every_former_place_leads_somewhere() -> None:
    lost = [p.name for p in PLACES.places.values() if not p.is_today and not PLACES.today_of(p)]
    assert lost == []
