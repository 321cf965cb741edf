"""An assistant, as the MCP SDK's own client is one, and what the tests of its doors share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent

from bot.metrics.calculator import Calculator
from bot.tools import json_schema
from tests.api.commands import COMMAND, environment

JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@asynccontextmanager
async def over_stdio(data_dir: Path, folder: Path, mode: str = "auto", **env: str) -> AsyncIterator[Client]:
    """A client of an installed `cs-answers mcp`, guarded; the folder takes its standard error and what it reached for.

    Args:
        data_dir: of the knowledge base.
        folder: for the files `err` and `attempts`.
        mode: `legacy` for the handshake, `auto` for the newest revision that both know.
        env: further environment variables.
    """
    server = StdioServerParameters(
        command=str(COMMAND), args=["mcp"], env=environment(data_dir, folder / "attempts", **env), cwd=folder
    )
    with (folder / "err").open("w", encoding="utf-8") as err:
        async with Client(stdio_client(server, errlog=err), mode=mode, read_timeout_seconds=60) as client:
            yield client


def text_of(result: CallToolResult) -> str:
    """The result for people, which is one text."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what it took, which alone differs from one asking to the next."""
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def example_of(calculator: Calculator) -> dict[str, Any]:
    """Arguments for a calculator: its schema's own examples."""
    return {name: schema["examples"][0] for name, schema in json_schema(calculator)["properties"].items()}


def is_valid(content: object, schema: dict[str, Any]) -> bool:
    """Whether content is as a JSON Schema has it, which must be one of draft 2020-12."""
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema).is_valid(content)
