"""What the routes depend on, as annotated aliases."""

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


ServiceDep = Annotated[Service, Depends(_service)]
SettingsDep = Annotated[Settings, Depends(_settings)]
LanguageParam = Annotated[Language | None, Query(description="Two-letter code, such as nl.")]
