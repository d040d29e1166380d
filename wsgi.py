"""The endpoint for an application server: `gunicorn -c deploy/gunicorn.conf.py`. Demo mode does not exist here."""

import os

from server.production import make_application
from server.start import start_or_exit

application = make_application(start_or_exit(os.environ))
