"""How is the portal served? Gunicorn reads this file by itself: `gunicorn wsgi:app`, here and in production.

The application is loaded once and shared by the workers; threads wait for the disk, processes share the cores.
"""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_host = os.environ.get("HOST", "127.0.0.1")
bind = f"{f'[{_host}]' if ':' in _host else _host}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
worker_class = "gthread"
preload_app = True
#: Photographs come slowly over the countryside's networks; threads wait for them, not the worker.
timeout = 60
graceful_timeout = 20
loglevel = "warning"
#: Gunicorn opens a control socket in the home folder unless told not to.
control_socket_disable = True
#: The heartbeat file must not lie on a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None


def when_ready(server: Any) -> None:
    """Compile the templates once for all workers; keep the garbage collector off what they share, so that it stays shared."""
    templates = server.app.wsgi().jinja_env
    for name in templates.list_templates():
        templates.get_template(name)
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Let threads take turns often, for a page asks its database twenty times; open the search index before it is needed."""
    sys.setswitchinterval(0.001)
    try:
        _within(worker, _open_index)
    except Exception:
        worker.log.exception("the search index cannot be opened yet; it is tried again with the first search")


def worker_exit(_server: Any, worker: Any) -> None:
    """Write what this process has counted and not yet written."""
    _within(worker, _write_visits)


def _within(worker: Any, work: Callable[[], object]) -> None:
    """Do this inside the portal; what the benchmarks serve beside it knows nothing of it."""
    app: Any = getattr(worker.app, "callable", None)
    if getattr(app, "name", "") == "portal":
        with app.app_context():
            work()


def _open_index() -> None:
    from portal.search.queries import Finder
    from portal.web.app_state import service, session

    service(Finder).in_step(session())


def _write_visits() -> None:
    from portal.catalogue.visit_log import VisitLog
    from portal.web.app_state import service, session

    service(VisitLog).write(session())
