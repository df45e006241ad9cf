"""What does a list of 20 dossiers cost that does nothing else? Flask, Flask-Login, Flask-SQLAlchemy and Jinja as in their tutorials.

Who is signed in is read from the database, then 20 rows with the person each belongs to, in the layout of the inbox: tabs,
filters, a table with a box to tick in every row. Nothing of it is worked out: no counts, no deadlines, no permissions, one
language, no compression. The yardstick of `inbox.py`.
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


FRAME = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}{% endblock %} – Một cửa điện tử</title>
<link rel="icon" href="{{ url_for('static', filename='icons.svg') }}"><link rel="stylesheet" href="{{ url_for('static', filename='app.css') }}">
<script type="module" src="{{ url_for('static', filename='forms.js') }}"></script></head>
<body>
<header class="top"><div class="page top-row"><a class="brand" href="{{ url_for('page') }}">Một cửa điện tử</a>
<nav class="top-nav"><ul><li><a href="{{ url_for('page') }}" aria-current="page">Hồ sơ</a></li><li><a href="{{ url_for('page') }}">Tại quầy</a></li>
<li><a href="{{ url_for('page') }}">Sổ theo dõi</a></li><li class="top-who">{{ current_user.full_name }}</li>
<li><form method="post" action="{{ url_for('sign_in') }}"><button class="plain" type="submit">Đăng xuất</button></form></li></ul></nav></div></header>
<main id="main"><div class="page">{% for message in get_flashed_messages() %}<p>{{ message }}</p>{% endfor %}
{% block main %}{% endblock %}</div></main>
<section class="help"><div class="page"><p>Ông/bà cần người giúp? Gọi 1900 0000 hoặc đến bộ phận một cửa gần nhất.</p></div></section>
</body>
</html>
"""
PAGE = """{% extends "frame.html" %}
{% block title %}Mới gửi{% endblock %}
{% block main %}
<nav class="subnav"><ul>{% for tab in tabs %}<li><a href="{{ url_for('page', tab=loop.index) }}">{{ tab }} <span class="count">0</span></a></li>
{% endfor %}</ul></nav>
<div class="toolbar"><h1>Mới gửi</h1><form class="search" role="search" method="get"><label for="q">Tìm hồ sơ</label>
<div class="search-row"><input class="input" type="search" id="q" name="q" autocomplete="off"><button class="button" type="submit">Tìm</button></div></form></div>
<details class="details"><summary>Lọc và chọn cột</summary><form method="get">
{% for name, options in filters.items() %}<div class="field"><label class="label" for="{{ name }}">{{ name }}</label>
<select class="input" id="{{ name }}" name="{{ name }}"><option value="">Tất cả</option>
{% for option in options %}<option value="{{ option }}">{{ option }}</option>
{% endfor %}</select></div>{% endfor %}
<div class="actions"><button class="button" type="submit">Xem</button></div></form></details>
<form method="post"><div class="table cards"><table role="table"><caption class="hidden">Mới gửi</caption>
<thead role="rowgroup"><tr role="row">{% for column in head %}<th scope="col" role="columnheader">{{ column }}</th>{% endfor %}</tr></thead>
<tbody role="rowgroup">{% for row in rows %}
<tr role="row">
<th scope="row" role="rowheader"><label class="pick"><input type="checkbox" name="ho_so" value="{{ row.id }}"><span class="hidden">Chọn {{ row.code }}</span></label><a class="code" href="{{ url_for('page', number=row.id) }}">{{ row.code }}</a></th>
<td role="cell" data-label="Người nộp"><div>{{ row.owner_name }}<small>{{ row.citizen.phone }}</small></div></td>
<td role="cell" data-label="Thủ tục"><div>{{ row.procedure_code }}</div></td>
<td role="cell" data-label="Nhận lúc"><div>{{ row.submitted_at.strftime("%d/%m/%Y") }}<small>{{ row.submitted_at.strftime("%H:%M") }}</small></div></td>
<td role="cell" data-label="Hạn"><div>{{ row.promised_at.strftime("%d/%m/%Y") if row.promised_at else "" }}</div></td>
<td role="cell" data-label="Trạng thái"><div><strong class="tag">{{ row.state }}</strong></div></td>
</tr>{% endfor %}
</tbody></table></div>
<div class="actions"><button class="button" type="submit">Nhận xử lý</button></div></form>
{% endblock %}
"""
#: What surrounds the rows: as much of it as on the page that is measured.
TABS = [
    "Mới gửi",
    "Của tôi",
    "Đã bổ sung",
    "Đang đến",
    "Đang xử lý",
    "Chờ trả",
    "Sắp đến hạn",
    "Trễ hẹn",
    "Tất cả",
    "Xem trước",
]
HEAD = ["Mã hồ sơ", "Người nộp", "Thủ tục", "Nhận lúc", "Hạn", "Trạng thái"]
FILTERS = {"Thủ tục": [f"Thủ tục thứ {n} của lĩnh vực đất đai" for n in range(18)], "Cơ quan": ["Một cửa", "Chi nhánh"],
           "Kênh": ["Trực tuyến", "Tại quầy", "Bưu chính"], "Trạng thái": [f"Trạng thái {n}" for n in range(14)]}  # fmt: skip


def make() -> Flask:
    """Build the application on DATABASE_URL."""
    bare = Flask(__name__)
    bare.jinja_env.loader = DictLoader({"frame.html": FRAME, "page.html": PAGE})
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
        rows = db.session.scalars(query).all()
        return render_template("page.html", rows=rows, tabs=TABS, head=HEAD, filters=FILTERS)

    return bare


app = make() if os.environ.get("DATABASE_URL") else None
