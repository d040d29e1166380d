"""The page that stands in when even the templates are missing, as before the first build: whole in itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from markupsafe import escape

from view.hosting.headers import security_headers
from view.page_meta import Link
from view.settings.site_settings import Settings

_STYLE = """body{margin:0;color:#14242c;background:#fff;font:1rem/1.75 "PingFang SC","Microsoft YaHei",sans-serif}
header{padding:1.125rem 1.25rem;background:#0b3142;color:#fff;font-size:1.25rem;font-weight:700}
main{max-width:40em;padding:1.5rem 1.25rem}h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.35}ul{padding-left:1.25rem}
a{color:#0a4d87}input,button{font:inherit;padding:.5rem .75rem;border:1px solid #74858e}input{width:14em;max-width:60%}
button{background:#124458;border-color:#124458;color:#fff;font-weight:700}"""


def plain_page(heading: str, sentence: str, links: Sequence[Link], q: str, *, again: bool) -> str:
    """The page; `q` is what was searched for, `again` whether asking once more may help."""
    ways = "".join(f'<li><a href="{escape(link.url)}">{escape(link.text)}</a></li>' for link in links)
    retry = '<p><a href="">再试一次</a></p>' if again else ""
    form = (
        '<form action="/search" method="get"><label for="q">关键字</label> '
        f'<input type="search" id="q" name="q" maxlength="200" value="{escape(q)}"> <button>查询</button></form>'
    )
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(heading)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><header>信风</header><main><h1>{escape(heading)}</h1><p>{escape(sentence)}</p>{retry}{form}"
        f"<ul>{ways}</ul></main></body></html>\n"
    )


def plain_policy(settings: Settings) -> str:
    """The Content-Security-Policy that lets this one style stand in the page."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = security_headers(settings)["Content-Security-Policy"]
    return policy.replace("style-src ", f"style-src 'sha256-{digest}' ")
