"""Previewed pages at addresses that nobody can guess, with the styles and pictures that they show."""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from http import HTTPStatus
from urllib.parse import quote, unquote

from werkzeug.wrappers import Response

from editing.desk.answers import PREVIEW, file_answer
from editing.desk.desk import DeskError
from editing.desk.known.preview import PreviewedPage

#: Pages that are remembered: an editor looks at one, and pictures of the one before may still be on their way.
_MOST = 24
_SCRIPTS = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
#: Addresses of what a page loads; `<a href>` stays as it is and leads nowhere, as the frame opens no windows.
_LOADED = re.compile(r"""(<(?:link|img|source|image|use)\b[^>]*?\s(?:href|src|srcset)=")(/(?!/)[^"]*")""")


class ShownPages:
    """The latest previews."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[bytes, PreviewedPage]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, page: PreviewedPage) -> str:
        """Where a page can be seen from now on, for a while."""
        key = secrets.token_urlsafe(18)
        markup = _SCRIPTS.sub("", page.markup.decode())
        markup = _LOADED.sub(rf"\1/preview/{key}\2", markup)
        markup = markup.replace("<head>", '<head><base target="_blank">', 1)
        with self._lock:
            self._pages[key] = markup.encode(), page
            while len(self._pages) > _MOST:
                self._pages.popitem(last=False)
        return f"/preview/{key}/"

    def show(self, path: str) -> Response:
        """A page, or a file that it shows. What else its links name answers with nothing, and the page stays."""
        key, _, rest = path.partition("/")
        with self._lock:
            found = self._pages.get(key)
        if found is None:
            raise DeskError("这份预览已过期，改动文字后会重新生成", HTTPStatus.NOT_FOUND)
        markup, page = found
        if not rest:
            response = Response(markup, mimetype="text/html")
            response.headers["Content-Security-Policy"] = PREVIEW
            return response
        address = "/" + quote(unquote(rest), safe="/!$&'()*+,;=:@~")
        file = page.files.get(address) or page.files.get("/" + rest)
        if file is None:
            return Response(status=HTTPStatus.NO_CONTENT)
        try:
            response = file_answer(file, PREVIEW)
        except OSError:
            return Response(status=HTTPStatus.NO_CONTENT)
        response.headers["Cache-Control"] = "private, max-age=600"
        return response
