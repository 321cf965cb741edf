"""The server of the Model Context Protocol, whatever it is reached over."""

from difflib import get_close_matches
from importlib.metadata import version
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams

from api.mcp.tools import make_tools
from api.service import Service
from bot.metrics.exact import shown

_INSTRUCTIONS = (
    "Use `ask` for questions on Customer Success, and give its citations with what you take from it. Use the "
    "calculators for metrics such as NRR or CAC payback rather than calculating yourself, and `search` to read what "
    "the sources say. Nothing here changes anything."
)


def make_server(service: Service) -> "Server[Any]":
    """A server whose tools answer from a service; the service need not be ready yet."""
    tools = make_tools(service)
    listed = ListToolsResult(tools=[tool.listed for tool in tools.values()])

    async def list_tools(context: ServerRequestContext[Any], params: PaginatedRequestParams | None) -> ListToolsResult:
        return listed

    async def call_tool(context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        if params.name not in tools:
            near = get_close_matches(params.name, tools, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            message = f"There is no tool {shown(params.name)}.{meant} There are: {', '.join(tools)}."
            raise MCPError(INVALID_PARAMS, message)
        return await tools[params.name].call(params.arguments or {})

    def input_schema(name: str) -> dict[str, Any] | None:
        return tools[name].listed.input_schema if name in tools else None

    return Server(
        "cs-answers",
        title="CS Answers",
        version=version("cs-answers"),
        description="Answers on Customer Success, each statement tied to the exact words of a source.",
        instructions=_INSTRUCTIONS,
        get_tool_input_schema=input_schema,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
