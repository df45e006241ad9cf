"""What does a page cost that does nothing? Flask, Flask-SQLAlchemy and Jinja as their tutorials put them together.

One ORM query of 20 procedures, one template of about 12 KB. The yardstick of `pages.py`; same database, same server.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The tables of this page."""


db = SQLAlchemy(model_class=Base)


class Procedure(Base):
    """A procedure as far as a list shows it."""

    __tablename__ = "procedure"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    agency_name: Mapped[str]
    field_name: Mapped[str]


PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>Danh sách thủ tục</title><link rel="stylesheet" href="/static/app.css"></head>
<body>
<header><a href="/">Cổng dịch vụ công</a><nav><ul>{% for name in menu %}<li><a href="/{{ loop.index }}">{{ name }}</a></li>
{% endfor %}</ul></nav></header>
<main><h1>{{ rows|length }} thủ tục</h1>
<ol>
{% for row in rows %}
<li class="procedure"><h2><a href="/thu-tuc/{{ row.code }}">{{ row.name|truncate(160) }}</a></h2>
<p class="meta"><span class="code">{{ row.code }}</span> <span class="field">{{ row.field_name }}</span></p>
<p class="meta">{{ row.agency_name|truncate(80) }}</p>
<p class="hint">Bấm vào tên thủ tục để xem giấy tờ cần mang, thời gian giải quyết, lệ phí, nơi nộp hồ sơ và ngày có kết quả.</p>
<p class="more"><a href="/thu-tuc/{{ row.code }}#giay-to">Giấy tờ cần mang</a></p></li>
{% endfor %}
</ol></main>
<footer><p>Ủy ban nhân dân tỉnh</p></footer>
</body>
</html>
"""


def make() -> Flask:
    """Build the application on DATABASE_URL."""
    bare = Flask(__name__)
    bare.jinja_env.loader = DictLoader({"page.html": PAGE})
    bare.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
    db.init_app(bare)
    with bare.app_context():
        if db.engine.dialect.name == "sqlite":  # as every SQLite portal opens its connections

            @event.listens_for(db.engine, "connect")
            def on_connect(connection: Any, record: object) -> None:
                connection.execute("PRAGMA busy_timeout = 15000")

    @bare.get("/")
    def page() -> str:
        query = select(Procedure).where(Procedure.status == "published").order_by(Procedure.id).limit(20)
        return render_template(
            "page.html", rows=db.session.scalars(query).all(), menu=["Trang chủ", "Tra cứu", "Hồ sơ"]
        )

    return bare


app = make() if os.environ.get("DATABASE_URL") else None
