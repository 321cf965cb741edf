"""The HTTP door: puts the parts together, and does nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from operator import attrgetter

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from api.description import describe_all
from api.mcp.over_http import McpDoor
from api.problems import handle_problems
from api.routes import ask, documents, health, openai, pages, questions, tools
from api.safety.guarded import GuardedAPI, protect
from api.service import Service
from api.telemetry import Meter, measure, trace, tracing
from corpus.settings import Settings, load_settings

MAX_BODY = 1 << 20
"""Bytes of a request."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application.

    Args:
        settings: what it is to do; None reads them from the environment.

    Raises:
        SettingsError: a setting in the environment cannot be used.
    """
    settings = settings or load_settings()
    registry = CollectorRegistry()
    traces = tracing()
    service = Service(settings, Meter(registry), traces.get_tracer("cs-answers") if traces else None)
    mcp = McpDoor(service, settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with service.running(), mcp.running():
                yield
        finally:
            if traces:
                traces.shutdown()

    app = GuardedAPI(
        title="CS Answers",
        description="Answers on Customer Success, each statement tied to the exact words of a source.",
        version=version("cs-answers"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,  # both load their scripts from elsewhere
        max_body_size=MAX_BODY,
        generate_unique_id_function=attrgetter("name"),  # `ask`, not `ask_ask_post`, in programs made from OpenAPI
    )
    app.state.settings, app.state.service = settings, service
    for routes in (pages, ask, questions, documents, tools, openai, health):
        app.include_router(routes.router)
    app.router.routes.append(mcp.route)
    handle_problems(app)
    describe_all(app)
    protect(app, settings)
    measure(app, registry)
    if traces:
        trace(app, traces)
    return app
