"""`/readyz`: whether this worker can answer searches now; a load balancer sends it requests only then."""

from __future__ import annotations

import json

from flask import Flask, Response
from werkzeug.exceptions import ServiceUnavailable

from search.faces.generations import Generations, NoGenerationError
from search.query.backend import Tally, UnreachableError
from search.query_types import Query

_NOT_READY, _UNREACHABLE = "还没有可用的查询索引：", "查询集群现在不能回答："


def add_readiness(app: Flask, generations: Generations) -> None:
    """Answer `/readyz`: 200 with the generation that is open, else 503."""

    def ready() -> Response:
        try:
            with generations.lease() as generation:
                next(generation.engine.backend.counts([Tally(Query(), generation.engine.read(""))]))
                text = json.dumps({"status": "ready", "generation": generation.name})
        except NoGenerationError as error:
            raise ServiceUnavailable(f"{_NOT_READY}{error}", retry_after=1) from None
        except UnreachableError as error:
            raise ServiceUnavailable(f"{_UNREACHABLE}{error}", retry_after=1) from None
        return Response(text, content_type="application/json", headers={"Cache-Control": "no-store"})

    app.add_url_rule("/readyz", "readyz", ready, methods=["GET"])
