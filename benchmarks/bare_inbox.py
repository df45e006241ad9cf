"""What does a list of 20 dossiers cost that does nothing else? Flask, Flask-Login, Flask-SQLAlchemy and Jinja as in their tutorials.

Who is signed in is read from the database, then 20 rows with the person each belongs to. The yardstick of `inbox.py`.
"""

from __future__ import annotations

import os
from datetime import datetime

from flask import Flask, render_template
from flask_login import LoginManager, UserMixin, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship


class Base(DeclarativeBase):
    """The tables of this page."""


db = SQLAlchemy(model_class=Base)


class Officer(UserMixin, Base):
    """Who is signed in."""

    __tablename__ = "officer"
    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str]


class Citizen(Base):
    """Whose dossier it is."""

    __tablename__ = "citizen"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str]


class Dossier(Base):
    """A dossier as far as a list shows it."""

    __tablename__ = "dossier"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    owner_name: Mapped[str]
    procedure_code: Mapped[str]
    state: Mapped[str]
    submitted_at: Mapped[datetime]
    promised_at: Mapped[datetime | None]
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"))
    citizen: Mapped[Citizen] = relationship()


PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>Hồ sơ</title><link rel="stylesheet" href="/static/app.css"></head>
<body>
<header><a href="/">Một cửa điện tử</a> <span>{{ current_user.full_name }}</span></header>
<main><h1>Hồ sơ</h1>
<table><thead><tr><th>Mã</th><th>Người nộp</th><th>Điện thoại</th><th>Thủ tục</th><th>Nhận lúc</th><th>Hạn</th><th>Trạng thái</th></tr></thead>
<tbody>{% for row in rows %}
<tr><td><a href="/ho-so/{{ row.id }}">{{ row.code }}</a></td><td>{{ row.owner_name }}</td><td>{{ row.citizen.phone }}</td>
<td>{{ row.procedure_code }}</td><td>{{ row.submitted_at.strftime("%d/%m/%Y %H:%M") }}</td>
<td>{{ row.promised_at.strftime("%d/%m/%Y") if row.promised_at else "" }}</td><td>{{ row.state }}</td></tr>{% endfor %}
</tbody></table></main>
</body>
</html>
"""


def make() -> Flask:
    """Build the application on DATABASE_URL."""
    bare = Flask(__name__)
    bare.jinja_loader = DictLoader({"page.html": PAGE})  # type: ignore[assignment]
    bare.config.update(SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"], SECRET_KEY="only for measuring, 32 letters")
    db.init_app(bare)
    manager = LoginManager(bare)

    @manager.user_loader
    def load(number: str) -> Officer | None:
        return db.session.get(Officer, int(number))

    @bare.get("/vao")
    def sign_in() -> str:
        login_user(db.session.scalars(select(Officer).order_by(Officer.id)).first())
        return "ok"

    @bare.get("/")
    @login_required
    def page() -> str:
        query = select(Dossier).options(joinedload(Dossier.citizen)).order_by(Dossier.id).limit(20)
        return render_template("page.html", rows=db.session.scalars(query).all())

    return bare


app = make() if os.environ.get("DATABASE_URL") else None
