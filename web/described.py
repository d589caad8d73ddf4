"""`/openapi.json`: what is served, Gradio's routes and our own, in one description."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute


def describe(app: FastAPI, mounted: FastAPI) -> None:
    """Give an application the description of what it and the one mounted in it serve."""

    async def description() -> dict[str, Any]:
        own = get_openapi(title="报问 Baowen", version="1", routes=app.routes)
        inner = mounted.openapi()
        parts = {**inner.get("components", {}).get("schemas", {}), **own.get("components", {}).get("schemas", {})}
        return own | {"paths": inner["paths"] | own["paths"], "components": {"schemas": parts}}

    app.router.routes.insert(0, APIRoute("/openapi.json", description, include_in_schema=False))
