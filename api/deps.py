"""What the routes depend on, as annotated aliases."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import Depends, Query, Request

from api.schemas import Language
from api.service import Service
from corpus.settings import Settings


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


ServiceDep = Annotated[Service, Depends(_service)]
SettingsDep = Annotated[Settings, Depends(_settings)]
ClosingDep = Annotated[AsyncExitStack, Depends(_closing)]
"""Closes what a route gives it when the response is over, or its client has gone: generators that are merely dropped
are left to the garbage collector."""
LanguageParam = Annotated[Language | None, Query(description="Two-letter code, such as nl.")]
