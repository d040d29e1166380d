"""`/readyz`: whether this worker can answer searches now; a load balancer sends it requests only then."""

from __future__ import annotations

import json

from flask import Flask, Response
from werkzeug.exceptions import ServiceUnavailable

from search.faces.generations import Generations, NoGenerationError

_NOT_READY = "还没有可用的查询索引。"


def add_readiness(app: Flask, generations: Generations) -> None:
    """Answer `/readyz`: 200 with the generation that is open, else 503."""

    def ready() -> Response:
        try:
            with generations.lease() as generation:
                text = json.dumps({"status": "ready", "generation": generation.name})
        except NoGenerationError:
            raise ServiceUnavailable(_NOT_READY, retry_after=1) from None
        return Response(text, content_type="application/json", headers={"Cache-Control": "no-store"})

    app.add_url_rule("/readyz", "readyz", ready, methods=["GET"])
