"""Which states has a screen beside its plain one? Forms sent as they stand, lists with nothing in them, refusals."""

from __future__ import annotations

from tests.journeys.screens.addresses import Screen

_MAIN = "main form[method=post]"
_BUTTON = "button[type=submit]:not(.hidden):visible"
_FORM = f"{_MAIN} {_BUTTON}"
_AT = "/can-bo/ho-so/<int:dossier_id>"
_PEOPLE, _ACCOUNT, _COUNTER = "/quan-tri/can-bo", "/can-bo/tai-khoan", "/can-bo/tai-quay"

#: Forms that refuse what is empty: {address: who}. Files are sent by the script: journeys without it see their refusals.
REFUSING = {
    "/can-bo/dang-nhap": "", "/ho-so/so-dien-thoai": "", "/ho-so/e-mail": "", "/ho-so/ma-xac-nhan": "", "/ho-so/moi/<code>": "",
    "/tra-cuu": "", "/tra-cuu/<token>/danh-gia": "", "/ho-so/tiep-tuc": "", "/kiosk/thoat": "", "/can-bo/dang-nhap/ma": "",
    "/ho-so/<code>/danh-gia": "citizen", "/ho-so/<code>/nhan": "citizen", "/ho-so/<code>/rut": "citizen",
    "/ho-so/<code>/bo-sung": "citizen", "/ho-so/lien-lac/<any('so-dien-thoai', 'e-mail'):way>": "citizen",
    "/ho-so/lien-lac/ma-xac-nhan": "citizen", "/ho-so/nop-thay": "citizen",
    "/can-bo/ho-so/<int:dossier_id>/viec/<name>": "motcua", "/can-bo/ho-so/<int:dossier_id>/nhan-lai": "motcua",
    "/can-bo/ho-so/<int:dossier_id>/dien-giup/<question_id>": "motcua", "/can-bo/kiem-tra-truoc/<int:precheck_id>": "motcua",
    f"{_AT}/y-kien": "thuly", f"{_AT}/y-kien/<int:number>/rut": "thuly", f"{_AT}/y-kien/<int:number>/tra-loi": "asked",
    "/can-bo/nhieu-ho-so/ky": "lanhdao", _COUNTER: "motcua", f"{_COUNTER}/giay-hen": "motcua",
    f"{_COUNTER}/<draft_code>/cach-nhan": "motcua",
    f"{_ACCOUNT}/mat-khau": "second", f"{_ACCOUNT}/thay": "second", f"{_ACCOUNT}/xac-nhan": "second",
    f"{_ACCOUNT}/dien-thoai": "motcua2",
    f"{_PEOPLE}/moi": "quantri", f"{_PEOPLE}/<int:person_id>/vai-tro": "quantri", f"{_PEOPLE}/<int:person_id>/thay": "quantri",
    "/quan-tri/tu-tim-kiem/nhap": "quantri",
}  # fmt: skip
#: Forms beside others on their page: {address: (who, what is pressed)}.
REFUSING_ALSO = {
    f"{_COUNTER}/<draft_code>": ("motcua", f"{_MAIN} button[value=accept]"),
    f"{_COUNTER}/bo-sung/<int:dossier_id>": ("motcua", f"{_MAIN} {_BUTTON}[value=receive]"),
    "/quan-tri/co-quan/<code>/to-cong-nghe-so": ("quantri", f"{_MAIN}:has([name=full_name]) {_BUTTON}"),
}  # fmt: skip
_CARD = "086190000001|331234567|Nguyễn Thị Ửng Hường|27031965|Nữ|Khóm 2, Phường Long Châu, Vĩnh Long|10052021"


def refused() -> list[Screen]:
    """Return the screens after their form was sent empty."""
    forms = {**{rule: (who, _FORM) for rule, who in REFUSING.items()}, **REFUSING_ALSO}
    return [Screen("", who, rule, 422, press) for rule, (who, press) in forms.items()]


def answered() -> list[Screen]:
    """Return what a form answers with a page of its own, not with a way on."""
    who_comes = ("nguyen thi ung", "khong co ai", "0912 999 001", _CARD)
    return [Screen("", "motcua", _COUNTER, press=_FORM, typed=(("who", who),)) for who in who_comes]


def empty() -> list[Screen]:
    """Return the screens with nothing to show, and those that say no."""
    nothing = [
        "/tim?q=zzqx+wvut",
        "/tim?q=",
        "/tim?q=sang+ten+dat",
        "/tim?q=so+do&muc=3",
        "/xa-phuong?q=zzqx",
        "/van-ban?q=zzqx",
    ]
    return [
        *(Screen(path) for path in nothing),
        Screen("/ho-so/", "newcomer"), Screen("/khong-co-trang-nay", status=404),
        Screen("/ho-so/nhap/AAAAAA", "newcomer", status=404), Screen("/quan-tri/", "motcua", status=403),
        Screen("/can-bo/", "thuly"), Screen("/can-bo/hang-doi/all", "motcua"),
        Screen("/quan-tri/thu-tuc?q=zzqx", "quantri"), Screen("/can-bo/", "lanhdao"),
    ]  # fmt: skip
