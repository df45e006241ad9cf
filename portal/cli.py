"""The administrator's command line: `flask --app wsgi portal …`. Says what it did in a line each."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app, url_for
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from portal import health
from portal.agencies.loading import load_documents
from portal.catalogue.due import publish_due
from portal.catalogue.exporting import ENDINGS, export_procedures
from portal.catalogue.import_jobs import work
from portal.catalogue.importing import Row, import_procedures
from portal.catalogue.loading import CatalogError, FileMistake, load_catalog
from portal.catalogue.quality_queries import count_flags, look_at_new
from portal.catalogue.scopes import Scope
from portal.catalogue.visit_queries import forget_old_visits
from portal.catalogue.workbook import write_template
from portal.demo import DEMO_PASSWORD, seed_people
from portal.documents.desk import current_desk, draft_link
from portal.documents.shelf import FormShelf
from portal.dossiers.ending import tell_of_ends
from portal.dossiers.keeping import remind_of_drafts, remove_old_drafts
from portal.dossiers.recounting import recount
from portal.dossiers.watch import watch
from portal.identity.appointing import appoint_administrator
from portal.kernel.clock import local_date
from portal.kernel.errors import Invalid
from portal.kernel.transaction import transaction
from portal.migrate import upgrade
from portal.notices.channels import Channels
from portal.notices.delivering import deliver_waiting
from portal.notices.texts import Wordings
from portal.officers.digest import queue_digests
from portal.search.evaluation import DEPTH, QuestionsUnreadable, evaluate, read_questions, scores
from portal.search.miss_queries import forget_old
from portal.search.queries import Finder, published_codes
from portal.search.word_loading import load_words
from portal.storage.resuming import forget_abandoned
from portal.storage.store import Store
from portal.web.app_state import config, now, service, session
from portal.web.site import public_url
from portal.web.step_labels import mistake_words_vi
from portal.web.sums import calendar_words_vi

#: How often the worker looks for deadlines.
WATCH_EVERY = timedelta(minutes=1)
#: How often it looks after drafts.
LOOK_EVERY = timedelta(hours=1)

portal = AppGroup("portal", help="Manage the portal.")


@portal.command("prepare")
@click.option("--demo/--no-demo", default=False, help="Add demo people on first start.")
def prepare(demo: bool) -> None:
    """Bring schema, catalogue and index up to date; quick when they are."""
    upgrade(config().database_url)
    _load()
    service(Finder).follow(session())
    if made := service(FormShelf).make_all():
        click.echo(f"forms: {made} sheets made")
    if demo:
        with transaction(session()):
            if seed_people(session(), at=now()):
                click.echo(f"demo: added officers, password {DEMO_PASSWORD}")


@portal.command("load")
def load() -> None:
    """Load catalog/ into the database; loading twice changes nothing."""
    _load()


def _load() -> None:
    try:
        with transaction(session()):
            counts = load_catalog(session(), config().catalog_dir, at=now())
            load_documents(session(), config().catalog_dir, at=now())
            words = load_words(session(), config().catalog_dir, at=now())
            look_at_new(session())
    except CatalogError as error:
        told = (
            f"{one.file}: {mistake_words_vi(one.mistake)}" if isinstance(one, FileMistake) else one
            for one in error.found
        )
        raise click.ClickException("catalog/ có chỗ sai:\n" + "\n".join(told)) from error
    if counts:
        click.echo("catalogue: " + ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())))
    if words:
        click.echo(f"search words: {words} rows changed")


@portal.command("import-procedures")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say row by row what would change, and write nothing.")
@click.option("--force", is_flag=True, help="Replace also what an administrator published or retired here.")
def import_file(file: Path, dry_run: bool, force: bool) -> None:
    """Load procedures from JSONL (.gz), JSON, XLSX or TOML (also a folder); what is refused stops no other."""
    report = import_procedures(session(), file, at=now(), dry_run=dry_run, force=force)
    for row in report.rows:
        if row.outcome == "refused":
            click.echo(f"dòng {row.line}: {_said(row)}", err=not dry_run)
        elif dry_run:
            click.echo(f"dòng {row.line}: {row.code}: {_OUTCOMES[row.outcome]}: {_short(row.name)}")
        for flag in row.flags:
            click.echo(f"    cần xem lại: {QUALITY[flag]}", err=not dry_run)
        for change in row.changes:
            click.echo(f"    {change.field_label}: {_short(change.before)} → {_short(change.after)}")
    click.echo(
        ("Chạy thử, chưa ghi gì: " if dry_run else "")
        + f"{report.new} mới, {report.changed} thay đổi, {report.unchanged} không đổi, "
        f"{report.kept} giữ bản của tỉnh, {len(report.refused)} không nhận"
    )
    if not dry_run:
        service(Finder).follow(session())


QUALITY = {
    "no_fee": "thiếu lệ phí", "no_form": "thiếu mẫu đơn", "level_1_form": "mức độ 1 nhưng có mẫu đơn",
    "no_unit": "thời hạn không có đơn vị", "unreviewed": "hơn 12 tháng chưa rà soát",
    "dead_link": "dẫn tới trang không còn", "long_sentence": "câu dài quá 25 tiếng",
}  # fmt: skip
_OUTCOMES = {"new": "mới", "changed": "thay đổi", "unchanged": "không đổi", "kept": "giữ bản của tỉnh"}
_LONGEST_SHOWN = 160


def _said(row: Row) -> str:
    return ": ".join(filter(None, (row.code or "(không có mã)", "không nhận", row.place, row.reason)))


def _short(text: str) -> str:
    line = " ".join(text.split()) or "(không có)"
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


@portal.command("export-procedures")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_file(file: Path) -> None:
    """Write every procedure; the ending chooses: .jsonl, .jsonl.gz, .xlsx, or .csv (an overview)."""
    try:
        count = export_procedures(session(), file)
    except ValueError as error:
        raise click.BadParameter(f"đuôi tệp phải là một trong: {', '.join(ENDINGS)}") from error
    click.echo(f"{count} thủ tục đã ghi vào {file.name}")


@portal.command("procedure-template")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def template(file: Path) -> None:
    """Write the empty workbook (.xlsx) that `import-procedures` reads."""
    if file.suffix != ".xlsx":
        raise click.BadParameter("đuôi tệp phải là .xlsx")
    write_template(file)
    click.echo(f"tệp mẫu đã ghi vào {file.name}")


@portal.command("check-quality")
def check_quality() -> None:
    """Count what an editor would mend, as the administrator's page does."""
    for flag, count in count_flags(session(), Scope.whole(), local_date(now())).items():
        click.echo(f"{QUALITY[flag]}: {count}")


@portal.command("reindex")
def reindex() -> None:
    """Build the search index of this node anew."""
    click.echo(f"{service(Finder).rebuild(session())} thủ tục trong chỉ mục")


@portal.command("evaluate-search")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def evaluate_search(file: Path) -> None:
    """Ask every question of a JSONL file (query, relevant, kind); print hits at 1, 3 and 10, MRR, and the misses."""
    try:
        questions = read_questions(file)
    except (QuestionsUnreadable, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    finder = service(Finder)
    finder.follow(session())
    outcomes, unanswerable = evaluate(
        questions, published_codes(session()), lambda query: finder.index.search(query, limit=DEPTH).codes[:DEPTH]
    )
    for outcome in outcomes:
        if outcome.place != 1:
            wanted, first = ", ".join(sorted(outcome.question.codes)), ", ".join(outcome.found[:3]) or "không có gì"
            click.echo(f"hạng {outcome.place or '–'}: {_short(outcome.question.query)} → đúng {wanted}; ra {first}")
    click.echo(f"{len(outcomes)} câu hỏi, {len(unanswerable)} câu có thủ tục không ở cổng này nên không tính")
    for score in scores(outcomes):
        click.echo(
            f"{score.kind or 'tất cả':24} n={score.count:<5} hit@1={score.hit_1:.3f} hit@3={score.hit_3:.3f} "
            f"hit@10={score.hit_10:.3f} MRR={score.mrr:.3f}"
        )


@portal.command("check")
def check() -> None:
    """Say whether settings, schema, catalogue, index, translations and tools are right; exit 1 when not."""
    findings = health.inspect(config(), session(), service, now())
    with force_locale("vi"):
        for finding in findings:
            told = gettext(finding.message, **finding.values)
            click.echo(f"{'ok  ' if finding.is_ok else 'SAI '} {finding.name}: {told}")
    if not all(finding.is_ok for finding in findings):
        raise SystemExit(1)


@portal.command("worker")
@click.option("--once", is_flag=True, help="Do what waits and stop.")
def worker(once: bool) -> None:
    """Deliver waiting notices, publish what is due, work off uploaded files of procedures, every two seconds; several may run.

    Once a minute it sees to deadlines, once an hour to drafts; once a day it forgets searches and visits that are old, and
    pieces of files nobody went on sending.
    """
    forgotten_on = watched_at = looked_at = None
    while True:
        if watched_at is None or now() - watched_at >= WATCH_EVERY:
            watched_at = now()
            _watch()
        if looked_at is None or now() - looked_at >= LOOK_EVERY:
            looked_at = now()
            _look_after_drafts()
        if forgotten_on != local_date(now()):
            forgotten_on = local_date(now())
            with transaction(session()):
                forget_old(session(), forgotten_on)
                forget_old_visits(session(), forgotten_on)
            forget_abandoned(session(), service(Store), at=now())
        _follow_calendar()
        sent = _deliver()
        published = publish_due(session(), at=now())
        loaded = work(session(), service(Store), now=now, meanwhile=_deliver)
        session().rollback()
        if once:
            click.echo(f"{sent} tin đã gửi, {published} thủ tục đã công bố, {loaded} tệp thủ tục đã xử lý")
            return
        time.sleep(2)


def _watch() -> None:
    """Tell of deadlines, remind, stop, and queue the digests; addresses in messages need the site's own."""
    with current_app.test_request_context(base_url=config().worker_url):
        desk = current_desk()
        watch(session(), desk, at=now())
        queue_digests(
            session(), desk.wordings, desk.calendar, at=now(), link=lambda: public_url() + url_for("officers.alerts")
        )
        session().rollback()


def _follow_calendar() -> None:
    """Let open dossiers follow a change of the calendar; addresses stand in the messages."""
    with current_app.test_request_context(base_url=config().worker_url):
        recount(session(), current_desk, lambda c: calendar_words_vi(c.kind, c.day_on, c.reason), at=now())
        session().rollback()


def _look_after_drafts() -> None:
    """Tell of procedures that end, remind of drafts and remove old ones; addresses stand in the messages."""
    with current_app.test_request_context(base_url=config().worker_url):
        tell_of_ends(session(), service(Wordings), link=draft_link, at=now())
        remind_of_drafts(session(), service(Wordings), link=draft_link, at=now())
        remove_old_drafts(session(), service(Store), at=now())
        session().rollback()


def _deliver() -> int:
    sent = deliver_waiting(session(), service(Channels), at=now())
    session().rollback()
    return sent


@portal.command("seed-demo")
def seed_demo() -> None:
    """Add the demo people."""
    with transaction(session()):
        added = seed_people(session(), at=now())
    click.echo(f"{added} tài khoản thử đã thêm")


@portal.command("add-administrator")
@click.argument("username")
@click.argument("full_name")
@click.option("--agency", default="van-phong-ubnd-tinh", help="The agency that keeps the account.")
def add_administrator(username: str, full_name: str, agency: str) -> None:
    """Add the first administrator of everything, or help the only one back in; the password is printed once."""
    try:
        with transaction(session()):
            password = appoint_administrator(session(), username=username, full_name=full_name, agency=agency, at=now())
    except Invalid as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{username.lower()}: mật khẩu {password}, đổi ở lần đăng nhập đầu tiên (/can-bo/dang-nhap)")
