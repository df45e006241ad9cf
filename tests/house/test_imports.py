"""Who may know whom, and who may do what: the rules that import-linter cannot say."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterable
from pathlib import Path

from tests.house.sources import ROOT, calls, functions, imports, modules, name_of, tree

#: What a rule finds in a file: (what, line).
Found = Iterable[tuple[str, int]]
Rule = Callable[[Path], Found]

MODULES = modules()
WEB = ("flask", "flask_login", "flask_babel", "flask_sqlalchemy", "werkzeug", "wtforms", "jinja2")
#: From the bottom up; a room imports only rooms below it (`.importlinter` says the same to the linter).
ROOMS = (
    ("kernel",), ("migrate",), ("workflow",), ("eforms",), ("web",), ("identity",), ("storage", "notices"), ("catalogue",),
    ("agencies",), ("search",), ("health", "demo"), ("dossiers",), ("documents",), ("land",), ("citizen", "officers", "administration"), ("counter",), ("reports",),
    ("api",), ("models",), ("worker",), ("cli",),
)  # fmt: skip
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}
#: Files beside web/, views and forms that may know Flask, each with its reason.
KNOWS_FLASK = {
    "portal/__init__.py": "puts the application together",
    "portal/cli.py": "Flask's command line",
    "portal/worker.py": "builds the links that stand in reminders",
    "portal/identity/sessions.py": "the one door to flask-login",
    "portal/citizen/codes.py": "asks for a code, and keeps in the session where it went",
    "portal/citizen/camera.py": "draws what a telephone scans, with its addresses",
    "portal/documents/camera_link.py": "signs addresses with the portal's key",
    "portal/identity/shown_once.py": "keeps a secret in the session until it was shown",
    "portal/identity/substituting.py": "one form for officers and for their administrators",
    "portal/agencies/held_roles.py": "puts roles and days into words",
    "portal/administration/step_picture.py": "puts the moves between steps into words",
    "portal/administration/people_desk.py": "puts people, roles and history into words",
    "portal/officers/queue_rows.py": "puts the rows of a list into words and addresses",
    "portal/officers/second_step.py": "keeps whose password was right in the session",
    "portal/catalogue/facet_words.py": "puts facets into words and addresses",
    "portal/catalogue/kind_words.py": "puts kinds of documents into words",
    "portal/catalogue/visits.py": "tells from a request who came from a page of ours",
    "portal/catalogue/telling.py": "puts a procedure's answers, dates and papers into words",
    "portal/documents/desk.py": "builds the links that stand on slips",
    "portal/citizen/following.py": "puts states and dates into words for two pages",
    "portal/officers/queue_page.py": "puts a queue on its page, for the view of queues",
    "portal/officers/work_page.py": "puts one dossier on its page, for the view of dossiers",
    "portal/officers/looks.py": "writes who looked once the answer is on its way",
    "portal/officers/proof.py": "asks the officer who signs, in a form",
    "portal/citizen/overview.py": "the task list links to its pages",
    "portal/citizen/question_form.py": "puts refusals into words beside their questions",
    "portal/citizen/signing_in.py": "opens the session, and keeps in it who waits for a code",
    "portal/citizen/screens.py": "reads which screen sent a page of questions",
    "portal/counter/whole_form.py": "hands a sent page to the engine, page after page",
    "portal/counter/brought_page.py": "reads what the page of a supplement at the counter brought, and words what is left",
    "portal/counter/sitting.py": "keeps in the session whose slip was shown",
    "portal/citizen/asking.py": "reads a sent page of questions and leads on",
    "portal/citizen/starting.py": "keeps a beginning in the session",
    "portal/administration/procedure_desk.py": "says what the person signed in may do with a procedure",
    "portal/administration/typed_fields.py": "kinds of inputs of the administrators' forms",
    "portal/citizen/supplementing.py": "puts what is asked for into words",
    "portal/storage/uploads.py": "takes files out of a sent form",
    "portal/officers/acting.py": "reads what a form of a dossier looked at, and leads back to it",
    "portal/officers/apology_draft.py": "writes the beginning of an apology",
    "portal/officers/digest.py": "puts the morning's deadlines into words",
    "portal/officers/deadlines.py": "puts deadlines into words",
    "portal/officers/past.py": "puts the history of a dossier into words",
    "portal/officers/overview.py": "puts a dossier into words",
}
#: May import where it is used, not at the top.
LAZY = {
    "portal/migrate.py": "Alembic is slow to load and rarely needed",
    "portal/documents/render.py": "typst is large; only whoever prints needs it",
    "portal/storage/signatures.py": "pyHanko is large; only whoever looks at a signed file needs it",
    "portal/storage/seal.py": "pyHanko is large; only whoever seals needs it",
    "portal/documents/shelf.py": "Word files are made once a form",
    "portal/cli.py": "commands that are rarely used",
    "portal/catalogue/tables.py": "spreadsheets are slow to load and rarely written",
    "portal/catalogue/workbook.py": "spreadsheets are slow to load and rarely written",
}


#: The one room that knows each engine.
HOMES = {
    "whoosh": "portal/search/", "typst": "portal/documents/", "segno": "portal/documents/", "argon2": "portal/identity/",
    "pikepdf": "portal/storage/", "PIL": "portal/storage/", "pyhanko": "portal/storage/",
}  # fmt: skip
MAKES_MARKUP = {
    "portal/web/csrf.py": "a hidden input",
    "portal/documents/qr.py": "the square of dots",
    "portal/catalogue/almanac.py": "parts of pages that a template has drawn, kept",
    "portal/search/marking.py": "marks what was typed: dozens of texts a page, each piece escaped",
}
#: The worker ends the read of a round that delivered nothing; a session left open would hold an old snapshot.
ENDS_A_READ = {
    ("portal/worker.py", "session().rollback"),
    ("portal/kernel/database.py", "self.commit"),
    ("portal/kernel/database.py", "super().rollback"),
}
WRONG = {
    "searcher.refresh(": "counts are wrong after a merge (whoosh-reloaded 2.7.5)",
    ".query.": "Flask-SQLAlchemy's old way; select() instead",
}


def broken(rule: Rule, paths: list[Path] = MODULES, *, beside: Container[str] = ()) -> list[str]:
    """Return "file:line what" of everything a rule finds in these files; `beside` names files it does not hold for."""
    return [
        f"{name_of(path)}:{line} {what}" for path in paths if name_of(path) not in beside for what, line in rule(path)
    ]


def room_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] != "portal" or len(parts) < 2 or parts[1] in ("__init__", "migrations"):
        return None
    assert parts[1] in FLOOR, f"{module}: a new room needs its floor in ROOMS and in .importlinter"
    return parts[1]


def test_rooms_import_only_rooms_below() -> None:
    def upwards(path: Path) -> Found:
        here = room_of(name_of(path).removesuffix(".py").replace("/", "."))
        for module, line in imports(path, only_run_time=False):
            there = room_of(module)
            if here and there and there != here and FLOOR[there] >= FLOOR[here]:
                yield module, line

    assert broken(upwards) == []


def of_the_web(path: Path) -> Found:
    return ((module, line) for module, line in imports(path) if module.split(".")[0] in WEB)


def test_the_lower_rooms_know_no_flask() -> None:
    lower = [path for room in ("kernel", "workflow", "eforms") for path in modules(f"portal/{room}")]
    assert broken(of_the_web, [*lower, ROOT / "config.py"]) == []


def test_settings_know_nothing_of_the_portal() -> None:
    assert [
        module for module, _ in imports(ROOT / "config.py") if module.split(".")[0] in ("portal", "sqlalchemy")
    ] == []


def test_flask_is_known_only_where_pages_are_made() -> None:
    elsewhere = [p for p in MODULES if p.parent.name != "web" and not p.stem.endswith(("views", "forms"))]
    assert broken(of_the_web, elsewhere, beside=KNOWS_FLASK) == []


def test_rules_and_forms_know_no_database() -> None:
    pure = [
        p for p in MODULES if p.stem == "rules" or p.parent.name in ("workflow", "eforms") or p.stem.endswith("forms")
    ]
    assert len(pure) > 10
    assert broken(lambda path: ((m, n) for m, n in imports(path) if m.split(".")[0] == "sqlalchemy"), pure) == []


def test_only_the_clock_asks_for_the_time() -> None:
    asked = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now")
    rule: Rule = lambda path: ((call, line) for call, line in calls(path) if call in asked)  # noqa: E731
    assert broken(rule, [*MODULES, ROOT / "config.py"], beside={"portal/kernel/clock.py"}) == []


def test_only_the_transaction_commits() -> None:
    def ends(path: Path) -> Found:
        for call, line in calls(path):
            if call.endswith((".commit", ".rollback")) and (name_of(path), call) not in ENDS_A_READ:
                yield call, line

    # The second commits the index, not the database.
    assert broken(ends, beside={"portal/kernel/transaction.py", "portal/search/store.py"}) == []


def test_a_flush_says_why() -> None:
    def silent(path: Path) -> Found:
        lines = path.read_text("utf-8").splitlines()
        return (
            (c, n) for c, n in calls(path) if c.endswith(".flush") and "session" in c and "  # " not in lines[n - 1]
        )

    assert broken(silent) == []


def test_one_room_for_every_engine() -> None:
    def astray(path: Path) -> Found:
        for module, line in imports(path):
            home = HOMES.get(module.split(".")[0])
            if home and not name_of(path).startswith(home):
                yield f"{module} belongs into {home}", line

    assert broken(astray) == []


def test_no_markup_is_made_outside_its_two_places() -> None:
    def made(path: Path) -> Found:
        return ((c, n) for c, n in calls(path) if c.split(".")[-1] in ("Markup", "render_template_string"))

    assert broken(made, beside=MAKES_MARKUP) == []


def test_imports_stand_at_the_top() -> None:
    def inside(path: Path) -> Found:
        for outer in functions(path):
            for node in ast.walk(outer):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield ast.unparse(node), node.lineno

    assert broken(inside, beside=LAZY) == []


def test_nothing_measured_as_wrong_is_used() -> None:
    def wrong(path: Path) -> Found:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for word, reason in WRONG.items():
                if word in line:
                    yield f"{word}: {reason}", number

    assert broken(wrong) == []


def test_no_room_for_leftovers() -> None:
    vague = ("utils", "helpers", "common", "manager", "misc")
    assert [name_of(path) for path in MODULES if any(word in path.stem for word in vague)] == []


def test_every_module_says_what_it_answers() -> None:
    assert [name_of(path) for path in MODULES if not (ast.get_docstring(tree(path)) or "").strip()] == []


def test_the_written_exceptions_are_still_needed() -> None:
    names = {name_of(path) for path in MODULES}
    assert [name for name in (*KNOWS_FLASK, *LAZY, *MAKES_MARKUP) if name not in names] == []
    assert [name for name in KNOWS_FLASK if not list(of_the_web(ROOT / name))] == []
