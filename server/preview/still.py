"""Serves a built site from this process, at a moment that stands still: what is pictured shall not tell the time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from werkzeug.serving import make_server

from server.app import create_app
from server.preview.static_files import make_static_blueprint


@contextmanager
def served_still(root: Path, at: datetime) -> Iterator[str]:
    """The origin of the site at `root` with its demo companies, on a free loopback port, until the block ends.

    ContentError when its settings have problems.
    """
    app = create_app(root, demo=True, now=lambda: at)
    app.register_blueprint(make_static_blueprint(root))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="still", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
