"""The texts of the messages: mistakes are found at start, and every one fits the telephone whatever is filled in."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import HERE
from portal.administration.notice_desk import KINDS, previews
from portal.kernel.text import plain_ascii
from portal.notices.rules import URGENT, for_telephone, most_characters
from portal.notices.texts import GIVEN, LONGEST, TextError, Wording, faults_of, load

REAL = HERE / "catalog" / "notices.toml"
WORDINGS = load(REAL)
#: The alphabet of telephones (GSM 7-bit), as far as it is ASCII and one character each.
GSM = set("@$_!\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ")

WORDS = st.lists(
    st.sampled_from(["Nguyễn", "Thị", "Ửng", "Hường", "Trung", "tâm", "Phục", "vụ", "hành", "chính", "công", "phường", "Đặng", "Thùy", "Trâm", "[bản", "vẽ]", "12/3", "~", "|", "giấy"]),
    min_size=1, max_size=60,
).map(" ".join)  # fmt: skip
HOSTS = st.sampled_from(
    ["https://vlg.vn", "https://dichvucong.vinhlong.gov.vn", "https://" + "dich-vu-cong-truc-tuyen." * 4 + "vn"]
)
VALUES = {
    **{name: st.just(LONGEST[name]) for name in LONGEST}, "reason": WORDS, "items": WORDS, "office": WORDS, "procedure": WORDS,
    "instead": WORDS,
    "link": st.tuples(HOSTS, st.sampled_from(["/tra-cuu/7KQ4M3HX9PCD", "/ho-so/nhap/3HX9PA"])).map("".join),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(GIVEN))
@given(data=st.data())
def test_every_message_fits_one_telephone_message_whatever_is_filled_in(kind: str, data: st.DataObject) -> None:
    values = {name: data.draw(VALUES[name], label=name) for name in sorted(GIVEN[kind])}
    sms = for_telephone(WORDINGS[kind].sms, values, most_characters(kind))
    assert len(sms) <= most_characters(kind)
    assert set(sms) <= GSM
    for name in _places(WORDINGS[kind].sms) & {
        "code",
        "secret",
        "promised",
        "deadline",
        "first_answer",
        "expires",
        "until",
        "date",
    }:
        assert plain_ascii(values[name]) in sms, f"{name} was cut"
    link = values.get("link", "").removeprefix("https://")
    assert link in sms or link.split("/")[0] not in sms, "the link was cut"


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_with_the_province_s_own_address_the_link_is_always_whole(kind: str) -> None:
    sms = for_telephone(WORDINGS[kind].sms, {name: LONGEST[name] for name in GIVEN[kind]})
    assert sms.endswith(LONGEST["link"].removeprefix("https://")) or "{link}" not in WORDINGS[kind].sms


def test_a_link_that_does_not_fit_is_left_out_not_cut() -> None:
    long = {"code": LONGEST["code"], "promised": "07/01/2027", "link": "https://" + "x" * 80 + ".vn/tra-cuu/7KQ4M"}
    sms = for_telephone(WORDINGS["dossier_accepted"].sms, long)
    assert sms == "DVC Vinh Long: da tiep nhan ho so 000.00.12.H61-261123-0007. Hen tra ket qua 07/01/2027."


def test_reasons_are_cut_at_a_word_and_offices_keep_their_own_name() -> None:
    refused = for_telephone(WORDINGS["dossier_refused"].sms, {name: LONGEST[name] for name in GIVEN["dossier_refused"]})
    assert "0007: Anh chup giay chung nhan bi... " in refused
    ready = for_telephone(
        WORDINGS["result_ready"].sms,
        {"code": LONGEST["code"], "office": "Trung tâm Phục vụ hành chính công xã An Bình", "link": LONGEST["link"]},
    )
    assert "Nhan tai Trung tam HCC xa An Binh." in ready


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_every_e_mail_names_the_action_in_its_subject_and_has_a_place_in_the_list(kind: str) -> None:
    wording = WORDINGS[kind]
    assert kind in {one for _group, kinds in KINDS for one in kinds}
    assert wording.subject.startswith("[{code}] ") or "code" not in GIVEN[kind] or kind in URGENT
    assert all(preview.sms and preview.subject and preview.text for preview in previews(wording))


def test_a_one_time_code_carries_no_link_and_stands_near_the_beginning() -> None:
    sms = for_telephone(WORDINGS["one_time_code"].sms, {"code": "482 913", "minutes": "10"})
    assert sms.index("482 913") < 50
    assert "://" not in WORDINGS["one_time_code"].text


GOOD = WORDINGS["dossier_accepted"]


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("sms", "", "Write this text"),
        ("subject", "Hẹn trả {when} {code}", "{when} is not known here"),
        ("text", "{code.__class__}", "is not known here"),
        ("text", "{code!r:>9}", "is not known here"),
        ("text", "{code} {promised", "A brace is open"),
        ("sms", "Hen tra {promised}", "{code} must stand"),
        ("sms", "Da nhan {code} " + "rat dai " * 20, "Too long by 51 characters"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_beside_its_field(field: str, text: str, says: str) -> None:
    texts = {"sms": GOOD.sms, "subject": GOOD.subject, "text": GOOD.text, field: text}
    faults = faults_of(Wording(GOOD.kind, **texts))
    assert [fault.field for fault in faults] == [field]
    assert says in faults[0].message % faults[0].values


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notices.toml"
    path.write_text("notices = []", encoding="utf-8")
    with pytest.raises(TextError, match="no text for one_time_code"):
        load(path)


def test_a_value_that_nobody_gives_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notices.toml"
    path.write_text(REAL.read_text("utf-8").replace("{minutes}", "{hours}"), encoding="utf-8")
    with pytest.raises(TextError, match=r"one_time_code, sms: \{hours\} is not known"):
        load(path)


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
