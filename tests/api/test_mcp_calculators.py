"""The calculators as tools of assistants, in the test's own process."""

import asyncio
from threading import get_ident
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from api.mcp.tools import make_tools
from api.service import Service
from api.telemetry import Meter
from bot.metrics.calculator import Result
from bot.tools import calculate
from corpus.settings import Settings


def test_a_calculation_keeps_nobody_else_waiting(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    ran_in = []

    def calculate_and_tell(name: str, arguments: dict[str, Any]) -> Result:
        ran_in.append(get_ident())
        return calculate(name, arguments)

    monkeypatch.setattr("api.mcp.tools.calculate", calculate_and_tell)
    tools = make_tools(Service(settings, Meter(CollectorRegistry())))
    result = asyncio.run(tools["ces"].call({"scores": [5] * 10_000}))
    assert not result.is_error
    [thread] = ran_in
    assert thread != get_ident(), "the event loop goes on"
