"""What assistants are offered: asking, searching and every calculator, each with its exact schemas."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import anyio.to_thread
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR, CallToolResult, TextContent, ToolAnnotations
from mcp_types import Tool as Listed
from pydantic import ValidationError

from api.console import plain_answer
from api.problems import field_problem
from api.schemas import AskRequest, SearchRequest
from api.service import Service
from bot.answer import Answer
from bot.calculate.wording import with_unit
from bot.metrics.calculator import Calculator, Result
from bot.metrics.exact import write
from bot.search import SearchResult
from bot.tools import CALCULATORS, as_json, calculate, describe, json_schema, result_schema
from corpus.errors import CSAnswersError

_LOG = logging.getLogger(__name__)

_ONLY_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_ASK = (
    "Answers a question on Customer Success from the knowledge base, in the question's language. Each statement rests "
    "on the exact words of a source: [n] in the text stands for the citation of that number, whose indices are code "
    "points into the document's text. Each number is quoted, computed or given by the asker. Where versions of a "
    "source disagree, both are shown. Where the sources do not answer, the answer is a refusal that says why; pass it "
    "on instead of answering from elsewhere. Figures in the question are calculated with, where it asks for that."
)
_SEARCH = (
    "Finds the sections of the knowledge base that are nearest to a query in any language, whether they answer it or "
    "not, with their exact text and where it stands: code points into the document's text, end exclusive. "
    "For an answer with citations, use `ask`."
)

Run = Callable[[dict[str, Any]], Awaitable[CallToolResult]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, as assistants see it, and what it does with its arguments."""

    listed: Listed
    run: Run

    async def call(self, arguments: dict[str, Any]) -> CallToolResult:
        """The result for some arguments; if something is wrong with them, the result says so in a sentence.

        Raises:
            MCPError: something went wrong that the caller cannot mend.
        """
        try:
            return await self.run(arguments)
        except ValidationError as error:
            found = [field_problem(each) for each in error.errors()[:3]]
            told = ". ".join(f"{each.where} {each.problem}" for each in found)
            return _failed(f"The arguments are not as the tool's input schema has them. {told}.")
        except CSAnswersError as error:
            return _failed(str(error))
        except Exception as error:  # whose message the SDK would pass on
            _LOG.exception("The tool %s failed.", self.listed.name)
            message = "Something went wrong here. Try again; if it stays so, report it."
            raise MCPError(INTERNAL_ERROR, message) from error


def make_tools(service: Service) -> Mapping[str, Tool]:
    """All tools by name, in the order in which they are listed."""
    tools = [_ask(service), _search(service), *map(_calculator, CALCULATORS.values())]
    return {tool.listed.name: tool for tool in tools}


def _ask(service: Service) -> Tool:
    async def run(arguments: dict[str, Any]) -> CallToolResult:
        asked = AskRequest.model_validate(arguments).as_question()
        answer = (await service.reply(asked)).answer
        return _done(plain_answer(answer), answer.model_dump(mode="json"))

    inputs, outputs = AskRequest.model_json_schema(), Answer.model_json_schema(mode="serialization")
    return Tool(_listed("ask", "Ask about Customer Success", _ASK, inputs, outputs), run)


def _search(service: Service) -> Tool:
    async def run(arguments: dict[str, Any]) -> CallToolResult:
        wanted = SearchRequest.model_validate(arguments)
        found = await service.search(wanted.query, wanted.language, wanted.limit)
        return _done(_sections(found), found.model_dump(mode="json"))

    inputs, outputs = SearchRequest.model_json_schema(), SearchResult.model_json_schema(mode="serialization")
    return Tool(_listed("search", "Search the sources", _SEARCH, inputs, outputs), run)


def _calculator(calculator: Calculator) -> Tool:
    def work(arguments: dict[str, Any]) -> CallToolResult:
        result = calculate(calculator.name, arguments)
        return _done(_calculated(calculator, result), as_json(result))

    async def run(arguments: dict[str, Any]) -> CallToolResult:
        return await anyio.to_thread.run_sync(work, arguments)  # thousands of scores take a while

    inputs, outputs = json_schema(calculator), result_schema(calculator)
    return Tool(_listed(calculator.name, calculator.title, describe(calculator), inputs, outputs), run)


def _listed(name: str, title: str, description: str, inputs: dict[str, Any], outputs: dict[str, Any]) -> Listed:
    return Listed(
        name=name,
        title=title,
        description=description,
        input_schema=inputs,
        output_schema=outputs,
        annotations=_ONLY_READS,
    )


def _sections(found: SearchResult) -> str:
    if not found.sections:
        return "Nothing was found."
    told = []
    for each in found.sections:
        where = f"{each.document_id}:{each.start_char_index}-{each.end_char_index}"
        heading = f"{each.title or each.document_title} (section {each.section}, {each.document_language}, {where})"
        told.append(f"{heading}\n{each.text}")
    return "\n\n".join(told)


def _calculated(calculator: Calculator, result: Result) -> str:
    value = with_unit(write(result.value), result.unit, "en")
    lines = (f"{calculator.title}: {value}", result.formula, result.substituted, result.note)
    return "\n".join(filter(None, lines))


def _done(text: str, structured: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], structured_content=structured)


def _failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=message)], is_error=True)
