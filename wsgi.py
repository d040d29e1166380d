"""The endpoint for an application server: `gunicorn wsgi:application`. Demo mode does not exist here."""

import os
from pathlib import Path

from server.app import create_app

application = create_app(Path(os.environ.get("XINFENG_ROOT") or Path(__file__).parent).resolve(), demo=False)
