"""Settings: what is weak or missing is refused with a sentence, before anybody is served."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config import Config, ConfigError

GOOD = {
    "PORTAL_ENV": "production", "SECRET_KEY": "k" * 32, "PUBLIC_URL": "https://dichvucong.vinhlong.gov.vn/",
    "ALLOW_CONSOLE_NOTICES": "yes", "CLAMD_ADDRESS": "unix:/run/clamav/clamd.ctl",
}  # fmt: skip
PROVIDER = {
    "OIDC_ISSUER": "https://sso.example/realm/", "OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "secret",
}  # fmt: skip
SMTP = {
    "SMTP_HOST": "mail.vinhlong.gov.vn",
    "SMTP_USER": "cong",
    "SMTP_PASSWORD": "mat-khau",
    "SMTP_FROM": "cong@vinhlong.gov.vn",
}


def read(tmp_path: Path, **env: str) -> Config:
    return Config.from_env({"DATA_DIR": str(tmp_path / "data"), **env})


def test_nothing_need_be_said_to_try_the_portal_out(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert config.is_demo
    assert config.database_url == f"sqlite:///{tmp_path}/data/portal.sqlite3"
    assert config.data_dir.is_dir()
    assert (config.catalog_dir / "portal.toml").exists()
    assert not config.secure_cookies


def test_the_key_of_a_trial_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, again = read(tmp_path), read(tmp_path)
    assert len(first.secret_key) >= 32
    assert first.secret_key == again.secret_key
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600


def test_production_with_everything_given(tmp_path: Path) -> None:
    config = read(tmp_path, **GOOD, PROXIES="1", DATABASE_URL="postgresql+psycopg://x/y", SECRET_KEY_FALLBACKS="a,b,")
    assert not config.is_demo
    assert config.secure_cookies
    assert config.public_url == "https://dichvucong.vinhlong.gov.vn"
    assert (config.proxies, config.secret_key_fallbacks) == (1, ("a", "b"))
    assert config.database_url == "postgresql+psycopg://x/y"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"PORTAL_ENV": "development"}, "PORTAL_ENV"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SEAL_FILE": "/etc/con-dau.p12"}, "SEAL_FILE and SEAL_PASSWORD belong together"),
        ({"SEAL_PASSWORD": "x"}, "SEAL_FILE and SEAL_PASSWORD belong together"),
        ({"SIGNATURE_ROOTS": "/khong/co.pem"}, "SIGNATURE_ROOTS: there is no file"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://dichvucong.vinhlong.gov.vn"}, "PUBLIC_URL"),
        ({"ALLOW_CONSOLE_NOTICES": ""}, "SMTP_HOST is missing"),
        ({"ALLOW_CONSOLE_NOTICES": "", **SMTP}, "SMS_URL is missing"),
        ({**SMTP, "SMTP_SECURITY": "ssl"}, "SMTP_SECURITY must be"),
        ({**SMTP, "SMTP_SECURITY": "none"}, "in clear"),
        ({**SMTP, "SMTP_PASSWORD": ""}, "belong together"),
        ({**SMTP, "SMTP_FROM": ""}, "SMTP_FROM"),
        ({**SMTP, "SMTP_FROM": "a@b.vn\nBcc: c@d.vn"}, "SMTP_FROM"),
        ({**SMTP, "SMTP_PORT": "99999"}, "SMTP_PORT"),
        ({**SMTP, "SMTP_CA_FILE": "/nowhere/ca.pem"}, "no file"),
        ({"SMS_URL": "http://sms.vn/gui"}, "SMS_URL must be https"),
        ({"SMS_URL": "ftp://sms.vn"}, "http\\(s\\) address"),
        ({"SMS_URL": "https://sms.vn", "SMS_METHOD": "DELETE"}, "SMS_METHOD"),
        ({"SMS_URL": "https://sms.vn", "SMS_BODY": '{"to": "{to}"}'}, "must name {text}"),
        ({"SMS_URL": "https://sms.vn", "SMS_HEADERS": "Bearer x"}, "JSON object"),
        ({"SMS_URL": "https://sms.vn", "SMS_ACCEPTED": "("}, "no regular expression"),
        ({"CLAMD_ADDRESS": ""}, "unscanned"),
        ({"CLAMD_ADDRESS": "localhost"}, "CLAMD_ADDRESS must look like"),
        ({"OIDC_ISSUER": "https://sso.example"}, "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET missing"),
        ({**PROVIDER, "OIDC_ISSUER": "http://sso.example"}, "OIDC_ISSUER must be an https:// address"),
        ({**PROVIDER, "OIDC_SIGN_IN_ORIGIN": "https://a; script-src *"}, "OIDC_SIGN_IN_ORIGIN must be"),
        ({**PROVIDER, "OIDC_CLAIMS": "passport=number"}, "passport is not one of"),
        ({"KIOSK_ADDRESSES": "the hall"}, "KIOSK_ADDRESSES must be addresses"),
    ],
)
def test_production_refuses_what_is_weak(tmp_path: Path, changes: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        read(tmp_path, **{**GOOD, **changes})


def test_a_short_key_is_refused_in_a_trial_as_well(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="too short"):
        read(tmp_path, SECRET_KEY="x" * 31)


def test_a_provider_of_identities_and_kiosks_are_read(tmp_path: Path) -> None:
    config = read(tmp_path, **PROVIDER, OIDC_CLAIMS="birth=dob, phone=mobile", KIOSK_ADDRESSES="10.1.0.0/24, 10.2.0.7")
    assert config.openid is not None
    assert (config.openid.issuer, config.openid.origin) == ("https://sso.example/realm", "https://sso.example")
    assert (config.openid.claims["birth"], config.openid.claims["name"]) == ("dob", "name")
    assert [str(network) for network in config.kiosk_networks] == ["10.1.0.0/24", "10.2.0.7/32"]
    assert (read(tmp_path).openid, read(tmp_path).kiosk_networks) == (None, ())


def test_the_catalogue_may_lie_elsewhere(tmp_path: Path) -> None:
    assert read(tmp_path, CATALOG_DIR=str(tmp_path)).catalog_dir == tmp_path


def test_the_ways_messages_leave_by(tmp_path: Path) -> None:
    given = {**GOOD, "ALLOW_CONSOLE_NOTICES": "", **SMTP, "SMTP_SECURITY": "tls", "SMS_URL": "https://sms.vn/gui?to={to_84}",
             "SMS_BODY": "{text}", "SMS_HEADERS": '{"Authorization": "Bearer bi-mat"}', "SMS_DROPS_REPEATS": "yes"}  # fmt: skip
    config = read(tmp_path, **given)
    assert config.smtp is not None
    assert config.sms is not None
    assert (config.smtp.port, config.smtp.security, config.smtp.sender) == (465, "tls", "cong@vinhlong.gov.vn")
    assert (config.sms.method, config.sms.key_header, config.sms.drops_repeats) == ("POST", "Idempotency-Key", True)
    assert "mat-khau" not in repr(config)
    assert "bi-mat" not in repr(config)


def test_a_mail_server_on_the_same_machine_needs_no_encryption(tmp_path: Path) -> None:
    local = {"SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none", "SMTP_FROM": "Dịch vụ công <cong@vinhlong.gov.vn>"}
    assert read(tmp_path, **GOOD, **local).smtp is not None
    assert read(tmp_path).smtp is None


def test_officers_need_a_telephone_in_production_unless_somebody_says_so_twice(tmp_path: Path) -> None:
    assert read(tmp_path, **GOOD).second_factor_required
    assert not read(tmp_path).second_factor_required
    assert read(tmp_path, SECOND_FACTOR="required").second_factor_required
    with pytest.raises(ConfigError, match="ALLOW_PASSWORD_ALONE"):
        read(tmp_path, **GOOD, SECOND_FACTOR="optional")
    assert not read(tmp_path, **GOOD, SECOND_FACTOR="optional", ALLOW_PASSWORD_ALONE="yes").second_factor_required
    with pytest.raises(ConfigError, match="SECOND_FACTOR"):
        read(tmp_path, SECOND_FACTOR="yes")


def test_computers_are_trusted_by_address(tmp_path: Path) -> None:
    assert [str(n) for n in read(tmp_path, TRUSTED_ADDRESSES="10.1.0.0/24, ::1").trusted_networks] == [
        "10.1.0.0/24",
        "::1/128",
    ]
    with pytest.raises(ConfigError, match="TRUSTED_ADDRESSES"):
        read(tmp_path, TRUSTED_ADDRESSES="quầy 1")


def test_a_seal_that_cannot_be_read_keeps_no_office_closed(tmp_path: Path) -> None:
    config = read(tmp_path, **GOOD, SEAL_FILE="/khong/co.p12", SEAL_PASSWORD="mat-khau-con-dau")
    assert config.seal is not None and config.seal.file == "/khong/co.p12"
    assert "mat-khau-con-dau" not in repr(config)
