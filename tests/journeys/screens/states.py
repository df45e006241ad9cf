"""Which states has a screen beside its plain one? Forms sent as they stand, lists with nothing in them, refusals."""

from __future__ import annotations

from tests.journeys.screens.world import Screen

_MAIN = "main form[method=post]"
_FORM = f"{_MAIN} button[type=submit]:not(.hidden):visible"

#: Forms that refuse what is empty: {address: (who, what is pressed)}. Files are sent by the script: journeys without it see
#: their refusals.
REFUSING = {
    "/can-bo/dang-nhap": ("", _FORM), "/ho-so/so-dien-thoai": ("", _FORM), "/ho-so/moi/<code>": ("", _FORM),
    "/tra-cuu": ("", _FORM), "/tra-cuu/<token>/danh-gia": ("", _FORM),
    "/ho-so/<code>/danh-gia": ("citizen", _FORM), "/ho-so/<code>/nhan": ("citizen", _FORM),
    "/ho-so/<code>/rut": ("citizen", _FORM), "/ho-so/<code>/bo-sung": ("citizen", _FORM),
    "/can-bo/ho-so/<int:dossier_id>/viec/<name>": ("motcua", _FORM),
}  # fmt: skip


def refused() -> list[Screen]:
    """Return the screens after their form was sent empty."""
    return [Screen("", who, rule, 422, press) for rule, (who, press) in REFUSING.items()]


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
